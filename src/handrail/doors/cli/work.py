# SPDX-License-Identifier: Apache-2.0
"""`handrail work`: does in the background what must not keep a page waiting. As many as wanted may run."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from importlib import import_module

from handrail.doors.cli.serving import Obstacle, say
from handrail.doors.cli.working import attempt, keep_working
from handrail.ground.kit.jobs import Job


def main(argv: list[str]) -> int:
    asked = parser().parse_args(argv)
    starter = os.getppid()
    os.umask(0o077)
    os.nice(asked.nice)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.site.settings")
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    try:
        jobs = prepared()
    except Obstacle as obstacle:
        for line in str(obstacle).splitlines():
            print(f"handrail work: {line}", file=sys.stderr)
        return 1
    if asked.once:
        failed = [job.name for job in jobs if attempt(job, stop) is None]
        return 1 if failed else 0
    if not asked.beside:
        say(f"Working at {len(jobs)} jobs. (Ctrl-C stops it)")
    keep_working(jobs, stop, beside=starter if asked.beside else None)
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="handrail work", description=__doc__.partition("\n")[0])
    made.add_argument("--once", action="store_true", help="one turn of each job, then end; status 1 if one failed")
    made.add_argument("--nice", type=int, default=10, help="how far behind pages it stands for the processor (10)")
    made.add_argument("--beside", action="store_true", help="say nothing, and end with the process that started it")
    return made


def prepared() -> Sequence[Job]:
    """The jobs, once the database fits this version; what is in the way is an obstacle."""
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, connections

    from handrail.doors.cli import checks

    try:
        django.setup()
        if missing := checks.missing_migrations():
            raise Obstacle(f"the database lacks {len(missing)} changes: start `handrail serve --migrate` once, first")
        connections.close_all()
    except ImproperlyConfigured as error:
        raise Obstacle(str(error)) from None
    except DatabaseError as error:
        raise Obstacle(f"the database cannot be used: {str(error).strip()}\nhandrail doctor tells more") from None
    jobs: Sequence[Job] = import_module("handrail.site.jobs").JOBS  # the site lies above the doors: by its name
    return jobs
