from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "openchair.goals"
    label = "goals"

    def ready(self) -> None:
        if find_spec("openchair.goals.handlers"):
            import_module("openchair.goals.handlers")
