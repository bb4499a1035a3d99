"""Every audited event becomes an entry, in the transaction of the act."""

from openchair.audit.services import record
from openchair.core.events import AuditedEvent, on
from openchair.core.time import now


@on(AuditedEvent)
def write_entry(event: AuditedEvent) -> None:
    """Record the act or, failing that, stop it."""
    record(
        action=event.action,
        actor_id=event.actor_id,
        at=now(),
        subject=event.subject_ids(),
        reason_code=getattr(event, "reason_code", ""),
        origin=getattr(event, "origin", ""),
        result=getattr(event, "result", "done"),
    )
