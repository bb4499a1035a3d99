"""Which pages may use microphone and camera, and speak to the media server: those of groups that meet with voice."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponseBase
from django_permissions_policy import PermissionsPolicyMiddleware

_CLOSED: dict[str, str | list[str] | tuple[str]] = {
    name: [] for name in ("geolocation", "display-capture", "payment", "usb", "accelerometer")
}
_WITH_DEVICES = PermissionsPolicyMiddleware.compute_header_value(
    _CLOSED | {"camera": "self", "microphone": "self"}, name="pages with voice"
)


def let_use_devices(response: HttpResponseBase) -> HttpResponseBase:
    """Let this one page ask for microphone and camera."""
    response._permissions_policy_override = _WITH_DEVICES  # type: ignore[attr-defined]  # what its middleware reads
    return response


def let_reach_server(response: HttpResponseBase) -> HttpResponseBase:
    """Let this one page have a line to the media server, which is another host."""
    place = urlsplit(settings.JANUS_URL)
    response._csp_update = {"connect-src": [f"{place.scheme}://{place.netloc}"]}  # type: ignore[attr-defined]  # the same
    return response
