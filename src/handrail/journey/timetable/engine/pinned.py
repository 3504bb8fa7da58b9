# SPDX-License-Identifier: Apache-2.0
"""Pins in the indices of a clinic: which placements never close, whose leaders stay, which rooms are given first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handrail.journey.timetable.pins import Pin
from handrail.journey.timetable.problem import minutes_of

if TYPE_CHECKING:
    from handrail.journey.timetable.engine.clinic import Clinic
    from handrail.journey.timetable.engine.plan import Sitting


class CannotKeep(Exception):
    """Pins that cannot be kept as the clinic is now: someone left, a room closed, hours changed."""

    def __init__(self, pins: Sequence[Pin]) -> None:
        super().__init__(f"{len(pins)} pinned groups cannot stay where they are")
        self.pins = pins


@dataclass(frozen=True)
class Pinned:
    """`stays`: placements none of whose groups may close; `led`: those whose leaders stay; `rooms`: by placement."""

    stays: frozenset[int] = frozenset()
    led: frozenset[int] = frozenset()
    rooms: dict[int, list[Pin]] = field(default_factory=dict)


def pinned_of(clinic: "Clinic", pins: Iterable[Pin]) -> Pinned:
    """Where two groups stand at one placement, a pin of one holds both."""
    stays, led, rooms = set[int](), set[int](), defaultdict[int, list[Pin]](list)
    for pin in pins:
        times = [clinic.time_at(day, minutes_of(pin.start)) for day in pin.days]
        at = tuple(sorted(t for t in times if t is not None))
        k = clinic.at_times.get((clinic.service_at.get(pin.service, -1), at))
        if k is None:
            raise CannotKeep([pin])
        stays.add(k)
        if pin.leaders:
            led.add(k)
        if pin.rooms:
            rooms[k].append(pin)
    return Pinned(frozenset(stays), frozenset(led), dict(rooms))


def rooms_pinned(clinic: "Clinic", groups: "list[Sitting]") -> dict[tuple[int, str], str]:
    """Of each sitting and day the room it must have; a pin that names leaders speaks of the group they lead."""
    given: dict[tuple[int, str], str] = {}
    for k, pins in clinic.pinned.rooms.items():
        left = [group for group in groups if group.k == k]
        for pin in sorted(pins, key=lambda pin: not pin.leaders):
            led = {clinic.clinician_at.get(name, -1) for name in pin.leaders}
            found = next((group for group in left if not led or set(group.leaders) == led), None)
            if found:
                left.remove(found)
                given |= {(id(found), day): room for day, room in pin.rooms.items()}
    return given
