"""Domain events: facts in the past tense, ids only, never words about a person.

`publish` runs `@on` handlers inside the caller's transaction (the audit entry lands with the change or stops it)
and `@after_commit` handlers once the change is durable (mail, sockets).
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import ClassVar, TypeVar
from uuid import UUID

from django.db import transaction


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """A fact about the domain."""


@dataclass(frozen=True, kw_only=True)
class AuditedEvent(DomainEvent):
    """A fact that is written into the trail in the same transaction."""

    action: ClassVar[str] = ""
    actor_id: UUID | None = None

    def subject_ids(self) -> dict[str, str]:
        """What the act was about: every id of the event but the actor's, as text."""
        return {
            field.name: str(getattr(self, field.name))
            for field in fields(self)
            if field.name.endswith("_id") and field.name != "actor_id" and getattr(self, field.name) is not None
        }


E = TypeVar("E", bound=DomainEvent)
Handler = Callable[[E], None]
_inside: dict[type[DomainEvent], list[Callable[..., None]]] = defaultdict(list)
_after: dict[type[DomainEvent], list[Callable[..., None]]] = defaultdict(list)


def on(kind: type[E]) -> Callable[[Handler[E]], Handler[E]]:
    """Register a reaction inside the transaction; an error in it undoes the change."""

    def register(handler: Handler[E]) -> Handler[E]:
        _inside[kind].append(handler)
        return handler

    return register


def after_commit(kind: type[E]) -> Callable[[Handler[E]], Handler[E]]:
    """Register a reaction for when the change is durable; an error in it is logged and undoes nothing."""

    def register(handler: Handler[E]) -> Handler[E]:
        _after[kind].append(handler)
        return handler

    return register


def publish(event: DomainEvent) -> None:
    """Tell everybody who registered for this event or one of its bases."""
    for kind in type(event).__mro__:
        for handler in _inside.get(kind, ()):
            handler(event)
    for kind in type(event).__mro__:
        for handler in _after.get(kind, ()):
            # A nested function, not a partial: Django 5.2 names the callback by __qualname__ when it fails.
            def react(handler: Callable[..., None] = handler) -> None:
                handler(event)

            transaction.on_commit(react, robust=True)
