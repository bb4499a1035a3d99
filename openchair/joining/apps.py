from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

REACTIONS = ("handlers", "visit_handlers")


class JoiningConfig(AppConfig):
    name = "openchair.joining"
    label = "joining"

    def ready(self) -> None:
        for module in REACTIONS:
            if find_spec(f"openchair.joining.{module}"):
                import_module(f"openchair.joining.{module}")
