"""Reading the whole chain again and naming the first entry that is not as it was written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openchair.audit.chain import START, checkpoint_message, entry_hash
from openchair.audit.files import Statement, statement_of
from openchair.audit.models import Checkpoint

PROBLEMS: dict[str, str | Promise] = {
    "changed": _("This entry is not as it was written."),
    "missing": _("This entry is missing: it was deleted, or the ones around it were put in another order."),
    "rewritten": _("The chain up to here was written anew: a signed checkpoint says otherwise."),
    "truncated": _(
        "The trail ends before this entry, but a signed checkpoint has seen it: entries were cut off, or an older "
        "database was put back."
    ),
    "forged_checkpoint": _("The checkpoint for this entry was not signed by this installation."),
}


CHUNK = 5000
LOWEST = -(2**63)  # also an entry numbered 0 or less by a forger is read


@dataclass(frozen=True)
class Finding:
    """The first entry that does not hold, and in which way."""

    number: int
    problem: str

    @property
    def words(self) -> str:
        """The problem in a sentence."""
        return str(PROBLEMS[self.problem])


def verify(*, public_key: bytes | None = None, outside: Iterable[Statement] = ()) -> Finding | None:
    """Read the chain from its start; the first bad entry, or None.

    `outside` are checkpoints kept apart from the database; `public_key` is the installation's own, without which a
    forger could sign with another.
    """
    statements: dict[int, list[Statement]] = {}
    for said in (*outside, *(statement_of(stored) for stored in Checkpoint.objects.order_by("number"))):
        statements.setdefault(said.number, []).append(said)
    forged = [number for number, saids in statements.items() if not all(_is_signed(said, public_key) for said in saids)]
    findings = [Finding(min(forged), "forged_checkpoint")] if forged else []
    if in_chain := _first_bad_entry(statements):
        findings.append(in_chain)
    return min(findings, key=lambda finding: finding.number, default=None)


def _is_signed(said: Statement, public_key: bytes | None) -> bool:
    if public_key is not None and said.public_key != public_key:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(said.public_key).verify(
            said.signature, checkpoint_message(number=said.number, entry=said.hash, at=said.at)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _first_bad_entry(statements: dict[int, list[Statement]]) -> Finding | None:
    before, count = START, 0
    for entry in _entries():
        number, at, action, actor_id, subject, reason_code, origin, result, previous, stored = entry
        if number != count + 1:
            return Finding(count + 1, "missing")
        digest = entry_hash(
            before,
            number=number,
            at=at,
            action=action,
            actor_id=actor_id,
            subject=subject,
            reason_code=reason_code,
            origin=origin,
            result=result,
        )
        if bytes(previous) != before or bytes(stored) != digest:
            return Finding(number, "changed")
        before, count = digest, number
        if any(said.hash != digest for said in statements.get(number, ())):
            return Finding(number, "rewritten")
    cut_off = any(number > count for number in statements)
    return Finding(count + 1, "truncated") if cut_off else None


def _entries() -> Iterator[tuple[int, str, str, str | None, str, str, str, str, bytes, bytes]]:
    """Every entry in the chain's order, a few thousand at a time, so that memory stays flat over millions.

    Times and ids are read as text: making Django's values first takes several times as long as checking the hash.
    """
    is_sqlite = connection.vendor == "sqlite"
    at_as_text = (
        "CAST(at AS text)" if is_sqlite else """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    )
    last = LOWEST
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                f"SELECT number, {at_as_text}, action, CAST(actor_id AS text), subject, reason_code, origin, result, "  # noqa: S608
                "previous, hash FROM audit_entry WHERE number > %s ORDER BY number LIMIT %s",
                [last, CHUNK],
            )
            rows = cursor.fetchall()
            for number, at, action, actor_id, *words, previous, digest in rows:
                if is_sqlite:
                    at, actor_id = _sqlite_time(at), _sqlite_id(actor_id)  # noqa: PLW2901
                yield number, at, action, actor_id, *words, previous, digest
            if len(rows) < CHUNK:
                return
            last = rows[-1][0]


def _sqlite_time(stored: str) -> str:
    """The canonical spelling of a time as SQLite keeps it: `2026-11-02 18:30:00.123456`, in UTC."""
    return f"{stored[:10]}T{stored[11:]}{'' if len(stored) > 19 else '.000000'}Z"


def _sqlite_id(stored: str | None) -> str | None:
    return stored and f"{stored[:8]}-{stored[8:12]}-{stored[12:16]}-{stored[16:20]}-{stored[20:]}"
