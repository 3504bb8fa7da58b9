# SPDX-License-Identifier: Apache-2.0
"""What the worker does in the background: a job finds its own work, claims it in its own row, and does it."""

from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import Protocol


class Work(Protocol):
    """One turn of a job: whether there was anything to do. `stop` is set when the worker is to leave: soon, then."""

    def __call__(self, *, at: datetime, stop: Event) -> bool: ...


@dataclass(frozen=True)
class Job:
    """`every`: seconds between two turns that found nothing. After one that did something comes the next at once.

    Two workers may run the same job, and one may die in the middle: so a job claims a row with a lease, renews
    the lease while it works, and takes rows over whose lease has lapsed.
    """

    name: str
    work: Work
    every: float
    rests: bool = False  # also after a turn that did something
