"""What every request of a signed-in person passes: time limits, the second step, their language and their clock."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone, translation

from openchair.core.policy import public
from openchair.core.time import now
from openchair.people.models import Person
from openchair.people.queries import end_of_sign_in, idle_limit, needs_second_factor
from openchair.people.services.signed_in import SEEN_EVERY, keep_signed_in

View = Callable[..., HttpResponse]


def before_second_step(view: Any) -> Any:
    """Mark a view that somebody may open before adding the second step their role asks for."""
    view.before_second_step = True
    return view


class Standing:
    """Refuses views without a policy, ends sign-ins that ran out and asks for the second step first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the person's language and time."""
        person = request.user
        if not person.is_authenticated:
            return self.get_response(request)
        assert isinstance(person, Person)
        if self._ran_out(request, person):
            logout(request)
            return _sign_in_again(request)
        translation.activate(person.language)
        try:
            with timezone.override(ZoneInfo(person.time_zone)):
                response = self.get_response(request)
        finally:
            translation.deactivate()
        # Pages of a signed-in person are nobody else's after "back" on a shared machine.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def _ran_out(self, request: HttpRequest, person: Person) -> bool:
        row = getattr(request.session, "row", None)
        if row is None or row.person_id != person.pk:
            return False
        at = now()
        if end_of_sign_in(person, row) <= at:
            return True
        if row.last_seen_at < at - SEEN_EVERY:
            keep_signed_in(session_key=request.session.session_key or "", at=at)
        # For the page, which says two minutes before that it is about to sign out (SESS-2).
        request.idle_seconds = int(idle_limit(person).total_seconds())  # type: ignore[attr-defined]
        return False

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Deny by default: a view that names no policy is a mistake, not an open door (AUTHZ-1)."""
        rule = getattr(view, "policy", None)
        if rule is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__qualname__} names no policy")
        if rule is public or getattr(view, "before_second_step", False):
            return None
        person = request.user
        if isinstance(person, Person) and needs_second_factor(person):
            return HttpResponseRedirect(resolve_url("mfa_index"))
        return None


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    where = {"ended": "1"}
    if request.method == "GET":
        where["next"] = request.get_full_path()
    response = HttpResponseRedirect(f"{resolve_url('account_login')}?{urlencode(where)}")
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204, headers={"HX-Redirect": response.url})  # type: ignore[assignment]
    return response


standing = Standing
