"""Every address of the site, package by package."""

from importlib.util import find_spec

from django.urls import include, path

from openchair.rooms.views.hall import here

_PLACES = [
    ("", "people"),
    ("groups/", "groups"),
    ("", "agreements"),
    ("goals/", "goals"),
    ("", "joining"),
    ("find/", "directory"),
    ("meetings/", "rooms"),
    ("reports/", "insights"),
    ("", "web"),
    ("", "web.help"),
]

urlpatterns = [
    # Short enough to be typed from a wall.
    path("here/", here, name="here"),
    *(
        path(prefix, include(f"openchair.{name}.urls"))
        for prefix, name in _PLACES
        if find_spec(f"openchair.{name}.urls")
    ),
]

handler400 = "openchair.web.errors.bad_request"
handler403 = "openchair.web.errors.not_allowed"
handler404 = "openchair.web.errors.not_found"
handler500 = "openchair.web.errors.broken"
