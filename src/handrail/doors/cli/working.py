# SPDX-License-Identifier: Apache-2.0
"""Turn after turn of each job, a thread for each: one that takes minutes keeps none of the others waiting."""

import logging
import os
import threading
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import close_old_connections, connection

from handrail.ground.kit.jobs import Job

log = logging.getLogger("handrail.work")
LEAVING = 15.0  # seconds a job has to come to an end; what it leaves undone, the next worker takes over
LONGEST_REST = 60.0  # seconds, after failures
GLANCE = 0.5


def keep_working(jobs: Iterable[Job], stop: threading.Event, *, beside: int | None = None) -> None:
    """Until `stop`; with `beside`, until that process, which started this one, is no more."""
    threads = [threading.Thread(target=keep_at, args=(job, stop), name=job.name, daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    while not stop.wait(GLANCE):
        if beside is not None and os.getppid() != beside:
            stop.set()
    ends = datetime.now(UTC).timestamp() + LEAVING
    for thread in threads:
        thread.join(max(0.0, ends - datetime.now(UTC).timestamp()))


def keep_at(job: Job, stop: threading.Event) -> None:
    """One job until `stop`. A turn that fails is told and tried again later, each time a little later."""
    failures = 0
    while not stop.is_set():
        did = attempt(job, stop)
        failures = failures + 1 if did is None else 0
        if failures:
            stop.wait(min(LONGEST_REST, max(1.0, job.every) * 2 ** (failures - 1)))
        elif not did or job.rests:
            stop.wait(job.every)


def attempt(job: Job, stop: threading.Event) -> bool | None:
    """One turn: whether it did anything; None if it failed. A database that is locked or away is one more failure."""
    try:
        close_old_connections()
        return job.work(at=datetime.now(UTC), stop=stop)
    except Exception:
        log.exception("The job %r failed; it is tried again.", job.name)
        connection.close()
        return None
