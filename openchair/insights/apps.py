from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "openchair.insights"
    label = "insights"

    def ready(self) -> None:
        if find_spec("openchair.insights.handlers"):
            import_module("openchair.insights.handlers")
