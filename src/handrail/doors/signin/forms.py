# SPDX-License-Identifier: Apache-2.0
"""What is typed in to sign in: allauth's forms with our words, and without a label inside the field."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from handrail.ground.people.actions import accounts

LENGTH_HINT = _("12 characters or more. Four words that do not belong together are good, and easy to keep in mind.")
CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "middle", "autofocus": True}


def _bare(form: forms.Form) -> None:
    """A placeholder is no label: it is gone as soon as something is typed."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class SignIn(account.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        _bare(self)
        self.fields["login"].label = _("Email address")
        self.fields["login"].widget.attrs |= {"autocomplete": "username webauthn", "autofocus": True}
        self.fields["password"].help_text = ""


class ForgotPassword(account.ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        _bare(self)
        self.fields["email"].label = _("Email address")


class _NewPassword:
    """Asked for once: whoever mistypes it asks for another mail, and a password manager never does."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        _bare(self)  # type: ignore[arg-type]
        del self.fields["password2"]
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = LENGTH_HINT


class NewPassword(_NewPassword, account.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ChangePassword(_NewPassword, account.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["oldpassword"].label = _("Your password until now")
        self.fields["oldpassword"].help_text = ""


class SayPassword(account.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        _bare(self)
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs["autofocus"] = True


class _Code:
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        _bare(self)  # type: ignore[arg-type]
        self.fields["code"].widget.attrs |= CODE
        self.fields["code"].label = _("Code")
        self.fields["code"].help_text = _("Six digits from your authenticator app, or one of your recovery codes.")


class SayCode(_Code, mfa.AuthenticateForm):  # type: ignore[misc]
    pass


class SayCodeAgain(_Code, mfa.ReauthenticateForm):  # type: ignore[misc]
    pass


class FirstCode(_Code, totp.ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["code"].help_text = _("Six digits, as the app shows them now.")


class AddPasskey(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """Always one that signs in by itself, and so one that asks for a finger, a face or a PIN."""

    passwordless = forms.BooleanField(widget=forms.HiddenInput, initial=True)

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["name"].label = _("What you call it")
        self.fields["name"].help_text = _("So that you know it again in the list: Anna’s phone, the tablet at home.")
        self.fields["name"].max_length = 60


class RenamePasskey(webauthn.EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["name"].label = _("What you call it")


class Accept(forms.Form):
    """Taking up an invitation. `account` is who she will be, so that her password is not her address."""

    password = forms.CharField(
        label=_("Choose a password"), strip=False, help_text=LENGTH_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
    )  # fmt: skip

    def __init__(self, *args: Any, email: str, **how: Any) -> None:
        super().__init__(*args, **how)
        self.email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, accounts.unsaved(self.email))
        return password


class Invite(forms.Form):
    email = forms.EmailField(
        label=_("Email address"), help_text=_("The invitation goes there, and she will sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
