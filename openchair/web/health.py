"""What `openchair check` asks about the pages."""

from collections.abc import Iterator

from django.conf import settings

from openchair.core.health import Problem, health_check
from openchair.web import help as help_lines


@health_check("crisis numbers")
def crisis_numbers_are_reviewed() -> Iterator[Problem]:
    """A coordinator has called or looked up every number that somebody in a crisis will find here."""
    if settings.MODE == "production" and not help_lines.are_reviewed():
        yield Problem(
            "Nobody has checked the crisis numbers in force.",
            "A coordinator opens Help now and confirms them there. Until then this site is not fit for people.",
        )
