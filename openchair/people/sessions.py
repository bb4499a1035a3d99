"""The store behind the sign-in cookie: one row per device, found by a hash of the cookie.

A copy of the table signs nobody in, because what the cookie holds cannot be read off it. Each row knows whose it is,
so that all of a person's sign-ins can be listed and ended at once.
"""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from openchair.people.models import SignIn

DEVICE = "_device"


def hashed(session_key: str) -> str:
    """What the table holds for this cookie."""
    return hashlib.sha256(b"openchair sign-in " + session_key.encode()).hexdigest()[:40]


class SessionStore(DatabaseStore):
    """Django's database store over `SignIn`, with hashed keys."""

    row: SignIn | None = None

    @classmethod
    def get_model_class(cls) -> type[SignIn]:
        """The table of sign-ins."""
        return SignIn

    def _get_session_from_db(self) -> SignIn | None:
        self.row = (
            SignIn.objects.filter(session_key=hashed(self.session_key), expire_date__gt=timezone.now()).first()
            if self.session_key
            else None
        )
        if self.row is None:
            self._session_key = None
        return self.row

    async def _aget_session_from_db(self) -> SignIn | None:
        self.row = (
            await SignIn.objects.filter(session_key=hashed(self.session_key), expire_date__gt=timezone.now()).afirst()
            if self.session_key
            else None
        )
        if self.row is None:
            self._session_key = None
        return self.row

    def exists(self, session_key: str) -> bool:
        """Whether this cookie is known."""
        return SignIn.objects.filter(session_key=hashed(session_key)).exists()

    async def aexists(self, session_key: str) -> bool:
        """Whether this cookie is known."""
        return await SignIn.objects.filter(session_key=hashed(session_key)).aexists()

    def _filled(self, key: str, data: dict[str, Any], expires: datetime) -> SignIn:
        at = timezone.now()
        row_key = hashed(key)
        before = self.row if self.row is not None and self.row.session_key == row_key else None
        person = data.get(SESSION_KEY)
        same_person = before is not None and str(before.person_id) == person
        self.row = SignIn(
            session_key=row_key,
            session_data=self.encode(data),
            expire_date=expires,
            person_id=UUID(person) if person else None,
            device=data.get(DEVICE, ""),
            started_at=before.started_at if before is not None and same_person else at,
            last_seen_at=before.last_seen_at if before is not None and same_person else at,
        )
        return self.row

    def create_model_instance(self, data: dict[str, Any]) -> SignIn:
        """The row for the current state."""
        return self._filled(
            self._get_or_create_session_key(),  # type: ignore[attr-defined]
            data,
            self.get_expiry_date(),
        )

    async def acreate_model_instance(self, data: dict[str, Any]) -> SignIn:
        """The row for the current state."""
        return self._filled(
            await self._aget_or_create_session_key(),  # type: ignore[attr-defined]
            data,
            await self.aget_expiry_date(),
        )

    def delete(self, session_key: str | None = None) -> None:
        """Forget a sign-in, so that its cookie is worth nothing."""
        if key := session_key or self.session_key:
            SignIn.objects.filter(session_key=hashed(key)).delete()

    async def adelete(self, session_key: str | None = None) -> None:
        """Forget a sign-in, so that its cookie is worth nothing."""
        if key := session_key or self.session_key:
            await SignIn.objects.filter(session_key=hashed(key)).adelete()
