from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "openchair.vault"
    label = "vault"

    def ready(self) -> None:
        if find_spec("openchair.vault.handlers"):
            import_module("openchair.vault.handlers")
