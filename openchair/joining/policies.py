"""Who may do what on the way into a group."""

from typing import Any

from openchair.people.policies import is_clinician, is_coordinator


def can_place(person: Any) -> bool:
    """Coordinators see the waiting list, work places out and offer them."""
    return is_coordinator(person)


def can_refer(person: Any) -> bool:
    """Clinicians send people here."""
    return is_clinician(person)
