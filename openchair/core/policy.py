"""The mark every view carries: who may ask for this page. A view without one does not start."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase

Predicate = Callable[[Any], bool]
View = Callable[..., HttpResponseBase]


def public(person: Any) -> bool:
    """Anybody, signed in or not."""
    return True


def signed_in(person: Any) -> bool:
    """Anybody who is signed in."""
    return bool(person.is_authenticated)


def policy(predicate: Predicate) -> Callable[[View], View]:
    """Let only those through for whom the predicate holds; others sign in first, or find nothing here (404)."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if predicate(request.user):
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise Http404

        guarded.policy = predicate  # type: ignore[attr-defined]
        return guarded

    return mark
