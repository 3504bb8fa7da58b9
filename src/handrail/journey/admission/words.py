# SPDX-License-Identifier: Apache-2.0
"""The papers of an admission in words: what is missing, until when, and by which rule."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from handrail.ground.look.templatetags.look import full_day, moment
from handrail.ground.packs.rules import Deadline
from handrail.journey.admission.rules import Line

MISSING = {  # of an item that is done all at once, nothing but itself
    "phone": gettext_lazy("a phone number or an e-mail address"), "address": gettext_lazy("an address"),
    "language": gettext_lazy("the language they prefer"),
    "reach": gettext_lazy("by which ways they may be reached"),
    "emergency_name": gettext_lazy("a name"), "emergency_phone": gettext_lazy("a phone number"),
    "policy": gettext_lazy("nothing is written down yet"), "no_cover": gettext_lazy("none that covers today"),
    "payer": gettext_lazy("the name of the plan"), "member_id": gettext_lazy("the member number"),
    "starts_on": gettext_lazy("the first day of cover"), "holder": gettext_lazy("the holder’s name"),
    "holder_born": gettext_lazy("the holder’s birth date"),
}  # fmt: skip
KINDS = {
    "commercial": gettext_lazy("Health plan"), "medicaid": gettext_lazy("Medicaid"),
    "medicare": gettext_lazy("Medicare"), "other": gettext_lazy("Other"), "none": gettext_lazy("No insurance"),
}  # fmt: skip
RELATIONS = {
    "self": gettext_lazy("the patient"), "partner": gettext_lazy("their spouse or partner"),
    "parent": gettext_lazy("a parent"), "other": gettext_lazy("someone else"),
}  # fmt: skip
WAYS = {
    "here": gettext_lazy("signed on a screen here"), "paper": gettext_lazy("signed on paper"),
    "declined": gettext_lazy("not signed"),
}  # fmt: skip
ROLES = {
    "patient": gettext_lazy("the patient"), "guardian": gettext_lazy("a parent or guardian"),
    "representative": gettext_lazy("someone who may sign for them"),
}  # fmt: skip
TONES = {"late": "danger", "soon": "soon", "open": "plain", "waits": "plain", "done": ""}


def row(line: Line, zone: str) -> dict[str, Any]:
    return {
        "words": _(line.item.words),
        "missing": ", ".join(str(MISSING[code]) for code in line.proof.missing if code in MISSING),
        "when": when(line, zone), "tone": TONES[line.state], "why": why(line), "rule": line.rule,
        "unverified": line.rule is not None and not line.is_habit and not line.rule.verified,
        "done": done(line, zone), "was_late": line.was_late,
    }  # fmt: skip


def headline(late: int, missing: int) -> str:
    if late:
        return ngettext("%(n)d paper is late", "%(n)d papers are late", late) % {"n": late}
    if missing:
        return ngettext("%(n)d paper is still missing", "%(n)d papers are still missing", missing) % {"n": missing}
    return _("All papers are there")


def when(line: Line, zone: str) -> str:
    """Until when, as far as it can be told."""
    term, rule = line.due, line.rule
    if rule is None:
        return ""
    if term.day is None or term.late_from is None:
        return ngettext("%(n)d more day with a session", "%(n)d more days with a session", term.to_go) % {
            "n": term.to_go
        }  # fmt: skip
    day = moment(term.late_from, zone) if rule.unit == "hours" else full_day(term.day)
    if line.state == "late":
        return _("was due %(day)s") % {"day": day}
    return _("by %(day)s") % {"day": day}


def why(line: Line) -> str:
    """The term and whose it is."""
    rule = line.rule
    if rule is None:
        return ""
    told = _("%(term)s after admission") % {"term": term_of(rule)}
    if rule.unit in ("calendar_days", "service_days") and rule.within == 1 and rule.first_day_counts:
        told = _("on the day of admission") if rule.unit == "calendar_days" else _("by the first day with a session")
    if line.is_habit:
        return _("%(told)s. Our own suggestion: no rule of your packs names a term.") % {"told": told.capitalize()}
    return _("%(told)s, %(section)s") % {"told": told.capitalize(), "section": rule.section or rule.pack}


def term_of(rule: Deadline) -> str:
    n = rule.within
    said = {
        "hours": ngettext("%(n)d hour", "%(n)d hours", n),
        "calendar_days": ngettext("%(n)d day", "%(n)d days", n),
        "business_days": ngettext("%(n)d business day", "%(n)d business days", n),
        "service_days": ngettext("%(n)d day with a session", "%(n)d days with a session", n),
        "calendar_months": ngettext("%(n)d month", "%(n)d months", n),
        "midpoint_of_stay": _("half of the stay"),
    }[rule.unit]
    return said % {"n": n} if "%" in said else said


def done(line: Line, zone: str) -> str:
    """When it was done, and who by, as far as that is known."""
    proof = line.proof
    if not proof.is_done or proof.at is None:
        return ""
    day = full_day(proof.at, zone)
    return f"{day} · {proof.by}" if proof.by else day
