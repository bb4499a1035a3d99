from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "openchair.people"
    label = "people"

    def ready(self) -> None:
        if find_spec("openchair.people.handlers"):
            import_module("openchair.people.handlers")
