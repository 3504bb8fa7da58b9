# SPDX-License-Identifier: Apache-2.0
"""What is done to the timetable: order, keep hours free, publish a week. One verb, one transaction each."""

from handrail.journey.timetable.actions.building import build_next
from handrail.journey.timetable.actions.dated import (
    change_once,
    close,
    hold_once,
    mend,
    open_again,
    seat_once,
    undo_once,
)
from handrail.journey.timetable.actions.orders import keep_free, order, take_over
from handrail.journey.timetable.actions.weeks import publish

__all__ = [
    "build_next", "change_once", "close", "hold_once", "keep_free", "mend", "open_again", "order", "publish",
    "seat_once", "take_over", "undo_once",
]  # fmt: skip
