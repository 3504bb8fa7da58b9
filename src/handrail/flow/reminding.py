# SPDX-License-Identifier: Apache-2.0
"""Reminders of the day before, and word of a schedule that changed: messages made from the dated meetings.

Run as often as one likes: what is queued already is queued once, what is no longer so is withdrawn, and a change is
told once, whatever made it: a new week, a change of one meeting, a closure, a colleague's time off.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from hashlib import sha256
from threading import Event
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from handrail.ground.kit.by import By
from handrail.ground.people import queries as people
from handrail.ground.people.rules import Reach
from handrail.ground.post import actions as post
from handrail.ground.post import queries as messages
from handrail.ground.post.rules import To, channels
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.journey.timetable import queries as timetables
from handrail.journey.timetable.dated import Meeting

SAID_AT = time(16)  # the afternoon before: late enough to be remembered, early enough to arrange the next day
AHEAD = 3  # days for which reminders are queued
TOLD_AHEAD = 14  # days of which changes are told
SUBJECT = "schedule"
Person = tuple[str, UUID]


def remind_turn(*, at: datetime, stop: Event) -> bool:
    """One turn of the worker: whether anything was queued or withdrawn."""
    done = 0
    for program in programs.all_named():
        if not stop.is_set():
            done += remind(program, at=at) + tell_changes(program, at=at)
    return bool(done)


def remind(program: Program, *, at: datetime) -> int:
    """One reminder for each person and day on which she is expected, due the afternoon before."""
    zone, by = ZoneInfo(program.time_zone), By(program.provider_id)
    today = at.astimezone(zone).date()
    days: dict[tuple[UUID, str], list[str]] = defaultdict(list)
    for meeting in timetables.meetings(program, today, today + timedelta(days=AHEAD)):
        if meeting.is_held and meeting.starts_at > at:
            for member in meeting.members:
                days[member, meeting.date.isoformat()].append(meeting.starts_at.isoformat())
    reach = people.reach_of_patients({patient for patient, _ in days})
    wanted: set[tuple[str, str]] = set()
    done = 0
    for (patient, day), starts in days.items():
        due = datetime.combine(datetime.fromisoformat(day).date() - timedelta(days=1), SAID_AT, zone)
        if due.date() < today:
            continue  # the day is here: whoever was booked only now knows it
        for channel in _channels(reach.get(patient)):
            key = f"reminder:{patient}:{day}"
            wanted.add((key, channel))
            done += post.queue(
                by=by, program=program, to=To(patient_id=patient), kind="reminder", channel=channel, key=key,
                due_at=due, at=at, facts={"at": starts},
            )  # fmt: skip
    left = [one for one in messages.waiting(program.id, "reminder") if (one.key, one.channel) not in wanted]
    stale = [one for one in left if one.due_at.astimezone(zone).date() >= today]
    return done + sum(post.withdraw(by=by, message_id=one.id, because="moved") for one in stale)


def tell_changes(program: Program, *, at: datetime) -> int:
    """Tell whoever's coming days are not as she last knew them: the hours, the room, or who leads it.

    Who never was told anything is told nothing now.
    """
    zone = ZoneInfo(program.time_zone)
    today = at.astimezone(zone).date()
    until = today + timedelta(days=TOLD_AHEAD)
    now: dict[Person, dict[str, str]] = defaultdict(dict)
    for meeting in timetables.meetings(program, today, until):
        if meeting.is_held and meeting.starts_at > at:
            for person in _people_of(meeting):
                now[person][meeting.starts_at.isoformat()] = _how(meeting, person)
    before = messages.known(program.id, SUBJECT)
    reach = {
        "patient": people.reach_of_patients({key for kind, key in {*now, *before} if kind == "patient"}),
        "staff": people.reach_of_staff({key for kind, key in {*now, *before} if kind == "staff"}),
    }
    told: list[tuple[Person, Mapping[str, Any]]] = []
    done = 0
    for person in {*now, *before}:
        hers = now.get(person, {})
        facts = {"until": until.isoformat(), "at": sorted(hers), "how": dict(sorted(hers.items()))}
        known = before.get(person)
        if known is not None and (any(changes := changed(known, facts, at=at)) or otherwise(known, facts)):
            done += _tell(program, person, reach[person[0]].get(person[1]), *changes, at)
        if known != facts:
            told.append((person, facts))
    post.remember(by=By(program.provider_id), program=program, subject=SUBJECT, told=told)
    return done


def changed(known: Mapping[str, Any], facts: Mapping[str, Any], *, at: datetime) -> tuple[list[str], list[str]]:
    """The moments she knew of that are no more, and those she did not know of, as far as both tell of the day."""
    was, is_ = set(known["at"]), set(facts["at"])
    gone = [moment for moment in sorted(was - is_) if datetime.fromisoformat(moment) > at]
    new = [moment for moment in sorted(is_ - was) if moment[:10] <= known["until"]]
    return gone, new


def otherwise(known: Mapping[str, Any], facts: Mapping[str, Any]) -> list[str]:
    """The moments she knew of that are at their hour still, and elsewhere or with somebody else."""
    was, is_ = known.get("how", {}), facts["how"]
    return [moment for moment in sorted(was.keys() & is_.keys()) if was[moment] != is_[moment]]


def _how(meeting: Meeting, person: Person) -> str:
    """Where it is and with whom, as a sign that tells neither; who leads it is told of her room only."""
    leaders = sorted(str(leader) for leader in meeting.leaders) if person[0] == "patient" else []
    return sha256("|".join((str(meeting.room or ""), *leaders)).encode()).hexdigest()[:16]


def _people_of(meeting: Meeting) -> Iterable[Person]:
    yield from (("patient", member) for member in meeting.members)
    yield from (("staff", leader) for leader in meeting.leaders if leader not in meeting.away)


def _tell(program: Program, person: Person, reach: Reach | None, gone: list[str], new: list[str], at: datetime) -> int:
    kind, facts = "schedule", {}
    if len(gone) == 1 and len(new) <= 1:
        kind, facts = "moved" if new else "cancelled", {"was": gone, "at": new}
    to = To(patient_id=person[1]) if person[0] == "patient" else To(staff_id=person[1])
    key = f"changed:{person[1]}:{at.isoformat()}"
    return sum(
        post.queue(
            by=By(program.provider_id), program=program, to=to, kind=kind, channel=channel, key=key, due_at=at, at=at,
            facts=facts,
        )
        for channel in _channels(reach)
    )  # fmt: skip


def _channels(reach: Reach | None) -> list[str]:
    return channels(reach.ways, phone=reach.phone, email=reach.email) if reach else []
