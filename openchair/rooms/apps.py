from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "openchair.rooms"
    label = "rooms"

    def ready(self) -> None:
        if find_spec("openchair.rooms.handlers"):
            import_module("openchair.rooms.handlers")
        import_module("openchair.rooms.panels")
