# SPDX-License-Identifier: Apache-2.0
"""How every form is drawn: label, hint, error and control belong together, and a screen reader is told so."""

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.forms import renderers
from django.template.backends.django import DjangoTemplates
from django.utils.functional import cached_property

TEMPLATES = Path(__file__).parent / "templates"


class Renderer(renderers.DjangoTemplates):
    """The setting FORM_RENDERER. `{{ form }}` draws all, `{{ form.name.as_field_group }}` one field.

    A form may say `fieldsets = ((_("Name"), ("first", "last")), ...)` and `columns = 2`.
    """

    form_template_name = "look/form/form.html"
    field_template_name = "look/form/field.html"

    @cached_property
    def engine(self) -> DjangoTemplates:
        pages: Any = settings.TEMPLATES[0]["OPTIONS"]
        options = {"builtins": pages["builtins"]}
        ours_first = [TEMPLATES, Path(forms.__file__).parent / "templates"]
        return DjangoTemplates({"APP_DIRS": True, "DIRS": ours_first, "NAME": "forms", "OPTIONS": options})


class DayInput(forms.DateInput):
    """The browser's own calendar, which asks in the person's own order of day and month."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class ManyBoxes(forms.CheckboxSelectMultiple):
    """Many choices, such as people: a list to tick in, and a field to find one. The page adds look/many.js."""

    template_name = "look/form/many.html"
