"""The commands of this package."""

from typing import Any

from openchair.matching import match
from openchair.matching.small_groups import command as small_groups


def register(subparsers: Any) -> None:
    """Add `smallgroups` and `match` to the command line."""
    small_groups.register(subparsers)
    match.register(subparsers)
