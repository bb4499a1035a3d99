"""The log of each meeting in three rows an event, and what a person may leave behind for a bad night.

An envelope stays for ever; its body (what was said, felt or answered) and its author can be deleted on their own,
and a body is unreadable once the meeting's key is gone. Words never stand in an envelope.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from openchair.core.ids import new_id
from openchair.groups.models import Group, Meeting, Membership
from openchair.people.models import Person
from openchair.vault.fields import SealedTextField

LONGEST_TOPIC = 200
SEALED = "sealed"
"""The kind of every event that is not open; the real one is inside the body."""


class LogEvent(models.Model):
    """The envelope of one event: its place in the meeting's order and in its stream."""

    pk = models.CompositePrimaryKey("meeting_id", "number")
    # The primary key begins with the meeting, so the foreign key needs no index of its own.
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, db_index=False, related_name="+")
    number = models.PositiveIntegerField()
    stream = models.CharField(max_length=48)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    data = models.TextField(blank=True)
    """The event itself for open kinds; empty for sealed ones."""
    at_ms = models.BigIntegerField()
    token = models.BinaryField(max_length=16, null=True)
    """Keyed hash of the sender's chair and own command id: sent twice, done once. Says nothing without both."""

    class Meta:
        constraints = [
            # A second owner of a room fails here instead of forking the order.
            models.UniqueConstraint(fields=["meeting", "stream", "position"], name="one_event_a_position"),
            models.UniqueConstraint(fields=["meeting", "token"], name="one_effect_a_command"),
            models.CheckConstraint(
                condition=(Q(kind=SEALED) & Q(data="")) | (~Q(kind=SEALED) & ~Q(data="")), name="sealed_has_no_data"
            ),
            models.CheckConstraint(condition=Q(number__gte=1, position__gte=1), name="log_counts_from_one"),
            models.CheckConstraint(condition=Q(number__gte=F("position")), name="position_within_number"),
        ]

    def __str__(self) -> str:
        return f"event {self.number} of meeting {self.meeting_id}"


class LogBody(models.Model):
    """What a sealed event says, under the key of the meeting or of its leaders."""

    pk = models.CompositePrimaryKey("meeting_id", "number")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, db_index=False, related_name="+")
    number = models.PositiveIntegerField()
    key_id = models.UUIDField()
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"body {self.number} of meeting {self.meeting_id}"


class LogAuthor(models.Model):
    """Whose event it was, deleted when the words are taken back or the person is erased."""

    pk = models.CompositePrimaryKey("meeting_id", "number")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, db_index=False, related_name="+")
    number = models.PositiveIntegerField()
    seat = models.CharField(max_length=40)

    class Meta:
        # Erasure and a person's own data: everything of one chair.
        indexes = [models.Index(fields=["seat"], name="log_author_seat")]

    def __str__(self) -> str:
        return f"author {self.number} of meeting {self.meeting_id}"


class RoomReaction(models.Model):
    """How far the rest of the house has taken up a meeting's events, so that each has its effect exactly once."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, primary_key=True, related_name="+")
    number = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    """When everything that closing asks for was done."""

    def __str__(self) -> str:
        return f"reactions of meeting {self.meeting_id}"


class Agenda(models.Model):
    """How a group's meetings run, where who leads chose or adapted it. Their words, not a member's: readable."""

    group = models.OneToOneField(Group, on_delete=models.PROTECT, primary_key=True, related_name="+")
    template = models.CharField(max_length=40, blank=True)
    """The id of a template; empty for the one that fits the group."""
    segments = models.JSONField(null=True)
    """The group's own parts, as `PlannedSegment`; None while it keeps to the template."""
    # Counts the changes, so that two who adapt it at once do not undo each other unseen.
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"agenda of group {self.group_id}"


class Topic(models.Model):
    """Something a member would like to talk about: for the leaders, until it was spoken about or is taken back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_id = models.UUIDField(editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    words = SealedTextField()
    proposed_at = models.DateTimeField()
    meeting = models.ForeignKey(Meeting, on_delete=models.SET_NULL, null=True, related_name="+")
    """The meeting whose open floor asks it, by a leader's choice."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting"], name="one_topic_a_meeting")]

    def __str__(self) -> str:
        return f"topic {self.pk}"


class WhereTonight(models.Model):
    """Where somebody is tonight and who to call: own key, destroyed at closing, opened only by break-glass."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    key_id = models.UUIDField()
    place = SealedTextField()
    call = SealedTextField()
    left_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="one_place_a_meeting")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class BreakGlass(models.Model):
    """One opening of a sealed note in danger: by whom, why, until when. The person reads this too."""

    class Ground(models.TextChoices):
        GOODBYE = "goodbye", _("They said goodbye, or spoke of ending their life")
        SILENT = "silent", _("They do not answer, and something was wrong")
        BODY = "body", _("Their body is in danger: an overdose, a collapse, an injury")
        HURT = "hurt", _("Somebody is hurting them")
        OTHER = "other", _("Another danger to a life")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    opener = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key_id = models.UUIDField()
    reason = SealedTextField()
    # Sealed like the words: what kind of danger somebody was in is theirs. None where it was opened without the list.
    ground = SealedTextField(null=True)
    # A copy under a key that lives as long as the opening, so that a meeting's end does not cut off help on its way.
    note_key_id = models.UUIDField()
    place = SealedTextField(key="note_key_id")
    call = SealedTextField(key="note_key_id")
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("opened_at")), name="break_glass_expires"),
        ]
        # A person's own record of who looked, and the review list of a meeting.
        indexes = [
            models.Index(fields=["membership", "opened_at"], name="break_glass_about"),
            models.Index(fields=["meeting", "opened_at"], name="break_glass_meeting"),
        ]

    def __str__(self) -> str:
        return f"opening {self.pk}"

    @property
    def ground_words(self) -> str:
        """The kind of danger, in the reader's language."""
        return str(dict(self.Ground.choices).get(self.ground or "", ""))


class BreakGlassReview(models.Model):
    """What a second person found about an opening; never the opener."""

    class Finding(models.TextChoices):
        RIGHT = "right", _("It was right to open it")
        WRONG = "wrong", _("It should have stayed closed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    break_glass = models.OneToOneField(BreakGlass, on_delete=models.PROTECT, related_name="review")
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=8, choices=Finding.choices)
    key_id = models.UUIDField()
    words = SealedTextField(blank=True)
    reviewed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"review {self.pk}"
