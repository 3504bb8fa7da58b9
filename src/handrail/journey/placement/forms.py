# SPDX-License-Identifier: Apache-2.0
"""What is typed in: ratings with reasons, gates, what is in place; and the decision with what the patient says."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from handrail.ground.look.forms import DayInput
from handrail.journey.placement import papers
from handrail.journey.placement.actions import Weighed
from handrail.journey.placement.papers import Explained
from handrail.journey.placement.rules import WORST, Pack

FEW = {"rows": 2}


class BeginForm(forms.Form):
    occasion = forms.ChoiceField(
        label=_("On which occasion"),
        choices=[
            ("admission", _("Admission")), ("review", _("Regular review")), ("change", _("Something changed")),
            ("discharge", _("End of treatment")),
        ],
    )  # fmt: skip


class WeighForm(forms.Form):
    """Six ratings with their reasons, and what else counts. Its fields come from the pack."""

    gates = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    supports = forms.MultipleChoiceField(
        label=_("Already in place"), required=False, widget=forms.CheckboxSelectMultiple
    )
    facts = forms.MultipleChoiceField(label=_("Also true"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, told: Explained, proposed_gates: Iterable[str]) -> None:
        super().__init__(data, initial=_initial(told))
        self.pack, self.proposed_gates = told.pack, [one for one in told.pack.gates if one.id in set(proposed_gates)]
        choosing = {"gates": self.pack.gates, "supports": self.pack.supports, "facts": self.pack.facts}
        for name, rows in choosing.items():
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [(row.id, __(row.name)) for row in rows]  # type: ignore[attr-defined]
        for area in self.pack.areas:
            self.fields[f"rating_{area.id}"] = forms.TypedChoiceField(
                label=__(area.name), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect,
                choices=[(rating, f"{rating} – {__(area.anchors[rating])}") for rating in range(WORST + 1)],
            )  # fmt: skip
            self.fields[f"reason_{area.id}"] = forms.CharField(
                label=__("Why you rate it so"), required=False, max_length=1000, widget=forms.Textarea(FEW)
            )
        for gate in self.proposed_gates:
            self.fields[f"dismissed_{gate.id}"] = forms.CharField(
                label=__("Why “%(gate)s” does not stand") % {"gate": __(gate.name)}, required=False, max_length=1000,
                widget=forms.Textarea(FEW),
            )  # fmt: skip

    def rating(self, area: str) -> BoundField:
        return self[f"rating_{area}"]

    def reason(self, area: str) -> BoundField:
        return self[f"reason_{area}"]

    @property
    def dismissals(self) -> list[BoundField]:
        return [self[f"dismissed_{gate.id}"] for gate in self.proposed_gates]

    @property
    def weighed(self) -> Weighed:
        told = self.cleaned_data
        areas = [area.id for area in self.pack.areas]
        return Weighed(
            ratings={area: told[f"rating_{area}"] for area in areas},
            reasons={area: told[f"reason_{area}"] for area in areas},
            gates=frozenset(told["gates"]),
            dismissed={gate.id: told[f"dismissed_{gate.id}"] for gate in self.proposed_gates},
            supports=frozenset(told["supports"]), facts=frozenset(told["facts"]),
        )  # fmt: skip


def _initial(told: Explained) -> dict[str, Any]:
    paper = told.paper
    initial: dict[str, Any] = {
        "gates": list(paper.gates), "supports": list(paper.supports), "facts": list(paper.facts),
    }  # fmt: skip
    initial |= {f"rating_{one.area}": one.given for one in paper.ratings}
    initial |= {f"reason_{one.area}": one.reason for one in paper.ratings}
    return initial | {f"dismissed_{gate}": reason for gate, reason in paper.dismissed.items()}


class DecideForm(forms.Form):
    """What was decided, and how the patient sees it. A draft may be unfinished; what is missing is told on signing."""

    fieldsets = (
        (_("The decision"), ("decided", "override_reason", "summary")),
        (_("Together with the patient"), ("agreed", "agreed_words")),
        (_("If it cannot be had here"), ("available", "alternatives", "interim_plan")),
        (_("Result of a licensed tool, if one was used"), ("tool_name", "tool_version", "tool_on", "tool_level")),
    )
    decided = forms.ChoiceField(label=_("Level of care"), required=False, widget=forms.RadioSelect)
    override_reason = forms.CharField(
        label=_("Why it differs from what is recommended"), required=False, max_length=2000,
        help_text=_("Only where it differs. It is printed for the payer."), widget=forms.Textarea(FEW),
    )  # fmt: skip
    summary = forms.CharField(
        label=_("In your words"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3}),
        help_text=_("What decides for you, as a colleague would read it."),
    )  # fmt: skip
    agreed = forms.ChoiceField(
        label=_("What does the patient say?"), required=False, widget=forms.RadioSelect,
        choices=[("yes", _("Agrees")), ("partly", _("Agrees in part")), ("no", _("Sees it otherwise"))],
    )  # fmt: skip
    agreed_words = forms.CharField(
        label=_("What the patient sees otherwise, and wants"), required=False, max_length=2000,
        widget=forms.Textarea(FEW),
    )  # fmt: skip
    available = forms.TypedChoiceField(
        label=_("Can it be had here, and now?"), choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda told: told == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    alternatives = forms.CharField(
        label=_("Where else"), required=False, max_length=2000, widget=forms.Textarea(FEW),
        help_text=_("Which places were asked, and what they said."),
    )  # fmt: skip
    interim_plan = forms.CharField(
        label=_("Until then"), required=False, max_length=2000, widget=forms.Textarea(FEW),
        help_text=_("What keeps the patient safe and in touch until the place is there."),
    )  # fmt: skip
    tool_name = forms.CharField(label=_("Tool"), required=False, max_length=60)
    tool_version = forms.CharField(label=_("Version"), required=False, max_length=20)
    tool_on = forms.DateField(label=_("Day"), required=False, widget=DayInput())
    tool_level = forms.CharField(label=_("Its level"), required=False, max_length=60)

    def __init__(self, data: Any = None, *, told: Explained) -> None:
        paper = told.paper
        initial = {name: getattr(paper, name) for name in self.base_fields}
        initial |= {"available": "yes" if paper.available else "no", "decided": paper.decided or paper.recommended}
        super().__init__(data, initial=initial)
        field = self.fields["decided"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(level.id, _choice(told.pack, level.id, paper)) for level in told.pack.levels]


def _choice(pack: Pack, code: str, paper: papers.Determination) -> str:
    level = next(one for one in pack.levels if one.id == code)
    told = f"{__(level.name)}: {__(level.plain)}"
    return f"{told} ({__('recommended')})" if code == paper.recommended else told
