# SPDX-License-Identifier: Apache-2.0
"""What the assessment asks: sections, questions and their keys, read from `data/assessment` and checked. Pure.

A key once given stays: answers are kept under it for years. Words may change, keys never.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

FILES = Path(__file__).parents[4] / "data" / "assessment"
KINDS = ("choice", "several", "number", "date", "text")
SUBSTANCES = "substances"  # the list of answers that are the substances themselves
SECTION = {"key", "title", "words", "questions", "by_clinician"}
QUESTION = {
    "key", "kind", "words", "hint", "choices", "unit", "least", "most", "lines", "per_substance", "only", "criterion",
    "needed", "when",
}  # fmt: skip
Choices = tuple[tuple[str, str], ...]


class Unsound(ValueError):
    """A file of the assessment that does not hold together: every fault, with the file and the key."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class When:
    """A question is asked only when another has one of these answers, or a number (of answers) above `over`."""

    key: str
    any_of: frozenset[str] = frozenset()
    over: int | None = None

    def holds(self, value: object) -> bool:
        if self.over is not None:
            return (len(value) if isinstance(value, tuple) else value or 0) > self.over  # type: ignore[operator]
        return not self.any_of.isdisjoint(value if isinstance(value, tuple) else (value,))


@dataclass(frozen=True)
class Question:
    """`needed`: without an answer nobody can sign. `only`: the substances it is asked about; none named, all.

    `lines` 1 is a short text. `criterion`: one of the eleven signs of a use disorder.
    """

    key: str
    kind: str
    words: str
    hint: str = ""
    choices: Choices = ()
    unit: str = ""
    least: int = 0
    most: int = 1000
    lines: int = 4
    per_substance: bool = False
    only: tuple[str, ...] = ()
    criterion: bool = False
    needed: bool = False
    when: When | None = None

    @property
    def section(self) -> str:
        return self.key.partition(".")[0]

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(code for code, _words in self.choices)

    def is_about(self, substance: str) -> bool:
        return self.per_substance and (not self.only or substance in self.only)

    def words_for(self, code: str) -> str:
        return next((words for known, words in self.choices if known == code), code)


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    words: str
    questions: tuple[Question, ...]
    by_clinician: bool = False


@dataclass(frozen=True)
class Substance:
    """`icd10`: the first three characters of its codes."""

    key: str
    words: str
    examples: str
    icd10: str


@dataclass(frozen=True)
class Numbers:
    """What the judgement turns on: how many signs, how many months, what is not counted."""

    mild: int
    moderate: int
    severe: int
    early_from_months: int
    sustained_from_months: int
    excepted: frozenset[str]
    as_prescribed: str
    not_counted: frozenset[str]


@dataclass(frozen=True)
class Catalogue:
    version: str
    sections: tuple[Section, ...]
    substances: tuple[Substance, ...]
    numbers: Numbers

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    def questions(self) -> Iterator[Question]:
        for section in self.sections:
            yield from section.questions

    @cached_property
    def by_key(self) -> Mapping[str, Question]:
        """Looked up hundreds of times a page; of two questions of one key, which `read` refuses, the first."""
        return {question.key: question for question in reversed([*self.questions()])}

    def question(self, key: str) -> Question | None:
        return self.by_key.get(key)

    def substance(self, key: str) -> Substance | None:
        return next((one for one in self.substances if one.key == key), None)

    @property
    def criteria(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions() if question.criterion)


@cache
def current() -> Catalogue:
    """The one that is in force: that of the files beside the code."""
    return read({path.stem: path.read_text(encoding="utf-8") for path in sorted(FILES.glob("*.toml"))})


def read(files: Mapping[str, str]) -> Catalogue:
    """From the text of each file, by its name without ending. Raises Unsound with all that is wrong."""
    faults: list[str] = []
    parsed = {name: _parse(name, text, faults) for name, text in files.items()}
    if faults or "catalogue" not in parsed:
        raise Unsound(faults or ["catalogue.toml is missing: it names the sections and the substances"])
    main = parsed.pop("catalogue")
    order = main.get("sections", [])
    faults += [f"catalogue.toml: no file {key}.toml for the section {key}" for key in order if key not in parsed]
    faults += [f"{key}.toml: name it under sections in catalogue.toml" for key in parsed if key not in order]
    lists = _lists(main)
    sections = [_section(key, parsed[key], lists, faults) for key in order if key in parsed]
    substances = tuple(Substance(**each) for each in main.get("substances", []))
    made = Catalogue(str(main.get("version", "")), tuple(sections), substances, _numbers(main, faults))
    faults += _faults_between(made)
    if faults:
        raise Unsound(faults)
    return made


def _parse(name: str, text: str, faults: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.append(f"{name}.toml: {error}")
        return {}


def _lists(main: Mapping[str, Any]) -> dict[str, Choices]:
    told = {name: _pairs(rows) for name, rows in main.get("lists", {}).items()}
    return told | {SUBSTANCES: tuple((each["key"], each["words"]) for each in main.get("substances", []))}


def _pairs(rows: Sequence[Sequence[str]]) -> Choices:
    return tuple((str(code), str(words)) for code, words in rows)


def _section(key: str, told: Mapping[str, Any], lists: Mapping[str, Choices], faults: list[str]) -> Section:
    faults += [f"{key}.toml: {name} is not known here" for name in sorted(told.keys() - SECTION)]
    if told.get("key") != key:
        faults.append(f'{key}.toml: say key = "{key}", as the file is named')
    questions = [_question(key, each, lists, faults) for each in told.get("questions", [])]
    return Section(
        key, str(told.get("title", key)), str(told.get("words", "")), tuple(questions), bool(told.get("by_clinician"))
    )


def _question(section: str, told: Mapping[str, Any], lists: Mapping[str, Choices], faults: list[str]) -> Question:
    key = f"{section}.{told.get('key', '')}"
    faults += [f"{key}: {name} is not known here" for name in sorted(told.keys() - QUESTION)]
    kind, words = told.get("kind", ""), told.get("words", "")
    if kind not in KINDS:
        faults.append(f"{key}: its kind must be one of {', '.join(KINDS)}, not {kind!r}")
    if not words:
        faults.append(f"{key}: say its words")
    choices = told.get("choices", [])
    if isinstance(choices, str) and choices not in lists:
        faults.append(f"{key}: there is no list of answers named {choices}")
    asked = {name: told[name] for name in QUESTION - {"key", "choices", "when", "only"} if name in told}
    return Question(
        **asked | {"key": key, "kind": kind, "words": words},
        choices=lists.get(choices, ()) if isinstance(choices, str) else _pairs(choices),
        only=tuple(told.get("only", ())),
        when=_when(key, told["when"], faults) if "when" in told else None,
    )


def _when(key: str, told: Mapping[str, Any], faults: list[str]) -> When | None:
    if not told.keys() <= {"key", "is", "over"} or len(told) != 2 or "key" not in told:
        faults.append(f'{key}: when = {{ key = "section.question", is = [...] }} or over = 0')
        return None
    return When(told["key"], frozenset(told.get("is", ())), told.get("over"))


def _numbers(main: Mapping[str, Any], faults: list[str]) -> Numbers:
    severity, remission = main.get("severity", {}), main.get("remission", {})
    prescribed = main.get("as_prescribed", {})
    faults += [
        f"catalogue.toml: say the source of [{name}]"
        for name in ("severity", "remission", "as_prescribed")
        if not main.get(name, {}).get("source")
    ]
    told = [severity.get(name, 0) for name in ("mild", "moderate", "severe")]
    if not 0 < told[0] < told[1] < told[2]:
        faults.append(f"catalogue.toml: mild, moderate, severe must rise, not {told}")
    return Numbers(
        mild=told[0],
        moderate=told[1],
        severe=told[2],
        early_from_months=remission.get("early_from_months", 0),
        sustained_from_months=remission.get("sustained_from_months", 0),
        excepted=frozenset(remission.get("excepted", ())),
        as_prescribed=str(prescribed.get("question", "")),
        not_counted=frozenset(prescribed.get("not_counted", ())),
    )


def _faults_between(made: Catalogue) -> Iterator[str]:
    """What only shows when all files are read: keys that are there twice or point nowhere."""
    before: dict[str, Question] = {}
    substances = {one.key for one in made.substances}
    for question in made.questions():
        if question.key in before:
            yield f"{question.key} is there twice"
        if question.kind in ("choice", "several") and not question.choices:
            yield f"{question.key}: name the answers it offers"
        if len(question.codes) < len(question.choices):
            yield f"{question.key}: two answers share a code"
        if question.only and not (question.per_substance and substances.issuperset(question.only)):
            yield f"{question.key}: only is for questions per substance, and names substances"
        yield from _faults_of_when(question, before)
        before[question.key] = question
    numbers = made.numbers
    for key in sorted({numbers.as_prescribed, *numbers.excepted, *numbers.not_counted} - before.keys()):
        yield f"catalogue.toml: there is no question {key}"


def _faults_of_when(question: Question, before: Mapping[str, Question]) -> Iterator[str]:
    if question.when is None:
        return
    asked = before.get(question.when.key)
    if asked is None:
        yield f"{question.key}: when speaks of {question.when.key}, which must come before it"
    elif question.when.any_of and not question.when.any_of <= asked.codes:
        unknown = ", ".join(sorted(question.when.any_of - asked.codes))
        yield f"{question.key}: {question.when.key} has no answer {unknown}"
    elif question.when.over is not None and asked.kind not in ("number", "several"):
        yield f"{question.key}: over is for numbers, and {question.when.key} is none"
    elif asked.per_substance and not question.per_substance:
        yield f"{question.key}: {question.when.key} is asked per substance, so this must be too"
