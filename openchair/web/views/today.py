"""Today: what comes next, what one said one would do, and where one has been."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from openchair.core.time import now
from openchair.web.queries.today import today_of


def today(request: HttpRequest) -> HttpResponse:
    """Today for the person who is signed in."""
    sight = [
        (_("Only you"), _("Dates and minutes of your own meetings.")),
        (_("Who leads the group"), _("They see who was there and for how long, to notice who is missed.")),
        (_("Nobody else"), _("No other member can see where you have been.")),
    ]
    return render(request, "web/today.html", {"today": today_of(request.user, now()), "sight": sight})  # type: ignore[arg-type]
