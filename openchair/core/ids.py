"""Ids that say nothing: random, so that order and age of a record cannot be read off them."""

from uuid import UUID, uuid4


def new_id() -> UUID:
    """A new random id."""
    return uuid4()
