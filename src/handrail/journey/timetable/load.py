# SPDX-License-Identifier: Apache-2.0
"""A dated week in numbers: what is held, for how many, and what is not as it stands. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from handrail.journey.timetable.dated import Meeting


@dataclass(frozen=True)
class Load:
    """A dated week in numbers; `fill` in percent of the seats of its groups that are held, minutes of all members."""

    minutes: int
    groups: int
    fill: int
    individuals: int
    cancelled: int
    changed: int
    unled: int
    cannot: int = 0


def load_of(meetings: Iterable[Meeting], *, cannot: int) -> Load:
    """`cannot`: how many cannot come to what they are in."""
    every = list(meetings)
    held = [one for one in every if one.is_held]
    groups = [one for one in held if one.slot.is_group]
    taken, seats = sum([one.size for one in groups]), sum([one.slot.seats for one in groups])
    changed = [one for one in held if one.one_off and (one.state == "moved" or one.stands_in or one.is_extra)]
    return Load(
        minutes=sum([one.slot.minutes * one.size for one in held]),
        groups=len(groups),
        fill=round(100 * taken / max(1, seats)),
        individuals=len(held) - len(groups),
        cancelled=len(every) - len(held),
        changed=len(changed),
        unled=sum([one.is_unled for one in held]),
        cannot=cannot,
    )
