from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class JoiningConfig(AppConfig):
    name = "openchair.joining"
    label = "joining"

    def ready(self) -> None:
        if find_spec("openchair.joining.handlers"):
            import_module("openchair.joining.handlers")
