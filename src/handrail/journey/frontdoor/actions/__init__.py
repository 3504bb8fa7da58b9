# SPDX-License-Identifier: Apache-2.0
"""What is done with inquiries: one verb, one transaction, one line in the record each."""

from handrail.journey.frontdoor.actions.bookings import book, cancel, hold, miss
from handrail.journey.frontdoor.actions.inquiries import allow_answer, answered, ask, begin, keep, take
from handrail.journey.frontdoor.actions.moves import (
    admitted,
    arrive,
    attempt,
    close,
    contact,
    freeze,
    know_wish,
    lose_seat,
    open_seat,
    place,
    refer,
    reopen,
    screen,
    take_over,
    wait,
    write,
)
from handrail.journey.frontdoor.actions.papers import keep_paper

__all__ = [
    "admitted", "allow_answer", "answered", "arrive", "ask", "attempt", "begin", "book", "cancel", "close", "contact",
    "freeze", "hold", "keep", "keep_paper", "know_wish", "lose_seat", "miss", "open_seat", "place", "refer", "reopen",
    "screen", "take", "take_over", "wait", "write",
]  # fmt: skip
