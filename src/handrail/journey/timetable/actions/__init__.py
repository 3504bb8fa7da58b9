# SPDX-License-Identifier: Apache-2.0
"""What is done to the timetable: order, keep hours free, publish a week. One verb, one transaction each."""

from handrail.journey.timetable.actions.building import build_next
from handrail.journey.timetable.actions.changes import (
    accept,
    answer,
    keep_own_hours,
    say_changed,
    say_other_day,
    take_back,
)
from handrail.journey.timetable.actions.dated import (
    change_once,
    close,
    hold_once,
    mend,
    open_again,
    seat_once,
    undo_once,
)
from handrail.journey.timetable.actions.holds import hold, release, take
from handrail.journey.timetable.actions.once import add_by_hand, change_by_hand
from handrail.journey.timetable.actions.orders import follow_person, keep_free, order, take_over
from handrail.journey.timetable.actions.weeks import publish

__all__ = [
    "accept", "add_by_hand", "answer", "build_next", "change_by_hand", "change_once", "close", "follow_person", "hold",
    "hold_once", "keep_free", "keep_own_hours", "mend", "open_again", "order", "publish", "release", "say_changed",
    "say_other_day", "seat_once", "take", "take_back", "take_over", "undo_once",
]  # fmt: skip
