"""The front page: who this place is for, what a meeting is like, and which chairs are open."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openchair.core.policy import policy, public
from openchair.core.time import now
from openchair.people.policies import is_signed_in
from openchair.web.drawing import table
from openchair.web.queries.open_tables import open_tables
from openchair.web.views.today import today


@policy(public)
def home(request: HttpRequest) -> HttpResponse:
    """Today for whoever is signed in, the front page for everybody else."""
    if is_signed_in(request.user):
        return today(request)
    return render(
        request,
        "web/welcome.html",
        {
            "table": table("TJBOAMSP", leads="A"),
            "open_tables": open_tables(now()),
            "sign_up_open": settings.SIGN_UP_OPEN,
        },
    )
