# SPDX-License-Identifier: Apache-2.0
"""What can be asked of the record. Keys only: a name typed into a search would stand in an address."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RecordSearch(forms.Form):
    patient = forms.UUIDField(
        label=_("Key of a patient"), required=False, help_text=_("From a line below, or her page")
    )
    account = forms.UUIDField(label=_("Key of an account"), required=False)
    did = forms.CharField(label=_("What was done"), required=False, max_length=60, help_text=_("Such as chart.looked"))
    first_day = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
