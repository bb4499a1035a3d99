"""Which node owns a room: rows in the content database, judged by the database's clock alone.

A node is surely there while its row has not expired. A room's lease names its node and an epoch, which rises with
every new owner. Whoever commits events of a room proves in the same transaction that the lease is still theirs.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connections, transaction

from openchair.rooms.models import Node, RoomLease

DATABASE = "default"
TTL_MS = 5_000
"""How long a node that does not renew keeps its rooms."""
FORGET_MS = 24 * 3_600_000
"""After how long the row of a node that ended without a word is deleted."""

NODE, LEASE = Node._meta.db_table, RoomLease._meta.db_table
_HELD_SQLITE = (
    f"SELECT meeting_id, epoch FROM {LEASE} WHERE node_id = ? "  # noqa: S608  (own names)
    "AND meeting_id IN (SELECT value FROM json_each(?))"
)
_HELD_POSTGRESQL = f"SELECT meeting_id, epoch FROM {LEASE} WHERE node_id = %s AND meeting_id = ANY(%s) FOR SHARE"  # noqa: S608


class Held(NamedTuple):
    """This node owns the room now, in this epoch."""

    epoch: int


class Elsewhere(NamedTuple):
    """Another node owns the room, and there it can be reached."""

    node_id: UUID
    address: str


def _is_sqlite() -> bool:
    return connections[DATABASE].vendor == "sqlite"


def _clock() -> str:
    """The database's own time in milliseconds; on PostgreSQL not that of the transaction's beginning."""
    if _is_sqlite():
        return "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
    return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"


def _id(value: UUID) -> Any:
    return value.hex if _is_sqlite() else value


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connections[DATABASE].cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


# --- nodes ----------------------------------------------------------------------------------------------
def enrol(node_id: UUID, address: str) -> None:
    """Make a node known, or known again after it was away for too long."""
    with transaction.atomic(using=DATABASE):
        _ask(f"DELETE FROM {NODE} WHERE expires_ms < {_clock()} - %s", FORGET_MS)  # noqa: S608  (own names)
        _ask(
            f"INSERT INTO {NODE} (id, address, expires_ms) VALUES (%s, %s, {_clock()} + %s) "  # noqa: S608
            "ON CONFLICT (id) DO UPDATE SET address = excluded.address, expires_ms = excluded.expires_ms",
            _id(node_id), address, TTL_MS,
        )  # fmt: skip


def renew(node_id: UUID) -> bool:
    """Be there for another while; False when the node is not known any more."""
    sql = f"UPDATE {NODE} SET expires_ms = {_clock()} + %s WHERE id = %s RETURNING id"  # noqa: S608
    return bool(_ask(sql, TTL_MS, _id(node_id)))


def held_by(node_id: UUID) -> dict[UUID, int]:
    """The rooms a node owns, each with its epoch."""
    rows = _ask(f"SELECT meeting_id, epoch FROM {LEASE} WHERE node_id = %s", _id(node_id))  # noqa: S608
    return {_uuid(meeting_id): epoch for meeting_id, epoch in rows}


def present() -> set[UUID]:
    """The nodes that are surely there."""
    return {_uuid(row[0]) for row in _ask(f"SELECT id FROM {NODE} WHERE expires_ms > {_clock()}")}  # noqa: S608


def leave(node_id: UUID) -> None:
    """Let go of everything a node holds: it ends in order, or is known to be gone."""
    with transaction.atomic(using=DATABASE):
        RoomLease.objects.filter(node_id=node_id).update(node_id=None)
        Node.objects.filter(pk=node_id).delete()


# --- rooms ----------------------------------------------------------------------------------------------
def claim(meeting_id: UUID, node_id: UUID) -> Held | Elsewhere:
    """Own a room that is nobody's, or whose owner is not there any more; or learn who owns it."""
    free = f"NOT EXISTS (SELECT 1 FROM {NODE} AS n WHERE n.id = {LEASE}.node_id AND n.expires_ms > {_clock()})"  # noqa: S608
    while True:
        # A commit of the old owner that is under way holds the row; whatever it stores, the new owner reads.
        rows = _ask(
            f"INSERT INTO {LEASE} (meeting_id, node_id, epoch) VALUES (%s, %s, 1) "  # noqa: S608
            f"ON CONFLICT (meeting_id) DO UPDATE SET node_id = excluded.node_id, epoch = {LEASE}.epoch + 1 "
            f"WHERE {LEASE}.node_id IS NULL OR {LEASE}.node_id = excluded.node_id OR {free} RETURNING epoch",
            _id(meeting_id), _id(node_id),
        )  # fmt: skip
        if rows:
            return Held(rows[0][0])
        owner = _ask(
            f"SELECT n.id, n.address FROM {LEASE} AS l JOIN {NODE} AS n ON n.id = l.node_id WHERE l.meeting_id = %s",  # noqa: S608
            _id(meeting_id),
        )
        if owner:
            return Elsewhere(_uuid(owner[0][0]), owner[0][1])


def release(meeting_id: UUID, node_id: UUID, epoch: int) -> None:
    """Let go of a room that nobody is in."""
    RoomLease.objects.filter(meeting_id=meeting_id, node_id=node_id, epoch=epoch).update(node_id=None)


def not_held(node_id: UUID, epochs: Mapping[UUID, int]) -> set[UUID]:
    """Which of these rooms are not this node's any more, inside the transaction that is to commit for them.

    On PostgreSQL the rows stay locked against a new owner until it ends; SQLite has one writer anyway. Asked once a
    commit, so past Django's cursors, like the rows that follow it.
    """
    raw: Any = connections[DATABASE].connection
    if _is_sqlite():
        wanted = [meeting_id.hex for meeting_id in epochs]
        ours = dict(raw.execute(_HELD_SQLITE, (node_id.hex, json.dumps(wanted))).fetchall())
        return {meeting_id for meeting_id, epoch in epochs.items() if ours.get(meeting_id.hex) != epoch}
    with raw.cursor() as cursor:
        ours = dict(cursor.execute(_HELD_POSTGRESQL, (node_id, list(epochs))).fetchall())
    return {meeting_id for meeting_id, epoch in epochs.items() if ours.get(meeting_id) != epoch}


def address_of(node_id: UUID) -> str:
    """Where a node can be reached, if it is known."""
    return Node.objects.filter(pk=node_id).values_list("address", flat=True).first() or ""


def owners(meeting_ids: Sequence[UUID]) -> dict[UUID, Elsewhere]:
    """Where these rooms are owned, as far as they are."""
    leases = dict(RoomLease.objects.filter(meeting_id__in=meeting_ids).values_list("meeting_id", "node_id"))
    nodes = {node.pk: node for node in Node.objects.filter(pk__in=[node for node in leases.values() if node])}
    return {
        meeting_id: Elsewhere(node_id, nodes[node_id].address)
        for meeting_id, node_id in leases.items()
        if node_id in nodes
    }
