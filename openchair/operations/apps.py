from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OperationsConfig(AppConfig):
    name = "openchair.operations"
    label = "operations"

    def ready(self) -> None:
        # Jobs and questions for `check` that any package offers.
        autodiscover_modules("tasks")
        autodiscover_modules("health")
