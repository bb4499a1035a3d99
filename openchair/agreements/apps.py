from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "openchair.agreements"
    label = "agreements"

    def ready(self) -> None:
        if find_spec("openchair.agreements.handlers"):
            import_module("openchair.agreements.handlers")
