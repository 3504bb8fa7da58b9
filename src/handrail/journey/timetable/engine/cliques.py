# SPDX-License-Identifier: Apache-2.0
"""Which of several stretches of time meet: the sets of rows of cells that share one."""

from collections.abc import Iterable

import numpy as np


def cliques(bits: np.ndarray) -> Iterable[list[int]]:
    """The largest sets of rows that share a cell, each of two rows or more, none inside another seen before it."""
    for _, rows in cliques_at(bits):
        if len(rows) > 1:
            yield rows


def cliques_at(bits: np.ndarray, held: np.ndarray | None = None) -> Iterable[tuple[int, list[int]]]:
    """Cells where a row begins (or one already held does), with the rows of `bits` that cover each.

    Intervals that meet at all meet at such a cell, so the others need no constraint of their own.
    """
    rows = bits if held is None else np.concatenate([bits, held])
    begins = rows.copy()
    begins[:, 1:] &= ~rows[:, :-1]
    seen: set[tuple[int, ...]] = set()
    for cell in np.flatnonzero(begins.any(axis=0) & bits.any(axis=0)):
        members = tuple(np.flatnonzero(bits[:, cell]).tolist())
        if held is not None or members not in seen:
            seen.add(members)
            yield int(cell), list(members)
