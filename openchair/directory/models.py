"""Outside listings: what a feed said, as it came, beside what a page needs to show and search."""

import unicodedata

from django.db import models
from django.utils.translation import gettext_lazy as _

from openchair.core.ids import new_id


class Attendance(models.TextChoices):
    """How one can take part in an outside group."""

    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")
    INACTIVE = "inactive", _("Not meeting at the moment")


class ListingQuerySet(models.QuerySet["Listing"]):
    def listed(self) -> "ListingQuerySet":
        """Without those that their source no longer has on its list."""
        return self.filter(dropped_at=None)

    def meeting_now(self) -> "ListingQuerySet":
        """Those on a list, without the ones that the source says are not meeting at the moment."""
        return self.listed().exclude(attendance=Attendance.INACTIVE)


def fold(text: str) -> str:
    """Words without case and accents, so that "zurich" finds "Zürich"."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


class Word(models.Model):
    """A word that some listing holds, so that a typing error finds the one that was meant."""

    text = models.CharField(max_length=60, primary_key=True)

    def __str__(self) -> str:
        return self.text


class Listing(models.Model):
    """An outside group, known by its source and the slug it has there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.BigIntegerField(unique=True, editable=False)
    """By which the search knows it: part of its id."""
    source = models.CharField(max_length=200)
    slug = models.CharField(max_length=200)
    form = models.CharField(max_length=20, default="meeting-guide")
    """The format of the row as it came."""
    kind = models.CharField(max_length=40, blank=True)
    """Kind of group (the same words as for our own), where whoever imported it said so."""
    name = models.CharField(max_length=300)
    group_name = models.CharField(max_length=300, blank=True)
    notes = models.TextField(blank=True)
    place = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=300, blank=True)
    region = models.CharField(max_length=300, blank=True)
    approximate = models.BooleanField(default=False)
    attendance = models.CharField(max_length=10, choices=Attendance.choices)
    online_address = models.TextField(blank=True)
    online_notes = models.TextField(blank=True)
    phone = models.CharField(max_length=300, blank=True)
    phone_notes = models.TextField(blank=True)
    website = models.TextField(blank=True)
    time_zone = models.CharField(max_length=64)
    zone_assumed = models.BooleanField(default=False)
    """The source named no time zone; whoever imported it, or the installation, did."""
    types = models.JSONField(default=list)
    languages = models.CharField(max_length=200, blank=True)
    """Language tags with a space on each side, so that one can be asked for: " en es "."""
    access = models.CharField(max_length=100, blank=True)
    """Needs that its types promise to meet, written in the same way."""
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    search_words = models.TextField(blank=True)
    """The words of names, notes and places without case and accents, with a space between them."""
    raw = models.TextField()
    """The row as it came, as text: a JSON column would lose the order of keys and the way numbers are written."""
    listed_at = models.DateTimeField()
    """First import: where two sources share a slug, the older listing keeps it in the export."""
    imported_at = models.DateTimeField()
    """Last import that changed something."""
    dropped_at = models.DateTimeField(null=True)
    """When its source had it on the list no more. It is kept for the day it comes back, and found no longer."""

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["source", "slug"], name="one_listing_a_slug")]
        # The find page: one page of listings by name, also of many that a common word finds, from the index alone.
        indexes = [
            models.Index(
                fields=["name", "id", "number", "attendance", "dropped_at", "kind", "languages", "access"],
                name="listing_by_name",
            ),
            # What lies within some kilometres: a square is looked up, then the circle in it, from the index alone.
            models.Index(
                fields=[
                    "latitude",
                    "longitude",
                    "attendance",
                    "dropped_at",
                    "kind",
                    "languages",
                    "access",
                    "name",
                    "id",
                ],
                name="listing_by_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.slug}"


class Occurrence(models.Model):
    """One weekly time of a listing, on the wall clock of its own zone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="occurrences")
    weekday = models.PositiveSmallIntegerField()
    """Monday is 0."""
    starts_local = models.TimeField()
    ends_local = models.TimeField(null=True)
    time_zone = models.CharField(max_length=64)
    """Its listing's, here too: in each zone another part of the week is "now", and is looked up as one stretch."""

    class Meta:
        ordering = ["weekday", "starts_local"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "weekday", "starts_local"], name="one_occurrence_a_time"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="weekday_in_a_week"),
        ]
        # "Which groups are on now", and which zones there are.
        indexes = [
            models.Index(
                fields=["time_zone", "weekday", "starts_local", "ends_local", "listing"], name="occurrence_by_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts_local:%H:%M}"


class Rhythm(models.IntegerChoices):
    """How often a feed is fetched, in hours."""

    HOURLY = 1, _("Every hour")
    FOUR_TIMES_A_DAY = 6, _("Four times a day")
    DAILY = 24, _("Every day")
    WEEKLY = 168, _("Every week")


class Feed(models.Model):
    """A list on the web that is fetched again and again, so that what is listed here stays true."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=200, unique=True)
    """What its listings are known by; it never changes, or all of them would be others."""
    address = models.TextField()
    form = models.CharField(max_length=20, default="auto")
    kind = models.CharField(max_length=40, blank=True)
    time_zone = models.CharField(max_length=64)
    """Of times that name none."""
    formats_address = models.TextField(blank=True)
    """Where a BMLT server says what its formats mean."""
    bodies_address = models.TextField(blank=True)
    """Where a BMLT server names its service bodies."""
    every_hours = models.PositiveSmallIntegerField(choices=Rhythm.choices, default=Rhythm.DAILY)
    added_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    """When it is fetched next; whoever fetches it moves this on first, so that nobody else does."""
    asked_at = models.DateTimeField(null=True)
    """When somebody asked for it at once, until it was fetched."""
    failures = models.PositiveSmallIntegerField(default=0)
    """How often in a row it could not be fetched; each time the next try waits longer."""

    class Meta:
        ordering = ["source"]
        constraints = [
            models.CheckConstraint(condition=models.Q(every_hours__in=Rhythm.values), name="rhythm_of_a_feed")
        ]

    def __str__(self) -> str:
        return self.source


class ImportRun(models.Model):
    """One time that a list was brought in, or could not be."""

    class How(models.TextChoices):
        """What it was that brought it in."""

        PLANNED = "planned", _("As planned")
        ASKED = "asked", _("Somebody asked for it")
        COMMAND = "command", _("From the command line")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=200)
    how = models.CharField(max_length=10, choices=How.choices)
    at = models.DateTimeField()
    problem = models.TextField(blank=True)
    """Why nothing came in; nothing was changed then."""
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0)
    """Listings that were on the list the time before and are no more."""
    rejected = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-at", "-id"]
        # The runs of one feed, the newest first.
        indexes = [models.Index(fields=["source", "-at", "-id"], name="runs_of_a_source")]

    def __str__(self) -> str:
        return f"{self.source} {self.at:%Y-%m-%d %H:%M}"


class ImportLine(models.Model):
    """What one run did to one listing, or why it left a row out."""

    class About(models.TextChoices):
        """What became of it, in the order a reader wants to know."""

        REJECTED = "a", _("Left out")
        CHANGED = "b", _("Changed")
        NEW = "c", _("New")
        DROPPED = "d", _("No longer on the list")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="lines")
    about = models.CharField(max_length=1, choices=About.choices)
    place = models.PositiveIntegerField()
    """The row in the file, counted from 0, or a number that keeps the order."""
    slug = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=list)
    """Of a changed listing: field, before, after. Of a row left out: field and reason."""

    class Meta:
        ordering = ["about", "place"]
        constraints = [models.UniqueConstraint(fields=["run", "about", "place"], name="one_line_a_place")]

    def __str__(self) -> str:
        return f"{self.about} {self.slug}"
