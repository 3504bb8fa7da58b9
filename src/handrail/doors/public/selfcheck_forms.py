# SPDX-License-Identifier: Apache-2.0
"""The questions of the self-check, a page each. Every one may be left out; nothing can be typed.

The three questions about drinking are AUDIT-C (WHO; Bush and others, 1998), free to use. The others are our own words.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.journey.selfcheck import rules
from handrail.journey.selfcheck.queries import words

Choices = Iterable[tuple[str, Any]]
UNKNOWN = {"invalid_choice": _("Please choose one of these."), "invalid_list": _("Please choose from these.")}


def one(label: Any, choices: Choices, **more: Any) -> forms.ChoiceField:
    """One of these, or none."""
    return forms.ChoiceField(
        label=label, choices=list(choices), required=False, widget=forms.RadioSelect, error_messages=UNKNOWN, **more
    )


def some(label: Any, choices: Choices, **more: Any) -> forms.MultipleChoiceField:
    """As many of these as are true."""
    return forms.MultipleChoiceField(
        label=label, choices=list(choices), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages=UNKNOWN, **more,
    )  # fmt: skip


class Now(forms.Form):
    heading = _("First: are you safe right now?")
    about = _("Tick all that are true. If none is, just go on.")
    now = some(
        _("Right now"),
        [
            ("overdose", _("Someone has taken too much, cannot be woken, or breathes badly")),
            ("seizure", _("I had a seizure today, I am confused, or I see things that are not there")),
            ("chest", _("I have chest pain or trouble breathing")),
            ("suicide_plan", _("I plan to end my life, or have just tried")),
            ("violence", _("I am afraid that I might hurt someone")),
            ("hit", _("Someone hurts or threatens me")),
        ],
    )


class Drinking(forms.Form):
    heading = _("Drinking, in the last year")
    about = _("One drink is a can of beer, a small glass of wine, or one shot.")
    audit_often = one(
        _("How often do you have a drink containing alcohol?"),
        [
            ("0", _("Never")), ("1", _("Monthly or less")), ("2", _("2 to 4 times a month")),
            ("3", _("2 to 3 times a week")), ("4", _("4 or more times a week")),
        ],
    )  # fmt: skip
    audit_many = one(
        _("How many drinks containing alcohol do you have on a typical day when you are drinking?"),
        [("0", _("1 or 2")), ("1", _("3 or 4")), ("2", _("5 or 6")), ("3", _("7 to 9")), ("4", _("10 or more"))],
    )
    audit_six = one(
        _("How often do you have six or more drinks on one occasion?"),
        [
            ("0", _("Never")), ("1", _("Less than monthly")), ("2", _("Monthly")), ("3", _("Weekly")),
            ("4", _("Daily or almost daily")),
        ],
    )  # fmt: skip
    body = one(
        _("Alcohol acts more strongly in most women's bodies. Which line should we use?"),
        [("woman", _("The line for women")), ("man", _("The line for men")), ("", _("I would rather not say"))],
    )


class Drugs(forms.Form):
    heading = _("Drugs, in the last year")
    about = _("If you used none, just go on.")
    used = some(_("I have used"), [(code, words.SUBSTANCES[code]) for code in rules.SUBSTANCES if code != "alcohol"])
    worst = one(
        _("Which one worries you most, drinking too?"), [(code, words.SUBSTANCES[code]) for code in rules.SUBSTANCES]
    )
    often = one(
        _("How often did you use that one in the last month?"),
        [
            ("never", _("Not at all")), ("monthly", _("Once or a few times")), ("weekly", _("Every week")),
            ("daily", _("Every day or almost")),
        ],
    )  # fmt: skip


class Signs(forms.Form):
    heading = _("What it does to you")
    about = _("Think of the one that worries you most, or that you use most. Tick what was true in the last 12 months.")
    signs = some(
        _("In the last 12 months"),
        [
            ("more", _("I took more of it, or for longer, than I meant to")),
            ("cut_down", _("I wanted to cut down or stop and could not")),
            ("time", _("It took up much of my time: to get it, use it, or get over it")),
            ("craving", _("I felt a strong pull to use it")),
            ("duties", _("I let things slide at work, at school or at home because of it")),
            ("people", _("I went on though it made trouble with people close to me")),
            ("gave_up", _("I gave up or cut back on things I used to enjoy")),
            ("unsafe", _("I used it where it was dangerous, such as before I drove")),
            ("harm", _("I went on though it hurt my body or my mind")),
            ("tolerance", _("I needed more than before to feel the same")),
            ("withdrawal", _("I felt sick, shaky or low when it wore off, or took more so as not to")),
        ],
    )


class Body(forms.Form):
    heading = _("Your body and mind")
    about = _("These tell us what must be looked at first.")
    soon = some(
        _("Tick what is true"),
        [
            ("withdrawal_before", _("I once had a seizure, or saw things, when I stopped drinking or taking pills")),
            ("shakes", _("I shake or sweat in the morning, or when I go without a drink or a pill")),
            ("suicide_thoughts", _("In the last month I thought of death or of ending my life")),
            ("voices", _("I hear or see things that others do not, or feel that people are after me")),
            ("pregnant", _("I am pregnant, or may be")),
            ("ill", _("I am ill, or in bad pain, and it is not being treated")),
            ("drunk_now", _("I have had a drink or a drug just now")),
        ],
    )
    tried = some(
        _("What have you tried?"),
        [
            ("could_not_stop", _("I tried to stop or cut down, and it did not last")),
            ("treated_before", _("I was in treatment before")),
            ("just_detoxed", _("I have just come from detox, a hospital or a live-in program")),
            ("cannot_go_days", _("I cannot go even a few days without it")),
        ],
    )


class Home(forms.Form):
    heading = _("Home, and what you must keep")
    about = _("The last page.")
    home = one(
        _("Is your home a safe place to stop?"),
        [
            ("safe", _("Yes")), ("mixed", _("In part")),
            ("unsafe", _("No: others use there, or I am not safe, or I have no home")),
        ],
    )  # fmt: skip
    support = one(
        _("Is there someone who would stand by you?"), [("yes", _("Yes")), ("no", _("No, not really"))],
    )  # fmt: skip
    keeps = some(_("What must go on while you get help?"), [(code, words.KEEPS[code]) for code in rules.KEEPS])


STEPS: tuple[type[forms.Form], ...] = (Now, Drinking, Drugs, Signs, Body, Home)
FIELDS = {name: field for step in STEPS for name, field in step.base_fields.items()}


def answers(told: Mapping[str, Any]) -> rules.Answers:
    """What was ticked on all pages, as the rules take it."""

    def many(name: str) -> frozenset[str]:
        return frozenset(told.get(name) or ())

    def points(name: str) -> int | None:
        value = told.get(name)
        return int(value) if value else None

    return rules.Answers(
        now=many("now"), soon=many("soon"), used=many("used"), signs=many("signs"), tried=many("tried"),
        keeps=many("keeps"), worst=told.get("worst") or "", often=told.get("often") or "", home=told.get("home") or "",
        audit=(points("audit_often"), points("audit_many"), points("audit_six")),
        as_man=told.get("body") == "man", alone=told.get("support") == "no",
    )  # fmt: skip
