"""My data, and the meetings a person has been at."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime

from openchair.core.policy import policy
from openchair.core.time import now
from openchair.people.policies import is_signed_in
from openchair.web.queries.history import been_at
from openchair.web.queries.my_data import my_data

A_PAGE = 20


@policy(is_signed_in)
def show(request: HttpRequest) -> HttpResponse:
    """What is kept about the person who asks, who can see it, and who looked."""
    return render(request, "web/my_data.html", {"mine": my_data(request.user, now())})  # type: ignore[arg-type]  # signed in


@policy(is_signed_in)
def history(request: HttpRequest) -> HttpResponse:
    """The meetings a person was at, a page at a time, newest first."""
    at = now()
    before = _moment(request.GET.get("before", ""))
    found = been_at(request.user, at, most=A_PAGE + 1, before=before)  # type: ignore[arg-type]  # signed in
    return render(
        request,
        "web/history.html",
        {
            "been": found[:A_PAGE],
            "older": found[A_PAGE - 1].starts_at if len(found) > A_PAGE else None,
            "before": before,
        },
    )


def _moment(text: str) -> datetime | None:
    """A moment from an address, if it is one."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
