"""Reactions to what allauth tells about second steps."""

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.dispatch import receiver

from openchair.people.models import Person
from openchair.people.services import note_second_factor

CODES = Authenticator.Type.RECOVERY_CODES


@receiver(signals.authenticator_added, dispatch_uid="people.factor_added")
@receiver(signals.authenticator_reset, dispatch_uid="people.factor_reset")
def on_factor_added(sender: Any, user: Person, authenticator: Authenticator, **kwargs: Any) -> None:
    """Write down a new second step, or new recovery codes."""
    note_second_factor(person=user, what="codes_made" if authenticator.type == CODES else "added")


@receiver(signals.authenticator_removed, dispatch_uid="people.factor_removed")
def on_factor_removed(sender: Any, user: Person, authenticator: Authenticator, **kwargs: Any) -> None:
    """Write down that a second step is gone."""
    if authenticator.type != CODES:
        note_second_factor(person=user, what="removed")


@receiver(signals.authenticator_used, dispatch_uid="people.factor_used")
def on_factor_used(sender: Any, user: Person, authenticator: Authenticator, **kwargs: Any) -> None:
    """Write down a spent recovery code."""
    if authenticator.type == CODES:
        note_second_factor(person=user, what="code_used")
