# SPDX-License-Identifier: Apache-2.0
"""What is done to the timetable: order, keep hours free, publish a week. One verb, one transaction each."""

from handrail.journey.timetable.actions.orders import keep_free, order, take_over
from handrail.journey.timetable.actions.weeks import publish

__all__ = ["keep_free", "order", "publish", "take_over"]
