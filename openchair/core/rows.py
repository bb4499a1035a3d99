"""Rows that one transaction keeps to itself."""

from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def held(rows: QuerySet[M]) -> QuerySet[M]:
    """These rows, which nobody else changes or holds until the transaction ends; SQLite has one writer anyway.

    What refers to a held row may still be written beside it. PostgreSQL looks at foreign keys at the commit, when a
    transaction has the end of the trail already: had it to wait there for somebody who holds the row and waits for
    the trail, neither would ever go on.
    """
    return rows.select_for_update(of=("self",), no_key=True)
