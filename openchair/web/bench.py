"""`openchair bench pages`: how long the server needs for a page, with the demonstration's people and history."""

import argparse
import json
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openchair.core.errors import InputProblem

if TYPE_CHECKING:
    from django.test import Client

STEPS_FROM_TODAY = 2
"""How many links away from Today a page may stand to be measured."""


def register(parts: Any) -> None:
    """Add `bench pages`."""
    parser = parts.add_parser(
        "pages",
        help="server time and reads of every page, for every role of the demonstration",
        epilog="example: openchair bench pages --repeat 20",
    )
    parser.add_argument("--repeat", type=int, default=20, help="how often each page is opened (default 20)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Fill a throw-away demonstration, open its pages and print a row for each page and role."""
    if not 1 <= args.repeat <= 1000:
        raise InputProblem("must be between 1 and 1000", field="--repeat")
    from openchair.operations.demo.run import fill_installation

    folder = Path(tempfile.mkdtemp(prefix="openchair-bench-"))
    try:
        fill_installation(folder)
        rows = list(_measure(args.repeat))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    rows.sort(key=lambda row: -row["ms"])
    today = [row["ms"] for row in rows if row["page"] == "web:home"]
    print(json.dumps({"today_ms": max(today), "slowest_ms": rows[0]["ms"], "pages": rows}, indent=2))
    return 0


def _measure(repeat: int) -> Iterator[dict[str, Any]]:
    from django.conf import settings
    from django.test import Client

    from openchair.operations.demo.community import VISITOR_LINKS
    from openchair.people.models import Person

    for who, name in VISITOR_LINKS.items():
        client = Client(SERVER_NAME="localhost")
        client.force_login(Person.objects.get(sign_in_name=name), settings.AUTHENTICATION_BACKENDS[-1])
        print(f"opening the pages of {who}", file=sys.stderr)
        for page, address in _pages(client).items():
            yield {"page": page, "who": who, **_timed(client, address, repeat)}


def _pages(client: "Client") -> dict[str, str]:
    """One address for each kind of page that links lead to from Today."""
    from django.urls import Resolver404, resolve

    found: dict[str, str] = {}
    ahead = ["/"]
    for _step in range(STEPS_FROM_TODAY + 1):
        reached = []
        for address in ahead:
            try:
                page = resolve(address.partition("?")[0]).view_name
            except Resolver404:
                continue
            if page in found:
                continue
            answer = client.get(address)
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                found[page] = address
                reached += re.findall(r'<a [^>]*href="(/[^"#]*)', answer.content.decode())
        ahead = reached
    return found


def _timed(client: "Client", address: str, repeat: int) -> dict[str, Any]:
    """Wall and processor time of one page in milliseconds, its reads on all databases, and its size."""
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    with ExitStack() as stack:
        counts = [stack.enter_context(CaptureQueriesContext(connection)) for connection in connections.all()]
        answer = client.get(address)
        queries = sum(len(count) for count in counts)
    wall, processor = [], []
    for _time in range(repeat):
        began, began_cpu = time.perf_counter(), time.process_time()
        client.get(address)
        wall.append(time.perf_counter() - began)
        processor.append(time.process_time() - began_cpu)
    return {
        "ms": round(statistics.median(wall) * 1000, 1),
        "cpu_ms": round(statistics.median(processor) * 1000, 1),
        "queries": queries,
        "kib": round(len(answer.content) / 1024, 1),
    }
