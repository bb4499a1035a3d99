"""What a call needs of a media server."""

import json
import secrets
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from http.client import HTTPException
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

GOOD_FOR = timedelta(minutes=10)
"""How long a person may take to join."""
PATIENCE = 5.0


class NotReached(Exception):
    """The media server did not answer, or refused; the written room goes on."""


class NoSuchRoom(NotReached):
    """There is none of that name there; for whoever ends it, it is ended."""


class Joining(NamedTuple):
    """One person's way into one room; a page gets nothing else."""

    url: str
    room: str
    who: str
    token: str
    until: datetime
    options: Mapping[str, Any] = MappingProxyType({})
    """What a page passes to the media server's own client, where it has one."""


class MediaServer(ABC):
    """Rooms on a media server. There is no way to record: not here, and not with what is handed out here."""

    @abstractmethod
    def make_room(self, room: str, *, people: int) -> None:
        """Make a private room in which so many may be heard, with recording off and locked."""

    @abstractmethod
    def admit(self, room: str, who: str, *, at: datetime, name: str = "", leads: bool = False) -> Joining:
        """One person's own credentials for one room, to be used within ten minutes.

        `name`, a pseudonym, and `leads` are for a media server that shows a page of its own; the others never get them.
        """

    @abstractmethod
    def remove(self, room: str, who: str) -> None:
        """Take somebody out of a room at once; their credentials are worth nothing from then on, where it can be."""

    @abstractmethod
    def close_room(self, room: str) -> None:
        """End a room for everybody."""


def new_mark() -> str:
    """A name for a room or a person that tells nothing, and joins nothing to anything else."""
    return secrets.token_hex(12)


def ask(address: str, body: dict[str, Any], *, method: str = "POST", bearer: str = "") -> dict[str, Any]:
    """Send JSON to a media server and read its answer."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
    request = Request(address, json.dumps(body).encode(), headers, method=method)  # noqa: S310  (the operator's own)
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            told = answer.read()
    except HTTPError as refusal:
        with refusal:
            if refusal.code == HTTPStatus.NOT_FOUND:
                raise NoSuchRoom("the media server knows no such room") from None
            raise NotReached(f"the media server answered {refusal.code}") from None
    except (OSError, HTTPException) as problem:
        raise NotReached(f"the media server was not reached: {type(problem).__name__}") from None
    try:
        found = json.loads(told or b"{}")
    except ValueError:
        raise NotReached("the media server answered with something else than JSON") from None
    if not isinstance(found, dict):
        raise NotReached("the media server answered with something unexpected")
    return found
