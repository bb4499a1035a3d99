from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "openchair.web"
    label = "web"

    def ready(self) -> None:
        if find_spec("openchair.web.handlers"):
            import_module("openchair.web.handlers")
