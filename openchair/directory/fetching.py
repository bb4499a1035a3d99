"""Fetching a feed from the web without being led anywhere else.

A host is resolved once and the connection goes to that very address, so that no second answer of a name server counts.
An address of a private network is refused, at the first step and after every redirect, unless its host is one that the
operator named (`OPENCHAIR_FEED_HOSTS`). A redirect to another host is followed only if that host is named too.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import SplitResult, urljoin, urlsplit

from openchair.core.errors import InputProblem

PATIENCE, WHOLE_PATIENCE = 30.0, 120.0
"""Seconds without a word, and for all of it."""
REDIRECTS = 5
CHUNK = 1 << 16


class NotFetched(Exception):
    """The feed could not be had; the words say why."""


def fetch(address: str, *, largest: int, hosts: Collection[str]) -> bytes:
    """What stands at a web address. Raises InputProblem, also where it is larger than `largest`."""
    until = time.monotonic() + WHOLE_PATIENCE
    first = _parts(address, address)
    at = first
    try:
        for _ in range(REDIRECTS + 1):
            if at.hostname != first.hostname and at.hostname not in hosts:
                raise NotFetched(f"it sends on to {at.hostname}, which is not among OPENCHAIR_FEED_HOSTS")
            if first.scheme == "https" and at.scheme != "https":
                raise NotFetched("it sends on from https to http")
            body, onward = _asked(at, largest, until, named=at.hostname in hosts)
            if onward is None:
                return body
            at = _parts(urljoin(at.geturl(), onward), address)
        raise NotFetched(f"it sends on more than {REDIRECTS} times")
    except NotFetched as problem:
        raise InputProblem(f"cannot be fetched ({problem})", file=address) from problem
    except http.client.HTTPException as problem:
        words = f"cannot be fetched (the answer is no HTTP that can be read: {type(problem).__name__})"
        raise InputProblem(words, file=address) from problem
    except (OSError, ValueError) as problem:
        words = getattr(problem, "strerror", None) or type(problem).__name__
        raise InputProblem(f"cannot be fetched ({words})", file=address) from problem


def check_address(address: str) -> None:
    """Raise InputProblem unless this is an address that a feed may have."""
    parts = _parts(address, address)
    if parts.username or parts.password:
        raise InputProblem("is no address of a feed (it holds a name or a password)", file=parts.hostname or "")


def _parts(address: str, named: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as problem:
        raise InputProblem(f"is no web address ({problem})", file=named) from problem
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputProblem("is no web address (only http and https lead to feeds)", file=named)
    if any(c.isspace() or not c.isprintable() for c in address):
        raise InputProblem("is no web address (it holds a space or a control character)", file=named)
    return parts


def _asked(at: SplitResult, largest: int, until: float, *, named: bool) -> tuple[bytes, str | None]:
    """The body, or where to go on."""
    host = at.hostname or ""
    port = at.port or (443 if at.scheme == "https" else 80)
    line = _connected(host, port, named=named)
    try:
        if at.scheme == "https":
            line = ssl.create_default_context().wrap_socket(line, server_hostname=host)
        asking = http.client.HTTPConnection(host, port, timeout=PATIENCE)
        asking.sock = line
        path = at.path or "/"
        asking.request(
            "GET", f"{path}?{at.query}" if at.query else path,
            headers={"Accept": "application/json, text/csv", "Accept-Encoding": "identity", "Connection": "close"},
        )  # fmt: skip
        answer = asking.getresponse()
        if answer.status in (301, 302, 303, 307, 308):
            onward = answer.getheader("Location")
            if not onward:
                raise NotFetched("it sends on to nowhere")
            return b"", onward
        if answer.status != HTTPStatus.OK:
            raise NotFetched(f"the answer is {answer.status} {answer.reason}"[:80])
        promised = answer.length
        if promised is not None and promised > largest:  # one that says nothing of itself is cut below
            raise InputProblem(f"larger than {largest:,} bytes", file=at.geturl())
        parts, size = [], 0
        while size <= largest and (part := answer.read1(min(CHUNK, largest + 1 - size))):
            if time.monotonic() > until:
                raise NotFetched("it takes too long")
            parts.append(part)
            size += len(part)
        if size > largest:  # joined, it would be held twice
            raise InputProblem(f"larger than {largest:,} bytes", file=at.geturl())
        if promised is not None and size < promised:  # a table that was cut short would look whole
            raise NotFetched("it stopped half-way")
        return b"".join(parts), None
    finally:
        line.close()


def _connected(host: str, port: int, *, named: bool) -> socket.socket:
    """A line to the first address of a host that may be called."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    open_to_all = [place for *_, place in found if named or is_public(str(place[0]))]
    if not open_to_all:
        raise NotFetched(f"{host} lies in a private network; name it in OPENCHAIR_FEED_HOSTS if that is meant")
    trouble: OSError | None = None
    for place in open_to_all:
        try:
            return socket.create_connection((str(place[0]), int(place[1])), timeout=PATIENCE)
        except OSError as problem:
            trouble = problem
    raise trouble or OSError("no address")


def is_public(address: str) -> bool:
    """Whether an address is one of the open network, also where it is wrapped in another kind."""
    place = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(place, ipaddress.IPv6Address):
        inner = place.ipv4_mapped or place.sixtofour or (place.teredo[1] if place.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if place in ipaddress.IPv6Network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(place) & 0xFFFFFFFF)))
    return place.is_global and not place.is_multicast
