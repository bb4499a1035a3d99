"""The lists that outside groups come from: for coordinators, and for operators who look after what is fetched."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from openchair.core.errors import Refused
from openchair.core.forms import posted
from openchair.core.policy import policy
from openchair.core.time import now
from openchair.directory import differences, queries, upkeep
from openchair.directory.forms import FORMS, FeedForm
from openchair.directory.models import Feed, ImportLine, ImportRun, Listing
from openchair.directory.policies import can_manage_feeds
from openchair.directory.words import run_words
from openchair.people.requests import SignedInRequest

LINES_A_PAGE = 25
SHOWN = {"left-out": "a", "changed": "b", "new": "c", "dropped": "d"}


@dataclass(frozen=True)
class FeedCard:
    """One list as the page of all lists shows it."""

    feed: Feed | None
    source: str
    last: ImportRun | None
    listings: int

    @property
    def words(self) -> str:
        return run_words(self.last) if self.last is not None else ""

    @property
    def listed(self) -> str:
        return ngettext("%(count)s group", "%(count)s groups", self.listings) % {"count": self.listings}


@policy(can_manage_feeds)
def feeds(request: HttpRequest) -> HttpResponse:
    """Every list, when it was last looked at, and what came of it."""
    last, listings = queries.last_runs(), queries.listings_by_source()
    every = list(Feed.objects.all())
    kept = {feed.source for feed in every}
    cards = [FeedCard(feed, feed.source, last.get(feed.source), listings.get(feed.source, 0)) for feed in every]
    by_hand = [
        FeedCard(None, source, last.get(source), count) for source, count in listings.items() if source not in kept
    ]
    return render(request, "directory/feeds.html", {"cards": cards, "by_hand": by_hand})


@policy(can_manage_feeds)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    """Have one more list fetched."""
    form = FeedForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            feed = upkeep.add_feed(actor=request.user, at=now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("source", str(refusal))
        else:
            messages.success(request, _("The list is added. It is fetched within a minute or two."))
            return redirect("directory:feed", feed_id=feed.pk)
    return render(request, "directory/feed_form.html", {"form": form, "feed": None}, status=_status(form))


@policy(can_manage_feeds)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, feed_id: UUID) -> HttpResponse:
    """Change where a list lies, how it is read and how often."""
    feed = get_object_or_404(Feed, pk=feed_id)
    values = {name: getattr(feed, name) for name in FeedForm.base_fields}
    form = FeedForm(posted(request), initial=values)
    del form.fields["source"]
    if request.method == "POST" and form.is_valid():
        upkeep.change_feed(feed=feed, actor=request.user, at=now(), **form.cleaned_data)
        messages.success(request, _("Changed. The list is fetched again within a minute or two."))
        return redirect("directory:feed", feed_id=feed.pk)
    return render(request, "directory/feed_form.html", {"form": form, "feed": feed}, status=_status(form))


def _status(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200


@policy(can_manage_feeds)
def feed(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """One list: how it is read, when it is fetched next, and each time it was."""
    shown = get_object_or_404(Feed, pk=feed_id)
    runs = list(ImportRun.objects.filter(source=shown.source))
    context = {
        "feed": shown,
        "form": dict(FORMS)[shown.form],
        "runs": [(run, run_words(run)) for run in runs],
        "failing": runs[0] if runs and runs[0].problem else None,
        "listings": Listing.objects.listed().filter(source=shown.source).count(),
        "resting": shown.paused_at is not None and shown.asked_at is None,
        "waiting": shown.due_at <= now(),
    }
    return render(request, "directory/feed.html", context)


@policy(can_manage_feeds)
@require_POST
def fetch(request: SignedInRequest, feed_id: UUID) -> HttpResponse:
    """Have a list fetched at once."""
    upkeep.ask_for_feed(feed=get_object_or_404(Feed, pk=feed_id), actor=request.user, at=now())
    messages.success(request, _("It is fetched within a minute or two. Open this page again to see what came of it."))
    return redirect("directory:feed", feed_id=feed_id)


@policy(can_manage_feeds)
@require_POST
def rest(request: SignedInRequest, feed_id: UUID) -> HttpResponse:
    """Leave a list alone for now, or take it up again."""
    feed = get_object_or_404(Feed, pk=feed_id)
    if "end" in request.POST:
        upkeep.resume_feed(feed=feed, actor=request.user, at=now())
        messages.success(request, _("The list is fetched again from now on."))
    else:
        upkeep.pause_feed(feed=feed, actor=request.user, at=now())
        messages.success(request, _("The list rests. Its groups stay as they were."))
    return redirect("directory:feed", feed_id=feed_id)


@policy(can_manage_feeds)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: SignedInRequest, feed_id: UUID) -> HttpResponse:
    """Fetch a list no more, and say what becomes of its groups."""
    feed = get_object_or_404(Feed, pk=feed_id)
    if request.method == "POST":
        upkeep.forget_feed(feed=feed, actor=request.user, with_listings="with_listings" in request.POST)
        messages.success(request, _("The list is taken away."))
        return redirect("directory:feeds")
    listings = Listing.objects.filter(source=feed.source).count()
    return render(request, "directory/feed_removal.html", {"feed": feed, "listings": listings})


@policy(can_manage_feeds)
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """What one time changed: what was left out and why, what is new, what is different, what is gone."""
    shown = get_object_or_404(ImportRun, pk=run_id)
    counts = {"left-out": shown.rejected, "changed": shown.updated, "new": shown.created, "dropped": shown.dropped}
    asked = request.GET.get("show", "")
    part = asked if asked in SHOWN else next((name for name, count in counts.items() if count), "new")
    about = ImportLine.About(SHOWN[part])
    lines = ImportLine.objects.filter(run=shown, about=about)
    kept = lines.count()
    pages = max(1, -(-kept // LINES_A_PAGE))
    page = min(queries.page_number(request.GET.get("page", "")), pages)
    entries = [
        (
            line,
            differences.changes_of(line) if part == "changed" else (),
            differences.reasons_of(line) if part == "left-out" else (),
        )
        for line in lines[(page - 1) * LINES_A_PAGE : page * LINES_A_PAGE]
    ]
    context = {
        "run": shown,
        "words": run_words(shown),
        "feed": Feed.objects.filter(source=shown.source).first(),
        "parts": [(name, ImportLine.About(SHOWN[name]).label, count) for name, count in counts.items()],
        "part": part,
        "heading": about.label,
        "entries": entries,
        "page": page,
        "pages": pages,
        "more": counts[part] - kept,
    }
    return render(request, "directory/import_run.html", context)
