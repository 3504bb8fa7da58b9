# SPDX-License-Identifier: Apache-2.0
"""What is done to a week by hand, one edit each, as plain data: a history of them is undone and redone exactly.

Pure. An edit may break a rule: `rules` says which, and a week that breaks one is never published.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from handrail.ground.kit.answer import Refused
from handrail.journey.timetable.problem import Problem
from handrail.journey.timetable.rules import ordered_of
from handrail.journey.timetable.sittings import Sittings
from handrail.journey.timetable.week import Appointment, Day, Group, Line, TimeOfDay, Unmet, Week

Days = Annotated[tuple[Day, ...], Field(strict=False, min_length=1)]


class Move(Line):
    """A group meets on other days or at another start."""

    kind: Literal["move"] = "move"
    group: str
    days: Days
    start: TimeOfDay
    rooms: dict[Day, str] = {}


class Change(Line):
    """A group becomes this one, which has the same key: other hours, leaders or rooms at once."""

    kind: Literal["change"] = "change"
    made: Group


class Open(Line):
    kind: Literal["open"] = "open"
    made: Group


class Close(Line):
    kind: Literal["close"] = "close"
    group: str


class Add(Line):
    """A person gets a seat in a group."""

    kind: Literal["add"] = "add"
    group: str
    patient: str


class Remove(Line):
    kind: Literal["remove"] = "remove"
    group: str
    patient: str


class Session(Line):
    """An individual session is held at another hour."""

    kind: Literal["session"] = "session"
    patient: str
    day: Day
    start: TimeOfDay
    to_day: Day
    to_start: TimeOfDay


class Give(Line):
    """A person gets an individual session."""

    kind: Literal["give"] = "give"
    made: Appointment


class End(Line):
    """An individual session is held no more."""

    kind: Literal["end"] = "end"
    patient: str
    day: Day
    start: TimeOfDay


class Take(Line):
    """The week becomes this one: some of a proposal's changes were taken, the others left."""

    kind: Literal["take"] = "take"
    week: Week


Edit = Annotated[Move | Change | Open | Close | Add | Remove | Session | Give | End | Take, Field(discriminator="kind")]
_EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)


def read_edit(told: dict[str, Any]) -> Edit:
    return _EDIT.validate_python(told)


@dataclass(frozen=True)
class History:
    """A built week and what was done to it; of the edits only the first `done` count, the others can be redone."""

    built: Week
    edits: tuple[Edit, ...] = ()
    done: int = 0

    @cached_property
    def week(self) -> Week:
        week = self.built
        for edit in self.edits[: self.done]:
            week = applied(week, edit)
        return week

    def with_edit(self, edit: Edit) -> "History":
        """One more; what was undone before is gone. Refused when it speaks of what is not there."""
        applied(self.week, edit)
        return History(self.built, (*self.edits[: self.done], edit), self.done + 1)

    def undone(self) -> "History":
        return History(self.built, self.edits, max(0, self.done - 1))

    def redone(self) -> "History":
        return History(self.built, self.edits, min(len(self.edits), self.done + 1))


def applied(week: Week, edit: Edit) -> Week:
    """The week after this edit. What is unmet afterwards is for `with_unmet` to say."""
    match edit:
        case Take():
            return edit.week
        case Open():
            if any(group.id == edit.made.id for group in week.groups):
                raise Refused("this group is open already")
            return week.model_copy(update={"groups": (*week.groups, edit.made)})
        case Session() | Give() | End():
            return _session_changed(week, edit)
        case _:
            return _group_changed(week, edit)


def _session_changed(week: Week, edit: Session | Give | End) -> Week:
    about = edit.made if isinstance(edit, Give) else edit

    def is_it(a: Appointment) -> bool:
        return (a.patient, a.day, a.start) == (about.patient, about.day, about.start)

    is_there = any(map(is_it, week.appointments))
    if isinstance(edit, Give):
        if is_there:
            raise Refused("she has a session then already")
        return week.model_copy(update={"appointments": (*week.appointments, edit.made)})
    if not is_there:
        raise Refused("this session is no longer there")
    to = {"day": edit.to_day, "start": edit.to_start} if isinstance(edit, Session) else {}
    left = (a.model_copy(update=to) if is_it(a) else a for a in week.appointments if to or not is_it(a))
    return week.model_copy(update={"appointments": tuple(left)})


def _group_changed(week: Week, edit: Move | Change | Close | Add | Remove) -> Week:
    found = group_of(week, edit.made.id if isinstance(edit, Change) else edit.group)
    changes: tuple[Group, ...] = ()
    match edit:
        case Move():
            changes = (_moved(found, edit),)
        case Change():
            changes = (edit.made,)
        case Add():
            if edit.patient in found.members:
                raise Refused("she is in this group already")
            changes = (found.model_copy(update={"members": (*found.members, edit.patient)}),)
        case Remove():
            if edit.patient not in found.members:
                raise Refused("she is not in this group")
            changes = (found.model_copy(update={"members": _without(found.members, edit.patient)}),)
        case Close():
            pass
    at = week.groups.index(found)
    return week.model_copy(update={"groups": (*week.groups[:at], *changes, *week.groups[at + 1 :])})


def group_of(week: Week, key: str) -> Group:
    found = next((group for group in week.groups if group.id == key), None)
    if found is None:
        raise Refused("this group is no longer there")
    return found


def _moved(group: Group, edit: Move) -> Group:
    """On a new day it meets in the room it had on another, unless the edit says which."""
    usual = next(iter(group.rooms.values()), None)
    rooms = {day: group.rooms.get(day, usual) for day in edit.days} if usual else {}
    rooms |= {day: room for day, room in edit.rooms.items() if day in edit.days}
    return group.model_copy(update={"days": edit.days, "start": edit.start, "rooms": rooms})


def _without(names: Sequence[str], name: str) -> tuple[str, ...]:
    return tuple(one for one in names if one != name)


def with_unmet(problem: Problem, week: Week, because: Callable[[str, str], str] | str = "") -> Week:
    """The week with what is ordered and not given, as it is now; a reason that was known stays.

    `because`: the reason of what is newly missing.
    """
    known = {(u.patient, u.service): u.because for u in week.unmet}
    received = Sittings(problem, week).received
    missing: Iterable[tuple[str, str, int]] = (
        (patient.id, service, count - received[patient.id][service])
        for patient in problem.patients
        for service, count in ordered_of(patient).items()
    )
    told = because if callable(because) else (lambda _patient, _service: because)
    unmet = tuple(
        Unmet(patient=p, service=s, count=n, because=known.get((p, s)) or told(p, s)) for p, s, n in missing if n > 0
    )
    return week.model_copy(update={"unmet": unmet})
