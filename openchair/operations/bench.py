"""`bench`: collects what packages offer to measure, from `openchair.<package>.bench` modules with `register(parts)`."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

PACKAGES = ("rooms", "insights", "directory", "matching", "web")


def register(subparsers: Any) -> None:
    """Add `bench` with every part that is offered."""
    bench = subparsers.add_parser(
        "bench",
        help="measure this machine, on a throw-away installation",
        epilog="example: openchair bench rooms --rooms 100 --members 10 --rate 1 --seconds 20",
    )
    parts = bench.add_subparsers(title="what to measure", metavar="PART", required=True)
    for package in PACKAGES:
        name = f"openchair.{package}.bench"
        if find_spec(name) and hasattr(module := import_module(name), "register"):
            module.register(parts)
