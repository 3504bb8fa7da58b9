# SPDX-License-Identifier: Apache-2.0
"""How accounts differ from what allauth takes for granted. Its hooks are where sign-ins come onto the record."""

import logging
import time
from smtplib import SMTPException
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.doors.signin import actions, devices, guesses, keeping
from handrail.ground.people import access
from handrail.ground.people.actions import accounts
from handrail.ground.people.actions.accounts import Account
from handrail.ground.vault import cipher

PLACE = "mfa_authenticator.data"
SEEN = "seen"  # where a session keeps when something last happened in it
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
HOW = {"totp": "code", "webauthn": "passkey", "recovery_codes": "recovery_code"}
UNSAID = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")  # the page she comes to says it
log = logging.getLogger(__name__)


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs herself up; who came in, who tried to, and who left is on record."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("This address and this password do not belong together."),
        "incorrect_code": gettext_lazy("This code is not right. Codes change every half minute: use the newest."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "enter_current_password": gettext_lazy("This is not your password."),
        "too_many_login_attempts": gettext_lazy("Too many tries. Please wait five minutes, then try once more."),
        "rate_limited": gettext_lazy("Too many tries. Please wait a minute, then try once more."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self.guess = guesses.count(request, key=self._get_login_attempts_cache_key(request, **credentials))
        if self.guess is None:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        if self.guess:
            guesses.take_back(self.guess)

    def login(self, request: HttpRequest, user: Account) -> None:
        with transaction.atomic():
            super().login(request, user)
            request.session[SEEN] = int(time.time())  # written with the session, so that her first page need not
            access.forget(request)
            actions.note_device(request)
            access.begin_session(request)
            accounts.signed_in(by=access.who_of(request), how=_how(request, user))

    def post_login(self, request: HttpRequest, user: Account, **how: Any) -> HttpResponse:
        """On to where she wanted to go; first to what she was writing, if she was."""
        response: HttpResponse = super().post_login(request, user, **how)
        if keeping.give_back(request, user):
            return HttpResponseRedirect(reverse("signin:kept"))
        return response

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *given: Any, **more: Any
    ) -> None:
        """Not to be made, with all that stands in the frame of a page, for nothing to be said."""
        if message_template not in UNSAID:
            super().add_message(request, level, message_template, *given, **more)

    def logout(self, request: HttpRequest) -> None:
        who = access.who_of(request)
        with transaction.atomic():
            super().logout(request)
            accounts.signed_out(by=who)
        access.forget(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002
        account = accounts.with_email(credentials.get("email", ""))
        if account:
            accounts.sign_in_failed(account=account, how="password")

    def is_reauthentication_required(self, *, app: str, **_more: Any) -> bool:  # noqa: ARG002
        """Whoever has just signed in need not say again who she is before she changes her ways in."""
        records = get_authentication_records(self.request, self.request.user)
        latest = max((record["at"] for record in records), default=0.0)
        return bool(timezone.now().timestamp() - latest > app_settings.REAUTHENTICATION_TIMEOUT)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("mfa_index")

    def format_email_subject(self, subject: str) -> str:
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail that cannot be sent must not undo, or seem to undo, what it tells of."""
        try:
            super().send_mail(template_prefix, email, context | {"device": self._device()})
        except (OSError, SMTPException):
            log.exception("a mail could not be sent: %s", template_prefix)

    def _device(self) -> str:
        return devices.device(self.request.headers.get("User-Agent", ""))


class Sealed(DefaultMFAAdapter):  # type: ignore[misc]
    """The secrets of second factors are sealed like other sensitive columns."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": ByInvitation.error_messages["incorrect_code"],
        "cannot_delete_authenticator": gettext_lazy(
            "This is your only second step, and everyone on the staff needs one. Add another, then take this one away."
        ),
    }

    def encrypt(self, text: str) -> str:
        return cipher.seal_text(text, PLACE, settings.KEYS.ring())

    def decrypt(self, encrypted_text: str) -> str:
        return cipher.open_text(encrypted_text, PLACE, settings.KEYS.ring())

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """A member of staff keeps one."""
        if not must_have_factor(authenticator.user):
            return True
        hers = authenticator.user.authenticator_set.filter(type__in=FACTORS)
        return bool(hers.exclude(pk=authenticator.pk).exists())

    def generate_authenticator_name(self, user: Account, type: Any) -> str:  # noqa: A002, ARG002
        return devices.system(self.request.headers.get("User-Agent", "")) or _("My passkey")

    def build_totp_svg(self, url: str) -> str:
        """As a part of the page: without the declaration of a file of its own."""
        _declaration, _mark, drawn = super().build_totp_svg(url).partition("<svg")
        return f'<svg role="img" aria-label="{_("A code to photograph with your authenticator app")}"{drawn}'


def must_have_factor(account: Account) -> bool:
    return bool(settings.STAFF_SECOND_FACTOR and account.staff_id)


def has_factor(account: Account) -> bool:
    return bool(account.authenticator_set.filter(type__in=FACTORS).exists())  # type: ignore[attr-defined]


def _how(request: HttpRequest, user: Account) -> str:
    """By which way she came in: the last of those she went through."""
    last = (get_authentication_records(request, user) or [{}])[-1]
    if last.get("method") == "mfa":
        return HOW.get(last.get("type", ""), "code")
    return str(last.get("method", "password"))
