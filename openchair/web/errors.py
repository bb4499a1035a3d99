"""Pages for when something is in the way: what happened, what is safe, and what can be done. None asks a database.

They are no views of an address and carry no policy: some are shown before anybody knows who asks.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _page(request: HttpRequest, name: str, status: HTTPStatus) -> HttpResponse:
    request.asks_nobody = True  # type: ignore[attr-defined]  # the frame must not look up who reads
    return render(request, f"web/errors/{name}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was sent made no sense."""
    return _page(request, "bad_request", HTTPStatus.BAD_REQUEST)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """This door is not yours to open."""
    return _page(request, "not_allowed", HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same words for a wrong, an old and a closed address, so that nothing can be guessed."""
    return _page(request, "not_found", HTTPStatus.NOT_FOUND)


def broken(request: HttpRequest) -> HttpResponse:
    """Something on our side went wrong."""
    return _page(request, "broken", HTTPStatus.INTERNAL_SERVER_ERROR)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is too old, or was sent from somewhere else."""
    return _page(request, "stale_form", HTTPStatus.FORBIDDEN)
