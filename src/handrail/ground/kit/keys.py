# SPDX-License-Identifier: Apache-2.0
"""Keys of rows: UUID version 7 (RFC 9562), which sort in the order they were made."""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A new key. Keys of one process rise strictly, also within a millisecond and when the clock is set back."""
    global _last
    # 48 bits of milliseconds, then 12 bits that start in the lower half so that they can count upwards.
    stamp = time.time_ns() // 1_000_000 << 12 | int.from_bytes(os.urandom(2)) & 0x7FF
    with _lock:
        _last = stamp = max(stamp, _last + 1)
    milliseconds, count = stamp >> 12, stamp & 0xFFF
    rest = int.from_bytes(os.urandom(8)) & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 0x7 << 76 | count << 64 | 0b10 << 62 | rest)
