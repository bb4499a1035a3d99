"""Sign-in names and passwords in one fixed form, so that what was typed on one machine matches on every other."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 40
SHORTEST_NAME = 3
_PLAIN_NAME = re.compile(r"[\w.\- ]+")


def normal_name(typed: str) -> str:
    """The one form under which a sign-in name is kept and looked up."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", typed).casefold()).split())


def normal_password(typed: str) -> str:
    """The one form in which a password is measured and hashed (AUTH-1): nothing is cut off or trimmed."""
    return unicodedata.normalize("NFKC", typed)


def check_name(name: str) -> None:
    """Say what is wrong with a sign-in name, in words."""
    if "@" in name:
        raise ValidationError(_("Choose a name that is not an e-mail address."), code="address")
    if len(name) < SHORTEST_NAME:
        raise ValidationError(_("Choose a name of at least three signs."), code="short")
    if len(name) > LONGEST_NAME:
        raise ValidationError(_("Choose a name of at most forty signs."), code="long")
    if not _PLAIN_NAME.fullmatch(name):
        raise ValidationError(_("Use letters, digits, spaces, dots and hyphens only."), code="signs")
