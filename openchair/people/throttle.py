"""Slowing down guesses (AUTH-5): by name, by source and by both, with a growing delay and nobody locked out for good.

What was tried is kept only as a keyed hash, and addresses are cut to a network before that. While somebody has to
wait, further tries are refused unseen and do not make the wait longer. A stranger's tries against a name do not slow
down the person themselves on a network from which they signed in lately: those two are counted apart.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from axes.handlers.base import AxesHandler
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openchair.core.time import now
from openchair.people.models import Attempts, Person
from openchair.people.names import normal_name
from openchair.vault.services import lookup_hash

SIGN_IN = "sign_in"
SECOND_STEP = "second_step"
FORGET = timedelta(hours=24)
KNOWN_FOR = timedelta(days=90)
FIRST_DELAY = timedelta(seconds=15)
STORE = "sessions"


@dataclass(frozen=True)
class Limit:
    """How many tries are free, and how long the wait grows."""

    free: int
    longest: timedelta

    def delay(self, failures: int) -> timedelta:
        """How long to wait after so many tries in vain."""
        if failures < self.free:
            return timedelta()
        grown: timedelta = FIRST_DELAY * 2 ** min(failures - self.free, 12)
        return min(self.longest, grown)


BOTH = Limit(free=5, longest=timedelta(minutes=15))
NAME = Limit(free=20, longest=timedelta(minutes=5))
SOURCE = Limit(free=30, longest=timedelta(minutes=60))


def source_of(request: HttpRequest) -> str:
    """The network a request comes from, too coarse to find a household."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ipaddress.ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))


def _bucket(*parts: str) -> str:
    return lookup_hash("people.attempts", "\n".join(parts)).hex()


def _buckets(purpose: str, name: str, source: str) -> dict[str, Limit]:
    limits = {}
    if name:
        limits[_bucket(purpose, "both", name, source)] = BOTH
        limits[_bucket(purpose, "name", name)] = NAME
    if source:
        limits[_bucket(purpose, "source", source)] = SOURCE
    return limits


def waiting(purpose: str, *, name: str, source: str, at: datetime) -> timedelta:
    """How long this name from this source has to wait; zero when it may try."""
    limits = _buckets(purpose, name, source)
    rows = {row.bucket: row for row in Attempts.objects.filter(bucket__in=limits)}
    both = rows.get(_bucket(purpose, "both", name, source)) if name else None
    known = both is not None and both.succeeded_at is not None and both.succeeded_at > at - KNOWN_FOR
    longest = timedelta()
    for bucket, row in rows.items():
        limit = limits[bucket]
        if row.last_failed_at is None or row.last_failed_at < at - FORGET or (known and limit is NAME):
            continue
        longest = max(longest, row.last_failed_at + limit.delay(row.failures) - at)
    return longest


def failed(purpose: str, *, name: str, source: str, at: datetime) -> None:
    """Count a try in vain."""
    _count(_buckets(purpose, name, source), at)


def _count(buckets: Iterable[str], at: datetime) -> None:
    with transaction.atomic(using=STORE):
        for bucket in buckets:
            row, _ = Attempts.objects.get_or_create(bucket=bucket)
            stale = row.last_failed_at is None or row.last_failed_at < at - FORGET
            Attempts.objects.filter(pk=bucket).update(failures=1 if stale else F("failures") + 1, last_failed_at=at)


def succeeded(purpose: str, *, name: str, source: str, at: datetime) -> None:
    """Remember that this name belongs to this source. The counts of name and source alone stay:

    otherwise whoever has one account of their own could wipe a source's count between guesses at another.
    """
    Attempts.objects.update_or_create(
        bucket=_bucket(purpose, "both", name, source), defaults={"failures": 0, "succeeded_at": at}
    )


def first_use(purpose: str, value: str, at: datetime) -> bool:
    """Whether this value was never used before, on whichever node: a code that is read over a shoulder works once."""
    try:
        with transaction.atomic(using=STORE):
            Attempts.objects.create(bucket=_bucket(purpose, "once", value), last_failed_at=at)
    except IntegrityError:
        return False
    return True


class Handler(AxesHandler):  # type: ignore[misc]
    """What axes asks before and after every attempt to sign in."""

    def is_allowed(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Whether this name may be tried from here now; known and unknown names are the same (AUTH-6)."""
        name = normal_name(str((credentials or {}).get("username") or ""))
        wait = waiting(SIGN_IN, name=name, source=source_of(request), at=now())
        request.wait = wait  # type: ignore[attr-defined]
        return wait <= timedelta()

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Count the try, and write down that somebody could not sign in."""
        from openchair.people.services import record_refusal

        if request is None or getattr(request, "axes_locked_out", False):
            return
        name = normal_name(str(credentials.get("username") or ""))
        failed(SIGN_IN, name=name, source=source_of(request), at=now())
        person_id = Person.objects.filter(sign_in_name=name).values_list("pk", flat=True).first()
        record_refusal(person_id=person_id, reason_code="password")

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Person, **kwargs: Any) -> None:
        """Remember that this person signs in from here."""
        if source := source_of(request):
            succeeded(SIGN_IN, name=user.sign_in_name, source=source, at=now())


def please_wait(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The answer while somebody has to wait: how long, and what helps meanwhile."""
    wait = getattr(request, "wait", FIRST_DELAY)
    seconds = max(1, ceil(wait.total_seconds()))
    response = render(request, "people/wait.html", {"minutes": ceil(seconds / 60)}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def try_or_wait(request: HttpRequest, purpose: str) -> HttpResponse | None:
    """Count a try that has no name (a link, a new account) against its source; an answer when it must wait."""
    at, source = now(), source_of(request)
    wait = waiting(purpose, name="", source=source, at=at)
    if wait > timedelta():
        request.wait = wait  # type: ignore[attr-defined]
        return please_wait(request)
    failed(purpose, name="", source=source, at=at)
    return None
