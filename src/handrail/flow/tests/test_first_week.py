# SPDX-License-Identifier: Apache-2.0
"""A program that was just set up gets its first week as any other: asked for, built by the worker, published."""

import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from handrail.flow import setup
from handrail.flow.program_reading import read
from handrail.journey.timetable import actions, queries
from handrail.journey.timetable.actions import drafts

SCHEDULE = Path(__file__).parents[4] / "data" / "setups" / "palmetto.toml"
NOON, MONDAY = datetime(2026, 11, 20, 12, tzinfo=UTC), date(2026, 11, 23)


@pytest.mark.django_db
def test_a_published_schedule_gets_its_first_week_from_the_worker():
    done = setup.bring_in(read(SCHEDULE.read_text()), at=NOON)
    key = drafts.ask(by=done.by, program=done.program, first_day=MONDAY, seconds=5, at=NOON)

    assert actions.build_next(at=NOON, stop=threading.Event())
    draft = queries.draft(done.program, key)
    drafts.publish_draft(by=done.by, program=done.program, draft=key, version=draft.version, at=NOON)

    shown = queries.in_force(done.program, on=MONDAY)
    assert (shown.totals.whole, shown.totals.people, shown.totals.conflicts) == (12, 12, 0)
