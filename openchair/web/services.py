"""Writes of this package."""

import json
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.people.models import Person
from openchair.people.policies import is_coordinator
from openchair.web import help as help_lines
from openchair.web.events import HelpLinesReviewed


class ListHasChanged(Refused):
    """The numbers changed while somebody was checking them."""

    code = "list_has_changed"
    words = _("The list has changed since you opened this page. Please look through it once more.")


def review_help_lines(*, digest: str, actor: Person, at: datetime) -> None:
    """Say that every number on the list with this digest was checked today."""
    require(is_coordinator(actor))
    if digest != help_lines.lines().digest:
        raise ListHasChanged
    file = help_lines.review_file()
    fresh = file.with_suffix(".fresh")
    with transaction.atomic():
        publish(HelpLinesReviewed(actor_id=actor.pk))
        # Written whole and put in place at once; last, so that a refused audit entry leaves no review behind.
        fresh.write_text(json.dumps({"digest": digest, "on": at.date().isoformat()}), encoding="utf-8")
        fresh.replace(file)
