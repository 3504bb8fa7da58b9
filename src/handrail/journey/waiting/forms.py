# SPDX-License-Identifier: Apache-2.0
"""What is typed on the waiting list: a talk, what was offered meanwhile, why somebody leaves it."""

from django import forms
from django.utils.translation import gettext_lazy

from handrail.journey.waiting import words

BESIDE = {"class": "beside"}


class TalkForm(forms.Form):
    came_of = forms.ChoiceField(
        label=gettext_lazy("What came of it"), choices=list(words.CAME_OF.items()), widget=forms.RadioSelect(BESIDE),
        initial="reached",
    )  # fmt: skip
    words = forms.CharField(label=gettext_lazy("Anything to add"), max_length=500, required=False)


class SupportForm(forms.Form):
    offered = forms.MultipleChoiceField(
        label=gettext_lazy("What was offered"), choices=list(words.SUPPORT.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class EndForm(forms.Form):
    because = forms.ChoiceField(
        label=gettext_lazy("Why do they wait no longer?"), choices=[("", gettext_lazy("Choose")), *words.ENDS.items()]
    )
