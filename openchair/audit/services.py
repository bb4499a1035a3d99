"""Every write to the trail, and its verification."""

import ipaddress
import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from openchair.audit.chain import START, canonical, checkpoint_message, entry_hash, moment
from openchair.audit.errors import NotForTheTrail
from openchair.audit.files import append_checkpoint
from openchair.audit.models import Checkpoint, Entry
from openchair.audit.signing import signing_key
from openchair.audit.verification import Finding, verify

__all__ = ["Finding", "record", "sign_checkpoint", "truncated_origin", "verify"]

CHAIN_LOCK = 0x6F63_6175  # "ocau": the PostgreSQL advisory lock that makes one writer of many
_CODE = re.compile(r"[a-z0-9][a-z0-9_.:-]*")
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,80}")
_NOTHING: Mapping[str, str] = MappingProxyType({})


def record(
    *,
    action: str,
    actor_id: UUID | None,
    at: datetime,
    subject: Mapping[str, str] = _NOTHING,
    reason_code: str = "",
    origin: str = "",
    result: str = "done",
) -> Entry:
    """Add an entry to the chain, in the transaction of the act it is about."""
    for field, code in (("action", action), ("reason_code", reason_code or "none"), ("result", result)):
        if len(code) > 80 or not _CODE.fullmatch(code):
            raise NotForTheTrail(field)
    for name, value in subject.items():
        if not _CODE.fullmatch(name) or not _ID.fullmatch(value):
            raise NotForTheTrail("subject")
    spelled = canonical(dict(subject))
    coarse = truncated_origin(origin)
    with transaction.atomic(savepoint=False):
        number, previous = _last_place()
        number += 1
        digest = entry_hash(
            previous,
            number=number,
            at=moment(at),
            action=action,
            actor_id=str(actor_id) if actor_id else None,
            subject=spelled,
            reason_code=reason_code,
            origin=coarse,
            result=result,
        )
        return Entry.objects.create(
            number=number,
            at=at,
            action=action,
            actor_id=actor_id,
            subject=spelled,
            reason_code=reason_code,
            origin=coarse,
            result=result,
            previous=previous,
            hash=digest,
        )


def _last_place() -> tuple[int, bytes]:
    """The chain's end, held until this transaction is over: nobody else can take the next number.

    So an act publishes when it has every row it needs; one that waited for a row from here on could wait for ever.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
        # On SQLite every transaction of ours is IMMEDIATE, so the writer's lock is held already.
        cursor.execute("SELECT number, hash FROM audit_entry ORDER BY number DESC LIMIT 1")
        row = cursor.fetchone()
    return (row[0], bytes(row[1])) if row else (0, START)


def truncated_origin(origin: str) -> str:
    """Where an act came from, too coarse to find a household: a /24 or /48 network, or a code such as `worker`."""
    if not origin:
        return ""
    try:
        address = ipaddress.ip_address(origin)
    except ValueError:
        if not _CODE.fullmatch(origin) or len(origin) > 40:
            raise NotForTheTrail("origin") from None
        return origin
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ipaddress.ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))


def sign_checkpoint(*, at: datetime) -> Checkpoint | None:
    """Sign how far the trail has come, in the database and in the file kept apart; None when nothing was added."""
    with transaction.atomic():
        number, digest = _last_place()
        if number == 0 or Checkpoint.objects.filter(number=number).exists():
            return None
        key = signing_key()
        checkpoint = Checkpoint.objects.create(
            number=number,
            hash=digest,
            at=at,
            public_key=key.public_key().public_bytes_raw(),
            signature=key.sign(checkpoint_message(number=number, entry=digest, at=moment(at))),
        )
    # After the commit: a line in the file for a checkpoint the database does not have would accuse an honest trail.
    append_checkpoint(settings.AUDIT_CHECKPOINT_FILE, checkpoint)
    return checkpoint
