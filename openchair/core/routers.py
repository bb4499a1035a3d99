"""Which database holds which table: content, key store, sign-in sessions."""

from typing import Any

from django.db.models import Model

KEY_STORE_MODELS = {("vault", "datakey")}
SIGN_IN_MODELS = {("people", "signin"), ("people", "attempts")}


def _home(app_label: str, model_name: str | None) -> str:
    if (app_label, model_name) in KEY_STORE_MODELS:
        return "keys"
    if (app_label, model_name) in SIGN_IN_MODELS:
        return "sessions"
    return "default"


class Router:
    """Keys live apart from content, so that a backup of one opens nothing of the other."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return _home(model._meta.app_label, model._meta.model_name)

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return _home(model._meta.app_label, model._meta.model_name)

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        homes = {_home(each._meta.app_label, each._meta.model_name) for each in (one, other)}
        return len(homes) == 1

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        return _home(app_label, model_name) == db
