"""Credentials for the relay: good for minutes, made anew for each request, and telling nothing about who asks.

The scheme is the one coturn calls `use-auth-secret` (draft-uberti-behave-turn-rest-00): the name is a time and a mark,
the password its HMAC under a secret that only this installation and its relay know.
"""

import secrets
from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha1
from hmac import digest
from typing import NamedTuple

from django.conf import settings

GOOD_FOR = timedelta(minutes=10)
"""How long somebody may take to join; a call that stands goes on."""
MARK_BYTES = 12


class RelayCredentials(NamedTuple):
    """What a page needs to use the relay."""

    urls: list[str]
    username: str
    credential: str
    expires_at: datetime


def is_set_up() -> bool:
    """Whether this installation has a relay. Without one there are no calls: nothing goes from device to device."""
    return bool(settings.TURN_URLS and settings.TURN_SECRET)


def credentials(at: datetime) -> RelayCredentials:
    """Fresh credentials, under a mark that is used once and joins nothing to anybody."""
    expires = at + GOOD_FOR
    username = f"{int(expires.timestamp())}:{secrets.token_hex(MARK_BYTES)}"
    # SHA-1 is what the relay's protocol knows; as an HMAC under a long secret it is not what breaks.
    sealed = digest(settings.TURN_SECRET.encode(), username.encode(), sha1)
    return RelayCredentials(list(settings.TURN_URLS), username, b64encode(sealed).decode(), expires)
