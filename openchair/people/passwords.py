"""The password rules (AUTH-1, AUTH-2): length and a list, no rule about kinds of signs, and the answer says why."""

import gzip
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from openchair.people.models.person import LONG_PASSWORD
from openchair.people.names import normal_password

SHORTEST = 8
"""With a second factor; without one see LONG_PASSWORD."""
LONGEST = 1024
"""Far beyond any passphrase; without an end, hashing would be a way to tire the machine."""
PADDING = "0123456789 !?.,-_*#+"
LONG_WORD = 4
"""Shorter words appear inside honest passphrases by chance."""


@cache
def common() -> frozenset[str]:
    """The bundled list of 20,000 passwords that are tried first. No network is asked."""
    path = Path(password_validation.__file__).parent / "common-passwords.txt.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _is_padded(password: str) -> bool:
    """Whether it is one common password, repeated or between digits and signs, that only looks long."""
    typed, bare = password.casefold(), _bare(password)
    for core in {typed, typed.strip(PADDING), bare, bare.strip("0123456789")}:
        for size in range(1, len(core) + 1):
            part = core[:size]
            if len(core) % size == 0 and part * (len(core) // size) == core and (part in common() or size <= 2):
                return True
    return False


def own_words(sign_in_name: str) -> set[str]:
    """The product's, the organisation's and the account's words."""
    texts = ["openchair", "open chair", settings.ORGANISATION, sign_in_name]
    found = {_bare(text) for text in texts}
    for text in texts:
        found |= {_bare(word) for word in re.split(r"[\W_]+", text)}
    return {word for word in found if len(word) >= LONG_WORD and word not in ("open", "chair")}


def check_password_rules(password: str, *, sign_in_name: str, second_factor: bool) -> None:
    """Refuse a password that is easily guessed, and say why."""
    typed = normal_password(password)
    least = SHORTEST if second_factor else LONG_PASSWORD
    if len(typed) < least:
        raise ValidationError(
            _("Use %(least)s signs or more. A few words in a row are easy to remember.") % {"least": least},
            code="short",
        )
    if len(typed) > LONGEST:
        raise ValidationError(_("Use at most %(longest)s signs.") % {"longest": LONGEST}, code="long")
    if typed.casefold() in common() or _is_padded(typed):
        raise ValidationError(
            _("This is on the list of passwords that are tried first. Choose something of your own."), code="common"
        )
    bare = _bare(typed)
    if any(word in bare for word in own_words(sign_in_name)):
        raise ValidationError(
            _("Leave out your sign-in name, the name of this place and the word Openchair: they are tried first."),
            code="own_words",
        )


class PasswordRules:
    """The same rules for everything that asks Django's validators."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse what is easily guessed; eight signs do only where a second step is asked for."""
        from openchair.people.queries import second_step_is_sure

        check_password_rules(
            password,
            sign_in_name=getattr(user, "sign_in_name", "") or "",
            second_factor=user is not None and user.pk is not None and second_step_is_sure(user),
        )

    def get_help_text(self) -> str:
        """What to choose."""
        return _("Fifteen signs or more, for example four words that do not belong together.")
