# SPDX-License-Identifier: Apache-2.0
"""A determination in words, for pages, paper and the patient: what rules and people decided. Decides nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.ground.look.templatetags.look import full_day
from handrail.journey.placement import rules
from handrail.journey.placement.asked import Said, question, said
from handrail.journey.placement.papers import Explained, Rated
from handrail.journey.placement.proposals import Proposals, proposed
from handrail.journey.placement.rules import Least, Pack

SHORT = {
    "outpatient": "OP", "intensive_outpatient": "IOP", "partial_hospital": "PHP", "residential": "Res",
    "inpatient": "Hosp",
}  # fmt: skip


@dataclass(frozen=True)
class Why:
    """A reason: which ratings, in which words, resting on what."""

    areas: str
    words: str
    source: str
    url: str
    verified: bool


@dataclass(frozen=True)
class Step:
    """What would lead to another level."""

    level: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """What the rules say of a situation, in words."""

    level: str
    name: str
    plain: str
    after: str  # with a gate: the level that ratings alone point to
    gates: tuple[rules.Gate, ...]
    because: tuple[Why, ...]
    also_safe: tuple[str, ...]
    safe_with: tuple[tuple[str, str, str], ...]  # level, support, its words
    down: Step | None
    up: tuple[Step, ...]
    needs: tuple[rules.Need, ...]
    barriers: tuple[rules.Barrier, ...]


@dataclass(frozen=True)
class AreaRow:
    """One area as it stands: proposed from what, given, how it counts, and what it was before."""

    id: str
    name: str
    asks: str
    anchors: tuple[str, ...]
    proposed: int | None
    given: int | None
    counts: int | None
    reason: str
    before: int | None
    then: Rated | None = None  # the area as it was signed last time, with her reason
    grounds: tuple[Said, ...] = field(default_factory=tuple)
    missing: tuple[str, ...] = field(default_factory=tuple)

    @property
    def anchor(self) -> str:
        return self.anchors[self.given] if self.given is not None else ""

    @property
    def is_changed(self) -> bool:
        return self.proposed is not None and self.given is not None and self.given != self.proposed

    @property
    def is_less(self) -> bool:
        return self.counts is not None and self.counts != self.given


def told(pack: Pack, judgement: rules.Judgement) -> Told:
    level = pack.levels[judgement.level]
    sources = {source.id: source for source in pack.sources}
    whys = tuple(
        Why(
            _listed(pack, reason.areas), _why(pack, reason), sources[reason.source].title,
            sources[reason.source].url, reason.verified,
        )
        for reason in judgement.because
    )  # fmt: skip
    return Told(
        level=level.id, name=_(level.name), plain=_(level.plain),
        after=_(pack.levels[judgement.by_ratings].name) if judgement.gates else "",
        gates=judgement.gates, because=whys,
        also_safe=tuple(_(pack.levels[at].name) for at in judgement.also_safe),
        safe_with=tuple((_(pack.levels[at].name), _(one.name), _(one.words)) for at, one in judgement.safe_with),
        down=_step(pack, judgement, judgement.down) if judgement.down else None,
        up=tuple(_step(pack, judgement, change) for change in judgement.up),
        needs=judgement.needs, barriers=judgement.barriers,
    )  # fmt: skip


def _why(pack: Pack, reason: rules.Reason) -> str:
    """What the rating means, and that it is more than the level below can care for; or what the rule says."""
    if reason.beyond is None:
        return _(reason.words)
    below, most = reason.beyond
    return _("%(anchor)s %(level)s is enough up to a rating of %(most)d.") % {
        "anchor": _(reason.words), "level": _(pack.levels[below].name), "most": most,
    }  # fmt: skip


def _listed(pack: Pack, least: Least) -> str:
    return " · ".join(f"{_(pack.areas[at].name)} {rating}" for at, rating in least)


def _step(pack: Pack, judgement: rules.Judgement, change: rules.Change) -> Step:
    changes = tuple(
        _("%(area)s from %(then)d to %(now)d: %(anchor)s")
        % {
            "area": _(pack.areas[at].name), "then": judgement.counted[at], "now": rating,
            "anchor": _(pack.areas[at].anchors[rating]).rstrip("."),
        }
        for at, rating in change.to
    )  # fmt: skip
    return Step(_(pack.levels[change.level].name), changes)


def proposals_of(explained: Explained) -> Proposals:
    """What the answers that were kept with it propose, by its own rules."""
    return proposed(explained.pack, explained.paper.answers, on=explained.paper.judged_on)


def rows(explained: Explained, found: Proposals | None = None) -> list[AreaRow]:
    """The six areas, in order. With `found`: also where each proposal comes from."""
    paper, count = explained.paper, explained.judgement.counted if explained.judgement else None
    before = {one.area: one for one in explained.since.before.ratings} if explained.since else {}
    by_area = {one.area.id: one for one in found.ratings} if found else {}
    made = []
    for at, (area, rated) in enumerate(zip(explained.pack.areas, paper.ratings, strict=True)):
        one, then = by_area.get(area.id), before.get(area.id)
        made.append(
            AreaRow(
                area.id, _(area.name), _(area.asks), tuple(_(anchor) for anchor in area.anchors), rated.proposed,
                rated.given, count[at] if count else None, rated.reason, then.given if then else None, then,
                said(one.grounds) if one else (), tuple(question(key) for key in one.missing) if one else (),
            )
        )  # fmt: skip
    return made


def level_name(pack: Pack, code: str) -> str:
    return next((_(level.name) for level in pack.levels if level.id == code), code)


def level_plain(pack: Pack, code: str) -> str:
    return next((_(level.plain) for level in pack.levels if level.id == code), "")


def occasion(code: str) -> str:
    return {
        "admission": _("Admission"), "review": _("Regular review"), "change": _("Something changed"),
        "discharge": _("End of treatment"),
    }[code]  # fmt: skip


def agreed(code: str) -> str:
    return {"yes": _("Agreed with the patient"), "partly": _("The patient agrees in part"), "no": _("The patient sees it otherwise")}.get(code, "")  # fmt: skip  # noqa: E501


def way(code: str) -> str:
    return {"first": _("First decision"), "same": _("Continued stay"), "up": _("Step up"), "down": _("Step down")}[code]


def since(explained: Explained) -> list[str]:
    """What is otherwise than at the determination before, a sentence each."""
    if explained.since is None:
        return []
    names = _names(explained.pack)
    found = [
        _("%(area)s: %(then)d, now %(now)d") % {"area": names[area], "then": then, "now": now}
        for area, then, now in explained.since.areas
    ]
    found += [_("New: %(what)s") % {"what": names.get(code, code)} for code in explained.since.new]
    return found + [_("No longer: %(what)s") % {"what": names.get(code, code)} for code in explained.since.gone]


def in_place_then(explained: Explained) -> list[str]:
    """What was in place at the determination before: ticked anew only if it is sure."""
    names = _names(explained.pack)
    return [names.get(code, code) for code in explained.since.before.supports] if explained.since else []


def _names(pack: Pack) -> dict[str, str]:
    names = {fact.id: _(fact.name) for fact in pack.facts} | {gate.id: _(gate.name) for gate in pack.gates}
    names |= {one.id: _(one.name) for one in pack.supports}
    return names | {area.id: _(area.name) for area in pack.areas}


@dataclass(frozen=True)
class Plain:
    """What the patient reads: the level, what it is, why in her words, what goes with it, and how she sees it."""

    name: str
    what: str
    since: date
    because: tuple[str, ...]
    services: tuple[str, ...]
    helps: tuple[str, ...]
    agreed: str
    until: str  # what happens until a place is there


def plainly(explained: Explained) -> Plain:
    """By what was decided, not by what was recommended; a danger that stood then comes first."""
    given, pack, judgement = explained.paper, explained.pack, explained.judgement
    assert judgement is not None  # what is signed is rated
    because = [_(gate.plain) for gate in judgement.gates]
    if not because:
        decisive = {at for reason in judgement.because for at, _rating in reason.areas}
        because = [_(pack.areas[at].plainly(judgement.counted[at])) for at in sorted(decisive)]
    return Plain(
        level_name(pack, given.decided), level_plain(pack, given.decided), given.judged_on, tuple(because),
        tuple(_(need.plain) for need in judgement.needs), tuple(_(one.words) for one in judgement.barriers),
        given.agreed, "" if given.available else given.interim_plan,
    )  # fmt: skip


@dataclass(frozen=True)
class Earlier:
    """The determination before, beside the one that is made."""

    level: str
    on: date


def earlier(explained: Explained) -> Earlier | None:
    if explained.since is None:
        return None
    before = explained.since.before
    return Earlier(level_name(explained.pack, before.decided), before.judged_on)


ALERTS = ("suicide_thoughts", "overdose", "unsafe_home", "firearm", "pregnant")


@dataclass(frozen=True)
class Part:
    """What the chart page shows of this step: what is in force, ratings over time, dangers, and what is due."""

    headline: str
    plain: str
    why: tuple[Why, ...]
    bars: "list[Bars]"
    alerts: tuple[tuple[str, str], ...]  # what it is, what to do now
    due_on: date | None
    draft_id: UUID | None
    to_cosign_id: UUID | None


def part(history: "list[Explained]", draft: Explained | None) -> Part:
    """`history`: the newest first. Dangers are those of the newest that is signed, co-signed or not."""
    newest = history[0] if history else None
    stands = next((one for one in history if one.paper.is_in_force), None)
    alerts: list[tuple[str, str]] = []
    if newest:
        names = _names(newest.pack)
        alerts = [(_(gate.name), _(gate.words)) for gate in newest.pack.gates if gate.id in newest.paper.gates]
        alerts += [(names[fact], "") for fact in ALERTS if fact in newest.paper.facts]
    waits = newest is not None and newest.paper.needs_cosign and newest.paper.cosigned_at is None
    return Part(
        headline=headline(stands) if stands else "",
        plain=level_plain(stands.pack, stands.paper.decided) if stands else "",
        why=told(stands.pack, stands.judgement).because if stands and stands.judgement else (),
        bars=bars(history), alerts=tuple(alerts), due_on=due_on(stands) if stands else None,
        draft_id=draft.paper.id if draft else None, to_cosign_id=newest.paper.id if newest and waits else None,
    )  # fmt: skip


def due_on(explained: Explained) -> date:
    """The last day on which it is judged again."""
    return explained.pack.due_on(explained.paper.decided, explained.paper.judged_on)


@dataclass(frozen=True)
class Line:
    """A signed determination as a row of the history."""

    told: Explained
    level: str
    recommended: str
    occasion: str
    way: str
    changes: list[str]


def line(explained: Explained) -> Line:
    paper, pack = explained.paper, explained.pack
    return Line(
        explained, level_name(pack, paper.decided), level_name(pack, paper.recommended), occasion(paper.occasion),
        way(explained.way), since(explained),
    )  # fmt: skip


def curve(history: Iterable[Explained]) -> list[tuple[date, float | None]]:
    """The decided levels over time, as points of a line; the oldest first."""
    points = [(one.paper.judged_on, float(one.pack.place_of(one.paper.decided))) for one in history]
    return [*reversed(points)]


def short_names(pack: Pack) -> dict[float, str]:
    return {float(at): SHORT.get(level.id, level.id) for at, level in enumerate(pack.levels)}


@dataclass(frozen=True)
class Bars:
    """One area over time: its ratings, the oldest first, and what the last of them means."""

    name: str
    values: tuple[int, ...]
    anchor: str

    @property
    def last(self) -> int:
        return self.values[-1]

    @property
    def change(self) -> int:
        return self.values[-1] - self.values[-2] if len(self.values) > 1 else 0


def bars(history: list[Explained], at_most: int = 6) -> list[Bars]:
    """The ratings of the last determinations; `history` has the newest first."""
    if not history:
        return []
    pack, shown = history[0].pack, history[:at_most][::-1]
    found = []
    for area in pack.areas:
        values = tuple(one.paper.given[area.id] for one in shown if area.id in one.paper.given)
        found.append(Bars(_(area.name), values, _(area.anchors[values[-1]])))
    return found


def headline(explained: Explained) -> str:
    """The level in force, in one sentence."""
    return _("%(level)s, since %(day)s") % {
        "level": level_name(explained.pack, explained.paper.decided), "day": full_day(explained.paper.judged_on),
    }  # fmt: skip


def lacking(number: int) -> str:
    return ngettext("One thing is still missing", "%(n)d things are still missing", number) % {"n": number}
