# SPDX-License-Identifier: Apache-2.0
"""What a page of the assessment draws: questions with their answers, the rail of sections, faults in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.ground.look.templatetags.look import at as clock_of
from handrail.ground.look.templatetags.look import full_day
from handrail.journey.intake import queries, rules
from handrail.journey.intake.catalogue import Question, Section
from handrail.journey.intake.rules import Answers, Given, Place

SOURCES = {
    "patient": gettext_lazy("The person themself"), "family": gettext_lazy("Family"),
    "referral": gettext_lazy("Who referred them"), "records": gettext_lazy("Records"),
    "clinician": gettext_lazy("What I see"),
}  # fmt: skip
FAULTS = {
    "unknown": gettext_lazy("This is not one of the answers: please choose again."),
    "none_and_more": gettext_lazy("Either none of these, or what is so: please take one back."),
    "number": gettext_lazy("Please write a whole number from %(least)d to %(most)d."),
    "day": gettext_lazy("Please write the whole day."),
    "year": gettext_lazy("Please look at the year."),
    "long": gettext_lazy("At most %(most)d characters, and this has %(has)d."),
    "newer": gettext_lazy("%(name)s answered this meanwhile, at %(at)s: “%(now)s”. What is written here is not saved."),
    "taken": gettext_lazy("%(name)s took this answer back meanwhile, at %(at)s. What is written here is not saved."),
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One question as it is drawn. `choices`: code, words, chosen, id."""

    question: Question
    substance: str
    typed: Sequence[str]
    given: Given | None
    is_asked: bool
    fault: str = ""

    @property
    def name(self) -> str:
        return name_of((self.question.key, self.substance))

    @property
    def id(self) -> str:
        return "q-" + self.name.replace(".", "-").replace(":", "-")

    @property
    def text(self) -> str:
        return self.typed[-1] if self.typed else ""

    @property
    def choices(self) -> list[tuple[str, str, bool, str]]:
        return [(code, _(words), code in self.typed, f"{self.id}-{code}") for code, words in self.question.choices]

    @property
    def words(self) -> str:
        return _(self.question.words)

    @property
    def hint(self) -> str:
        return _(self.question.hint) if self.question.hint else ""

    @property
    def unit(self) -> str:
        return _(self.question.unit) if self.question.unit else ""

    @property
    def described_by(self) -> str:
        ids = [f"{self.id}-hint"] if self.question.hint else []
        return " ".join([*ids, f"{self.id}-fault"])

    @property
    def provenance(self) -> str:
        return provenance(self.given) if self.given else ""


def provenance(given: Given) -> str:
    """Whence the answer, where it is not from the person herself."""
    if given.source == "patient":
        return ""
    told = str(SOURCES[given.source])
    return f"{told}: {given.of}" if given.of else told


def name_of(place: Place) -> str:
    return f"{place[0]}:{place[1]}" if place[1] else place[0]


def place_of(name: str) -> Place:
    key, _colon, substance = name.partition(":")
    return key, substance


def fields(
    section: Section,
    substance: str,
    answers: Answers,
    typed: Mapping[Place, Sequence[str]] | None = None,
    faults: Mapping[Place, rules.Unreadable] | None = None,
) -> list[Field]:
    """The questions of one page; `typed` and `faults`: what was sent, and could not be read."""
    found = []
    for question in section.questions:
        if question.per_substance != bool(substance) or (substance and not question.is_about(substance)):
            continue
        place = (question.key, substance)
        given = answers.given.get(place)
        shown = (typed or {}).get(place, rules.typed(given.value if given else None))
        fault = in_words((faults or {}).get(place))
        asked = rules.is_asked(question, answers, substance)
        found.append(Field(question, substance, shown, given, asked, fault))
    return found


def in_words(fault: rules.Unreadable | None) -> str:
    return str(FAULTS[fault.code]) % fault.how if fault else ""


def said(question: Question, typed: Sequence[str]) -> str:
    """An answer as it is read."""
    if question.kind == "date":
        return full_day(date.fromisoformat(typed[-1]))
    words = [_(question.words_for(code)) if question.choices else code for code in typed]
    return ", ".join(words) + (f" {_(question.unit)}" if question.unit else "")


def crossed(one: rules.Newer, *, zone: str) -> rules.Unreadable:
    """Two answered the same: what the other said stands, and hers is kept on the page until she has chosen."""
    question, typed = queries.catalogue().question(one.place[0]), rules.typed(one.after)
    assert question, "it was answered"
    how = {"name": one.name or _("An import"), "at": clock_of(one.at, zone)}
    if not typed:
        return rules.Unreadable(question.key, "taken", "was taken back meanwhile", **how)
    return rules.Unreadable(question.key, "newer", "was answered meanwhile", now=said(question, typed), **how)


@dataclass(frozen=True)
class Stop:
    """One page on the rail. `state`: done, begun, or nothing yet."""

    words: str
    url: str
    state: str
    missing: int
    is_here: bool
    is_below: bool  # a substance, under its section


def rail(pk: UUID, answers: Answers, here: tuple[str, str]) -> Iterator[Stop]:
    catalogue = queries.catalogue()
    seen = set()
    for section, substance in rules.steps(catalogue, answers):
        progress = rules.progress(section, answers, substance)
        state = "done" if progress.is_done else "begun" if progress.answered else ""
        named = catalogue.substance(substance)
        is_below = bool(substance) and section.key in seen
        words = _(named.words) if named and is_below else _(section.title)
        if named and not is_below:
            words = f"{words}: {_(named.words)}"
        seen.add(section.key)
        yield Stop(words, url_of(pk, section.key, substance), state, len(progress.missing),
                   here == (section.key, substance), is_below)  # fmt: skip


def url_of(pk: UUID, section: str, substance: str = "") -> str:
    path = reverse("intake:ask", args=[pk, section])
    return f"{path}?{urlencode({'about': substance})}" if substance else path


def whole(pk: UUID) -> str:
    return reverse("intake:assessment", args=[pk])
