from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "openchair.operations"
    label = "operations"

    def ready(self) -> None:
        if find_spec("openchair.operations.handlers"):
            import_module("openchair.operations.handlers")
