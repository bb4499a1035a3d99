"""The downward graph, also where imports do not show it: foreign keys between packages."""

from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[2]
LAYERS = [
    ["core"], ["audit"], ["vault"], ["people"], ["groups"], ["directory", "agreements"], ["goals"], ["rooms"],
    ["insights", "operations"], ["web"],
]  # fmt: skip
HEIGHT = {name: height for height, layer in enumerate(LAYERS) for name in layer}


def own_models():
    return [model for model in apps.get_models() if model._meta.app_label in HEIGHT]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_a_foreign_key_points_down_or_stays_in_its_package(model):
    for field in model._meta.get_fields():
        if not (field.is_relation and field.concrete) or field.related_model is None:
            continue
        mine, other = model._meta.app_label, field.related_model._meta.app_label
        if mine != other and other in HEIGHT:
            assert HEIGHT[other] < HEIGHT[mine], f"{model.__name__}.{field.name} points up to {other}"


def test_a_table_that_members_meet_has_a_random_key():
    counted = {"audit.Entry", "audit.Checkpoint", "rooms.LogEvent"}
    for model in own_models():
        if model._meta.label in counted:
            continue
        kind = model._meta.pk.get_internal_type()
        assert kind in {"UUIDField", "OneToOneField", "BinaryField", "CharField"}, f"{model._meta.label}: {kind}"


def test_rows_are_held_in_one_way():
    """Any other lock makes what refers to a row wait for whoever holds it, and with it the trail (core/rows.py)."""
    holding = {path for path in (ROOT / "openchair").rglob("*.py") if "select_for_update" in path.read_text()}
    assert holding == {ROOT / "openchair" / "core" / "rows.py"}
