# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "handrail.ground.post"
    label = "post"
