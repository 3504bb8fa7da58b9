# SPDX-License-Identifier: Apache-2.0
"""The board of a dated week at a site of 250 people, and a mend of it: `python -m benchmarks.board`.

The clinic is a generated one with its planted week. Each figure is a whole request on the server, signed in, with the
line in the record: the board by room, clinician and service, in a week with closed hours, somebody away and changes.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from benchmarks.clinics import a_clinic as generated
from benchmarks.database import in_its_own
from benchmarks.store import percentile

PEOPLE, ASKED = 250, 40
BOARD, QUESTIONS, MEND = 0.150, 20, 1.0  # seconds and questions a board may take; seconds a mend may


def main() -> int:
    """0 if every bar is met."""
    return in_its_own(measure)


def measure() -> int:
    from django.test import Client
    from django.utils import timezone

    import handrail.site.wsgi  # noqa: F401 - as the process that serves pages begins
    from handrail.ground.kit.days import monday_of
    from handrail.journey.timetable import actions, queries
    from handrail.journey.timetable.tests.stored import a_clinic, signed_in

    problem, week = generated(PEOPLE, 1)
    clinic = a_clinic(problem)
    monday = monday_of(timezone.localdate()) + timedelta(days=7)
    clinic.publish(week, first_day=monday)
    client = signed_in(Client(), clinic)
    close, cancel = (
        partial(deed, by=clinic.by, program=clinic.program) for deed in (actions.close, actions.change_once)
    )
    close(first_day=monday, last_day=monday, start=960, end=1020, words="Staff meeting")
    held = [m for m in queries.meetings(clinic.program, monday, monday + timedelta(days=6)) if m.group and m.is_held]
    for one in held[:20]:
        cancel(on=one.on, key=one.key, cause="other", is_cancelled=True, at=timezone.now(), words="few")
    print(f"{PEOPLE} people, {len(week.groups)} groups, {len(week.appointments)} individual sessions")
    board = f"/week/?week={monday}&day=wed&by="
    met = [asked(f"board by {by}", partial(client.get, board + by), BOARD) for by in ("room", "clinician", "service")]
    busiest = max(problem.clinicians, key=lambda one: sum(one.id in group.leaders for group in week.groups))
    out = {"who": str(clinic.keys[busiest.id]), "first": str(monday + timedelta(days=3))}
    met.append(asked("a clinician is out", partial(client.get, "/week/out/", out), MEND, questions=0))
    met.append(asked("make-ups", partial(client.get, f"/week/make-ups/?week={monday}"), MEND, questions=0))
    return 0 if all(met) else 1


def asked(name: str, ask: Callable[[], object], bar: float, questions: int = QUESTIONS) -> bool:
    """Asked many times; the questions to the database are counted once, the marks of a transaction left out."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    count = sum(not one["sql"].startswith(marks) for one in captured.captured_queries)
    took = [_seconds(ask) for _ in range(ASKED if questions else ASKED // 4)]
    p50, p95 = statistics.median(took), percentile(took, 0.95)
    print(
        f"{name}: p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms (bar: {bar * 1000:.0f} ms), {count} questions"
        + (f" (bar: fewer than {questions})" if questions else "")
    )
    return p95 <= bar and (not questions or count < questions)


def _seconds(ask: Callable[[], object]) -> float:
    begin = time.process_time()
    ask()
    return time.process_time() - begin


if __name__ == "__main__":
    sys.exit(main())
