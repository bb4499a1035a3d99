"""The tables, split by noun."""

from openchair.people.models.apart import NoContact
from openchair.people.models.identity import EmergencyContact, Identity, Look
from openchair.people.models.links import DemoLink, Invitation, ResetLink, SingleUseLink, SpareKey
from openchair.people.models.person import Person, PersonManager, Suspension
from openchair.people.models.roles import STAFF_ROLES, Role, RoleGrant, Training
from openchair.people.models.signed_in import Attempts, SignIn

__all__ = [
    "STAFF_ROLES",
    "Attempts",
    "DemoLink",
    "EmergencyContact",
    "Identity",
    "Invitation",
    "Look",
    "NoContact",
    "Person",
    "PersonManager",
    "ResetLink",
    "Role",
    "RoleGrant",
    "SignIn",
    "SingleUseLink",
    "SpareKey",
    "Suspension",
    "Training",
]
