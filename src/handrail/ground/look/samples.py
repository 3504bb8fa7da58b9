# SPDX-License-Identifier: Apache-2.0
"""What the living page shows in each part: invented people, numbers and days. Nothing is read or kept."""

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handrail.ground.kit.days import Span
from handrail.ground.look.forms import ClockInput, DayInput
from handrail.ground.look.paint import Paint

Words = str | Promise  # said in the language of whoever looks

MONDAY = date(2026, 11, 23)
CRAVINGS = [(MONDAY + timedelta(weeks=week), value) for week, value in enumerate((8, 7, 7, None, 5, 6, 4, 3), -7)]
DEPRESSION = [(MONDAY + timedelta(weeks=2 * week), value) for week, value in enumerate((19, 17, 18, 13, 9, 8), -5)]


@dataclass(frozen=True)
class Sample:
    """A patient as the samples need her; `url` leads back to the page itself."""

    name: str
    line: str
    minutes: int
    ordered: int
    state: Words
    tone: str
    cravings: tuple[int, ...]
    url: str = "#tables"


PEOPLE = (
    Sample("Amira Haddad", "she/her · week 2", 600, 600, _("whole week"), "", (6, 6, 5, 5, 4)),
    Sample("Guadalupe Fernández-Oyelaran", "she/her · week 11", 450, 540, _("1½ h missing"), "danger", (3, 2, 4, 3, 2)),
    Sample("Jo Lindqvist", "they/them · week 4", 180, 690, _("review due in 3 days"), "soon", (4, 5, 4, 7)),
    Sample("Nora Petrov", "she/her · week 7", 540, 540, _("whole week"), "", (8, 7, 7, 5, 3)),
    Sample("Tess Whitcombe", "she/her · week 1", 90, 720, _("second absence"), "danger", (9,)),
)
PLAIN = [
    (_("Group and go"), "rail"),
    (_("Individual"), "individual"),
    (_("Family"), "family"),
    (_("Screen"), "screen"),
    (_("Soon"), "amber"),
    (_("Danger, absent"), "rose"),
    (_("Her own life"), "life"),
]
STEPS = [
    {"words": _("Place and hours"), "is_done": True, "url": "#steps"},
    {"words": _("Rooms"), "is_done": True, "url": "#steps"},
    {"words": _("Groups"), "is_here": True},
    {"words": _("People")},
    {"words": _("First week")},
]
MOMENTS = [
    {
        "when": _("October 2"),
        "at": "2026-10-02",
        "words": _("First call"),
        "line": _("Her sister rang. A place was free."),
    },
    {
        "when": _("October 9"),
        "at": "2026-10-09",
        "words": _("Admitted"),
        "line": _("Evenings, 11½ hours, round two jobs."),
    },
    {
        "when": _("November 18"),
        "at": "2026-11-18",
        "words": _("Drug screen"),
        "line": _("As expected."),
        "tone": "screen",
    },
    {
        "when": _("Today"),
        "words": _("Process group"),
        "line": _("5:30 – 7:00 pm, room 2"),
        "tone": "group",
        "is_now": True,
    },
    {"when": _("December 4"), "at": "2026-12-04", "words": _("Plan review"), "is_ahead": True},
]


@dataclass(frozen=True)
class Block:
    """One thing in the sample week, in minutes after midnight."""

    start: int
    end: int
    words: Words
    tone: str
    line: Words = ""

    @property
    def is_brief(self) -> bool:
        return self.end - self.start <= 60


WORK = Block(540, 960, _("Work"), "life")
RUN = Block(450, 510, _("School run"), "life")
GROUP = Block(1050, 1140, _("Process group"), "group", _("Room 2, Dana"))
WEEK = [
    (MONDAY, True, [RUN, WORK, GROUP, Block(1140, 1230, _("Relapse prevention"), "group", _("Room 2, Luis"))]),
    (
        date(2026, 11, 24),
        False,
        [RUN, Block(540, 590, _("One to one"), "individual", _("Dana")), Block(630, 960, _("Work"), "life")],
    ),
    (date(2026, 11, 25), False, [RUN, WORK, GROUP]),
    (date(2026, 11, 26), False, [RUN, WORK, Block(1050, 1140, _("Parenting skills"), "group", _("Room 3, Ana"))]),
    (date(2026, 11, 27), False, [RUN, WORK]),
    (date(2026, 11, 28), False, [Block(600, 690, _("Family session"), "family", _("with Joel, Dana"))]),
]


class Newcomer(forms.Form):
    """A form with one of each kind of field."""

    columns = 2
    fieldsets = (
        (_("Who she is"), ("first", "last", "used", "pronouns", "born", "photo")),
        (_("How to reach her"), ("phone", "language", "reach")),
        (_("Her week"), ("mode", "earliest", "travel", "notes", "agreed")),
    )

    first = forms.CharField(label=_("First name"), max_length=80)
    last = forms.CharField(label=_("Last name"), max_length=80)
    used = forms.CharField(
        label=_("Name she goes by"), max_length=80, required=False, help_text=_("If it is not her first name.")
    )
    pronouns = forms.ChoiceField(
        label=_("Pronouns"),
        required=False,
        choices=[("", _("Not asked yet")), ("she", "she/her"), ("they", "they/them"), ("he", "he/him")],
    )
    born = forms.DateField(label=_("Born on"), widget=DayInput)
    photo = forms.FileField(label=_("Photo"), required=False)
    phone = forms.CharField(
        label=_("Phone"),
        widget=forms.TelInput(attrs={"autocomplete": "off"}),
        help_text=_("We leave no message unless she said that we may."),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("en", "English"), ("es", "Español"), ("vi", "Tiếng Việt")]
    )
    reach = forms.MultipleChoiceField(
        label=_("May we"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "beside"}),
        choices=[("text", _("send a text")), ("call", _("call")), ("voice", _("leave a message"))],
    )
    mode = forms.ChoiceField(
        label=_("How she comes"),
        widget=forms.RadioSelect(attrs={"class": "beside"}),
        choices=[("here", _("In person")), ("online", _("Online")), ("both", _("Some of both"))],
    )
    earliest = forms.TimeField(label=_("Not before"), widget=ClockInput, required=False)
    travel = forms.IntegerField(
        label=_("Minutes on the way"), min_value=0, max_value=180, widget=forms.NumberInput(attrs={"class": "short"})
    )
    notes = forms.CharField(
        label=_("What else should we know?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Work, children, court dates: whatever her week is already made of."),
    )
    agreed = forms.BooleanField(label=_("She has read how we keep what she tells us"))


class Invitation(forms.Form):
    """Two fields, both wrong: what an error looks like."""

    is_sample = True  # it does not take the focus when the page opens

    email = forms.EmailField(label=_("Her e-mail address"), help_text=_("The link in it works for seven days."))
    role = forms.ChoiceField(
        label=_("What she does here"), choices=[("", _("Choose one")), ("counselor", _("Counselor"))]
    )


def refused() -> Invitation:
    return Invitation({"email": "ben.at.example.org", "role": ""})


def found(typed: str) -> list[Sample]:
    """Those with a name that begins like what was typed."""
    start = typed.strip().casefold()
    if not start:
        return []
    return [one for one in PEOPLE if any(word.casefold().startswith(start) for word in [one.name, *one.name.split()])]


LIVES: dict[str, Words] = {
    "work": _("Work"), "class": _("Class"), "school run": _("School run"), "court": _("Court"), "worship": _("Worship"),
    "sleep": _("Sleep"), "other": _("Other"),
}  # fmt: skip
LIFE = [
    *((Span(day, 540, 1020), "work") for day in range(4)), *((Span(day, 450, 510), "school run") for day in range(5)),
    (Span(6, 600, 690), "worship"), (Span(4, 635, 695, "Probation office"), "court"),
]  # fmt: skip


def painted(data: QueryDict | None) -> Paint:
    return Paint(data, LIFE, reasons=LIVES)
