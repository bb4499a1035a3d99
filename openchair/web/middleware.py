"""What every answer passes on its way out: pages that ask nobody who they are, the chosen look, and the headers."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from openchair.web.frame import LOOK_COOKIE, look_of

YEAR = 31_536_000
LEAVING = "/leave/"
ASKING_NOBODY = frozenset({"/help/", "/help/countries/", "/offline/", "/worker.js"})
"""Pages that must open for anybody at any time, and so may not depend on a database."""


class AsksNobody:
    """Help opens without looking up who reads it: the sign-in cookie is put aside before anything can follow it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and let no page of a person lie about in a cache."""
        if request.path in ASKING_NOBODY:
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
            request.asks_nobody = True  # type: ignore[attr-defined]  # read by the frame
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class LeadsAway:
    """Whoever leaves quickly gets away, also when ending their sign-in failed or had nothing to end."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the way out in place of what would stand there."""
        response = self.get_response(request)
        if request.path == LEAVING and request.method == "POST":
            response = HttpResponseRedirect(settings.QUICK_EXIT_URL)
            response.delete_cookie(settings.SESSION_COOKIE_NAME, samesite="Lax")
        return response


class RememberLook:
    """Keeps the chosen theme, contrast and size of letters in a cookie, for pages that ask nobody who they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and bring the cookie into step with the person's settings."""
        response = self.get_response(request)
        person = getattr(request, "user", None)
        if person is not None and person.is_authenticated:
            look = look_of(person)
            if request.COOKIES.get(LOOK_COOKIE, "") != look:
                response.set_cookie(
                    LOOK_COOKIE,
                    look,
                    max_age=YEAR,
                    httponly=True,
                    samesite="Lax",
                    secure=settings.SESSION_COOKIE_SECURE,
                )
        return response
