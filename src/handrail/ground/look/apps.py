# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "handrail.ground.look"
    label = "look"
