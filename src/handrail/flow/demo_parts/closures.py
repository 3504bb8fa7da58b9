# SPDX-License-Identifier: Apache-2.0
"""A holiday ahead of the demo, so that a board of those dates has something closed."""

from datetime import date, datetime

from handrail.ground.kit.by import By
from handrail.ground.program.rules import Program
from handrail.journey.timetable import actions as timetable


def add(*, by: By, program: Program, at: datetime) -> None:
    """Christmas Eve and Christmas Day, the next there are: all of the site is closed."""
    year = at.year if at.date() <= date(at.year, 12, 24) else at.year + 1
    timetable.close(
        by=by, program=program, first_day=date(year, 12, 24), last_day=date(year, 12, 25), words="Winter holiday",
        whole_site=True,
    )  # fmt: skip
