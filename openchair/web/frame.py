"""What the frame of every page needs to know: who reads, in which theme, where they are, and the way out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LOOK_COOKIE = "look"
"""Remembers theme, contrast and size of letters for pages that ask nobody who they are, such as help."""
LOOKS = (("light", "dark"), ("more",), ("large", "larger"))
"""What may be chosen of each; anything else follows the device."""


def look_of(person: Any) -> str:
    """How a person likes the pages, as the cookie says it."""
    return ".".join((person.theme, person.contrast, person.text_size))


@dataclass(frozen=True)
class Place:
    """One entry of the menu."""

    name: str | Promise
    address: str
    current: bool


class Frame:
    """The frame of one page. Asks who is signed in only when a template wants to know."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def organisation(self) -> str:
        """The organisation that runs this installation."""
        return settings.ORGANISATION

    @property
    def exit_address(self) -> str:
        """Where "Leave quickly" leads: a page that says nothing about this one."""
        return settings.QUICK_EXIT_URL

    @cached_property
    def person(self) -> Any:
        """Who is signed in, or None; always None on pages that must not ask."""
        if getattr(self._request, "asks_nobody", False):
            return None
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def _look(self) -> list[str]:
        said = look_of(self.person) if self.person is not None else self._request.COOKIES.get(LOOK_COOKIE, "")
        parts = [*said.split("."), "", "", ""]
        return [part if part in known else "" for part, known in zip(parts, LOOKS, strict=False)]

    @property
    def theme(self) -> str:
        """The theme a person chose, or empty to follow the device."""
        return self._look[0]

    @property
    def contrast(self) -> str:
        """The word "more" if a person chose more contrast than their device asks for."""
        return self._look[1]

    @property
    def text_size(self) -> str:
        """The word "large" or "larger" if a person chose larger letters."""
        return self._look[2]

    @property
    def idle_seconds(self) -> int:
        """How long a signed-in person may do nothing; 0 where nobody is signed out by the clock."""
        return getattr(self._request, "idle_seconds", 0) if self.person is not None else 0

    @cached_property
    def places(self) -> list[Place]:
        """The menu for whoever reads."""
        if getattr(self._request, "asks_nobody", False):
            entries = [(_("Today"), "/"), (_("Find a group"), "/find/")]
        elif self.person is None:
            entries = [
                (_("What a meeting is like"), "/#how"),
                (_("Find a group"), "/find/"),
                (_("Sign in"), settings.LOGIN_URL),
            ]
        else:
            entries = [
                (_("Today"), "/"),
                (_("My groups"), "/groups/"),
                (_("Find a group"), "/find/"),
                (_("My data"), "/my-data/"),
                (_("Settings"), "/settings/"),
            ]
        return [Place(name, address, address == self._nearest(entries)) for name, address in entries]

    @cached_property
    def here(self) -> Place | None:
        """The entry of the menu for the page that is open."""
        return next((place for place in self.places if place.current), None)

    def _nearest(self, entries: list[tuple[Any, str]]) -> str:
        path = self._request.path
        fitting = [
            address for _name, address in entries if path == address or (address != "/" and path.startswith(address))
        ]
        return max(fitting, key=len, default="")


def frame(request: HttpRequest) -> Mapping[str, Frame]:
    """Context processor: `frame` in every template."""
    return {"frame": Frame(request)}
