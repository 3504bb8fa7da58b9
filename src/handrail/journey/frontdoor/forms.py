# SPDX-License-Identifier: Apache-2.0
"""What is typed at the desk: the call screen, referring on, closing, which inquiries are shown."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.ground.look.forms import DayInput
from handrail.journey.frontdoor import words
from handrail.journey.frontdoor.rules import danger, facts
from handrail.journey.frontdoor.rules.facts import Inquiry

QUIET = {"autocomplete": "off", "spellcheck": "false"}
PHONE = {"type": "tel", "autocomplete": "off", "class": "middle"}
BESIDE = {"class": "beside"}
OLDEST = 120
DESK_WAYS = ("call", "walk_in", "referral", "transfer", "web")


def _line(column: str, label: Any, hint: Any = "", attrs: dict[str, str] = QUIET) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=facts.TEXTS[column], help_text=hint, required=False, widget=forms.TextInput(attrs)
    )


def _of(codes: Iterable[str], said: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(code, said[code]) for code in codes]


class CallForm(forms.Form):
    """Filled while she talks. Nothing in it is needed: what is known is kept, the rest is asked next time."""

    caller = forms.ChoiceField(
        label=gettext_lazy("Who is calling?"), choices=_of(facts.CALLERS, words.CALLER),
        widget=forms.RadioSelect(BESIDE),
    )  # fmt: skip
    name = _line("name", gettext_lazy("Name of the person who needs help"), gettext_lazy("First name is enough."))
    born = forms.DateField(label=gettext_lazy("Birth date"), required=False, widget=DayInput({"autocomplete": "off"}))
    phone = _line("phone", gettext_lazy("Phone"), attrs=PHONE)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), max_length=facts.TEXTS["email"], required=False, widget=forms.EmailInput(QUIET)
    )
    reach_by = forms.ChoiceField(
        label=gettext_lazy("Best reached by"), choices=_of(facts.REACH_BY, words.REACH_BY),
        widget=forms.RadioSelect(BESIDE),
    )  # fmt: skip
    reach_when = _line(
        "reach_when", gettext_lazy("When is it safe to reach them?"),
        gettext_lazy("Such as: after 5, never when the husband is home."), QUIET | {"class": "wide"},
    )  # fmt: skip
    may_leave_message = forms.BooleanField(label=gettext_lazy("We may leave a message"), required=False)
    may_say_who = forms.BooleanField(label=gettext_lazy("We may say who is calling"), required=False)
    caller_name = _line("caller_name", gettext_lazy("Name of the caller"))
    caller_relation = _line("caller_relation", gettext_lazy("Who this is to them"))
    caller_place = _line("caller_place", gettext_lazy("Where they work, for a professional"))
    caller_phone = _line("caller_phone", gettext_lazy("Caller’s phone"), attrs=PHONE)
    caller_email = forms.EmailField(
        label=gettext_lazy("Caller’s e-mail"), max_length=facts.TEXTS["caller_email"], required=False,
        widget=forms.EmailInput(QUIET),
    )  # fmt: skip
    program = forms.ChoiceField(label=gettext_lazy("Program wanted"))
    way = forms.ChoiceField(label=gettext_lazy("How they came to us"), choices=_of(DESK_WAYS, words.WAY))
    insurance = _line("insurance", gettext_lazy("Insurance"), gettext_lazy("The name on the card."))
    heard = forms.ChoiceField(
        label=gettext_lazy("How they heard of us"), choices=_of(facts.HEARD, words.HEARD), required=False
    )
    words = forms.CharField(
        label=gettext_lazy("In their words"), max_length=facts.TEXTS["words"], required=False,
        widget=forms.Textarea({"rows": 5}), help_text=gettext_lazy("What happened, what they hope for."),
    )  # fmt: skip
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, inquiry: Inquiry, programs: Iterable[tuple[UUID, str]], today: date
    ) -> None:
        self.today = today
        first = inquiry.texts | inquiry.ticks | {f"danger-{key}": value for key, value in inquiry.answers.items()}
        first |= {
            "caller": inquiry.caller, "reach_by": inquiry.reach_by, "heard": inquiry.heard, "way": inquiry.way,
            "program": str(inquiry.program_id), "version": inquiry.version,
        }  # fmt: skip
        super().__init__(data, initial=first)
        for one in danger.QUESTIONS:
            self.fields[f"danger-{one.key}"] = forms.ChoiceField(
                label=words.QUESTION[one.key], choices=words.choices(words.ANSWER), required=False,
                widget=forms.RadioSelect({"class": "answers"}),
            )  # fmt: skip
        field = self.fields["program"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(key), name) for key, name in programs]
        self.use_required_attribute = False

    def clean_born(self) -> str:
        born: date | None = self.cleaned_data["born"]
        if born is None:
            return ""
        if born > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        if born.year < self.today.year - OLDEST:
            raise forms.ValidationError(_("Nobody is that old: please look at the year."))
        return born.isoformat()

    @property
    def values(self) -> dict[str, Any]:
        """The columns that were written without a fault."""
        columns = [*facts.TEXTS, *facts.TICKS, *facts.CODES]
        return {name: self.cleaned_data[name] for name in columns if name in self.cleaned_data}

    @property
    def answers(self) -> dict[str, str]:
        told = {one.key: self.cleaned_data.get(f"danger-{one.key}", "") for one in danger.QUESTIONS}
        return danger.lasting(told)

    @property
    def questions(self) -> list[Any]:
        return [self[f"danger-{one.key}"] for one in danger.QUESTIONS]

    def part(self, *names: str) -> list[Any]:
        return [self[name] for name in names]

    @property
    def reaching(self) -> list[Any]:
        return self.part("name", "born", "phone", "email", "reach_by", "reach_when", "may_leave_message", "may_say_who")

    @property
    def calling(self) -> list[Any]:
        return self.part("caller_name", "caller_relation", "caller_place", "caller_phone", "caller_email")

    @property
    def asking(self) -> list[Any]:
        return self.part("program", "way", "insurance", "heard", "words")


class AttemptForm(forms.Form):
    tried_by = forms.ChoiceField(
        label=gettext_lazy("How"), choices=_of(("call", "text", "email"), words.TRIED_BY),
        widget=forms.RadioSelect(BESIDE), initial="call",
    )  # fmt: skip
    came_of = forms.ChoiceField(
        label=gettext_lazy("What came of it"), choices=_of(facts.CAME_OF, words.CAME_OF), initial="no_answer"
    )
    words = forms.CharField(label=gettext_lazy("Anything to add"), max_length=500, required=False)


class ReferForm(forms.Form):
    place = forms.CharField(
        label=gettext_lazy("Where to, and to whom"), max_length=200, widget=forms.TextInput(QUIET | {"class": "wide"}),
        help_text=gettext_lazy("The place, and the person there who takes over."),
    )  # fmt: skip
    phone = forms.CharField(
        label=gettext_lazy("Their phone"), max_length=40, required=False, widget=forms.TextInput(PHONE)
    )
    because = forms.ChoiceField(label=gettext_lazy("Why"), choices=words.choices(words.REFERRED))
    together = forms.BooleanField(
        label=gettext_lazy("We called there together, with them on the line"), required=False,
        help_text=gettext_lazy("A warm hand-over: far more people arrive."),
    )  # fmt: skip


class CloseForm(forms.Form):
    because = forms.ChoiceField(
        label=gettext_lazy("Why does it end here?"), choices=words.choices(words.CLOSED), widget=forms.RadioSelect
    )
