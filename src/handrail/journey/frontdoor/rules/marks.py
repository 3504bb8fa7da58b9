# SPDX-License-Identifier: Apache-2.0
"""By what the same person is found again: parts of her name, her birth date, the digits of a phone, plainly written.

The table keeps only a keyed digest of each (`queries.sealed`), so it tells nobody who is in it.
"""

import re
from collections.abc import Iterable
from datetime import date

from handrail.ground.people.rules import name_parts

LOCAL_DIGITS = 10  # of a phone number in North America; what stands before is the country
FEWEST_DIGITS = 7


def marks_of(*, name: str, born: date | None, phones: Iterable[str]) -> frozenset[tuple[str, str]]:
    """What is to be digested, each with its kind. A name is also marked as a whole, whatever the order of its parts."""
    parts = name_parts(name)
    found = {("part", part) for part in parts if len(part) > 1}
    if len(parts) > 1:
        found.add(("name", " ".join(sorted(parts))))
    if born:
        found.add(("born", born.isoformat()))
    found |= {("phone", digits) for phone in phones if len(digits := digits_of(phone)) >= FEWEST_DIGITS}
    return frozenset(found)


def digits_of(phone: str) -> str:
    """(214) 555-0142 and +1 214 555 0142 are one number. What is said after it, such as an extension, is left out."""
    number = re.split(r"(?i)ext|x|#", phone)[0]
    digits = "".join(char for char in number if char in "0123456789")
    return digits[-LOCAL_DIGITS:]


def is_alike(shared: Iterable[str]) -> bool:
    """Whether what two inquiries share tells of one person: a phone, a whole name, or a birth date with part of one."""
    kinds = set(shared)
    return bool(kinds & {"phone", "name"}) or {"born", "part"} <= kinds
