"""Kinds of group, in the words our own groups use."""

from django.utils.functional import Promise

from openchair.groups.models import Kind


def kinds() -> list[tuple[str, str | Promise]]:
    """Every kind of group: key and name."""
    return list(Kind.choices)


def is_kind(key: str) -> bool:
    """Whether this is the key of a kind of group."""
    return key in Kind.values
