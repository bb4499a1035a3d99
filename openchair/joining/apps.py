from importlib import import_module

from django.apps import AppConfig


class JoiningConfig(AppConfig):
    name = "openchair.joining"
    label = "joining"

    def ready(self) -> None:
        for module in ("waiting", "visits"):
            import_module(f"openchair.joining.handlers.{module}")
