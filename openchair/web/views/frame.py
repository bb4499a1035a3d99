"""Small answers the frame needs for when there is no network."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openchair.core.policy import policy, public
from openchair.web.storage import built_folder


@policy(public)
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: keeps the help page for when there is no network, and nothing else."""
    return render(request, "web/worker.js", {"release": built_folder().name}, content_type="text/javascript")


@policy(public)
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What stands in for every page when there is no network."""
    return render(request, "web/offline.html")
