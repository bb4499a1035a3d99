"""Serve the hashed static files from memory, in front of Django's pages.

A page's first view is one document, one style sheet, a few modules and two faces; a file under a hashed name never
changes, so a browser asks for it once. Text travels compressed.
"""

import gzip
import mimetypes
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from django.conf import settings

from openchair.web.storage import built_folder, is_hashed

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_TEXT = {".css", ".js", ".svg", ".txt", ".json"}
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".css": "text/css; charset=utf-8",
}


@dataclass(frozen=True)
class File:
    """One file, ready to send."""

    kind: str
    body: bytes
    squeezed: bytes | None
    lasting: bool


def serve_static(pages: Application) -> Application:
    """Wrap an application so that everything under the static address is answered here."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", ""))
        if scope["type"] == "http" and path.startswith(settings.STATIC_URL):
            await _answer(scope, send, load(path.removeprefix(settings.STATIC_URL)))
        else:
            await pages(scope, receive, send)

    return application


@lru_cache(maxsize=1024)
def load(name: str) -> File | None:
    """One built file by its name below the static address, or None."""
    home = built_folder().resolve()
    file = (home / name).resolve()
    if not file.is_relative_to(home) or not file.is_file() or file.name == "staticfiles.json":
        return None
    body = file.read_bytes()
    squeezed = gzip.compress(body, 9, mtime=0) if file.suffix in _TEXT else None
    return File(
        kind=_TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        body=body,
        squeezed=squeezed if squeezed and len(squeezed) < len(body) else None,
        lasting=is_hashed(file.name),
    )


async def _answer(scope: Scope, send: Send, file: File | None) -> None:
    if scope["method"] not in ("GET", "HEAD"):
        await _reply(scope, send, HTTPStatus.METHOD_NOT_ALLOWED, [(b"allow", b"GET, HEAD")], b"")
        return
    if file is None:
        await _reply(scope, send, HTTPStatus.NOT_FOUND, [(b"content-type", b"text/plain")], b"")
        return
    accepted = next((value for key, value in scope["headers"] if key == b"accept-encoding"), b"")
    squeezed = file.squeezed if b"gzip" in accepted else None
    headers = [
        (b"content-type", file.kind.encode()),
        (b"cache-control", b"public, max-age=31536000, immutable" if file.lasting else b"public, max-age=300"),
        (b"x-content-type-options", b"nosniff"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"vary", b"accept-encoding"),
    ]
    if squeezed is not None:
        headers.append((b"content-encoding", b"gzip"))
    await _reply(scope, send, HTTPStatus.OK, headers, file.body if squeezed is None else squeezed)


async def _reply(scope: Scope, send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
