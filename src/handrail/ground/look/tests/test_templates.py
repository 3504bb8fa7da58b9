# SPDX-License-Identifier: Apache-2.0
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[3]
SPOKEN = {"alt", "title", "placeholder", "aria-label", "aria-description", "label"}
# What reads the same in every language.
EXCEPT = {
    "Handrail": "a name",
    "h": "the sign of the unit",
    "min": "the sign of the unit",
}


def templates() -> list[Path]:
    return sorted(path for kind in ("*.html", "*.txt") for path in PACKAGE.rglob(f"templates/**/{kind}"))


class Faults(HTMLParser):
    """What a template shows without asking a translator, and what a strict policy would not let run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(bare(text))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        is_data = named.get("type") == "application/ld+json"  # a browser runs no script of this type
        if tag == "style" or (tag == "script" and "src" not in named and not is_data):
            self.found.append(f"inline <{tag}>")
        for name, value in attrs:
            if name == "style" or re.match(r"on[a-z]|hx-on", name) or (value or "").strip().startswith("javascript:"):
                self.found.append(f"inline {name}")
            if name in SPOKEN:
                self.found.extend(untranslated(value or ""))

    def handle_data(self, data: str) -> None:
        self.found.extend(untranslated(data))


def bare(text: str) -> str:
    """The template without its own language; a translated block says nothing by itself."""
    text = re.sub(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}", "", text, flags=re.DOTALL)
    text = re.sub(r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}", "", text, flags=re.DOTALL)
    # A form feed: white space to the parser, so that attributes stay attributes, and a seam to split words at.
    return re.sub(r"{%.*?%}|{{.*?}}", "\f", text, flags=re.DOTALL)


def untranslated(text: str) -> Iterator[str]:
    for piece in text.split("\f"):
        words = re.sub(r"[\d¼½¾]+", "", piece).strip(" \n·×,.:;–—/()%&→↓↑'\"")
        if any(map(str.isalpha, words)) and words not in EXCEPT:
            yield words


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_everything_a_template_shows_can_be_translated_and_nothing_runs_in_it(path):
    assert Faults(path.read_text()).found == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<p>Good morning</p>", "Good morning"),
        ("<p>{{ name }}, your week</p>", "your week"),
        ('<img alt="A week">', "A week"),
        ('<button onclick="go()">{% translate "Go" %}</button>', "inline onclick"),
        ('<p style="color:red">{{ words }}</p>', "inline style"),
        ("<style>p{}</style>", "inline <style>"),
        ("<script>go()</script>", "inline <script>"),
        ('<a href="javascript:go()">{{ words }}</a>', "inline href"),
        ('<p hx-on:click="go()">{{ words }}</p>', "inline hx-on:click"),
    ],
)
def test_a_fault_made_on_purpose_is_found(text, fault):
    assert fault in Faults(text).found


def test_what_is_translated_is_not_reported():
    text = """{# Not shown. #}<p{% if x %} class="y"{% endif %} aria-label="{% translate 'Hours' %}">
      {% blocktranslate %}Now {{ n }} h{% endblocktranslate %} 4 h · 988</p>"""

    assert Faults(text).found == []
