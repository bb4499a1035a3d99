"""The benchmarks of this package."""

from typing import Any

from openchair.matching.allocation import bench as match
from openchair.matching.small_groups import bench as small_groups


def register(parts: Any) -> None:
    """Add `bench smallgroups` and `bench match`."""
    small_groups.register(parts)
    match.register(parts)
