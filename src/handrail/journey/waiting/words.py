# SPDX-License-Identifier: Apache-2.0
"""How the waiting list says its codes."""

from django.utils.translation import gettext_lazy as _

SUPPORT = {
    "calls": _("A short call each week: how was it, is anyone in danger, does the week look different now?"),
    "naloxone": _("Naloxone at home, and someone who knows how to give it"),
    "meetings": _("Mutual-help meetings nearby or online, and the first name of someone who goes there"),
    "doctor": _("A doctor who may begin medicine for alcohol or opioids now"),
    "session": _("A single session with one of our clinicians"),
    "elsewhere": _("Another place that has room now"),
}  # fmt: skip
SUPPORT_SHORT = {
    "calls": _("weekly call"), "naloxone": _("naloxone"), "meetings": _("meetings"), "doctor": _("medicine"),
    "session": _("a session"), "elsewhere": _("another place"),
}  # fmt: skip
CAME_OF = {
    "reached": _("We talked"), "left_message": _("Left a message"), "no_answer": _("No answer"),
}  # fmt: skip
ENDS = {
    "has_week": _("has a week now"), "another_way": _("starts in another way"), "not_now": _("does not want to wait"),
    "elsewhere": _("found help elsewhere"), "not_reached": _("could not be reached"),
    "mistake": _("put here by mistake"),
}  # fmt: skip
ALL = {"support": SUPPORT_SHORT, "came_of": CAME_OF, "ends": ENDS}
