# SPDX-License-Identifier: Apache-2.0
"""What a line of the record costs: `python -m benchmarks.record`, or under `tests/postgres.py` for PostgreSQL.

Measured in a test database of the settings, 2,000 lines, each in a transaction of its own as a page's is. CPU is that
of this process; on PostgreSQL also that of the server's process for us, as Linux counts it.
"""

import os
import sys
import time
from pathlib import Path

from benchmarks.database import in_its_own

BAR, LINES = 1.0, 2_000


def main() -> int:
    """0 if a line costs no more than the bar."""
    return in_its_own(measure)


def measure() -> int:
    from django.db import connection

    from handrail.ground.kit.by import By
    from handrail.ground.kit.keys import uuid7
    from handrail.ground.record import actions, queries

    by, patient = By(uuid7(), uuid7(), uuid7()), uuid7()

    def write(count: int) -> None:
        for _ in range(count):
            actions.looked(by=by, what="chart.looked", about=patient, patient=patient)

    write(100)  # the first ones begin the chain and fill the caches
    ours, server, wall = time.process_time(), cpu_of(server_process()), time.perf_counter()
    write(LINES)
    ours, server, wall = time.process_time() - ours, cpu_of(server_process()) - server, time.perf_counter() - wall
    began = time.process_time()
    verdict = queries.verdict(by.provider_id)
    followed = time.process_time() - began

    each = ours / LINES * 1000
    print(f"{connection.vendor}: {each:.3f} ms CPU a line, and {server / LINES * 1000:.3f} ms of the server's")
    print(f"{wall / LINES * 1000:.3f} ms by the clock; {verdict.number:,} lines followed in {followed:.2f} s CPU")
    return 0 if verdict.fault is None and each + server / LINES * 1000 <= BAR else 1


def server_process() -> int | None:
    """The process that serves our connection, where it is another and on this machine."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        found: int = cursor.fetchone()[0]
    return found


def cpu_of(process: int | None) -> float:
    """Seconds of CPU it has used; 0 where that cannot be told."""
    stat = Path(f"/proc/{process}/stat")
    if process is None or not stat.exists():
        return 0.0
    used = stat.read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
