# SPDX-License-Identifier: Apache-2.0
"""What a browser says it is, in the words people use for it: Firefox on Windows. Only for showing."""

from django.utils.translation import gettext as _

SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "Chromebook"), ("Windows", "Windows"),
    ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"),
            ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip


def system(agent: str) -> str:
    return next((name for mark, name in SYSTEMS if mark in agent), "")


def device(agent: str) -> str:
    """Firefox on Windows; as much of it as can be told."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    if browser and system(agent):
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system(agent)}
    return browser or system(agent) or _("An unknown browser")
