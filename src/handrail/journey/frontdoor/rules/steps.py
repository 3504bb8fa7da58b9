# SPDX-License-Identifier: Apache-2.0
"""The way of an inquiry, as a state machine: each deed says what comes next, until when.

Whatever is done in whatever order, an inquiry that is open has a next step, a date and an owner (`is_held`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class Step(StrEnum):
    NEW = "new"
    REACHED = "reached"
    SCREENED = "screened"
    BOOKED = "booked"
    ASSESSED = "assessed"
    ADMITTED = "admitted"
    REFERRED = "referred"
    CLOSED = "closed"


OPEN = (Step.NEW, Step.REACHED, Step.SCREENED, Step.BOOKED, Step.ASSESSED)
ENDED = (Step.ADMITTED, Step.REFERRED, Step.CLOSED)


class Wish(StrEnum):
    """Whether she herself wants to be contacted. Of someone who calls for herself it is known."""

    YES = "yes"
    UNKNOWN = "unknown"
    NO = "no"


class Next(StrEnum):
    """What has to be done now."""

    CALL = "call"
    ASK_WISH = "ask_wish"
    CLOSE_KINDLY = "close_kindly"
    SCREEN = "screen"
    BOOK = "book"
    ASSESS = "assess"
    ADMIT = "admit"
    WEEKLY_CONTACT = "weekly_contact"
    OFFER_WEEK = "offer_week"
    CLOSING_LETTER = "closing_letter"
    ASK_ARRIVED = "ask_arrived"
    NOTHING = ""


class Deed(StrEnum):
    """What moves an inquiry. `tried`: an attempt in vain; `missed`: she did not come to her assessment; `opened`: a
    seat opened that fits whoever waits; `gone`: it was given to somebody else."""

    TRIED = "tried"
    REACHED = "reached"
    SCREENED = "screened"
    BOOKED = "booked"
    UNBOOKED = "unbooked"
    MISSED = "missed"
    ASSESSED = "assessed"
    WAITED = "waited"
    CONTACTED = "contacted"
    PLACED = "placed"
    OPENED = "opened"
    GONE = "gone"
    ADMITTED = "admitted"
    REFERRED = "referred"
    ARRIVED = "arrived"
    WROTE = "wrote"
    CLOSED = "closed"
    REOPENED = "reopened"
    WISHED = "wished"
    REFUSED_WISH = "refused_wish"


CLOSED_BECAUSE = (
    "not_reached", "not_now", "elsewhere", "no_need", "cost", "not_hers_to_ask", "does_not_want", "twice", "mistake",
)  # fmt: skip


@dataclass(frozen=True)
class Pace:
    """How soon each next step is due, in hours, and how often we try. The numbers stand in data/frontdoor."""

    call: int
    ask_wish: int
    screen: int
    book: int
    admit: int
    close_kindly: int
    again: tuple[int, ...]
    attempts: int
    letter: int
    weekly: int
    arrived: int


@dataclass(frozen=True)
class State:
    """Where an inquiry is. `due`: when the next step has to be done; `attempts` in vain since she was reached."""

    step: Step
    wish: Wish
    next: Next
    due: datetime | None
    owner: UUID | None
    attempts: int = 0
    is_waiting: bool = False

    @property
    def is_open(self) -> bool:
        return self.step in OPEN


class NotNow(Exception):
    """A deed that does not fit where the inquiry is; says why, as a code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def is_held(state: State) -> bool:
    """Nothing falls out: what is open, or still to be asked after, has a next step, a date and an owner."""
    if state.next == Next.NOTHING:
        return state.step in ENDED and state.due is None
    return state.due is not None and state.owner is not None and state.step not in (Step.ADMITTED, Step.CLOSED)


def begin(*, wish: Wish, owner: UUID, at: datetime, pace: Pace, reached: bool) -> State:
    """A new inquiry. `reached`: she is on the phone or at the desk now."""
    step = Step.REACHED if reached and wish == Wish.YES else Step.NEW
    return _toward(State(step, wish, Next.CALL, at, owner), at, pace)


def after(
    state: State, deed: Deed, *, at: datetime, pace: Pace, until: datetime | None = None, screened: bool = True
) -> State:
    """The state after this deed, or NotNow. `until`: when the assessment is; `screened`: all of danger was asked."""
    if not state.is_open and deed not in AFTER_THE_END:
        raise NotNow("ended")
    if state.wish != Wish.YES and deed in WITH_HER:
        raise NotNow("wish_unknown" if state.wish == Wish.UNKNOWN else "wish_no")
    if state.step not in FROM[deed]:
        raise NotNow(f"not_from_{state.step}")
    return DEEDS[deed](Done(state, at, pace, until, screened))


def may(state: State, deed: Deed) -> bool:
    """Whether this deed fits where the inquiry is, whatever else it needs."""
    allowed = state.is_open or deed in AFTER_THE_END
    wished = state.wish == Wish.YES or deed not in WITH_HER
    needs = NEEDS.get(deed)
    return allowed and wished and state.step in FROM[deed] and (needs is None or needs(state))


def late_by(state: State, at: datetime) -> timedelta:
    """How long the next step has been overdue; nothing, if it is not."""
    return max(at - state.due, timedelta()) if state.due else timedelta()


@dataclass(frozen=True)
class Done:
    """One deed, with all it was told."""

    state: State
    at: datetime
    pace: Pace
    until: datetime | None
    screened: bool


def _next_of(state: State, pace: Pace) -> tuple[Next, int]:
    """What comes next where nothing else was said, and within how many hours."""
    if state.wish == Wish.UNKNOWN:
        return Next.ASK_WISH, pace.ask_wish
    if state.wish == Wish.NO:
        return Next.CLOSE_KINDLY, pace.close_kindly
    if state.is_waiting:
        return Next.WEEKLY_CONTACT, pace.weekly
    if state.attempts >= pace.attempts and state.step != Step.BOOKED:
        return Next.CLOSING_LETTER, pace.letter
    return {
        Step.NEW: (Next.CALL, pace.call),
        Step.REACHED: (Next.SCREEN, pace.screen),
        Step.SCREENED: (Next.BOOK, pace.book),
        Step.BOOKED: (Next.ASSESS, 0),
        Step.ASSESSED: (Next.ADMIT, pace.admit),
    }[state.step]


def _toward(state: State, at: datetime, pace: Pace) -> State:
    step, hours = _next_of(state, pace)
    return replace(state, next=step, due=at + timedelta(hours=hours))


def _tried(done: Done) -> State:
    """In vain: once more later; after so many attempts a letter to her, or an end if we may not write to her."""
    state, pace = done.state, done.pace
    tried = replace(state, attempts=state.attempts + 1)
    if state.wish == Wish.NO:
        return _toward(tried, done.at, pace)
    again = done.at + timedelta(hours=pace.again[min(tried.attempts, len(pace.again)) - 1])
    if state.step == Step.BOOKED:
        return replace(tried, due=state.due if state.due and state.due > done.at else again)
    if tried.attempts < pace.attempts:
        return replace(tried, due=again)
    if state.wish == Wish.UNKNOWN:
        return replace(tried, next=Next.CLOSE_KINDLY, due=done.at + timedelta(hours=pace.close_kindly))
    return replace(tried, next=Next.CLOSING_LETTER, due=done.at + timedelta(hours=pace.letter))


def _reached(done: Done) -> State:
    state = replace(done.state, attempts=0)
    if state.step == Step.BOOKED:
        return replace(state, next=Next.ASSESS)
    step = Step.REACHED if state.step == Step.NEW else state.step
    return _toward(replace(state, step=step), done.at, done.pace)


def _screened(done: Done) -> State:
    if not done.screened:
        raise NotNow("danger_not_asked")
    return _toward(replace(done.state, step=Step.SCREENED, attempts=0), done.at, done.pace)


def _booked(done: Done) -> State:
    if done.until is None or done.until <= done.at:
        raise NotNow("in_the_past")
    moved = replace(done.state, step=Step.BOOKED, attempts=0, is_waiting=False)
    return replace(moved, next=Next.ASSESS, due=done.until)


def _unbooked(done: Done) -> State:
    return _toward(replace(done.state, step=Step.SCREENED), done.at, done.pace)


def _assessed(done: Done) -> State:
    return _toward(replace(done.state, step=Step.ASSESSED, attempts=0), done.at, done.pace)


def _waited(done: Done) -> State:
    if done.state.is_waiting:
        raise NotNow("waits_already")
    return _toward(replace(done.state, is_waiting=True), done.at, done.pace)


def _contacted(done: Done) -> State:
    if not done.state.is_waiting:
        raise NotNow("does_not_wait")
    return _toward(replace(done.state, attempts=0), done.at, done.pace)


def _placed(done: Done) -> State:
    if not done.state.is_waiting:
        raise NotNow("does_not_wait")
    return _toward(replace(done.state, is_waiting=False), done.at, done.pace)


def _opened(done: Done) -> State:
    """Whoever waits hears of it now, not in a week."""
    if not done.state.is_waiting:
        raise NotNow("does_not_wait")
    if done.state.next == Next.OFFER_WEEK:
        raise NotNow("offered_already")
    return replace(done.state, next=Next.OFFER_WEEK, due=done.at)


def _gone(done: Done) -> State:
    """She still hears from us by the day on which she was to: it was said to nobody that it was about a seat."""
    if done.state.next != Next.OFFER_WEEK:
        raise NotNow("nothing_offered")
    return replace(done.state, next=Next.WEEKLY_CONTACT)


def _ended(step: Step) -> Callable[[Done], State]:
    def end(done: Done) -> State:
        return replace(done.state, step=step, next=Next.NOTHING, due=None, is_waiting=False)

    return end


def _referred(done: Done) -> State:
    """Not over before it is known whether she arrived."""
    due = done.at + timedelta(hours=done.pace.arrived)
    return replace(done.state, step=Step.REFERRED, next=Next.ASK_ARRIVED, due=due, is_waiting=False)


def _arrived(done: Done) -> State:
    if done.state.next != Next.ASK_ARRIVED:
        raise NotNow("ended")
    return replace(done.state, next=Next.NOTHING, due=None)


def _wrote(done: Done) -> State:
    if done.state.next != Next.CLOSING_LETTER:
        raise NotNow("letter_not_due")
    return _ended(Step.CLOSED)(done)


def _reopened(done: Done) -> State:
    """She is back, or was never gone: she begins where a person begins who has just called."""
    state = done.state
    step = Step.REACHED if state.wish == Wish.YES else Step.NEW
    return _toward(replace(state, step=step, attempts=0, is_waiting=False), done.at, done.pace)


def _wished(done: Done) -> State:
    if done.state.wish == Wish.YES:
        raise NotNow("wish_known")
    return _toward(replace(done.state, wish=Wish.YES, attempts=0), done.at, done.pace)


def _refused_wish(done: Done) -> State:
    if done.state.wish == Wish.NO:
        raise NotNow("wish_known")
    return _toward(replace(done.state, wish=Wish.NO), done.at, done.pace)


AFTER_THE_END = frozenset({Deed.REOPENED, Deed.ARRIVED})
WITH_HER = frozenset({
    Deed.REACHED, Deed.SCREENED, Deed.BOOKED, Deed.MISSED, Deed.ASSESSED, Deed.WAITED, Deed.CONTACTED, Deed.PLACED,
    Deed.OPENED, Deed.GONE, Deed.ADMITTED, Deed.WROTE,
})  # fmt: skip
BEFORE_BOOKING = (Step.NEW, Step.REACHED, Step.SCREENED)
FROM: dict[Deed, tuple[Step, ...]] = {
    Deed.TRIED: OPEN, Deed.REACHED: OPEN, Deed.SCREENED: (Step.NEW, Step.REACHED),
    Deed.BOOKED: (Step.SCREENED, Step.BOOKED), Deed.UNBOOKED: (Step.BOOKED,), Deed.MISSED: (Step.BOOKED,),
    Deed.ASSESSED: (Step.BOOKED,), Deed.WAITED: (Step.SCREENED, Step.ASSESSED),
    Deed.CONTACTED: (Step.SCREENED, Step.ASSESSED), Deed.PLACED: (Step.SCREENED, Step.ASSESSED),
    Deed.OPENED: (Step.SCREENED, Step.ASSESSED), Deed.GONE: (Step.SCREENED, Step.ASSESSED),
    Deed.ADMITTED: (Step.ASSESSED,), Deed.REFERRED: OPEN, Deed.ARRIVED: (Step.REFERRED,), Deed.WROTE: OPEN,
    Deed.CLOSED: OPEN, Deed.REOPENED: (Step.REFERRED, Step.CLOSED), Deed.WISHED: OPEN,
    Deed.REFUSED_WISH: BEFORE_BOOKING,
}  # fmt: skip
NEEDS: dict[Deed, Callable[[State], bool]] = {
    Deed.WAITED: lambda state: not state.is_waiting,
    Deed.CONTACTED: lambda state: state.is_waiting,
    Deed.PLACED: lambda state: state.is_waiting,
    Deed.OPENED: lambda state: state.is_waiting and state.next != Next.OFFER_WEEK,
    Deed.GONE: lambda state: state.next == Next.OFFER_WEEK,
    Deed.ARRIVED: lambda state: state.next == Next.ASK_ARRIVED,
    Deed.WROTE: lambda state: state.next == Next.CLOSING_LETTER,
    Deed.WISHED: lambda state: state.wish != Wish.YES,
    Deed.REFUSED_WISH: lambda state: state.wish != Wish.NO,
}
DEEDS: dict[Deed, Callable[[Done], State]] = {
    Deed.TRIED: _tried, Deed.REACHED: _reached, Deed.SCREENED: _screened, Deed.BOOKED: _booked,
    Deed.UNBOOKED: _unbooked, Deed.MISSED: _unbooked, Deed.ASSESSED: _assessed, Deed.WAITED: _waited,
    Deed.CONTACTED: _contacted, Deed.PLACED: _placed, Deed.OPENED: _opened,
    Deed.GONE: _gone, Deed.ADMITTED: _ended(Step.ADMITTED), Deed.REFERRED: _referred,
    Deed.ARRIVED: _arrived, Deed.WROTE: _wrote, Deed.CLOSED: _ended(Step.CLOSED), Deed.REOPENED: _reopened,
    Deed.WISHED: _wished, Deed.REFUSED_WISH: _refused_wish,
}  # fmt: skip
