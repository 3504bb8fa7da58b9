# SPDX-License-Identifier: Apache-2.0
"""Tables of what is ordered, of people's own lives, and of the weeks that were published. They decide nothing."""

from handrail.journey.timetable.models.orders import Commitment, Order
from handrail.journey.timetable.models.weeks import Appointment, Group, GroupDay, Leader, Seat, Timetable, Unmet

__all__ = ["Appointment", "Commitment", "Group", "GroupDay", "Leader", "Order", "Seat", "Timetable", "Unmet"]
