"""Errors every package shares."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """Something a person asked for is not possible; `words` say so plainly and what to do instead."""

    code: str = "refused"
    words: str | Promise = _("That is not possible right now.")

    def __init__(self, words: str | Promise | None = None) -> None:
        if words is not None:
            self.words = words
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.words)


class NotAllowed(Refused):
    """The actor may not do this. Never says whether the thing exists."""

    code = "not_allowed"
    words = _("You cannot do this here.")


def require(allowed: bool) -> None:
    """Refuse with `NotAllowed` unless a policy predicate said yes."""
    if not allowed:
        raise NotAllowed


class InputProblem(Exception):
    """A file or argument that cannot be read; names file, row and field, and nothing was changed."""

    def __init__(self, message: str, *, file: str = "", row: int | None = None, field: str = "") -> None:
        self.message, self.file, self.row, self.field = message, file, row, field
        super().__init__(message)

    def __str__(self) -> str:
        where = [part for part in (self.file, f"line {self.row}" if self.row is not None else "", self.field) if part]
        return ": ".join([", ".join(where), self.message]) if where else self.message
