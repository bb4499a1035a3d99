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
    """One event: its place in the meeting's order and in its stream, what it says, and whose it was.

    One row, because every table and index more is one more page that each message of each room writes (decision 14).
    """

    pk = models.CompositePrimaryKey("meeting_id", "number")
    # The primary key begins with the meeting, so the foreign key needs no index of its own. It is also what a second
    # owner of a room fails at: positions and tokens follow from the numbers before them.
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
    key_id = models.UUIDField(null=True)
    sealed = models.BinaryField(null=True)
    """What a sealed event says, under the key of the meeting, of its leaders, or of one small group; gone when the
    words are taken back."""
    seat = models.CharField(max_length=40, blank=True)
    """Whose event it was; emptied when the words are taken back or the person is erased."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=SEALED) & Q(data="")) | (~Q(kind=SEALED) & ~Q(data="")), name="sealed_has_no_data"
            ),
            models.CheckConstraint(
                condition=Q(key_id__isnull=True, sealed__isnull=True)
                | Q(kind=SEALED, key_id__isnull=False, sealed__isnull=False),
                name="a_body_has_its_key",
            ),
            models.CheckConstraint(condition=Q(number__gte=1, position__gte=1), name="log_counts_from_one"),
            models.CheckConstraint(condition=Q(number__gte=F("position")), name="position_within_number"),
        ]

    def __str__(self) -> str:
        return f"event {self.number} of meeting {self.meeting_id}"


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


class LateRule(models.Model):
    """Until when a group lets people in, where its leaders chose so; without a row, at any time."""

    class Kind(models.TextChoices):
        ALWAYS = "always", _("At any time")
        MINUTES = "minutes", _("Until some minutes after the beginning")
        LEADER = "leader", _("As whoever leads decides each time")

    group = models.OneToOneField(Group, on_delete=models.PROTECT, primary_key=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    minutes = models.PositiveSmallIntegerField(default=0)
    """Counts with `minutes` only."""
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"late rule of group {self.group_id}"


class Voice(models.TextChoices):
    """Whether the people of a group hear and see each other."""

    OFF = "off", _("In writing")
    AUDIO = "audio", _("In writing, and with voice")
    VIDEO = "video", _("In writing, with voice, and with cameras")


class VoiceChoice(models.Model):
    """What a group chose about voice; without one it meets in writing."""

    group = models.OneToOneField(Group, on_delete=models.PROTECT, primary_key=True, related_name="+")
    voice = models.CharField(max_length=8, choices=Voice.choices, default=Voice.OFF)
    follows_piece = models.BooleanField(default=False)
    by_server = models.BooleanField(default=False)
    """Whether calls go over the media server of the house: larger, and it could hear them."""
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"voice of group {self.group_id}"


class VoiceConsent(models.Model):
    """A person agreed to be heard in one group; taken back, it stays as a record of both."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    agreed_at = models.DateTimeField()
    by_server = models.BooleanField(default=False)
    """Whether they were told that a media server of the house passes it on, and agreed to that too."""
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(taken_back_at=None), name="one_standing_yes_a_seat"
            )
        ]

    def __str__(self) -> str:
        return f"consent to voice {self.pk}"


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


class HallCode(models.Model):
    """The code on the wall of the hall: for one meeting, for some minutes; another one takes its place."""

    meeting = models.OneToOneField(Meeting, primary_key=True, on_delete=models.CASCADE, related_name="+")
    # A keyed hash: whoever reads this table cannot join by it.
    code_hash = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField()

    class Meta:
        # A typed code names no meeting. Two may draw the same one, and membership tells them apart.
        indexes = [models.Index(fields=["code_hash"], name="hall_code_typed")]

    def __str__(self) -> str:
        return f"code of meeting {self.meeting_id}"


class CameByCode(models.Model):
    """Somebody said with the code on the wall that they sit in the hall; gone when the meeting closes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, db_index=False, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")

    class Meta:
        # Twice by one person is once.
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="one_way_in_a_meeting")]

    def __str__(self) -> str:
        return f"arrival at meeting {self.meeting_id}"


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


class Node(models.Model):
    """A process that serves rooms: where the others reach it, and until when it is surely there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    address = models.CharField(max_length=200)
    expires_ms = models.BigIntegerField()
    """By the clock of the database, which all nodes share."""

    def __str__(self) -> str:
        return f"node {self.pk}"


class RoomLease(models.Model):
    """Which node owns a room, and for the how-manieth time the room has an owner."""

    meeting = models.OneToOneField(Meeting, primary_key=True, on_delete=models.CASCADE, related_name="+")
    # Not a foreign key: a node's row goes when the node does, and the count of owners stays.
    node_id = models.UUIDField(null=True)
    epoch = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(epoch__gte=1), name="epochs_count_from_one")]
        # What a node still holds, asked whenever it renews.
        indexes = [models.Index(fields=["node_id"], name="lease_of_node")]

    def __str__(self) -> str:
        return f"lease of meeting {self.meeting_id}"
