# SPDX-License-Identifier: Apache-2.0
"""A draft of a week as a fact, and what has changed in the data since it was made. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from handrail.ground.kit.answer import Refused
from handrail.journey.timetable import elsewhere, rules
from handrail.journey.timetable.beside import Beside
from handrail.journey.timetable.edits import History, with_unmet
from handrail.journey.timetable.elsewhere import Held
from handrail.journey.timetable.pins import Pin
from handrail.journey.timetable.problem import Entry, Problem
from handrail.journey.timetable.week import Week

FEWEST_SECONDS, MOST_SECONDS = 5, 900


@dataclass(frozen=True)
class Draft:
    """A week asked for, in the making, or made. `beside`: the key of the week it was made to follow.

    `history` and `made_from` are None before there is any; a list of drafts leaves them out.
    """

    id: UUID
    program_id: UUID
    first_day: date
    state: str
    asked_at: datetime
    asked_by: UUID | None
    may_take: int
    took: float
    score: int | None
    whole: int
    people: int
    why: str
    version: int
    stop_asked: bool
    beside: UUID | None
    pins: tuple[Pin, ...] = ()
    lost_pins: tuple[Pin, ...] = ()
    history: History | None = None
    made_from: Problem | None = None

    @property
    def is_in_the_making(self) -> bool:
        return self.state in ("asked", "building")

    @property
    def is_ready(self) -> bool:
        return self.state == "ready"

    @property
    def share(self) -> int:
        """Of the time it may take, in percent."""
        return min(100, round(100 * self.took / self.may_take))

    @property
    def week(self) -> Week:
        if self.history is None:
            raise Refused("this draft has no week yet")
        return self.history.week


@dataclass(frozen=True)
class Difference:
    """Something a week is made from that is no longer as it was: `kind` of thing, `key`, and added, gone or changed."""

    kind: str
    key: str
    how: str


def differences(before: Problem, now: Problem) -> list[Difference]:
    """What has changed from one problem to the other, the running week left aside."""
    lists: dict[str, tuple[Iterable[Entry], Iterable[Entry]]] = {
        "patient": (before.patients, now.patients),
        "clinician": (before.clinicians, now.clinicians),
        "room": (before.rooms, now.rooms),
        "service": (before.services, now.services),
    }
    found = [one for kind, (was, has) in lists.items() for one in _changed(kind, was, has)]
    if before.open != now.open or before.grid_minutes != now.grid_minutes:
        found.append(Difference("program", "", "changed"))
    return found


def _changed(kind: str, before: Iterable[Entry], now: Iterable[Entry]) -> Iterator[Difference]:
    was, has = ({getattr(one, "id"): one for one in entries} for entries in (before, now))  # noqa: B009 - of any kind
    for key in sorted({**was, **has}):
        if key not in has:
            yield Difference(kind, key, "gone")
        elif key not in was:
            yield Difference(kind, key, "added")
        elif was[key] != has[key]:
            yield Difference(kind, key, "changed")


def bare(problem: Problem) -> Problem:
    """Without a word anyone wrote: what a person calls her hours is nobody's business in a draft."""
    patients = tuple(
        patient.model_copy(
            update={
                "busy": {
                    day: tuple(span.model_copy(update={"why": ""}) for span in spans)
                    for day, spans in patient.busy.items()
                }
            }
        )
        for patient in problem.patients
    )
    return problem.model_copy(update={"patients": patients, "running": None, "name": ""})


@dataclass(frozen=True)
class Facing:
    """A draft beside the week it would follow, with everything as the tables have it now."""

    draft: Draft
    problem: Problem
    in_force: UUID | None
    before: Week
    names: dict[str, str]
    held: tuple[Held, ...] = ()  # what other programs hold

    @cached_property
    def since(self) -> list[Difference]:
        """What has changed since the draft was made."""
        made_from = self.draft.made_from
        return differences(made_from, bare(self.problem)) if made_from else []

    @cached_property
    def week(self) -> Week:
        """The draft's week, with what is unmet in it told for the data as they are now."""
        return with_unmet(self.problem, self.draft.week)

    @cached_property
    def beside(self) -> Beside:
        return Beside(self.problem, self.before, self.week)

    @cached_property
    def faults(self) -> list[str]:
        """Every rule the draft breaks, as things are now. With any, it cannot be published."""
        taken = elsewhere.faults(self.problem, self.week, self.held)
        return [*taken, *rules.faults(self.problem, self.week)]

    @property
    def is_overtaken(self) -> bool:
        """Whether another week came into force since."""
        return self.in_force != self.draft.beside
