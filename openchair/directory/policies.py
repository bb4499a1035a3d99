"""Who may say which lists of outside groups are shown here."""

from typing import Any

from openchair.people.policies import is_coordinator, is_operator


def can_manage_feeds(person: Any) -> bool:
    """Coordinators answer for what people find; operators look after the machine that fetches it."""
    return is_coordinator(person) or is_operator(person)
