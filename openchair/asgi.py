"""One process, one port: Django's pages and the rooms' sockets."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openchair.settings")
django_pages = get_asgi_application()

from openchair.rooms import socket, stream  # noqa: E402  (models need Django to be set up first)
from openchair.web.static_files import serve_static  # noqa: E402  (as above)

pages = serve_static(django_pages)  # type: ignore[arg-type]  # Django types its scope as dict

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Send pages to Django and sockets to the rooms."""
    if scope["type"] == "websocket":
        await socket.application(scope, receive, send)
    elif scope["type"] == "http" and scope["path"].startswith("/live/"):
        await stream.application(scope, receive, send)
    else:
        await pages(scope, receive, send)
