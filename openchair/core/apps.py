from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "openchair.core"
    label = "core"
