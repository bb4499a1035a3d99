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
    def meeting_now(self) -> "ListingQuerySet":
        """Without those that the source says are not meeting at the moment."""
        return self.exclude(attendance=Attendance.INACTIVE)


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
    search_words = models.TextField(blank=True)
    """The words of names, notes and places without case and accents, with a space between them."""
    raw = models.TextField()
    """The row as it came, as text: a JSON column would lose the order of keys and the way numbers are written."""
    listed_at = models.DateTimeField()
    """First import: where two sources share a slug, the older listing keeps it in the export."""
    imported_at = models.DateTimeField()
    """Last import that changed something."""

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["source", "slug"], name="one_listing_a_slug")]
        # The find page: one page of listings by name, also of many that a common word finds, from the index alone.
        indexes = [
            models.Index(fields=["name", "id", "number", "attendance", "kind", "languages"], name="listing_by_name"),
            # Which zones there are, for "on now": each has another time.
            models.Index(fields=["time_zone"], name="listing_by_zone"),
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

    class Meta:
        ordering = ["weekday", "starts_local"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "weekday", "starts_local"], name="one_occurrence_a_time"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="weekday_in_a_week"),
        ]
        # "Which groups meet on Monday evening": the filter of the find page.
        indexes = [models.Index(fields=["weekday", "starts_local", "listing"], name="occurrence_by_time")]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts_local:%H:%M}"
