"""The written table of who may open what (AUTHZ-2). One file per package, one row per address.

A row is keyed by its address exactly as the site spells it, and says who gets an answer. Everybody else gets the page
that is not there (404), or is asked to sign in first. To add an address, add a row:

    "groups/<uuid:group_id>/": Row(who=IN_THE_GROUP, objects=the_group),
    "groups/<uuid:group_id>/leaving/": Row("POST", who=MEMBERS, objects=the_group),

`objects` makes what the address names, for a cast; `who` are the parts that may. Rows with objects are asked once more
with an id that does not exist: both answers must be the same, byte for byte, so that nobody can tell the two apart.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from tests.architecture.standings import STANDINGS
from tests.cast import PARTS, Cast

NOBODY = "nobody"
SUSPENDED = "suspended"
VISITOR, FORMER_MEMBER, OTHER_LEADER = STANDINGS
SIGNED_IN = frozenset(PARTS) | frozenset(STANDINGS)
ANYBODY = SIGNED_IN | {NOBODY, SUSPENDED}


@dataclass(frozen=True)
class Row:
    """Who gets an answer at an address."""

    method: str = "GET"
    who: frozenset[str] = frozenset()
    objects: Callable[[Cast], Mapping[str, Any]] | None = None
    data: Callable[[Cast], Mapping[str, Any]] | None = None
    # Addresses whose key is a secret in the address: an invented one is answered alike for everybody.
    secret: bool = False


def rows() -> dict[str, Row]:
    """Every row of every package."""
    found: dict[str, Row] = {}
    for module in iter_modules(__path__):
        for address, row in import_module(f"{__name__}.{module.name}").ROWS.items():
            assert address not in found, f"{address} stands in two files of the matrix"
            found[address] = row
    return found
