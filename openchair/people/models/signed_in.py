"""Being signed in, and failed attempts at it. Both live in the database for sign-in sessions, apart from content."""

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class SignIn(AbstractBaseSession):
    """One device on which somebody is signed in. The key column holds a hash of what the cookie holds."""

    # A plain id: the person lives in another database.
    person_id = models.UUIDField(null=True, db_index=True)
    device = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return "being signed in"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """The store that writes this table."""
        from openchair.people.sessions import SessionStore

        return SessionStore


class Attempts(models.Model):
    """How often something was tried in vain under one hashed bucket (a name, a source, both), to slow it down."""

    bucket = models.CharField(primary_key=True, max_length=64)
    failures = models.PositiveIntegerField(default=0)
    last_failed_at = models.DateTimeField(null=True)
    # When somebody last signed in with this name from this source: a stranger's tries do not slow them down.
    succeeded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "attempts"

    def __str__(self) -> str:
        return "attempts"
