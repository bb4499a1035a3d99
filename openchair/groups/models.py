"""Tables of groups. The id of a membership is the public seat: random, so that no two groups can be joined up."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from openchair.core.ids import new_id
from openchair.core.time import zone_names
from openchair.people.models import Invitation, Person
from openchair.people.policies import is_coordinator
from openchair.vault.fields import SealedTextField


class Mode(models.TextChoices):
    PEER = "peer", _("Peer group, not therapy")
    THERAPY = "therapy", _("Therapy group")


class Kind(models.TextChoices):
    """The kinds of shared experience a group can be for (R59)."""

    MENTAL_HEALTH = "mental_health", _("Mental health")
    ADDICTION_RECOVERY = "addiction_recovery", _("Recovery from addiction")
    GRIEF = "grief", _("Grief and loss")
    CHRONIC_ILLNESS = "chronic_illness", _("Living with an illness")
    CAREGIVERS = "caregivers", _("Caring for somebody")
    PARENTING = "parenting", _("Parents")
    LGBTQ = "lgbtq", _("LGBTQ+")
    TRAUMA = "trauma", _("After trauma")


class Format(models.TextChoices):
    ONLINE = "online", _("Online")
    IN_PERSON = "in_person", _("In person")
    HYBRID = "hybrid", _("In the room and online")


class Leadership(models.TextChoices):
    PEER = "peer", _("Led by trained peers")
    THERAPIST = "therapist", _("Led by a clinician")
    CO_LED = "co_led", _("Led by a peer and a clinician")


class Part(models.TextChoices):
    MEMBER = "member", _("Member")
    VISITOR = "visitor", _("Visitor")
    FACILITATOR = "facilitator", _("Leads")
    CO_FACILITATOR = "co_facilitator", _("Helps lead")


LEADERS = (Part.FACILITATOR, Part.CO_FACILITATOR)
LONGEST_PSEUDONYM = 40
LONGEST_PRONOUNS = 40
MOST_SEATS = 40
LONGEST_RETENTION_DAYS = 365


class GroupQuerySet(models.QuerySet["Group"]):
    """Scopes over groups."""

    def running(self) -> "GroupQuerySet":
        """Those that have not been closed."""
        return self.filter(closed_at=None)

    def listed(self) -> "GroupQuerySet":
        """Those that anybody may find."""
        return self.running().filter(listed=True)

    def visible_to(self, person: Person | AnonymousUser, at: datetime) -> "GroupQuerySet":
        """Listed groups, and those the person belongs to, was invited to or has an offer of; coordinators see all."""
        if isinstance(person, AnonymousUser):
            return self.listed()
        if is_coordinator(person):
            return self.all()
        mine = Membership.objects.active(at).filter(group=OuterRef("pk"), person=person)
        invited = Invitation.objects.filter(group_id=OuterRef("pk"), accepted_by=person)
        kept = SeatHold.objects.running(at).filter(group=OuterRef("pk"), person=person)
        comes = Q(listed=True) | Exists(invited) | Exists(kept)
        return self.filter(Q(comes, closed_at=None) | Exists(mine))


class Group(models.Model):
    """People who meet for a shared reason, under an agreement."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("Name"), max_length=80)
    purpose = models.TextField(_("What it is for, in the group's own words"), max_length=600)
    mode = models.CharField(_("Mode"), max_length=8, choices=Mode.choices)
    kind = models.CharField(_("What people share"), max_length=20, choices=Kind.choices)
    format = models.CharField(_("How it meets"), max_length=10, choices=Format.choices)
    leadership = models.CharField(_("Who leads"), max_length=10, choices=Leadership.choices)
    seats = models.PositiveSmallIntegerField(
        _("Seats"), default=10, validators=[MinValueValidator(2), MaxValueValidator(MOST_SEATS)]
    )
    language = models.CharField(_("Language"), max_length=12, default="en")
    time_zone = models.CharField(_("Time zone"), max_length=64, default="UTC")
    place = models.CharField(_("Place"), max_length=160, blank=True)
    access_notes = models.CharField(_("Access"), max_length=300, blank=True)
    listed = models.BooleanField(_("Anybody may find it"), default=True)
    word_retention_days = models.PositiveSmallIntegerField(
        _("Days for which words are kept"), default=30, validators=[MaxValueValidator(LONGEST_RETENTION_DAYS)]
    )
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(word_retention_days__lte=365), name="words_are_kept_a_year_at_most"),
            models.CheckConstraint(condition=Q(seats__gte=2) & Q(seats__lte=40), name="a_group_has_2_to_40_seats"),
            models.CheckConstraint(
                condition=~Q(mode="therapy", leadership="peer"),
                name="a_clinician_leads_a_therapy_group",
                violation_error_message=_("A therapy group is led by a clinician, alone or beside a peer."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A zone that clocks follow, so that a wall time always means a moment."""
        if self.time_zone not in zone_names():
            raise ValidationError({"time_zone": _("Choose a time zone such as Europe/Lisbon.")})


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Scopes over memberships."""

    def active(self, at: datetime) -> "MembershipQuerySet":
        """Those that run at that moment."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at)

    def leading(self) -> "MembershipQuerySet":
        """Those who lead or help lead."""
        return self.filter(part__in=LEADERS)

    def seated(self) -> "MembershipQuerySet":
        """Those who take one of the group's seats: everybody but the leaders."""
        return self.exclude(part__in=LEADERS)

    def run_out(self, at: datetime) -> "MembershipQuerySet":
        """Visits whose pass is over and of which nobody has been told yet."""
        return self.filter(part=Part.VISITOR, end_told_at=None, ends_at__lte=at)


class Membership(models.Model):
    """A person's dated place in a group, under the name chosen there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    pseudonym = models.CharField(max_length=LONGEST_PSEUDONYM)
    pronouns = models.CharField(_("Pronouns"), max_length=LONGEST_PRONOUNS, blank=True)
    # Languages and what helps somebody to take part stand with the person; here is whether the leaders may read them.
    shows_needs = models.BooleanField(default=False)
    part = models.CharField(max_length=14, choices=Part.choices, default=Part.MEMBER)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    # A visitor said "not now", and is not asked again. Why is kept nowhere.
    declined_at = models.DateTimeField(null=True, blank=True)
    # When the others heard that it ended. A visitor's end is known beforehand, so that a job says it once it is there.
    end_told_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="membership_ends_after_it_starts"
            ),
            # A visitor's end is known beforehand, so only one running row a person is what the database can promise.
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(ends_at=None), name="one_lasting_membership_in_a_group"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "ends_at"], name="groups_of_a_person"),
            models.Index(fields=["group", "ends_at"], name="people_of_a_group"),
            models.Index(fields=["ends_at"], name="passes_that_run_out", condition=Q(part="visitor", end_told_at=None)),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"

    @property
    def initial(self) -> str:
        """The letter that stands on the chair."""
        return self.pseudonym[:1].upper()

    @property
    def leads(self) -> bool:
        """Whether this person leads or helps lead."""
        return self.part in LEADERS


class SeatHoldQuerySet(models.QuerySet["SeatHold"]):
    """Scopes over kept seats."""

    def running(self, at: datetime) -> "SeatHoldQuerySet":
        """Those that are kept at that moment."""
        return self.filter(until__gt=at)


class SeatHold(models.Model):
    """A seat that is kept for somebody until a moment: nobody else is given it meanwhile."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="holds")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    until = models.DateTimeField()

    objects = SeatHoldQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "person"], name="one_hold_in_a_group")]
        indexes = [models.Index(fields=["group", "until"], name="holds_of_a_group")]

    def __str__(self) -> str:
        return f"hold {self.pk}"


class Farewell(models.Model):
    """What somebody who leaves says to the group, and whether they stay in touch with it as one who was there."""

    membership = models.OneToOneField(Membership, models.CASCADE, primary_key=True, related_name="farewell")
    key_id = models.UUIDField(editable=False)
    # None once their days are over; whether somebody stays in touch lasts longer.
    words = SealedTextField(null=True, blank=True)
    stays_in_touch = models.BooleanField(default=False)
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"farewell {self.pk}"


class Series(models.Model):
    """The weekly rule from which meetings derive, in local wall time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="series")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    starts_local = models.TimeField()
    minutes = models.PositiveSmallIntegerField(default=75)
    every_weeks = models.PositiveSmallIntegerField(default=1)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # exclusive

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="a_week_has_seven_days"),
            models.CheckConstraint(
                condition=Q(minutes__gte=15) & Q(minutes__lte=240), name="a_meeting_lasts_15_to_240_minutes"
            ),
            models.CheckConstraint(condition=Q(every_weeks__gte=1), name="a_series_repeats"),
        ]

    def __str__(self) -> str:
        return f"series {self.pk}"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Scopes over meetings."""

    def coming(self, at: datetime) -> "MeetingQuerySet":
        """Those that are not over, in order."""
        return self.filter(closed_at=None, cancelled_at=None, ends_at__gt=at).order_by("starts_at", "pk")

    def visible_to(self, person: Person, at: datetime) -> "MeetingQuerySet":
        """Meetings of the groups a person belongs to, from the start of the membership on."""
        mine = Membership.objects.active(at).filter(
            group=OuterRef("group"), person=person, starts_at__lt=OuterRef("ends_at")
        )
        return self.filter(Exists(mine))


class Meeting(models.Model):
    """What people attend, at a date and time. Keeps its local date, so that a series knows what it already planned."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="meetings")
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="meetings")
    local_date = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "local_date"], name="a_series_meets_once_a_day"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_meeting_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["group", "starts_at"], name="meetings_of_a_group")]

    @property
    def doors_open_at(self) -> datetime:
        """From when on people may stand at the door."""
        return self.starts_at - timedelta(minutes=settings.DOOR_OPENS_MINUTES)

    def __str__(self) -> str:
        return f"meeting {self.pk}"


class AbsenceNotice(models.Model):
    """A member says beforehand that they cannot come, and what the group may be told."""

    class Tell(models.TextChoices):
        NOTHING = "nothing", _("Nothing: my chair is simply open")
        AWAY = "away", _("That I am away")
        WORDS = "words", _("These words")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_id = models.UUIDField(editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="absences")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="absences")
    tell = models.CharField(max_length=8, choices=Tell.choices, default=Tell.AWAY)
    words = SealedTextField(blank=True, default="")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"], condition=Q(withdrawn_at=None), name="one_notice_for_a_meeting"
            )
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"
