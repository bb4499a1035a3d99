from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "openchair.groups"
    label = "groups"

    def ready(self) -> None:
        if find_spec("openchair.groups.handlers"):
            import_module("openchair.groups.handlers")
