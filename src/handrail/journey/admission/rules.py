# SPDX-License-Identifier: Apache-2.0
"""What must be there when somebody is admitted, when it is due, and what is late. Pure: no database, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handrail.ground.packs.deadlines import Due, due, federal_holidays
from handrail.ground.packs.rules import Deadline

PROOFS = ("person", "contact", "insurance", "form", "assessment", "hand")
STATES = ("late", "soon", "open", "waits", "done")  # waits: its day cannot be told yet
SOON = timedelta(days=2)
EARLY = timedelta(days=30)  # an assessment signed so long before the admission still counts for it
KINDS = ("commercial", "medicaid", "medicare", "other", "none")  # none: no insurance, pays or is paid for otherwise
RELATIONS = ("self", "partner", "parent", "other")
WAYS = ("here", "paper", "declined")
ROLES = ("patient", "guardian", "representative")


@dataclass(frozen=True)
class Item:
    """One line of the checklist. `rule`: the id of its deadlines in the packs; `habit`: our own where they have none.

    `only`: for whom it is asked (online, or everyone); `may_decline`: to have been asked is enough.
    """

    key: str
    words: str
    proof: str
    form: str = ""
    rule: str = ""
    only: str = ""
    may_decline: bool = False
    habit: Deadline | None = None


@dataclass(frozen=True)
class Proof:
    """Whether an item is done: when and by whom, as far as that is known, or what is missing, as codes."""

    is_done: bool = False
    at: datetime | None = None
    by: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Admitted:
    """What deadlines are counted from. `at` is aware of the program's zone; `service_days`: days with a session."""

    at: datetime
    mode: str = "in_person"
    service_days: tuple[date, ...] = ()


@dataclass(frozen=True)
class Line:
    """An item as it stands. `rule`: the deadline that falls due first; none: it has no term."""

    item: Item
    proof: Proof
    due: Due
    rule: Deadline | None
    state: str

    @property
    def is_habit(self) -> bool:
        return self.rule is not None and not self.rule.source

    @property
    def was_late(self) -> bool:
        """Done, and after its term."""
        return self.proof.is_done and self.proof.at is not None and self.due.is_late(self.proof.at)


def asked(items: Iterable[Item], deadlines: Iterable[Deadline], mode: str) -> list[Item]:
    """The items for somebody who comes this way, and one to tick for each `papers.` rule no item speaks of.

    An item without a term of its own is asked only where a pack has one.
    """
    known = {row.id: row for row in deadlines}
    listed = [item for item in items if item.only in ("", mode) and (item.habit or item.rule in known)]
    spoken_of = {item.rule for item in items}
    added = [row for key, row in sorted(known.items()) if key.startswith("papers.") and key not in spoken_of]
    return [*listed, *(Item(row.id, row.words, "hand", rule=row.id) for row in added)]


def counts_service_days(items: Iterable[Item], deadlines: Sequence[Deadline], proofs: Mapping[str, Proof]) -> bool:
    """Whether the term of something that is still missing is told in days of service."""
    missing = (item for item in items if not proofs[item.key].is_done)
    return any(row.unit == "service_days" for item in missing for row in _terms(item, deadlines))


def lines(
    items: Iterable[Item], deadlines: Sequence[Deadline], proofs: Mapping[str, Proof], admitted: Admitted, at: datetime
) -> list[Line]:
    """Every item as it stands at this moment: what is late first, what is done last."""
    found = []
    for item in asked(items, deadlines, admitted.mode):
        rule, term = _first_due(_terms(item, deadlines), admitted)
        proof = proofs.get(item.key, Proof())
        found.append(Line(item, proof, term, rule, _state(proof, term, at.astimezone(admitted.at.tzinfo))))
    return sorted(found, key=_pressing)


def _terms(item: Item, deadlines: Iterable[Deadline]) -> list[Deadline]:
    """What the packs ask of it, or our own habit where they ask nothing."""
    return [row for row in deadlines if row.id == item.rule] or ([item.habit] if item.habit else [])


def _first_due(rows: Iterable[Deadline], admitted: Admitted) -> tuple[Deadline | None, Due]:
    """The rule that falls due first; if no day can be told yet, the one with the fewest days of service to go."""
    year = admitted.at.year
    holidays = federal_holidays(year) | federal_holidays(year + 1)
    terms = [(row, due(row, admitted.at, service_days=admitted.service_days, holidays=holidays)) for row in rows]
    if not terms:
        return None, Due()
    told = [pair for pair in terms if pair[1].late_from is not None]
    return min(told, key=lambda pair: pair[1].late_from) if told else min(terms, key=lambda pair: pair[1].to_go)  # type: ignore[arg-type,return-value]


def _state(proof: Proof, term: Due, at: datetime) -> str:
    if proof.is_done:
        return "done"
    if term.day is None:
        return "waits"
    if term.is_late(at):
        return "late"
    return "soon" if term.day <= at.date() + SOON else "open"


def _pressing(line: Line) -> tuple[int, float]:
    late_from = line.due.late_from
    return STATES.index(line.state), late_from.timestamp() if late_from and not line.proof.is_done else float("inf")


def pressing(found: Iterable[Line]) -> str:
    """`late` if anything is, else `soon` if anything is, else nothing."""
    states = {line.state for line in found}
    return next((state for state in ("late", "soon") if state in states), "")


def is_whole(found: Iterable[Line]) -> bool:
    return all(line.proof.is_done for line in found)


# What proves an item


@dataclass(frozen=True)
class Policy:
    """One insurance, or that there is none. `born`: the holder's birth date as it was told."""

    kind: str
    payer: str = ""
    plan: str = ""
    member_id: str = ""
    group_number: str = ""
    phone: str = ""
    relation: str = "self"
    holder: str = ""
    born: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    def covers(self, on: date) -> bool:
        return (self.starts_on is None or self.starts_on <= on) and (self.ends_on is None or on <= self.ends_on)

    @property
    def lacks(self) -> tuple[str, ...]:
        """What a claim could not be written without; nothing where there is no insurance."""
        if self.kind == "none":
            return ()
        needed = {"payer": self.payer, "member_id": self.member_id, "starts_on": self.starts_on}
        needed |= {} if self.relation == "self" else {"holder": self.holder, "holder_born": self.born}
        return tuple(name for name, value in needed.items() if not value)


def insured(policies: Iterable[Policy], on: date) -> tuple[str, ...]:
    """What is missing of her insurance, as codes; nothing if one that covers this day is whole."""
    every = list(policies)
    if not every:
        return ("policy",)
    covering = [one for one in every if one.covers(on)]
    if not covering:
        return ("no_cover",)
    return min((one.lacks for one in covering), key=len)


def person_lacks(*, phone: str, email: str, address: str, language: str, reach: Sequence[str]) -> tuple[str, ...]:
    """What is not known of how to reach her."""
    told = {"phone": phone or email, "address": address, "language": language, "reach": reach}
    return tuple(name for name, value in told.items() if not value)


def contact_lacks(*, name: str, phone: str) -> tuple[str, ...]:
    return tuple(code for code, value in (("emergency_name", name), ("emergency_phone", phone)) if not value)
