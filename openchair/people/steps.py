"""Step-up: something that matters asks for the password or the second step again within five minutes (SESS-5)."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from openchair.core.time import now
from openchair.people.models import Person
from openchair.people.queries import has_second_factor


def stepped_up(request: HttpRequest) -> bool:
    """Whether the person proved themselves in the last five minutes, with the second step if they have one."""
    person = request.user
    if not isinstance(person, Person):
        return False
    kinds = ("mfa",) if has_second_factor(person) else ("mfa", "password")
    if not settings.SECOND_FACTOR_REQUIRED and not has_second_factor(person):
        # The demo signs people in by a link; there is nothing they could prove themselves with.
        return True
    latest = max(
        (float(each["at"]) for each in get_authentication_records(request, person) if each["method"] in kinds),
        default=0.0,
    )
    return now().timestamp() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def step_up_first(request: HttpRequest, back_to: str = "") -> HttpResponse | None:
    """None when the person proved themselves lately; else the way to do so, which leads back to a page to read.

    What was typed into the form is not carried along: it would lie in the store of sign-ins meanwhile.
    """
    if stepped_up(request):
        return None
    methods = get_adapter().get_reauthentication_methods(request.user)
    code = [method["url"] for method in methods if method["id"] == "mfa_reauthenticate"]
    url = code[0] if code else methods[0]["url"]
    return HttpResponseRedirect(f"{url}?{urlencode({'next': back_to or request.path})}")
