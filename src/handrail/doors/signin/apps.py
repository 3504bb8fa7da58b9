# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "handrail.doors.signin"
    label = "signin"
