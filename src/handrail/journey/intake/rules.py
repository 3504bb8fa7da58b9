# SPDX-License-Identifier: Apache-2.0
"""What was answered, and what follows from it: use disorders, remission, what is still to ask, a gap in care. Pure.

An answer stands under the key of its question and, where that is asked about each substance, under the substance.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from handrail.journey.intake.catalogue import Catalogue, Question, Section

Value = str | int | date | tuple[str, ...]
Place = tuple[str, str]  # the key of a question, and a substance or nothing

SOURCES = ("patient", "family", "referral", "records", "clinician")
HELD_BACK = ("residential", "hospital", "jail")  # where a substance is out of reach
STAYS = ("residential", "detox", "hospital", "partial")  # from where care is to go on without a gap
LONGEST_TEXT = 8000


class Unreadable(ValueError):
    """What was typed is no answer to this question. `code` and `how` are for a page, which says it in its language."""

    def __init__(self, key: str, code: str, words: str, **how: object) -> None:
        super().__init__(f"{key}: {words}")
        self.code, self.how = code, how


@dataclass(frozen=True)
class Given:
    """One answer, and from whom. `of`: whose records; `carried`: told at an earlier assessment, not yet confirmed."""

    value: Value
    source: str = "patient"
    of: str = ""
    carried: bool = False


@dataclass(frozen=True)
class Answers:
    """All answers of one assessment that count: to questions that are not asked any more, none."""

    given: Mapping[Place, Given] = field(default_factory=dict)

    def get(self, key: str, substance: str = "") -> Value | None:
        found = self.given.get((key, substance))
        return found.value if found else None

    def says(self, key: str, *codes: str, substance: str = "") -> bool:
        """Whether one of these was chosen."""
        value = self.get(key, substance)
        chosen = value if isinstance(value, tuple) else (value,)
        return any(code in chosen for code in codes)

    def number(self, key: str, substance: str = "") -> int | None:
        value = self.get(key, substance)
        return value if isinstance(value, int) else None

    def day(self, key: str, substance: str = "") -> date | None:
        value = self.get(key, substance)
        return value if isinstance(value, date) else None

    def text(self, key: str, substance: str = "") -> str:
        value = self.get(key, substance)
        return value if isinstance(value, str) else ""

    @property
    def substances(self) -> tuple[str, ...]:
        """Those she ever used, by key."""
        value = self.get("use.ever")
        return value if isinstance(value, tuple) else ()

    def __len__(self) -> int:
        return len(self.given)


def is_asked(question: Question, answers: Answers, substance: str = "") -> bool:
    """Whether this is asked, as the other answers are: of each substance she named, or once."""
    if question.per_substance and not (substance in answers.substances and question.is_about(substance)):
        return False
    if question.when is None:
        return True
    return question.when.holds(answers.get(question.when.key, substance)) or (
        bool(substance) and question.when.holds(answers.get(question.when.key))
    )


def asked(section: Section, answers: Answers, about: str | None = None) -> Iterator[tuple[Question, str]]:
    """The questions of a section as they are asked of her, each with its substance or nothing; only those `about` one
    substance, or with "" those asked once."""
    named = answers.substances
    each = named if about is None else tuple(one for one in named if one == about)
    once = ("",) if not about else ()
    for question in section.questions:
        for substance in each if question.per_substance else once:
            if is_asked(question, answers, substance):
                yield question, substance


def in_force(catalogue: Catalogue, answers: Answers) -> Answers:
    """Without what was answered before another answer made its question fall away."""
    kept = {
        (question.key, substance): answers.given[question.key, substance]
        for section in catalogue.sections
        for question, substance in asked(section, answers)
        if (question.key, substance) in answers.given
    }
    if kept.keys() == answers.given.keys():
        return answers
    return in_force(catalogue, Answers(kept))  # what fell away may have been what another question hung on


def steps(catalogue: Catalogue, answers: Answers) -> list[tuple[Section, str]]:
    """The pages of an assessment, in order: what is asked of each substance has a page for each."""
    found = []
    for section in catalogue.sections:
        alone = any(not question.per_substance for question in section.questions)
        each = [name for name in answers.substances if any(q.is_about(name) for q in section.questions)]
        found += [(section, name) for name in ([""] if alone or not each else []) + each]
    return found


@dataclass(frozen=True)
class Progress:
    """How far a section is. `missing`: what must be answered before anyone signs; `unconfirmed`: such answers that were
    told at an earlier assessment."""

    asked: int
    answered: int
    carried: int
    missing: tuple[Place, ...]
    unconfirmed: tuple[Place, ...] = ()

    @property
    def in_the_way(self) -> tuple[Place, ...]:
        """Of a signature."""
        return (*self.missing, *self.unconfirmed)

    @property
    def is_done(self) -> bool:
        return not self.missing and not self.carried and self.answered > 0


def progress(section: Section, answers: Answers, about: str | None = None) -> Progress:
    """Of a whole section, or of one page of it: of one substance, or with "" what is asked once."""
    places = [(question, (question.key, substance)) for question, substance in asked(section, answers, about)]
    given = [answers.given[place] for _question, place in places if place in answers.given]
    missing = tuple(place for question, place in places if question.needed and place not in answers.given)
    carried = {place for _question, place in places if place in answers.given and answers.given[place].carried}
    unconfirmed = tuple(place for question, place in places if question.needed and place in carried)
    return Progress(len(places), len(given), len(carried), missing, unconfirmed)


def carry_forward(answers: Answers) -> Answers:
    """On return: what was told before, marked so until it is confirmed."""
    return Answers({place: replace(given, carried=True) for place, given in answers.given.items()})


# One value, as typed and as kept


def read_value(question: Question, typed: Iterable[str]) -> Value | None:
    """From what a form sends; None where nothing was answered. Raises Unreadable."""
    words = [word.strip() for word in typed if word.strip()]
    if not words:
        return None
    if question.kind == "several":
        return _several(question, words)
    return _READ[question.kind](question, words[-1])


def _several(question: Question, words: list[str]) -> tuple[str, ...]:
    unknown = set(words) - question.codes
    if unknown:
        raise Unreadable(question.key, "unknown", f"there is no answer {', '.join(sorted(unknown))}")
    if "none" in words and len(set(words)) > 1:
        raise Unreadable(question.key, "none_and_more", "either none of these, or what is so")
    return tuple(code for code, _words in question.choices if code in words)


def _choice(question: Question, word: str) -> str:
    if word not in question.codes:
        raise Unreadable(question.key, "unknown", f"there is no answer {word}")
    return word


def _number(question: Question, word: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) < 7 and question.least <= int(word) <= question.most):
        span = {"least": question.least, "most": question.most}
        raise Unreadable(question.key, "number", "a whole number from {least} to {most}".format(**span), **span)
    return int(word)


def _date(question: Question, word: str) -> date:
    try:
        found = date.fromisoformat(word)
    except ValueError:
        raise Unreadable(question.key, "day", "a day written as 2026-11-25") from None
    if not 1900 <= found.year <= 2200:
        raise Unreadable(question.key, "year", "please look at the year")
    return found


def _text(question: Question, word: str) -> str:
    if len(word) > LONGEST_TEXT:
        told = f"at most {LONGEST_TEXT} characters, and this has {len(word)}"
        raise Unreadable(question.key, "long", told, most=LONGEST_TEXT, has=len(word))
    return word


_READ: dict[str, Callable[[Question, str], Value]] = {
    "choice": _choice,
    "number": _number,
    "date": _date,
    "text": _text,
}


def typed(value: Value | None) -> list[str]:
    """The other way: as a form or a file holds it."""
    if value is None:
        return []
    return list(value) if isinstance(value, tuple) else [value.isoformat() if isinstance(value, date) else str(value)]


def as_kept(answers: Answers, section: str) -> list[dict[str, Any]]:
    """A section's answers as they are sealed: plain JSON."""
    return [
        {"key": key, "substance": substance, "value": typed(given.value), "source": given.source, "of": given.of,
         "carried": given.carried}
        for (key, substance), given in sorted(answers.given.items())
        if key.partition(".")[0] == section
    ]  # fmt: skip


def from_kept(catalogue: Catalogue, rows: Iterable[Mapping[str, Any]]) -> dict[Place, Given]:
    """What cannot be read any more, as its question is gone, is left in its row and counts no longer."""
    found = {}
    for row in rows:
        question = catalogue.question(row["key"])
        try:
            value = read_value(question, row["value"]) if question else None
        except Unreadable:
            value = None
        if value is not None:
            found[row["key"], row["substance"]] = Given(value, row["source"], row["of"], row["carried"])
    return found


@dataclass(frozen=True)
class Changed:
    """One answer that a save changed; None: there was none before, or is none any more."""

    place: Place
    before: Given | None
    after: Given | None


def changes(before: Answers, after: Answers) -> list[Changed]:
    """What one save changed, in the order of the places."""
    places = sorted({*before.given, *after.given})
    pairs = ((place, before.given.get(place), after.given.get(place)) for place in places)
    return [Changed(*each) for each in pairs if each[1] != each[2]]


@dataclass(frozen=True)
class Newer:
    """An answer that somebody changed after a page was read. `before`: as the page has it; `after`: as it is now."""

    place: Place
    before: Value | None
    after: Value | None
    name: str
    at: datetime


def newer(versions: Sequence[tuple[Answers, str, datetime]], sent: Mapping[Place, Value | None]) -> dict[Place, Newer]:
    """What has changed since the first of these versions, each with who saved it and when; not what says the same as
    what is `sent` now."""
    if not versions:
        return {}
    first = last = versions[0][0]
    found: dict[Place, Newer] = {}
    for after, name, at in versions[1:]:
        for one in changes(last, after):
            found[one.place] = Newer(one.place, first.get(*one.place), after.get(*one.place), name, at)
        last = after
    return {
        place: one
        for place, one in found.items()
        if one.after != one.before and not (place in sent and sent[place] == one.after)
    }


# Use disorders


@dataclass(frozen=True)
class Disorder:
    """What the eleven signs say of one substance: never a diagnosis, which is the clinician's.

    `this_year`: how many were so in the last 12 months; `ever`: at any time; `answered` of `of` were answered.
    `severity`: of the last 12 months, or, where those are below the least, of the worst time.
    """

    substance: str
    this_year: int
    ever: int
    answered: int
    of: int
    severity: str = ""  # mild, moderate, severe
    remission: str = ""  # early, sustained
    is_controlled: bool = False  # and in a controlled environment
    on_medication: bool = False
    left_out: tuple[str, ...] = ()  # signs that do not count, as it was taken as prescribed

    @property
    def is_complete(self) -> bool:
        return self.answered == self.of


def severity(catalogue: Catalogue, count: int) -> str:
    numbers = catalogue.numbers
    if count >= numbers.severe:
        return "severe"
    if count >= numbers.moderate:
        return "moderate"
    return "mild" if count >= numbers.mild else ""


def disorder(catalogue: Catalogue, answers: Answers, substance: str) -> Disorder:
    """Count, severity and remission of one substance."""
    numbers = catalogue.numbers
    prescribed = answers.says(numbers.as_prescribed, "yes", substance=substance)
    criteria = [question.key for question in catalogue.criteria if question.is_about(substance)]
    left_out = tuple(key for key in criteria if prescribed and key in numbers.not_counted)
    counted = [key for key in criteria if key not in left_out]
    told = {key: answers.text(key, substance) for key in counted}
    this_year = sum(said in ("months_3", "months_12") for said in told.values())
    ever = sum(said not in ("", "never") for said in told.values())
    remission = _remission([said for key, said in told.items() if key not in numbers.excepted])
    found = severity(catalogue, this_year) or severity(catalogue, ever)
    return Disorder(
        substance=substance, this_year=this_year, ever=ever, answered=sum(bool(said) for said in told.values()),
        of=len(counted), severity=found, remission=remission if found else "",
        is_controlled=is_controlled(answers) if found and remission else False,
        on_medication=answers.says("use.medication", "taking", substance=substance), left_out=left_out,
    )  # fmt: skip


def _remission(told: list[str]) -> str:
    """Of the signs that end one. The answers' own edges are the months of the rule: a test holds them together."""
    if "" in told or "months_3" in told:
        return ""
    return "early" if "months_12" in told else "sustained"


def is_controlled(answers: Answers) -> bool:
    """Whether walls or rules kept a substance out of reach lately."""
    return answers.says("coming.controlled", *HELD_BACK)


def disorders(catalogue: Catalogue, answers: Answers) -> list[Disorder]:
    """Of each substance she named, the most severe first."""
    found = [disorder(catalogue, answers, substance) for substance in answers.substances]
    return sorted(found, key=lambda one: (-max(one.this_year, 0), -one.ever))


# From one place of care to the next


@dataclass(frozen=True)
class Gap:
    """Days without care between leaving there and the first session here; while that is to come, up to today.

    `first_on`: the first session, held or planned; None: none is planned.
    """

    left_on: date
    days: int
    is_open: bool
    first_on: date | None = None

    @property
    def whole(self) -> int:
        """Up to the first session, also while that is to come; with none planned, up to today."""
        return max((self.first_on - self.left_on).days, 0) if self.first_on else self.days


def gap(answers: Answers, *, first_session_on: date | None, on: date) -> Gap | None:
    """None if she does not come from a place of care, or its day is not known."""
    left_on = answers.day("coming.discharged_on")
    if left_on is None or not answers.says("coming.comes_from", *STAYS):
        return None
    until = first_session_on if first_session_on is not None and first_session_on <= on else on
    is_open = first_session_on is None or first_session_on > on
    return Gap(left_on, max((until - left_on).days, 0), is_open, first_session_on)
