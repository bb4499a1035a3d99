from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "openchair.audit"
    label = "audit"

    def ready(self) -> None:
        if find_spec("openchair.audit.handlers"):
            import_module("openchair.audit.handlers")
