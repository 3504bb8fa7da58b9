# SPDX-License-Identifier: Apache-2.0
from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "handrail.ground.record"
    label = "record"
