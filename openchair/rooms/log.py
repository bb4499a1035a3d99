"""The log: seals what happened, stores it durably, and reads it back.

Several statements would each let go of the interpreter and wait to get it back from a busy event loop, so a share of
rows is one statement of several rows, and the whole of all rooms is one transaction.
"""

import contextlib
import logging
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db import connections, transaction

from openchair.rooms.core.events import LEADERS, AnyEvent, Event
from openchair.rooms.models import SEALED, LogAuthor, LogBody, LogEvent
from openchair.vault.errors import KeyDestroyed
from openchair.vault.sealing import Sealer
from openchair.vault.services import sealer

logger = logging.getLogger(__name__)

DATABASE = "default"
BODY = ("rooms_logbody", "sealed")
PADDING = 64
"""Bodies are filled up to a multiple of this, so that their length does not tell a mood from a pulse."""

to_json = msgspec.json.Encoder().encode
_event_from_json = msgspec.json.Decoder(AnyEvent)


class Entry(NamedTuple):
    """One event on its way into the log, encoded but not yet sealed."""

    number: int
    stream: str
    position: int
    event: Event
    encoded: bytes
    author: str | None
    at_ms: int
    token: bytes | None


class Row(NamedTuple):
    """One event as it is stored: envelope, body and author."""

    number: int
    stream: str
    position: int
    kind: str
    data: str
    at_ms: int
    token: bytes | None
    author: str | None
    key_id: UUID | None
    sealed: bytes | None


class Stored(NamedTuple):
    """One event as it is read back; without a body it is None."""

    number: int
    stream: str
    position: int
    at_ms: int
    author: str | None
    event: Event | None


class Keys(NamedTuple):
    """The two keys of a meeting: for everybody's words, and for what only leaders read."""

    meeting: Sealer
    leaders: Sealer


class Share(NamedTuple):
    """What one room puts into a commit: new events, and numbers whose words are taken back."""

    meeting_id: UUID
    keys: Keys
    entries: Sequence[Entry]
    erased: Sequence[int] = ()


class SealedShare(NamedTuple):
    """The same with every body sealed, ready for a short transaction."""

    meeting_id: UUID
    rows: Sequence[Row]
    erased: Sequence[int]


def _place(meeting_id: UUID, number: int) -> str:
    return f"{meeting_id}:{number}"


def kind_of(event: Event) -> str:
    """The name of an event on the wire and in the log."""
    return str(event.__struct_config__.tag)


def seal(share: Share) -> SealedShare:
    """Seal the bodies of a share. Needs the key store from time to time, so never call it in an event loop."""
    meeting_id, keys, entries, erased = share
    rows = []
    for number, stream, position, event, encoded, author, at_ms, token in entries:
        if event.is_open:
            row = Row(number, stream, position, kind_of(event), encoded.decode(), at_ms, token, author, None, None)
        else:
            key = keys.leaders if stream == LEADERS else keys.meeting
            padded = encoded + b" " * (-len(encoded) % PADDING)
            body = key.seal(padded, table=BODY[0], row=_place(meeting_id, number), field=BODY[1])
            row = Row(number, stream, position, SEALED, "", at_ms, token, author, key.key_id, body)
        rows.append(row)
    return SealedShare(meeting_id, rows, erased)


# --- writing ----------------------------------------------------------------------------------------
ENVELOPE = ("meeting_id", "number", "stream", "position", "kind", "data", "at_ms", "token")
_INSERTS = (
    (LogEvent._meta.db_table, ENVELOPE),
    (LogBody._meta.db_table, ("meeting_id", "number", "key_id", "sealed")),
    (LogAuthor._meta.db_table, ("meeting_id", "number", "seat")),
)
LARGEST = 512
"""Rows in one statement: well under the 32,766 parameters that SQLite takes."""
_statements: dict[tuple[str, int, str], str] = {}


def _statement(table: str, columns: tuple[str, ...], rows: int, mark: str) -> str:
    """An INSERT of so many rows; row counts are powers of two, so that the drivers' statement caches stay small."""
    if (known := _statements.get((table, rows, mark))) is None:
        row = "(" + ", ".join([mark] * len(columns)) + ")"
        known = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * rows)}"  # noqa: S608  (own names)
        _statements[table, rows, mark] = known
    return known


def _insert(execute: Callable[[str, list[Any]], object], mark: str, tables: Iterable[list[tuple[Any, ...]]]) -> None:
    for (table, columns), rows in zip(_INSERTS, tables, strict=True):
        start, left = 0, len(rows)
        while left:
            size = min(LARGEST, 1 << (left.bit_length() - 1))
            values = [value for row in rows[start : start + size] for value in row]
            execute(_statement(table, columns, size, mark), values)
            start, left = start + size, left - size


def write(shares: Sequence[SealedShare]) -> None:
    """Put the shares of several rooms into the database, inside the caller's transaction."""
    connection = connections[DATABASE]
    connection.ensure_connection()
    sqlite = connection.vendor == "sqlite"
    envelopes: list[tuple[Any, ...]] = []
    bodies: list[tuple[Any, ...]] = []
    authors: list[tuple[Any, ...]] = []
    for meeting_id, rows, _ in shares:
        meeting = meeting_id.hex if sqlite else meeting_id
        for number, stream, position, kind, data, at_ms, token, author, key_id, sealed in rows:
            envelopes.append((meeting, number, stream, position, kind, data, at_ms, token))
            if key_id is not None:
                bodies.append((meeting, number, key_id.hex if sqlite else key_id, sealed))
            if author is not None:
                authors.append((meeting, number, author))
    raw: Any = connection.connection
    if sqlite:
        _insert(raw.execute, "?", (envelopes, bodies, authors))
    else:
        with raw.cursor() as cursor:
            _insert(cursor.execute, "%s", (envelopes, bodies, authors))
    for meeting_id, _, erased in shares:
        if erased:
            LogBody.objects.filter(meeting_id=meeting_id, number__in=erased).delete()
            LogAuthor.objects.filter(meeting_id=meeting_id, number__in=erased).delete()


def _commit(shares: Sequence[SealedShare]) -> None:
    with transaction.atomic(using=DATABASE):
        write(shares)


def store(shares: Sequence[Share]) -> list[UUID]:
    """Commit the shares together; return the meetings whose share could not be stored.

    When the common commit fails, each room gets its own, so that one room's trouble stays its own.
    """
    sealed: list[SealedShare] = []
    failed: list[UUID] = []
    for share in shares:
        try:
            sealed.append(seal(share))
        except Exception as problem:  # noqa: BLE001  (a key that is gone or out of reach is this room's trouble alone)
            logger.error("rooms: sealing for a room failed: %s", type(problem).__name__)  # noqa: TRY400
            failed.append(share.meeting_id)
    return failed + _store(sealed)


def _store(shares: Sequence[SealedShare]) -> list[UUID]:
    if not shares:
        return []
    try:
        _commit(shares)
    except Exception as problem:  # noqa: BLE001  (whatever went wrong, nobody may be told that it was stored)
        # The message of a driver may quote values; its class says enough.
        logger.error("rooms: a commit of %d rooms failed: %s", len(shares), type(problem).__name__)  # noqa: TRY400
        connection = connections[DATABASE]
        if not connection.is_usable():
            connection.close()
            return [share.meeting_id for share in shares]
        if len(shares) == 1:
            return [shares[0].meeting_id]
        return [meeting_id for share in shares for meeting_id in _store([share])]
    return []


def _be_durable() -> None:
    """An acknowledgement follows a commit that outlives a power cut, whatever the settings say."""
    connection = connections[DATABASE]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=FULL")
        else:
            cursor.execute("SET synchronous_commit TO on")


Written = Callable[[Sequence[Share], list[UUID]], None]


class Writer:
    """The one thread that writes the log of all rooms of this process."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[tuple[Sequence[Share], Written] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="room-log", daemon=True)
        self._thread.start()

    def submit(self, shares: Sequence[Share], written: Written) -> None:
        """Store these shares and call `written`, in the writer's thread, when it is known how it went."""
        self._jobs.put((shares, written))

    def close(self) -> None:
        """Finish what was submitted and end."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        durable: object = None
        while (job := self._jobs.get()) is not None:
            shares, written = job
            connection = connections[DATABASE]
            # A connection made anew after trouble needs the promise anew; if even this fails, so does the commit.
            with contextlib.suppress(Exception):
                connection.ensure_connection()
                if connection.connection is not durable:
                    _be_durable()
                    durable = connection.connection
            written(shares, store(shares) if connection.connection is durable else [s.meeting_id for s in shares])
        connections.close_all()


# --- reading ------------------------------------------------------------------------------------------
def read(meeting_id: UUID, *, after: int = 0, open_only: bool = False, stream: str | None = None) -> Iterator[Stored]:
    """The events of a meeting in their order; those without a body, or whose key is gone, come with None."""
    envelopes = LogEvent.objects.filter(meeting_id=meeting_id, number__gt=after).order_by("number")
    if open_only:
        envelopes = envelopes.exclude(kind=SEALED)
    if stream is not None:
        envelopes = envelopes.filter(stream=stream)
    rows = list(envelopes.values_list("number", "stream", "position", "kind", "data", "at_ms"))
    if not rows:
        return
    bodies: dict[int, tuple[UUID, bytes]] = {}
    if not open_only:
        bodies = {
            number: (key_id, bytes(sealed))
            for number, key_id, sealed in LogBody.objects.filter(meeting_id=meeting_id, number__gt=after).values_list(
                "number", "key_id", "sealed"
            )
        }
    authors = dict(LogAuthor.objects.filter(meeting_id=meeting_id, number__gt=after).values_list("number", "seat"))
    keys: dict[UUID, Sealer | None] = {}
    for number, of, position, kind, data, at_ms in rows:
        event: Event | None = None
        if kind != SEALED:
            event = _event_from_json.decode(data)
        elif number in bodies:
            key_id, sealed = bodies[number]
            if key_id not in keys:
                keys[key_id] = _sealer_or_none(key_id)
            if (key := keys[key_id]) is not None:
                plain = key.open(sealed, table=BODY[0], row=_place(meeting_id, number), field=BODY[1])
                event = _event_from_json.decode(plain)
        yield Stored(number, of, position, at_ms, authors.get(number), event)


def _sealer_or_none(key_id: UUID) -> Sealer | None:
    try:
        return sealer(key_id)
    except KeyDestroyed:
        return None


def tokens(meeting_id: UUID) -> set[bytes]:
    """The marks of all commands of a meeting that already had their effect."""
    marks = LogEvent.objects.filter(meeting_id=meeting_id, token__isnull=False).values_list("token", flat=True)
    return {bytes(mark) for mark in marks if mark is not None}
