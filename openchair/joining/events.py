"""Facts about joining."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openchair.core.events import AuditedEvent, DomainEvent


@dataclass(frozen=True, kw_only=True)
class IntakeChanged(DomainEvent):
    """Somebody answered a question. Not audited: it is theirs alone."""

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class IntakeDeleted(DomainEvent):
    """Somebody took all their answers back. Not audited: it is theirs alone."""

    person_id: UUID


# --- the waiting list -----------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class WaitingBegan(DomainEvent):
    """Somebody put their name on the list. Not audited: it is theirs alone."""

    waiting_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class WaitingEnded(DomainEvent):
    """Somebody waits no longer: they have a seat, or took their name off."""

    waiting_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class WaitsAlone(AuditedEvent):
    """A coordinator ended that somebody waits together with others."""

    action: ClassVar[str] = "waiting.alone"
    waiting_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class UrgencyChanged(AuditedEvent):
    """Somebody who waits may have a seat that is kept for urgent referrals, or no longer."""

    action: ClassVar[str] = "waiting.urgency_changed"
    waiting_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class MustNotMeetRead(AuditedEvent):
    """A coordinator read what somebody wrote about who must not meet them."""

    action: ClassVar[str] = "must_not_meet.read"
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class PlacesWorkedOut(AuditedEvent):
    """A run was made: who could have which seat."""

    action: ClassVar[str] = "places.worked_out"
    run_id: UUID


@dataclass(frozen=True, kw_only=True)
class PlaceChangedByHand(AuditedEvent):
    """A coordinator moved somebody within a proposal, to a group or back to the list."""

    action: ClassVar[str] = "places.changed_by_hand"
    run_id: UUID
    person_id: UUID
    group_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class PlacesConfirmed(AuditedEvent):
    """A coordinator sends the offers of a proposal."""

    action: ClassVar[str] = "places.confirmed"
    run_id: UUID


@dataclass(frozen=True, kw_only=True)
class PlacesDropped(AuditedEvent):
    """A proposal is put away without an offer."""

    action: ClassVar[str] = "places.dropped"
    run_id: UUID


@dataclass(frozen=True, kw_only=True)
class OfferEvent(AuditedEvent):
    """Something about the offer of a seat."""

    offer_id: UUID
    person_id: UUID
    group_id: UUID


@dataclass(frozen=True, kw_only=True)
class OfferMade(OfferEvent):
    """A seat is kept for somebody, who can say yes until a moment."""

    action: ClassVar[str] = "offer.made"


@dataclass(frozen=True, kw_only=True)
class OfferAnswered(OfferEvent):
    """Somebody took the seat or let it go, or did not answer in time. Which of them stands in the row."""

    action: ClassVar[str] = "offer.answered"


@dataclass(frozen=True, kw_only=True)
class OfferWithdrawn(OfferEvent):
    """A coordinator took an offer back."""

    action: ClassVar[str] = "offer.withdrawn"


@dataclass(frozen=True, kw_only=True)
class GroupProfileChanged(AuditedEvent):
    """What a group offers, and whom it suits, was changed."""

    action: ClassVar[str] = "group_profile.changed"
    group_id: UUID


# --- visits -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class GreetingStarted(DomainEvent):
    """A member likes to greet visitors. Not audited: it is a kindness, and no duty."""

    membership_id: UUID


@dataclass(frozen=True, kw_only=True)
class GreetingStopped(DomainEvent):
    """A member would rather not greet for now."""

    membership_id: UUID


@dataclass(frozen=True, kw_only=True)
class GreeterChosen(DomainEvent):
    """Somebody is asked to greet a visitor."""

    membership_id: UUID
    greeter_id: UUID


@dataclass(frozen=True, kw_only=True)
class FitSaid(DomainEvent):
    """Somebody said how a group was for them. Not audited: it is theirs alone."""

    person_id: UUID
    group_id: UUID


@dataclass(frozen=True, kw_only=True)
class FitForgotten(DomainEvent):
    """Somebody took back how a group was for them."""

    person_id: UUID
    group_id: UUID


@dataclass(frozen=True, kw_only=True)
class ExperienceShared(DomainEvent):
    """A member changed what they show in one group. Not audited: it is theirs alone."""

    membership_id: UUID


# --- referrals ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class ReferralMade(AuditedEvent):
    """A clinician sends somebody here; who it is nobody knows yet."""

    action: ClassVar[str] = "referral.made"
    referral_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReferralTakenBack(AuditedEvent):
    """The clinician took it back."""

    action: ClassVar[str] = "referral.taken_back"
    referral_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReferralDeclined(AuditedEvent):
    """Whoever had the link said no, or took a yes back."""

    action: ClassVar[str] = "referral.declined"
    referral_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReferralAccepted(AuditedEvent):
    """The person said yes, and how much the clinician hears."""

    action: ClassVar[str] = "referral.accepted"
    referral_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReferralEnded(AuditedEvent):
    """The person has a seat; what was written goes after a time."""

    action: ClassVar[str] = "referral.ended"
    referral_id: UUID
    person_id: UUID
