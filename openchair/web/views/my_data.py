"""My data: what is kept about a person, and who can see it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openchair.core.policy import policy
from openchair.core.time import now
from openchair.people.policies import is_signed_in
from openchair.web.queries.my_data import my_data


@policy(is_signed_in)
def show(request: HttpRequest) -> HttpResponse:
    """What is kept about the person who asks, who can see it, and who looked."""
    return render(request, "web/my_data.html", {"mine": my_data(request.user, now())})  # type: ignore[arg-type]  # signed in
