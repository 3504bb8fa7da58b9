# SPDX-License-Identifier: Apache-2.0
"""The ICD-10-CM codes of `data/codes`, and finding them by what is typed. Pure."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILES = Path(__file__).parents[4] / "data" / "codes"
AT_MOST = 20
# What people type, and what the code set calls it. In remission and unspecified codes come after the plain ones.
SAME = {
    "abuse": "abuse", "addiction": "dependence", "alcoholism": "alcohol dependence", "weed": "cannabis",
    "marijuana": "cannabis", "heroin": "opioid", "fentanyl": "opioid", "meth": "stimulant", "benzo": "sedative",
    "smoking": "nicotine", "tobacco": "nicotine", "ptsd": "post-traumatic", "adhd": "attention-deficit",
    "mdd": "major depressive", "gad": "generalized anxiety", "ocd": "obsessive-compulsive", "hep": "hepatitis",
}  # fmt: skip


@dataclass(frozen=True)
class Code:
    """`is_billable`: may stand on a claim; others are headings."""

    code: str
    words: str
    is_billable: bool


@cache
def every() -> dict[str, Code]:
    """All of them, by code."""
    return {code.code: code for path in sorted(FILES.glob("icd10cm-*.csv")) for code in read(path.read_text("utf-8"))}


def read(text: str) -> list[Code]:
    return [Code(row["code"], row["long"], row["billable"] == "1") for row in csv.DictReader(text.splitlines())]


@cache
def _plain() -> tuple[tuple[Code, str, tuple[str, ...]], ...]:
    return tuple((code, _letters(code.code), tuple(_words(code.words))) for code in every().values())


def found_by(typed: str) -> list[Code]:
    """Billable codes that begin so, or whose every typed word begins one of their words; the plainest first."""
    wanted = [[_words(way) for way in {word, SAME.get(word, word)}] for word in _words(typed)]
    if not wanted:
        return []
    code = _letters(typed)
    hits = [
        (
            not (letters.startswith(code) and len(code) > 1),
            "unspecified" in words,
            "remission" in words,
            len(words),
            each,
        )
        for each, letters, words in _plain()
        if each.is_billable and ((len(code) > 1 and letters.startswith(code)) or _fits(wanted, words))
    ]
    return [hit[-1] for hit in sorted(hits, key=lambda hit: (*hit[:-1], hit[-1].code))[:AT_MOST]]


def _fits(wanted: Iterable[Iterable[Iterable[str]]], words: tuple[str, ...]) -> bool:
    """Of each typed word one of its ways: the word itself, or what the code set calls it."""
    return all(any(all(_begins(part, words) for part in way) for way in ways) for ways in wanted)


def _begins(part: str, words: tuple[str, ...]) -> bool:
    return any(word.startswith(part) for word in words)


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


def _letters(text: str) -> str:
    return "".join(c for c in text.upper() if c.isalnum())
