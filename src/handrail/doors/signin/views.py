# SPDX-License-Identifier: Apache-2.0
"""Signing in and out, and the ways in of an account: allauth's views, each deed on record with its line.

allauth tells of changes by signals only, after the fact; here its views are called inside the transaction of the line.
"""

from typing import Any

from allauth.account import views as account
from allauth.account.internal.decorators import login_not_required
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as usersessions
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from handrail.doors.signin import sessions
from handrail.doors.signin.adapter import Sealed
from handrail.ground.kit.by import By
from handrail.ground.people import access
from handrail.ground.people.actions import accounts


class Noted:
    """A deed of allauth's that is on record: both are kept, or neither."""

    request: HttpRequest

    def note(self, by: By) -> None:
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        who = access.who_of(self.request)
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            self.note(who)
        return response


@method_decorator(login_not_required, name="dispatch")
class SignOut(account.LogoutView):  # type: ignore[misc]
    """Also for whoever is only half signed in, and gives up at her second step."""


class SecondStep(mfa.AuthenticateView):  # type: ignore[misc]
    def form_invalid(self, form: Any) -> HttpResponse:
        how = "code" if "code" in form.fields else "passkey"
        accounts.sign_in_failed(account=self.stage.login.user, how=how)
        response: HttpResponse = super().form_invalid(form)
        return response


class ChangePassword(Noted, account.PasswordChangeView):  # type: ignore[misc]
    def note(self, by: By) -> None:
        accounts.password_changed(by=by)


class ForgotPassword(account.PasswordResetView):  # type: ignore[misc]
    """Without a way to send mail there is nothing to ask for."""

    def get_context_data(self, **how: Any) -> dict[str, Any]:
        return {**super().get_context_data(**how), "can_mail": bool(settings.MAIL)}

    def post(self, request: HttpRequest, *args: Any, **how: Any) -> HttpResponse:
        if not settings.MAIL:
            return redirect("account_reset_password")
        answer: HttpResponse = super().post(request, *args, **how)
        return answer


class NewPassword(account.PasswordResetFromKeyView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            accounts.password_reset(by=By(self.reset_user.provider_id, self.reset_user.pk))
        return response


class Ways(mfa.IndexView):  # type: ignore[misc]
    """Her account: each way in, and the devices she is signed in on."""

    def get_context_data(self, **how: Any) -> dict[str, Any]:
        ways = super().get_context_data(**how)
        found = ways["authenticators"]
        return {
            **ways,
            "passkeys": found.get("webauthn", ()), "app": found.get("totp"), "codes": found.get("recovery_codes"),
            "device_count": len(sessions.of(self.request)),
        }  # fmt: skip


class AddApp(Noted, totp.ActivateTOTPView):  # type: ignore[misc]
    def note(self, by: By) -> None:
        accounts.factor_added(by=by, kind="code")

    def get_context_data(self, **how: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**how)
        # Drawn by the library from our own address and secret; nothing of it was typed by anybody.
        return shown | {"drawing": mark_safe(shown["totp_svg"]), "spelt": _in_fours(shown["form"].secret)}  # noqa: S308


class RemoveApp(Noted, totp.DeactivateTOTPView):  # type: ignore[misc]
    def note(self, by: By) -> None:
        accounts.factor_removed(by=by, kind="code")


class AddPasskey(Noted, webauthn.AddWebAuthnView):  # type: ignore[misc]
    def note(self, by: By) -> None:
        accounts.factor_added(by=by, kind="passkey")

    def get_context_data(self, **how: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**how)
        options = shown["js_data"]["creation_options"]
        options["publicKey"]["authenticatorSelection"] |= {"residentKey": "required", "requireResidentKey": True}
        return shown | {"options": options, "form": how.get("form") or self.get_form()}


class RenamePasskey(webauthn.EditWebAuthnView):  # type: ignore[misc]
    success_url = reverse_lazy("mfa_index")


class RemovePasskey(Noted, webauthn.RemoveWebAuthnView):  # type: ignore[misc]
    success_url = reverse_lazy("mfa_index")

    def note(self, by: By) -> None:
        accounts.factor_removed(by=by, kind="passkey")

    def get_context_data(self, **how: Any) -> dict[str, Any]:
        may = Sealed().can_delete_authenticator(self.object)
        return {
            **super().get_context_data(**how),
            "may": may,
            "why_not": Sealed.error_messages["cannot_delete_authenticator"],
            "key": self.object,
        }

    def form_valid(self, form: Any) -> HttpResponse:
        if not Sealed().can_delete_authenticator(self.get_object()):
            raise PermissionDenied
        return super().form_valid(form)


class NewCodes(Noted, codes.GenerateRecoveryCodesView):  # type: ignore[misc]
    def note(self, by: By) -> None:
        accounts.codes_made(by=by)


class Devices(usersessions.ListUserSessionsView):  # type: ignore[misc]
    """Where she is signed in; each can be signed out from here, or all."""

    def get_context_data(self, **how: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**how)
        return shown | {"devices": [sessions.shown(self.request, one) for one in shown["sessions"]]}

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ARG002
        who, which = access.who_of(self.request), self.request.POST.get("which", "others")
        with transaction.atomic():
            here = sessions.end(self.request, which)
            accounts.sessions_ended(by=who, which=which if which in ("all", "others") else "one")
        if here:
            return HttpResponseRedirect(reverse("account_login"))
        messages.success(self.request, _("Signed out there."))
        return HttpResponseRedirect(reverse("usersessions_list"))


def _in_fours(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
