"""Feeds: added, changed, paused and forgotten by people; fetched by the job runner when they are due."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openchair.core.errors import InputProblem, Refused, require
from openchair.core.events import publish
from openchair.core.rows import held
from openchair.directory import search
from openchair.directory.events import (
    FeedAdded,
    FeedAskedFor,
    FeedChanged,
    FeedForgotten,
    FeedPaused,
    FeedResumed,
)
from openchair.directory.feeds import read_feed, read_list
from openchair.directory.fetching import check_address
from openchair.directory.formats.bmlt import with_lists
from openchair.directory.models import Feed, ImportRun, Listing, Occurrence
from openchair.directory.policies import can_manage_feeds
from openchair.directory.services import BATCH, forget_old_runs, import_listings, refuse_empty
from openchair.people.models import Person

CLAIMED = timedelta(minutes=30)
"""How long whoever fetches a feed keeps it; after that it is taken to have died."""
MOST_AT_ONCE = 3
"""Feeds fetched in one run of the job, so that other jobs of this process are not kept waiting."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=15), timedelta(days=1)
"""Before a feed that could not be fetched is tried again; twice as long each time."""


ADDRESSES = ("address", "formats_address", "bodies_address")


class SourceIsTaken(Refused):
    """Another feed has this name."""

    code = "source_is_taken"
    words = _("Another list has this name. Take a different one, or change that list.")


# --- by people ----------------------------------------------------------------------------------------------
@transaction.atomic
def add_feed(*, actor: Person, source: str, at: datetime, **values: Any) -> Feed:
    """Have a list fetched from now on."""
    require(can_manage_feeds(actor))
    _check(values)
    if Feed.objects.filter(source=source).exists():
        raise SourceIsTaken
    feed = Feed.objects.create(source=source, added_at=at, due_at=at, **values)
    publish(FeedAdded(actor_id=actor.pk, feed_id=feed.pk))
    return feed


def _check(values: Mapping[str, Any]) -> None:
    """A feed of these pages lies on the web: a path would read this machine's own files."""
    for name in ADDRESSES:
        if values.get(name):
            check_address(values[name])


@transaction.atomic
def change_feed(*, feed: Feed, actor: Person, at: datetime, **values: Any) -> Feed:
    """Fetch it from elsewhere, in another way or at other times; it is looked at once more soon."""
    require(can_manage_feeds(actor))
    _check(values)
    feed = held(Feed.objects.filter(pk=feed.pk)).get()
    for name, value in values.items():
        setattr(feed, name, value)
    feed.due_at, feed.failures = at, 0
    feed.save(update_fields=[*values, "due_at", "failures"])
    publish(FeedChanged(actor_id=actor.pk, feed_id=feed.pk))
    return feed


@transaction.atomic
def pause_feed(*, feed: Feed, actor: Person, at: datetime) -> None:
    """Leave a list alone until somebody says otherwise; what it lists stays."""
    require(can_manage_feeds(actor))
    if Feed.objects.filter(pk=feed.pk, paused_at=None).update(paused_at=at):
        publish(FeedPaused(actor_id=actor.pk, feed_id=feed.pk))


@transaction.atomic
def resume_feed(*, feed: Feed, actor: Person, at: datetime) -> None:
    """Fetch a list again that rested."""
    require(can_manage_feeds(actor))
    resting = Feed.objects.filter(pk=feed.pk).exclude(paused_at=None)
    if resting.update(paused_at=None, due_at=at, failures=0):
        publish(FeedResumed(actor_id=actor.pk, feed_id=feed.pk))


@transaction.atomic
def ask_for_feed(*, feed: Feed, actor: Person, at: datetime) -> None:
    """Have a list fetched as soon as the job runner looks again, also one that rests."""
    require(can_manage_feeds(actor))
    Feed.objects.filter(pk=feed.pk).update(due_at=at, asked_at=at)
    publish(FeedAskedFor(actor_id=actor.pk, feed_id=feed.pk))


@transaction.atomic
def forget_feed(*, feed: Feed, actor: Person, with_listings: bool) -> int:
    """Fetch a list no more and forget its runs; how many listings went with it."""
    require(can_manage_feeds(actor))
    gone = _take_off(feed.source) if with_listings else 0
    ImportRun.objects.filter(source=feed.source).delete()
    feed_id = feed.pk
    feed.delete()
    publish(FeedForgotten(actor_id=actor.pk, feed_id=feed_id, listings=gone))
    return gone


def _take_off(source: str) -> int:
    pairs = list(Listing.objects.filter(source=source).order_by().values_list("pk", "number"))
    for start in range(0, len(pairs), BATCH):
        part = pairs[start : start + BATCH]
        keys = [key for key, _number in part]
        search.forget([number for _key, number in part])
        Occurrence.objects.filter(listing__in=keys).delete()
        Listing.objects.filter(pk__in=keys).delete()
    return len(pairs)


# --- by the job runner --------------------------------------------------------------------------------------
def fetch_due_feeds(*, at: datetime) -> int:
    """Fetch the feeds whose time has come; how many came in. What cannot be fetched is told on its page."""
    due = Feed.objects.filter(due_at__lte=at).exclude(paused_at__isnull=False, asked_at=None).order_by("due_at")
    return sum(_fetch_one(feed, at) for feed in due[:MOST_AT_ONCE])


def _fetch_one(feed: Feed, at: datetime) -> bool:
    # Conditional on the time that was seen: of two processes that find a feed due, one takes it.
    mine = Feed.objects.filter(pk=feed.pk, due_at=feed.due_at)
    if not mine.update(due_at=at + CLAIMED, asked_at=None):
        return False
    how = ImportRun.How.PLANNED if feed.asked_at is None else ImportRun.How.ASKED
    problem = ""
    try:
        rows, form = _rows_of(feed)
        import_listings(
            rows=rows, form=form, source=feed.source, time_zone=feed.time_zone, kind=feed.kind, at=at, how=how
        )
    except InputProblem as refusal:
        problem = str(refusal)
        _tell(feed.source, how, problem, at)
    failures = feed.failures + 1 if problem else 0
    # A change or a wish that came in the meantime has set another time already; that one stands.
    Feed.objects.filter(pk=feed.pk, due_at=at + CLAIMED).update(due_at=_next(feed, failures, at), failures=failures)
    return not problem


def _rows_of(feed: Feed) -> tuple[Sequence[Any], str]:
    rows, form = read_feed(feed.address, form=feed.form)
    refuse_empty(rows, source=feed.source, label=feed.address)
    if feed.formats_address or feed.bodies_address:
        rows = with_lists(
            rows,
            formats=read_list(feed.formats_address) if feed.formats_address else None,
            bodies=read_list(feed.bodies_address) if feed.bodies_address else None,
        )
    return rows, form


def _tell(source: str, how: ImportRun.How, problem: str, at: datetime) -> None:
    ImportRun.objects.create(source=source, how=how, at=at, problem=problem[:2000])
    forget_old_runs(source)


def _next(feed: Feed, failures: int, at: datetime) -> datetime:
    usual = timedelta(hours=feed.every_hours)
    if not failures:
        return at + usual
    doubled: int = 2 ** min(failures - 1, 10)
    return at + min(FIRST_WAIT * doubled, max(usual, LONGEST_WAIT))
