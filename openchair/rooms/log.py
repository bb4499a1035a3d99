"""The log: seals what happened, stores it durably, and reads it back.

Several statements would each let go of the interpreter and wait to get it back from a busy event loop, so what waits in
all rooms is one transaction and, where the driver allows it, one statement.
"""

import contextlib
import logging
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from functools import cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import msgspec
import psycopg
from django.db import connections, transaction

from openchair.rooms import leases
from openchair.rooms.core.events import GROUP, LEADERS, AnyEvent, Event
from openchair.rooms.models import SEALED, LogEvent
from openchair.vault.errors import KeyDestroyed
from openchair.vault.sealing import Sealer
from openchair.vault.services import sealer

logger = logging.getLogger(__name__)
T = TypeVar("T")

DATABASE = "default"
BODY = ("rooms_logbody", "sealed")
"""What a sealed body is bound to: the name that its table once had, which moving it must not change."""
PADDING = 64
"""Bodies are filled up to a multiple of this, so that their length does not tell a mood from a pulse."""

to_json = msgspec.json.Encoder().encode
_event_from_json = msgspec.json.Decoder(AnyEvent)
event_of = _event_from_json.decode
"""The event that an open envelope holds."""


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


class Stored(NamedTuple):
    """One event as it is read back; without a body it is None."""

    number: int
    stream: str
    position: int
    at_ms: int
    author: str | None
    event: Event | None


class Keys(NamedTuple):
    """The keys of a meeting: for everybody's words, for what only leaders read, and one for each small group."""

    meeting: Sealer
    leaders: Sealer
    small_group: Callable[[str], Sealer] | None = None
    """The key of a stream, made when first asked for; it needs the key store."""

    def of(self, stream: str) -> Sealer:
        """The key that seals what goes to a stream."""
        if stream == LEADERS:
            return self.leaders
        if stream.startswith(GROUP) and self.small_group is not None:
            return self.small_group(stream)
        return self.meeting


class Owner(NamedTuple):
    """In whose name a room writes: the node, and the epoch of its lease."""

    node_id: UUID
    epoch: int


class Share(NamedTuple):
    """What one room puts into a commit: new events, and numbers whose words are taken back."""

    meeting_id: UUID
    keys: Keys
    entries: Sequence[Entry]
    erased: Sequence[int] = ()
    owner: Owner | None = None
    """None where no live room is: for the first events of a log."""


Row = tuple[Any, ...]
"""One event as it is stored, in the order of COLUMNS."""


class SealedShare(NamedTuple):
    """The same with every body sealed, ready for a short transaction."""

    meeting_id: UUID
    rows: Sequence[Row]
    erased: Sequence[int]
    owner: Owner | None = None


def _place(meeting_id: UUID, number: int) -> str:
    return f"{meeting_id}:{number}"


def kind_of(event: Event) -> str:
    """The name of an event on the wire and in the log."""
    return str(event.__struct_config__.tag)


def seal(share: Share) -> SealedShare:
    """Seal the bodies of a share. Needs the key store from time to time, so never call it in an event loop."""
    meeting_id, keys, entries, erased, owner = share
    rows: list[Row] = []
    for number, stream, position, event, encoded, author, at_ms, token in entries:
        seat = author or ""
        if event.is_open:
            kind, data = kind_of(event), encoded.decode()
            rows.append((meeting_id, number, stream, position, kind, data, at_ms, token, None, None, seat))
        else:
            key = keys.of(stream)
            padded = encoded + b" " * (-len(encoded) % PADDING)
            body = key.seal(padded, table=BODY[0], row=_place(meeting_id, number), field=BODY[1])
            rows.append((meeting_id, number, stream, position, SEALED, "", at_ms, token, key.key_id, body, seat))
    return SealedShare(meeting_id, rows, erased, owner)


# --- writing ----------------------------------------------------------------------------------------
COLUMNS = (
    "meeting_id", "number", "stream", "position", "kind", "data", "at_ms", "token", "key_id", "sealed", "seat",
)  # fmt: skip
_INTO = f"INSERT INTO {LogEvent._meta.db_table} ({', '.join(COLUMNS)})"
TYPES = ("uuid", "int", "text", "int", "text", "text", "bigint", "bytea", "uuid", "bytea", "text")
# One statement for any number of rows, whose values cross as they are, without being written as text.
_INTO_POSTGRESQL = f"{_INTO} SELECT * FROM unnest({', '.join(f'%b::{kind}[]' for kind in TYPES)})"  # noqa: S608
LARGEST = 64
"""Rows in one statement on SQLite: each number of rows is a statement that the driver keeps ready."""


@cache
def _into_sqlite(rows: int) -> str:
    row = f"({', '.join('?' * len(COLUMNS))})"
    return f"{_INTO} VALUES {', '.join([row] * rows)}"


def write(shares: Sequence[SealedShare]) -> None:
    """Put the shares of several rooms into the database, inside the caller's transaction."""
    connection = connections[DATABASE]
    connection.ensure_connection()
    rows = [row for share in shares for row in share.rows]
    if connection.vendor == "sqlite":
        _write_sqlite(connection.connection, rows)
    elif rows:
        psycopg.Cursor(connection.connection).execute(
            _INTO_POSTGRESQL, [list(column) for column in zip(*rows, strict=True)], prepare=True
        )
    for share in shares:
        if share.erased:
            LogEvent.objects.filter(meeting_id=share.meeting_id, number__in=share.erased).update(
                key_id=None, sealed=None, seat=""
            )


def _write_sqlite(raw: Any, rows: Sequence[Row]) -> None:
    for start in range(0, len(rows), LARGEST):
        some = rows[start : start + LARGEST]
        values = [value.hex if type(value) is UUID else value for row in some for value in row]
        raw.execute(_into_sqlite(len(some)), values)


def _commit(shares: Sequence[SealedShare]) -> list[UUID]:
    """Store what this node may still store; the rooms that have another owner by now."""
    with transaction.atomic(using=DATABASE):
        lost = _lost(shares)
        write([share for share in shares if share.meeting_id not in lost] if lost else shares)
    return list(lost)


def _lost(shares: Sequence[SealedShare]) -> set[UUID]:
    """Asked inside the transaction, so that an owner who froze and woke up stores nothing behind the new one."""
    epochs: dict[UUID, dict[UUID, int]] = {}
    for share in shares:
        if share.owner is not None:
            epochs.setdefault(share.owner.node_id, {})[share.meeting_id] = share.owner.epoch
    return {meeting for node_id, held in epochs.items() for meeting in leases.not_held(node_id, held)}


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
        return _commit(shares)
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
        self._jobs: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._durable: object = None
        self._thread = threading.Thread(target=self._run, name="room-log", daemon=True)
        self._thread.start()

    def submit(self, shares: Sequence[Share], written: Written) -> None:
        """Store these shares and call `written`, in the writer's thread, when it is known how it went."""
        self._jobs.put(lambda: written(shares, self._store(shares)))

    def call(self, work: Callable[[], T]) -> Future[T]:
        """Do something short between two commits, on the connection that never has to wait for them."""
        promised: Future[T] = Future()

        def run() -> None:
            if not promised.set_running_or_notify_cancel():
                return
            try:
                promised.set_result(work())
            except Exception as problem:  # noqa: BLE001  (belongs to whoever asked)
                promised.set_exception(problem)

        self._jobs.put(run)
        return promised

    def close(self) -> None:
        """Finish what was submitted and end."""
        self._jobs.put(None)
        self._thread.join()

    def _store(self, shares: Sequence[Share]) -> list[UUID]:
        if connections[DATABASE].connection is not self._durable:
            return [share.meeting_id for share in shares]
        return store(shares)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            connection = connections[DATABASE]
            # A connection made anew after trouble needs the promise anew; if even this fails, so does the commit.
            with contextlib.suppress(Exception):
                connection.ensure_connection()
                if connection.connection is not self._durable:
                    _be_durable()
                    self._durable = connection.connection
            job()
        connections.close_all()


# --- reading ------------------------------------------------------------------------------------------
def read(meeting_id: UUID, *, after: int = 0, open_only: bool = False, stream: str | None = None) -> Iterator[Stored]:
    """The events of a meeting in their order; those without a body, or whose key is gone, come with None."""
    envelopes = LogEvent.objects.filter(meeting_id=meeting_id, number__gt=after).order_by("number")
    if open_only:
        envelopes = envelopes.exclude(kind=SEALED)
    if stream is not None:
        envelopes = envelopes.filter(stream=stream)
    keys: dict[UUID, Sealer | None] = {}
    columns = ("number", "stream", "position", "kind", "data", "at_ms", "key_id", "sealed", "seat")
    for number, of, position, kind, data, at_ms, key_id, sealed, seat in list(envelopes.values_list(*columns)):
        event: Event | None = None
        if kind != SEALED:
            event = _event_from_json.decode(data)
        elif key_id is not None:
            if key_id not in keys:
                keys[key_id] = _sealer_or_none(key_id)
            if (key := keys[key_id]) is not None:
                plain = key.open(bytes(sealed), table=BODY[0], row=_place(meeting_id, number), field=BODY[1])
                event = _event_from_json.decode(plain)
        yield Stored(number, of, position, at_ms, seat or None, event)


def _sealer_or_none(key_id: UUID) -> Sealer | None:
    try:
        return sealer(key_id)
    except KeyDestroyed:
        return None


def tokens(meeting_id: UUID) -> set[bytes]:
    """The marks of all commands of a meeting that already had their effect."""
    marks = LogEvent.objects.filter(meeting_id=meeting_id, token__isnull=False).values_list("token", flat=True)
    return {bytes(mark) for mark in marks if mark is not None}
