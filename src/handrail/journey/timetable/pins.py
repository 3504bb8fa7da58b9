# SPDX-License-Identifier: Apache-2.0
"""What a director will not have moved: a group stays on its days at its start, perhaps with its leaders, in its rooms.

Pure. The engine keeps pins while it searches; `broken` is the same promise judged without it.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from handrail.journey.timetable.week import Day, Group, Line, Texts, TimeOfDay, Week


class Pin(Line):
    """A group of this service stays there; `leaders` and `rooms` only where they are to stay too."""

    service: str
    days: Annotated[tuple[Day, ...], Field(strict=False, min_length=1)]
    start: TimeOfDay
    leaders: Texts = ()
    rooms: dict[Day, str] = {}

    def holds(self, group: Group) -> bool:
        stays = (group.service, set(group.days), group.start) == (self.service, set(self.days), self.start)
        led = not self.leaders or set(group.leaders) == set(self.leaders)
        return stays and led and all(group.rooms.get(day) == room for day, room in self.rooms.items())


def pin_of(group: Group, *, leader: bool = False, room: bool = False) -> Pin:
    return Pin(
        service=group.service, days=group.days, start=group.start, leaders=group.leaders if leader else (),
        rooms=group.rooms if room else {},
    )  # fmt: skip


def broken(pins: Sequence[Pin], week: Week) -> list[Pin]:
    """The pins this week does not keep. Each is kept by a group of its own: two pins are not kept by one group."""
    kept: dict[int, int] = {}  # group -> pin

    def keep(p: int, seen: set[int]) -> bool:
        for g, group in enumerate(week.groups):
            if g not in seen and pins[p].holds(group):
                seen.add(g)
                if g not in kept or keep(kept[g], seen):
                    kept[g] = p
                    return True
        return False

    return [pin for p, pin in enumerate(pins) if not keep(p, set())]
