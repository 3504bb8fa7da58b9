# SPDX-License-Identifier: Apache-2.0
from datetime import date, time

import pytest
from django import forms

from handrail.ground.look.forms import ClockInput, DayInput


class Visit(forms.Form):
    fieldsets = (("Who", ("name", "never")),)

    name = forms.CharField(label="Name", help_text="As <she> says it.")
    day = forms.DateField(widget=DayInput, required=False)
    start = forms.TimeField(widget=ClockInput, required=False)
    mode = forms.ChoiceField(label="Mode", widget=forms.RadioSelect, choices=[("here", "Here"), ("online", "Online")])
    agreed = forms.BooleanField(label="Agreed", required=False)
    photo = forms.FileField(label="Photo", required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.data.get("day") == "2026-11-26":
            raise forms.ValidationError("We are closed on Thanksgiving.")


class Kept:
    url = "/photos/jo"

    def __str__(self):
        return "jo.jpg"


@pytest.fixture
def wrong() -> str:
    return str(Visit({"name": "", "day": "2026-11-26", "mode": "", "key": "k"}))


def test_a_hint_and_an_error_are_tied_to_their_control(wrong):
    assert 'aria-describedby="id_name_helptext id_name_error"' in wrong
    assert 'aria-invalid="true"' in wrong
    assert 'id="id_name_helptext">As &lt;she&gt; says it.' in wrong
    assert 'class="errors" id="id_name_error"' in wrong


def test_a_summary_links_to_each_thing_to_put_right(wrong):
    assert "3 things to put right" in wrong
    assert '<a href="#id_name">Name: ' in wrong
    assert '<a href="#id_mode_0">Mode: ' in wrong
    assert "<li>We are closed on Thanksgiving.</li>" in wrong


def test_what_was_typed_is_still_in_the_form(wrong):
    assert 'value="2026-11-26"' in wrong
    assert '<input type="hidden" name="key" value="k" id="id_key">' in wrong


def test_one_fault_is_one_thing_to_put_right():
    assert "One thing to put right" in str(Visit({"name": "Jo", "mode": ""}))


def test_a_form_nobody_sent_has_nothing_to_put_right():
    assert "put right" not in str(Visit())


def test_fields_stand_in_the_sets_a_form_names_and_the_others_follow():
    drawn = str(Visit())

    assert (
        drawn.index("<legend>Who</legend>")
        < drawn.index("id_name")
        < drawn.index("</fieldset>")
        < drawn.index("id_day")
    )


def test_choices_are_a_group_with_a_name():
    drawn = str(Visit()["mode"].as_field_group())

    assert "<fieldset" in drawn
    assert "<legend>Mode" in drawn
    assert drawn.count('<label class="tick"') == 2
    assert "checked" not in drawn
    assert 'value="here" required id="id_mode_0" checked' in str(Visit({"mode": "here"})["mode"])


def test_days_and_times_are_asked_with_the_browsers_own_controls():
    form = Visit(initial={"day": date(2026, 11, 23), "start": time(17, 30)})

    assert 'type="date" name="day" value="2026-11-23"' in str(form["day"])
    assert 'type="time" name="start" value="17:30"' in str(form["start"])


def test_a_file_that_is_kept_can_be_seen_and_removed():
    kept = Kept()
    drawn = str(Visit(initial={"photo": kept})["photo"])

    assert '<a href="/photos/jo">jo.jpg</a>' in drawn
    assert 'name="photo-clear"' in drawn


def test_only_a_form_that_needs_something_explains_the_mark():
    class Search(forms.Form):
        name = forms.CharField(required=False)

    assert 'class="needed"' in str(Visit())
    assert 'class="needed"' not in str(Search())
