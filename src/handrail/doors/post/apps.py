# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig


class PostDoorConfig(AppConfig):
    name = "handrail.doors.post"
    label = "post_door"
