from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "openchair.directory"
    label = "directory"

    def ready(self) -> None:
        if find_spec("openchair.directory.handlers"):
            import_module("openchair.directory.handlers")
