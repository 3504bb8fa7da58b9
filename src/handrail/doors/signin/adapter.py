# SPDX-License-Identifier: Apache-2.0
"""How accounts differ from what allauth takes for granted: nobody signs herself up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from handrail.ground.vault import cipher

PLACE = "mfa_authenticator.data"


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False


class Sealed(DefaultMFAAdapter):  # type: ignore[misc]
    """The secrets of second factors are sealed like other sensitive columns."""

    def encrypt(self, text: str) -> str:
        return cipher.seal_text(text, PLACE, settings.KEYS.ring())

    def decrypt(self, encrypted_text: str) -> str:
        return cipher.open_text(encrypted_text, PLACE, settings.KEYS.ring())
