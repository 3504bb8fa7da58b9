# SPDX-License-Identifier: Apache-2.0
"""How hard a text is to read: its Flesch-Kincaid grade, the years of school it asks for."""

import re
import warnings
from html.parser import HTMLParser

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import readability

SYLLABLES = readability.LANGDATA["en"]["syllables"]

HARDEST = 8.0
BLOCKS = {"p", "li", "h1", "h2", "h3", "td", "th", "dt", "dd", "label", "legend", "span", "strong", "figcaption", "div"}
UNSEEN = {"script", "style", "title", "head", "nav", "footer", "header", "aside", "svg"}


class Words(HTMLParser):
    """The text of the element with this id, or of the main part: one line for each block."""

    def __init__(self) -> None:
        super().__init__()
        self.depth, self.unseen, self.text = 0, 0, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.depth += tag == "main"
        self.unseen += tag in UNSEEN
        if tag in BLOCKS and tag not in ("span", "strong"):
            self.text += "\n"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "main"
        self.unseen -= tag in UNSEEN
        if tag in BLOCKS and tag not in ("span", "strong"):
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        if self.depth and not self.unseen:
            self.text += data


def grade(text: str) -> float:
    """The library counts syllables; it gives "the" and "we" none, so here each word has at least one."""
    lines = [line.strip() for line in text.splitlines()]
    told = [part for line in lines if line for part in re.split(r"(?<=[.!?:])\s+", line)]
    sentences = [re.findall(r"[A-Za-z][A-Za-z'’]*", sentence) for sentence in told]
    sentences = [words for words in sentences if len(words) > 2]  # a number to call is no sentence
    words = [word.lower() for sentence in sentences for word in sentence]
    syllables: int = sum(max(1, SYLLABLES(word)) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def grade_of_page(page: str) -> float:
    words = Words()
    words.feed(page)
    return grade(words.text)
