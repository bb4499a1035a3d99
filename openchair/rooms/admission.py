"""Who may open a line at /live/<meeting>, whichever transport carries it."""

import re
from collections.abc import Callable, Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from openchair.rooms import access
from openchair.rooms.access import Grant
from openchair.rooms.hub import Hub

PATH = re.compile(r"/live/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")
READ = ("origin", "host", "cookie", "sec-fetch-site", "x-room-line")
"""The headers that anything here depends on."""

Headers = dict[str, str]


async def judge(live: Hub, path: str, known: Headers, own: Callable[[Headers], bool]) -> Grant | str | None:
    """Leave to sit down; or the word of a goodbye; or None, the same for everybody who has no chair here."""
    place = PATH.fullmatch(path)
    if place is None or not own(known):
        return None
    meeting_id = UUID(place.group(1))
    granted = await live.in_thread(access.grant, meeting_id, cookie_in(known))
    if isinstance(granted, Grant) and await live.room(meeting_id) is None:
        return "not_open"
    return granted


def headers_in(pairs: Iterable[tuple[bytes, bytes]]) -> Headers:
    """The headers that matter; of a repeated one nothing is believed."""
    found: Headers = {}
    for name, value in pairs:
        key = name.decode("latin-1").lower()
        if key in READ:
            joined = "; " if key == "cookie" else "\0"
            found[key] = found[key] + joined + value.decode("latin-1") if key in found else value.decode("latin-1")
    return found


def is_own_host(headers: Headers) -> bool:
    """Whether the request names a host of this installation."""
    domain, _port = split_domain_port(headers.get("host", "").lower())
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def is_own_origin(headers: Headers) -> bool:
    """Whether the page that asks is one of this installation: browsers always say, and cannot lie."""
    host, origin = headers.get("host", ""), headers.get("origin", "")
    if not is_own_host(headers):
        return False
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or (settings.BEHIND_PROXY and parts.scheme != "https"):
        return False
    usual = 443 if parts.scheme == "https" else 80
    return _with_port(parts.hostname or "", port or usual, usual) == _with_port(*_split(host.lower(), usual), usual)


def is_own_page(headers: Headers) -> bool:
    """The same for reading, where browsers name no origin to their own: the header is one no other page may send."""
    if "origin" in headers:
        return is_own_origin(headers)
    site = headers.get("sec-fetch-site", "same-origin")
    return is_own_host(headers) and "x-room-line" in headers and site == "same-origin"


def _split(host: str, usual: int) -> tuple[str, int]:
    domain, port = split_domain_port(host)
    return domain.strip("[]"), int(port) if port else usual


def _with_port(domain: str, port: int, usual: int) -> str:
    return domain if port == usual else f"{domain}:{port}"


def cookie_in(headers: Headers) -> str:
    """The sign-in cookie, or nothing that could be one."""
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return "" if morsel is None else morsel.value
