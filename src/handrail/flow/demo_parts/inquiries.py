# SPDX-License-Identifier: Apache-2.0
"""Two dozen invented people who ask for help: some just now, some on their way, some who came or went."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from handrail.ground.kit.by import By
from handrail.ground.people.rules import Post, Role, Who
from handrail.ground.program.rules import Program
from handrail.journey.frontdoor import actions as frontdoor
from handrail.journey.frontdoor.rules import danger
from handrail.journey.frontdoor.rules.slots import Slot

NO = {one.key: "no" for one in danger.QUESTIONS}


@dataclass(frozen=True)
class Asks:
    """`hours` ago she first asked; then `deeds`, each so many hours after that: `screen@2`."""

    name: str
    hours: float
    deeds: str = ""
    way: str = "call"
    caller: str = "herself"
    heard: str = ""
    answers: dict[str, str] = field(default_factory=lambda: dict(NO))
    texts: dict[str, Any] = field(default_factory=dict)


def _words(words: str, **more: Any) -> dict[str, Any]:
    return {"words": words} | more


LIFE = "mon-fri 08:30-16:30 work\nmon-fri 07:15-08:00 school run"
ASKS = (
    Asks("Lena Marsh", 0.4, way="web", answers={}, texts=_words("Evenings only. Please text.", reach_by="text")),
    Asks("Odalys Prieto", 1.5, way="web", answers={}, texts={"life": LIFE, "reach_when": "after 5"}),
    Asks(
        "Tess",
        3,
        way="call",
        caller="close",
        answers={},
        texts={"caller_name": "Ruth Abernathy", "caller_relation": "mother", "caller_phone": "214-555-0171"},
    ),
    Asks(
        "Corinne Bell",
        5,
        way="referral",
        caller="professional",
        heard="hospital",
        answers={},
        texts={"caller_name": "Dr. Simon Achebe", "caller_place": "Trinity Hospital", "caller_phone": "214-555-0172"},
    ),
    Asks("Nadia Kowalczyk", 30, "try@2 try@8", way="web", heard="search", texts={"may_leave_message": True}),
    Asks("Brooke Salinas", 120, "try@3 try@24 try@50 try@100", way="web", heard="search"),
    Asks("Imani Walker", 2, answers={"life": "no", "self_harm": "no"}, heard="friend"),
    Asks("Paula Jensen", 7, answers=NO | {"withdrawal": "yes"}, heard="doctor", texts=_words("Wine, every evening.")),
    Asks("Hye-jin Park", 26, "screen@1", heard="doctor", texts={"insurance": "Blue Star"}),
    Asks("Gloria Estrada", 9, "screen@1", answers=NO | {"pregnant": "yes"}, heard="doctor"),
    Asks("Wilma Thornton", 200, "screen@2 wait@20 contact@150", heard="court"),
    Asks("Dee Hollis", 420, "screen@1 wait@30", heard="friend", texts={"life": LIFE}),
    Asks("Rosa Lindqvist", 20, "screen@1 book@2", heard="former_patient"),
    Asks("Amara Obi", 40, "screen@2 book@4", way="transfer", heard="detox"),
    Asks("June Castillo", 70, "screen@3 book@30", way="web", heard="search"),
    Asks("Kathleen Roy", 96, "screen@1 book@2 hold@50", heard="insurer"),
    Asks("Mercy Adeyemi", 130, "screen@2 book@6 hold@48", way="transfer", heard="detox"),
    Asks("Bettina Graf", 300, "screen@4 refer@6", heard="search", answers=NO | {"withdrawal": "yes"}),
    Asks("Yolanda Pierce", 600, "screen@1 refer@3 arrived@200", heard="court"),
    Asks("Stella Novak", 500, "close@30:elsewhere", way="web", heard="search"),
    Asks("Faith Burton", 700, "screen@2 close@40:cost", heard="insurer"),
    Asks("Marta Silva", 800, "try@4 try@30 try@60 try@110 write@160", way="web", heard="search"),
    Asks("Helen Osgood", 900, "screen@1 book@3 miss@60 close@200:not_now", heard="court"),
    Asks("Carla Jimenez", 1000, "screen@3 book@8 hold@70 close@120:elsewhere", heard="friend"),
    Asks("Ivy Ransom", 1100, "close@5:mistake", heard=""),
)


def add(*, by: By, program: Program, staff: dict[str, UUID], at: datetime) -> None:
    """All of them, as the intake coordinator would have written them down."""
    pilar, dana = staff.get("Pilar Donahue"), staff.get("Priya Raman")
    if pilar is None or dana is None:
        return
    who = Who(provider_id=by.provider_id, posts=frozenset({Post(Role.INTAKE, program.id)}), staff_id=pilar)
    for number, one in enumerate(ASKS):
        _add(who, program, one, dana, at, number)


def _add(who: Who, program: Program, one: Asks, assessor: UUID, at: datetime, number: int) -> None:
    first = at - timedelta(hours=one.hours)
    values = {"name": one.name, "phone": f"214-555-{200 + number:04d}", "heard": one.heard} | one.texts
    made = frontdoor.begin(
        by=who, program_id=program.id, way=one.way, caller=one.caller, at=first, values=values, answers=one.answers,
        owner=who.staff_id,
    )  # fmt: skip
    for deed in one.deeds.split():
        verb, _, rest = deed.partition("@")
        hours, _, because = rest.partition(":")
        _do(who, made, verb, because, min(first + timedelta(hours=float(hours)), at), assessor, number)


def _do(who: Who, made: UUID, verb: str, because: str, at: datetime, assessor: UUID, number: int) -> None:
    how: dict[str, Any] = {"by": who, "inquiry_id": made, "at": at}
    if verb == "try":
        frontdoor.attempt(**how, tried_by="call", came_of="no_answer")
    elif verb == "book":
        slot = _slot(assessor, at, number)
        frontdoor.book(**how, slot=slot, offered=[slot], mode="in_person")
    elif verb == "refer":
        frontdoor.refer(**how, place="Cedar Withdrawal Unit, Ms. Hart", because="detox", together=True)
    elif verb == "arrived":
        frontdoor.arrive(**how, arrived="yes")
    elif verb == "close":
        frontdoor.close(**how, because=because)
    else:
        getattr(frontdoor, verb)(**how)


def _slot(assessor: UUID, at: datetime, number: int) -> Slot:
    """An hour of the next morning, another one for each."""
    morning = (at + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    start = (morning + timedelta(hours=number % 7)).astimezone(UTC)
    return Slot(start, start + timedelta(hours=1), assessor)
