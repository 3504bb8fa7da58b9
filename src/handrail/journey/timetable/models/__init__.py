# SPDX-License-Identifier: Apache-2.0
"""Tables of what is ordered, of people's own lives, and of the weeks that were published. They decide nothing."""

from handrail.journey.timetable.models.dated import Closure, OneOff, SeatOnce, Substitute
from handrail.journey.timetable.models.drafts import Draft
from handrail.journey.timetable.models.fits import Change, Hold, OtherDay
from handrail.journey.timetable.models.orders import Commitment, Order
from handrail.journey.timetable.models.weeks import Appointment, Group, GroupDay, Leader, Seat, Timetable, Unmet

__all__ = [
    "Appointment", "Change", "Closure", "Commitment", "Draft", "Group", "GroupDay", "Hold", "Leader", "OneOff",
    "Order", "OtherDay", "Seat", "SeatOnce", "Substitute", "Timetable", "Unmet",
]  # fmt: skip
