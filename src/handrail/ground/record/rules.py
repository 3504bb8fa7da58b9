# SPDX-License-Identifier: Apache-2.0
"""What a line of the record is, how lines are chained, and where a chain was tampered with. Pure."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

FORM = "handrail record 1"  # the first line of what is hashed; another form would be another number
GENESIS = "0" * 64  # what the first line of a provider follows
DID = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")
BECAUSE = re.compile(r"([a-z][a-z0-9]*(_[a-z0-9]+)*)?")
DID_LENGTH, BECAUSE_LENGTH = 60, 40
LOOKED = ".looked"


@dataclass(frozen=True)
class Line:
    """One deed or one look: ids, codes and a moment; never a name, never free text.

    `previous` is the hash of the line before it, `hash` that of this line.
    """

    id: UUID
    provider_id: UUID
    number: int
    at: datetime
    account_id: UUID | None
    session_id: UUID | None
    did: str
    about_id: UUID | None
    patient_id: UUID | None
    because: str
    previous: str
    hash: str

    @property
    def is_look(self) -> bool:
        return self.did.endswith(LOOKED)


@dataclass(frozen=True)
class Head:
    """Where a provider's chain ends: how many lines there are, and the hash of the last."""

    provider_id: UUID
    number: int
    hash: str


def must_be_words(*, did: str, because: str) -> None:
    """Codes only: whoever puts a sentence or a name into the record is stopped while it is being written."""
    if len(did) > DID_LENGTH or not DID.fullmatch(did):
        raise ValueError(f"did must be noun.verb in small letters, of at most {DID_LENGTH}: see docs/record.md")
    if len(because) > BECAUSE_LENGTH or not BECAUSE.fullmatch(because):
        raise ValueError(f"because must be a code word of at most {BECAUSE_LENGTH}, never a sentence")


def canonical(line: Line) -> bytes:
    """What is hashed: twelve lines of text, each ended by a line feed. docs/record.md tells each."""
    told = (
        FORM, line.provider_id, line.number, line.previous, line.id, moment(line.at), line.account_id,
        line.session_id, line.did, line.about_id, line.patient_id, line.because,
    )  # fmt: skip
    return "".join(f"{'' if part is None else part}\n" for part in told).encode()


def moment(at: datetime) -> str:
    """In UTC, to the microsecond. What is not a moment any more is left as it is: it will not fit its hash."""
    return at.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(at, datetime) else str(at)


def hash_of(line: Line) -> str:
    """Of everything but the hash itself."""
    return sha256(canonical(line)).hexdigest()


class Wrong(StrEnum):
    """What can be wrong with a chain, at its first faulty line."""

    ALTERED = "altered"  # its hash is not that of what it says
    MOVED = "moved"  # it is whole, but stood elsewhere
    UNCHAINED = "unchained"  # it does not follow the line before it: one of the two was written anew, hash and all
    MISSING = "missing"  # there is none of this number
    CUT_OFF = "cut off"  # the head has seen this line, and it is gone
    BEYOND = "beyond"  # the head has not seen this line
    HEADLESS = "headless"  # there are lines, and no head
    HEAD = "head"  # the head has another hash than the last line


@dataclass(frozen=True)
class Fault:
    """The first thing wrong with a chain, and at which number. `was`: the number a moved line was written under."""

    wrong: Wrong
    number: int
    was: int | None = None


@dataclass(frozen=True)
class Verdict:
    """What following a provider's chain showed: so many lines are in order, the last of them with this hash.

    `kept`: those of the hashes kept elsewhere that were met among them.
    """

    provider_id: UUID
    number: int
    hash: str
    fault: Fault | None
    kept: frozenset[str]


@dataclass
class Walk:
    """Following one provider's chain from its first line, as many lines at a time as are at hand."""

    provider_id: UUID
    keeping: Collection[str] = ()  # hashes kept elsewhere, to be met on the way
    number: int = 0
    hash: str = GENESIS
    kept: set[str] = field(default_factory=set)
    stopped_at: Line | None = None

    def follow(self, lines: Iterable[Line]) -> bool:
        """Go on to these lines; false once one is not what comes next."""
        for line in lines:
            if self.stopped_at or not self._comes_next(line):
                self.stopped_at = self.stopped_at or line
                return False
            self.number, self.hash = line.number, line.hash
            if line.hash in self.keeping:
                self.kept.add(line.hash)
        return True

    def end(self, head: Head | None) -> Verdict:
        """No line is left, or one was not what comes next: what is wrong, if anything is."""
        fault = self._fault_in(self.stopped_at, head) if self.stopped_at else self._fault_at(head)
        return Verdict(self.provider_id, self.number, self.hash, fault, frozenset(self.kept))

    def _comes_next(self, line: Line) -> bool:
        in_place = line.number == self.number + 1 and line.provider_id == self.provider_id
        return in_place and line.previous == self.hash and hash_of(line) == line.hash

    def _fault_in(self, line: Line, head: Head | None) -> Fault:
        here = self.number + 1
        if isinstance(line.number, int) and line.number > here:
            return Fault(Wrong.MISSING, here)
        if line.number == here and hash_of(line) == line.hash:
            return Fault(Wrong.UNCHAINED, here)
        was = next((n for n in range(1, head.number + 1 if head else here) if _is_of(line, n)), None)
        return Fault(Wrong.MOVED if was else Wrong.ALTERED, here, was)

    def _fault_at(self, head: Head | None) -> Fault | None:
        if head is None:
            return Fault(Wrong.HEADLESS, self.number) if self.number else None
        if head.number != self.number:
            wrong = Wrong.CUT_OFF if head.number > self.number else Wrong.BEYOND
            return Fault(wrong, min(head.number, self.number) + 1)
        return Fault(Wrong.HEAD, self.number) if head.hash != self.hash else None


def _is_of(line: Line, number: int) -> bool:
    return hash_of(replace(line, number=number)) == line.hash


def verify(provider_id: UUID, lines: Iterable[Line], head: Head | None, *, keeping: Collection[str] = ()) -> Verdict:
    """Follow a whole chain: its lines by number, then its head."""
    walk = Walk(provider_id, keeping)
    walk.follow(lines)
    return walk.end(head)
