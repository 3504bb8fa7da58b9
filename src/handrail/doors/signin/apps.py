# SPDX-License-Identifier: Apache-2.0
from allauth.usersessions.apps import UserSessionsConfig
from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "handrail.doors.signin"
    label = "signin"


class DevicesConfig(UserSessionsConfig):  # type: ignore[misc]
    """A sign-in notes its own device and looks at no other: the page of devices does, and a job each hour."""

    def ready(self) -> None:
        from allauth.account.signals import user_logged_in
        from allauth.usersessions import signals

        super().ready()
        user_logged_in.disconnect(receiver=signals.on_user_logged_in)
