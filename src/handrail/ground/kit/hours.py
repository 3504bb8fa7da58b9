# SPDX-License-Identifier: Apache-2.0
"""Hours as people write them in files: `mon-fri 08:00-21:00`, read and written."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from handrail.ground.kit.days import DAY_MINUTES, WEEKDAYS, Span


def spans(line: str) -> Iterator[Span]:
    """The spans of `mon-fri 08:00-21:00`, or of `mon wed 12:00-21:00`. Raises ValueError."""
    *days, hours = line.split()
    start, _, end = hours.partition("-")
    first, last = _minutes(start), _minutes(end)
    if not days or first >= last:
        raise ValueError(line)
    for word in days:
        begin, _, until = word.partition("-")
        numbers = range(WEEKDAYS.index(begin), WEEKDAYS.index(until or begin) + 1)
        if not numbers:
            raise ValueError(line)
        yield from (Span(number, first, last) for number in numbers)


def commitments(line: str) -> Iterator[tuple[Span, str]]:
    """The spans of `mon-fri 08:30-16:30 work: Bank`, each with its reason. Raises ValueError."""
    words = line.split()
    clock_at = next((i for i, word in enumerate(words) if word[0].isdigit()), None)
    if clock_at is None or clock_at + 1 == len(words):
        raise ValueError(line)
    reason, _, called = " ".join(words[clock_at + 1 :]).partition(": ")
    for span in spans(" ".join(words[: clock_at + 1])):
        yield Span(span.weekday, span.start, span.end, called), reason


def lines(held: Iterable[Span]) -> list[str]:
    """As few lines as say these spans; days in a row are said as one."""
    days: dict[tuple[int, int], list[int]] = defaultdict(list)
    for span in sorted(held):
        days[span.start, span.end].append(span.weekday)
    ordered = sorted(days.items(), key=lambda told: (told[1], told[0]))
    return [f"{_days(numbers)} {_clock(start)}-{_clock(end)}" for (start, end), numbers in ordered]


def _days(numbers: list[int]) -> str:
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), key=lambda told: told[1] - told[0])]
    return " ".join(WEEKDAYS[run[0]] if len(run) == 1 else f"{WEEKDAYS[run[0]]}-{WEEKDAYS[run[-1]]}" for run in runs)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _minutes(text: str) -> int:
    if not re.fullmatch("[0-9]{2}:[0-9]{2}", text):
        raise ValueError(text)
    hours, minutes = int(text[:2]), int(text[3:])
    if minutes > 59 or hours * 60 + minutes > DAY_MINUTES:
        raise ValueError(text)
    return hours * 60 + minutes
