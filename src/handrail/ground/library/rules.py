# SPDX-License-Identifier: Apache-2.0
"""What an article is, whether it is sound, and which articles answer a search. Pure: text in, facts out."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

TOPICS = ("What it is", "Safety", "Treatment", "Body and mind", "Family", "Daily life", "Rights and money")
FENCE = "+++\n"
LONGEST_SEARCH, MOST_WORDS = 200, 12
IN_TITLE, IN_SUMMARY, IN_TEXT, MOST_IN_TEXT = 100, 30, 1, 20
# Words so common that they say nothing about what is looked for.
COMMON = frozenset("a an and are as at be can do does for from how i if in is it me my of on or so the to we what when who why with you".split())  # fmt: skip  # noqa: SIM905, E501


@dataclass(frozen=True)
class Source:
    name: str
    url: str


@dataclass(frozen=True)
class Article:
    """`text`: its Markdown, without the head."""

    slug: str
    title: str
    summary: str
    for_whom: str
    topic: str
    reviewed_on: date
    sources: tuple[Source, ...]
    text: str

    @property
    def minutes(self) -> int:
        """How long it takes to read, at 180 words a minute, as careful readers do."""
        return max(1, round(len(self.text.split()) / 180))


class Unsound(ValueError):
    """A file that is no article, with every reason."""


def read(slug: str, written: str) -> Article:
    """The article that a file holds: a head of TOML between lines of +++, then Markdown."""
    head, text = _parts(slug, written)
    try:
        told = tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        raise Unsound(f"{slug}.md: the head is no TOML: {error}") from error
    amiss = list(faults(slug, told, text))
    if amiss:
        raise Unsound("\n".join(f"{slug}.md: {fault}" for fault in amiss))
    sources = tuple(Source(one["name"], one["url"]) for one in told.pop("sources"))
    return Article(slug=slug, sources=sources, text=text, **told)


def _parts(slug: str, written: str) -> tuple[str, str]:
    written = written.replace("\r\n", "\n").removeprefix("\ufeff")
    begins, head, text = (*written.split(FENCE, 2), "", "")[:3]
    if begins.strip() or not head:
        raise Unsound(f"{slug}.md: a head between two lines of +++ comes first")
    return head, text.strip() + "\n"


def faults(slug: str, told: Mapping[str, Any], text: str) -> Iterator[str]:
    """Every way the head or the text of a file is not sound, in words for whoever wrote it."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        yield "the name of the file: small letters, digits and single dashes only"
    for key, longest in (("title", 80), ("summary", 160), ("for_whom", 80)):
        value = told.get(key)
        if not isinstance(value, str) or not value.strip():
            yield f"{key}: missing, or no text"
        elif len(value) > longest:
            yield f"{key}: {len(value)} characters, {longest} at most"
    if told.get("topic") not in TOPICS:
        yield f"topic: one of {', '.join(TOPICS)}"
    if type(told.get("reviewed_on")) is not date:
        yield "reviewed_on: a day, such as 2026-11-25"
    yield from _faults_of_sources(told.get("sources"))
    strange = sorted(set(told) - {"title", "summary", "for_whom", "topic", "reviewed_on", "sources"})
    yield from (f"{key}: nothing of this name is known" for key in strange)
    if len(text.split()) < 100:
        yield "the text: fewer than 100 words"
    if re.search(r"^# ", text, re.MULTILINE):
        yield "the text: headings begin with ##, the title stands in the head"


def _faults_of_sources(told: Any) -> Iterator[str]:
    if not isinstance(told, list) or not told:
        yield "sources: name at least one"
        return
    for number, source in enumerate(told, start=1):
        if not isinstance(source, dict) or set(source) != {"name", "url"} or not source.get("name"):
            yield f"sources, number {number}: a name and a url"
        elif not str(source["url"]).startswith("https://"):
            yield f"sources, number {number}: the url begins with https://"


def found(articles: Iterable[Article], asked: str) -> list[Article]:
    """The articles in which every word asked for occurs, the best first. Nothing asked finds nothing."""
    words = words_of(asked)
    if not words:
        return []
    weighed = [(_weight(article, words), article) for article in articles]
    return [article for weight, article in sorted(weighed, key=lambda one: (-one[0], one[1].title)) if weight]


def words_of(asked: str) -> list[str]:
    """What is looked for: at most so many words, without those that say nothing, unless there are no others."""
    told = re.findall(r"\w+", plain(asked[:LONGEST_SEARCH]))[:MOST_WORDS]
    telling = [word for word in told if word not in COMMON]
    return list(dict.fromkeys(telling or told))


def plain(text: str) -> str:
    """In small letters, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _weight(article: Article, words: Iterable[str]) -> int:
    """0 unless every word occurs at the start of some word of the article."""
    title, summary, text = (plain(part) for part in (article.title, article.summary, article.text))
    total = 0
    for word in words:
        begins = re.compile(rf"\b{re.escape(_stem(word))}")
        in_text = min(MOST_IN_TEXT, len(begins.findall(text)))
        weight = IN_TITLE * bool(begins.search(title)) + IN_SUMMARY * bool(begins.search(summary)) + IN_TEXT * in_text
        if not weight:
            return 0
        total += weight
    return total


def _stem(word: str) -> str:
    """Families finds family, drinking finds drink, pills finds pill: the end of a long word is not held against it."""
    for ending, shortest in (("ies", 6), ("ing", 6), ("es", 6), ("s", 4)):
        if word.endswith(ending) and len(word) >= shortest and not word.endswith("ss"):
            return word.removesuffix(ending)
    return word
