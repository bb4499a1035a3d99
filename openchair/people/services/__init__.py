"""Every write about people, split by noun."""

from openchair.people.services.accounts import (
    add_person,
    change_password,
    change_settings,
    note_second_factor,
    record_refusal,
    record_sign_in,
    sign_up,
)
from openchair.people.services.apart import end_no_contact, keep_apart
from openchair.people.services.identity import (
    keep_emergency_contact,
    keep_identity,
    record_look,
    reveal_emergency_contact,
    reveal_identity,
)
from openchair.people.services.invitations import accept_invitation, invite, withdraw_invitation
from openchair.people.services.links import (
    LinkDoesNotWork,
    make_demo_link,
    make_reset_link,
    make_spare_key,
    reset_password,
    use_demo_link,
    use_spare_key,
)
from openchair.people.services.roles import RoleAlreadyHeld, grant_role, revoke_role
from openchair.people.services.signed_in import (
    end_all_sign_ins,
    end_sign_in,
    forget_ended_sign_ins,
    keep_signed_in,
    record_sign_out,
)
from openchair.people.services.suspension import lift_suspension, suspend

__all__ = [
    "LinkDoesNotWork",
    "RoleAlreadyHeld",
    "accept_invitation",
    "add_person",
    "change_password",
    "change_settings",
    "end_all_sign_ins",
    "end_no_contact",
    "end_sign_in",
    "forget_ended_sign_ins",
    "grant_role",
    "invite",
    "keep_apart",
    "keep_emergency_contact",
    "keep_identity",
    "keep_signed_in",
    "lift_suspension",
    "make_demo_link",
    "make_reset_link",
    "make_spare_key",
    "note_second_factor",
    "record_look",
    "record_refusal",
    "record_sign_in",
    "record_sign_out",
    "reset_password",
    "reveal_emergency_contact",
    "reveal_identity",
    "revoke_role",
    "sign_up",
    "suspend",
    "use_demo_link",
    "use_spare_key",
    "withdraw_invitation",
]
