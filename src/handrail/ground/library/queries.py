# SPDX-License-Identifier: Apache-2.0
"""Reading the library: its articles as facts, and each as HTML. Read once; a new text needs a new start."""

import re
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt

from handrail.ground.library import rules

# One article names another by its file; on the shelf each is a page beside the other.
LINK = re.compile(r'href="([a-z0-9-]+)\.md"')
SHELF = Path(__file__).parents[4] / "data" / "library"
LANGUAGE = "en"
# HTML in a text is shown as text. No pictures: nothing is fetched for an article.
MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")


@cache
def articles(language: str = LANGUAGE, *, shelf: Path = SHELF) -> tuple[rules.Article, ...]:
    """All of them, in the order of topics, then of titles. An unsound file is an error that says how to mend it."""
    written = [(path.stem, path.read_text(encoding="utf-8")) for path in sorted((shelf / language).glob("*.md"))]
    read = [rules.read(slug, text) for slug, text in written]
    return tuple(sorted(read, key=lambda one: (rules.TOPICS.index(one.topic), one.title)))


def article(slug: str, language: str = LANGUAGE) -> rules.Article | None:
    return next((one for one in articles(language) if one.slug == slug), None)


def by_topic(language: str = LANGUAGE) -> list[tuple[str, list[rules.Article]]]:
    """Each topic that has articles, with them."""
    held = [(topic, [one for one in articles(language) if one.topic == topic]) for topic in rules.TOPICS]
    return [(topic, found) for topic, found in held if found]


def search(asked: str, language: str = LANGUAGE) -> list[rules.Article]:
    return rules.found(articles(language), asked)


@cache
def html(slug: str, language: str = LANGUAGE) -> str:
    """The text of an article as HTML that may be shown as it is; empty if there is none of this name."""
    found = article(slug, language)
    return LINK.sub(r'href="../\1/"', str(MARKDOWN.render(found.text))) if found else ""
