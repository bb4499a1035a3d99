"""What happened to accounts, in the past tense: ids and codes, nothing about a person."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from openchair.core.events import AuditedEvent


@dataclass(frozen=True, kw_only=True)
class AboutPerson(AuditedEvent):
    """Something about one account."""

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class PersonSignedUp(AboutPerson):
    """Somebody made an account."""

    action: ClassVar[str] = "person_signed_up"


@dataclass(frozen=True, kw_only=True)
class SignedIn(AboutPerson):
    """Somebody signed in."""

    action: ClassVar[str] = "signed_in"


@dataclass(frozen=True, kw_only=True)
class SignedOut(AboutPerson):
    """Somebody signed out on one device."""

    action: ClassVar[str] = "signed_out"


@dataclass(frozen=True, kw_only=True)
class SignInRefused(AuditedEvent):
    """A name, password or second step was wrong. Which name was tried is not kept, unless it is an account's."""

    action: ClassVar[str] = "sign_in_refused"
    person_id: UUID | None = None
    reason_code: str = "password"
    result: str = "refused"


@dataclass(frozen=True, kw_only=True)
class SignInsEnded(AboutPerson):
    """One or all of a person's sign-ins were ended; their open sockets close."""

    action: ClassVar[str] = "sign_ins_ended"
    reason_code: str = ""


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(AboutPerson):
    """Somebody chose a new password."""

    action: ClassVar[str] = "password_changed"


@dataclass(frozen=True, kw_only=True)
class PasswordReset(AboutPerson):
    """Somebody chose a new password by a reset link."""

    action: ClassVar[str] = "password_reset"
    link_id: UUID


@dataclass(frozen=True, kw_only=True)
class SecondFactorAdded(AboutPerson):
    """A second step was added to signing in."""

    action: ClassVar[str] = "second_factor_added"


@dataclass(frozen=True, kw_only=True)
class SecondFactorRemoved(AboutPerson):
    """A second step was taken away."""

    action: ClassVar[str] = "second_factor_removed"
    reason_code: str = ""


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesMade(AboutPerson):
    """Somebody got new recovery codes; the old ones are void."""

    action: ClassVar[str] = "recovery_codes_made"


@dataclass(frozen=True, kw_only=True)
class RecoveryCodeUsed(AboutPerson):
    """A recovery code was spent."""

    action: ClassVar[str] = "recovery_code_used"


@dataclass(frozen=True, kw_only=True)
class SettingsChanged(AboutPerson):
    """Somebody changed how they like the pages."""

    action: ClassVar[str] = "settings_changed"


@dataclass(frozen=True, kw_only=True)
class IdentityKept(AboutPerson):
    """Somebody wrote or changed who they are, under their own key."""

    action: ClassVar[str] = "identity_kept"


@dataclass(frozen=True, kw_only=True)
class EmergencyContactKept(AboutPerson):
    """Somebody wrote or changed whom to call for them."""

    action: ClassVar[str] = "emergency_contact_kept"


@dataclass(frozen=True, kw_only=True)
class IdentityRevealed(AboutPerson):
    """Somebody opened what is sealed about a person, for a reason."""

    action: ClassVar[str] = "identity_revealed"
    look_id: UUID
    what: str
    reason_code: str

    def subject_ids(self) -> dict[str, str]:
        """The ids, and which kind of record was opened."""
        return super().subject_ids() | {"what": self.what}


@dataclass(frozen=True, kw_only=True)
class RoleEvent(AboutPerson):
    """Something about a role that somebody holds."""

    grant_id: UUID
    role: str

    def subject_ids(self) -> dict[str, str]:
        """The ids, and which role it is."""
        return super().subject_ids() | {"role": self.role}


@dataclass(frozen=True, kw_only=True)
class RoleGranted(RoleEvent):
    """A role was given."""

    action: ClassVar[str] = "role_granted"


@dataclass(frozen=True, kw_only=True)
class RoleRevoked(RoleEvent):
    """A role was taken back or given up."""

    action: ClassVar[str] = "role_revoked"


@dataclass(frozen=True, kw_only=True)
class PersonSuspended(AboutPerson):
    """Somebody cannot sign in for a time."""

    action: ClassVar[str] = "person_suspended"
    suspension_id: UUID
    reason_code: str


@dataclass(frozen=True, kw_only=True)
class SuspensionLifted(AboutPerson):
    """Somebody may sign in again."""

    action: ClassVar[str] = "suspension_lifted"
    suspension_id: UUID


@dataclass(frozen=True, kw_only=True)
class InvitationMade(AuditedEvent):
    """An invitation link was made."""

    action: ClassVar[str] = "invitation_made"
    invitation_id: UUID
    group_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(AuditedEvent):
    """An invitation link no longer works."""

    action: ClassVar[str] = "invitation_withdrawn"
    invitation_id: UUID


@dataclass(frozen=True, kw_only=True)
class InvitationAccepted(AboutPerson):
    """Somebody came in by an invitation; the groups package seats them when it names a group."""

    action: ClassVar[str] = "invitation_accepted"
    invitation_id: UUID
    group_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ResetLinkMade(AboutPerson):
    """Somebody's identity was checked and a link for a new password was made."""

    action: ClassVar[str] = "reset_link_made"
    link_id: UUID
    reason_code: str


@dataclass(frozen=True, kw_only=True)
class SpareKeyMade(AboutPerson):
    """Somebody got a new spare key; the one before is void."""

    action: ClassVar[str] = "spare_key_made"


@dataclass(frozen=True, kw_only=True)
class DemoLinkUsed(AboutPerson):
    """A visitor of the demo signed in as one of its people."""

    action: ClassVar[str] = "demo_link_used"
    link_id: UUID


@dataclass(frozen=True, kw_only=True)
class KeptApart(AuditedEvent):
    """Two people are never put together from now on; who they are stands in the row, not in the trail."""

    action: ClassVar[str] = "kept_apart"
    no_contact_id: UUID


@dataclass(frozen=True, kw_only=True)
class NoLongerKeptApart(AuditedEvent):
    """Two people may be put together again."""

    action: ClassVar[str] = "no_longer_kept_apart"
    no_contact_id: UUID
