"""Accounts, roles, suspension and links: what changed, which event, who was refused, nothing left behind."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.people.models import (
    Invitation,
    Look,
    Person,
    ResetLink,
    Role,
    RoleGrant,
    SignIn,
    SpareKey,
    Suspension,
    Training,
)
from openchair.people.policies import has_role, is_clinician, is_peer_facilitator
from openchair.people.queries import invited_group_ids, session_is_alive, who_looked
from openchair.people.services import (
    LinkDoesNotWork,
    RoleAlreadyHeld,
    accept_invitation,
    add_person,
    end_all_sign_ins,
    end_sign_in,
    forget_ended_sign_ins,
    grant_role,
    invite,
    keep_identity,
    lift_suspension,
    make_demo_link,
    make_reset_link,
    make_spare_key,
    reset_password,
    reveal_emergency_contact,
    reveal_identity,
    revoke_role,
    sign_up,
    suspend,
    use_demo_link,
    use_spare_key,
    withdraw_invitation,
)
from openchair.vault.services import Scope, key_for
from tests.cast import AT, PARTS, PASSWORD, new_person

pytestmark = pytest.mark.django_db(databases="__all__")
NEW = "another long row of words"


def actions():
    return list(Entry.objects.exclude(action="key_created").order_by("number").values_list("action", flat=True))


def test_signing_up_makes_an_account_with_its_own_key_and_no_clock_time():
    person = sign_up(sign_in_name=" Grey  HERON", password=PASSWORD, at=AT)
    kept = Person.objects.get()
    assert (kept.sign_in_name, kept.joined_on, kept.access_needs) == ("grey heron", AT.date(), "")
    assert kept.key_id == key_for(Scope.PERSON, person.id)
    entry = Entry.objects.get(action="person_signed_up")
    assert (entry.actor_id, json.loads(entry.subject)) == (person.id, {"person_id": str(person.id)})


def test_a_name_is_had_by_one_person_however_it_is_typed():
    new_person("Straße")
    with pytest.raises(ValidationError) as refusal:
        add_person(sign_in_name="STRASSE", password_hash="", at=AT)
    assert refusal.value.code == "taken"
    assert Person.objects.count() == 1


def test_two_sign_ups_at_the_same_moment_make_one_account(monkeypatch):
    new_person("heron")
    monkeypatch.setattr("django.db.models.query.QuerySet.exists", lambda self: False)
    with pytest.raises(ValidationError), transaction.atomic():
        add_person(sign_in_name="heron", password_hash="", at=AT)
    monkeypatch.undo()
    assert Person.objects.count() == 1


def test_a_role_counts_from_its_grant_to_its_end(cast):
    grant = grant_role(person=cast.member, role=Role.THERAPIST, actor=cast.coordinator, at=AT)
    assert has_role(cast.member, Role.THERAPIST, AT)
    assert not has_role(cast.member, Role.THERAPIST, AT - timedelta(seconds=1))
    revoke_role(grant=grant, actor=cast.coordinator, at=AT + timedelta(days=1))
    assert has_role(cast.member, Role.THERAPIST, AT + timedelta(hours=23))
    assert not has_role(cast.member, Role.THERAPIST, AT + timedelta(days=1))
    assert actions()[-2:] == ["role_granted", "role_revoked"]
    entry = Entry.objects.filter(action="role_granted").latest("number")
    assert json.loads(entry.subject) == {
        "grant_id": str(grant.id),
        "person_id": str(cast.member.id),
        "role": "therapist",
    }


MAY_GIVE = {
    "coordinator": {Role.FACILITATOR, Role.THERAPIST, Role.SUPERVISOR},
    "operator": {Role.COORDINATOR, Role.SUPERVISOR, Role.OPERATOR},
}


@pytest.mark.parametrize("role", Role)
def test_who_may_give_which_role(cast, role):
    for part, actor in cast.everybody.items():
        person = new_person(f"newcomer to {part}")
        if role in MAY_GIVE.get(part, set()):
            assert grant_role(person=person, role=role, actor=actor, at=AT).granted_by == actor
        else:
            with pytest.raises(NotAllowed):
                grant_role(person=person, role=role, actor=actor, at=AT)
            assert not RoleGrant.objects.filter(person=person).exists()


@pytest.mark.parametrize("part", ["coordinator", "operator"])
def test_nobody_gives_a_role_to_themselves(cast, part):
    person = cast.everybody[part]
    for role in Role:
        with pytest.raises(NotAllowed):
            grant_role(person=person, role=role, actor=person, at=AT)


def test_a_role_is_held_once_at_a_time(cast):
    with pytest.raises(RoleAlreadyHeld):
        grant_role(person=cast.therapist, role=Role.THERAPIST, actor=cast.coordinator, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(person=cast.therapist, role=Role.THERAPIST, starts_at=AT)


def test_a_facilitator_is_a_trained_peer_unless_said_otherwise(cast):
    grant = grant_role(person=cast.member, role=Role.FACILITATOR, actor=cast.coordinator, at=AT)
    assert grant.training == Training.PEER
    assert is_peer_facilitator(cast.member, AT)
    assert not is_clinician(cast.member, AT)


def test_everybody_may_give_up_their_own_role(cast):
    revoke_role(grant=cast.facilitator.role_grants.get(), actor=cast.facilitator, at=AT)
    assert not has_role(cast.facilitator, Role.FACILITATOR, AT)
    with pytest.raises(NotAllowed):
        revoke_role(grant=cast.therapist.role_grants.get(), actor=cast.outsider, at=AT)


def test_a_suspension_ends_every_sign_in_at_once_and_lifting_it_opens_the_door(cast, client):
    client.force_login(cast.member)
    key = client.session.session_key
    assert session_is_alive(key)
    suspension = suspend(person=cast.member, actor=cast.coordinator, reason=Suspension.Reason.SAFETY, at=AT)
    assert not session_is_alive(key)
    assert not SignIn.objects.filter(person_id=cast.member.pk).exists()
    assert client.get("/settings/").status_code == 302
    lift_suspension(suspension=suspension, actor=cast.supervisor, at=AT + timedelta(hours=1))
    client.force_login(cast.member)
    assert client.get("/settings/").status_code == 200


def test_only_coordinators_and_supervisors_suspend_and_nobody_themselves(cast):
    for part, actor in cast.everybody.items():
        if part in ("coordinator", "supervisor"):
            continue
        with pytest.raises(NotAllowed):
            suspend(person=cast.second_member, actor=actor, reason=Suspension.Reason.SAFETY, at=AT)
    with pytest.raises(NotAllowed):
        suspend(person=cast.coordinator, actor=cast.coordinator, reason=Suspension.Reason.SAFETY, at=AT)
    assert not Suspension.objects.exists()


def test_an_invitation_works_once_and_brings_its_role_and_group(cast):
    group_id = uuid4()
    _invitation, token = invite(
        actor=cast.coordinator, at=AT, role=Role.FACILITATOR, training=Training.THERAPIST, group_id=group_id
    )
    accepted = accept_invitation(token=token, person=cast.outsider, at=AT)
    assert is_clinician(cast.outsider, AT)
    assert invited_group_ids(cast.outsider) == [group_id]
    entry = Entry.objects.get(action="invitation_accepted")
    assert json.loads(entry.subject) == {
        "group_id": str(group_id),
        "invitation_id": str(accepted.id),
        "person_id": str(cast.outsider.id),
    }
    with pytest.raises(LinkDoesNotWork):
        accept_invitation(token=token, person=cast.member, at=AT)


def test_an_invitation_that_is_old_withdrawn_or_invented_does_nothing(cast):
    _old, old_token = invite(actor=cast.coordinator, at=AT - timedelta(days=14))
    withdrawn, withdrawn_token = invite(actor=cast.coordinator, at=AT)
    withdraw_invitation(invitation=withdrawn, actor=cast.coordinator, at=AT)
    for token in (old_token, withdrawn_token, "invented", ""):
        with pytest.raises(LinkDoesNotWork):
            accept_invitation(token=token, person=cast.outsider, at=AT)
    assert not Invitation.objects.exclude(accepted_by=None).exists()


def test_only_a_hash_of_a_link_is_kept(cast):
    made, token = invite(actor=cast.coordinator, at=AT)
    assert token not in repr(list(Invitation.objects.values_list())) + repr(list(Entry.objects.values_list()))
    assert len(token) >= 43
    assert made.token_hash != token


def test_a_role_cannot_be_had_by_ones_own_invitation_or_from_somebody_who_may_no_longer_give_it(cast):
    _own, own = invite(actor=cast.operator, at=AT, role=Role.COORDINATOR)
    _stale, stale = invite(actor=cast.coordinator, at=AT, role=Role.THERAPIST)
    revoke_role(grant=cast.coordinator.role_grants.get(), actor=cast.operator, at=AT)
    with pytest.raises(NotAllowed):
        accept_invitation(token=own, person=cast.operator, at=AT)
    with pytest.raises(NotAllowed):
        accept_invitation(token=stale, person=cast.outsider, at=AT)
    assert Invitation.objects.filter(spent_at=None).count() == 2


def test_a_reset_link_needs_a_recorded_check_and_works_once_within_the_hour(cast, client):
    client.force_login(cast.member)
    link, token = make_reset_link(
        person=cast.member, actor=cast.coordinator, checked_by=ResetLink.Check.IN_PERSON, at=AT
    )
    assert link.expires_at - AT < timedelta(hours=1)
    assert Entry.objects.get(action="reset_link_made").reason_code == "in_person"
    person = reset_password(token=token, password=NEW, at=AT)
    assert person.check_password(NEW)
    assert not SignIn.objects.filter(person_id=cast.member.pk).exists()
    with pytest.raises(LinkDoesNotWork):
        reset_password(token=token, password=NEW, at=AT)


def test_a_newer_reset_link_makes_the_older_worthless(cast):
    how = {"person": cast.member, "actor": cast.coordinator, "checked_by": ResetLink.Check.VIDEO, "at": AT}
    _first, old = make_reset_link(**how)
    make_reset_link(**how)
    with pytest.raises(LinkDoesNotWork):
        reset_password(token=old, password=NEW, at=AT)


def test_a_weak_password_does_not_spend_the_reset_link(cast):
    _link, token = make_reset_link(person=cast.member, actor=cast.coordinator, checked_by=ResetLink.Check.VIDEO, at=AT)
    with pytest.raises(ValidationError):
        reset_password(token=token, password="short", at=AT)
    assert reset_password(token=token, password=NEW, at=AT) == cast.member


def test_only_a_coordinator_helps_somebody_back_in(cast):
    for part, actor in cast.everybody.items():
        person = cast.coordinator if part == "coordinator" else cast.second_member
        with pytest.raises(NotAllowed):
            make_reset_link(person=person, actor=actor, checked_by=ResetLink.Check.VIDEO, at=AT)


def test_the_spare_key_opens_once_however_it_is_copied(cast):
    first = make_spare_key(person=cast.member, at=AT)
    second = make_spare_key(person=cast.member, at=AT)
    assert first.replace("-", "") not in repr(list(SpareKey.objects.values_list()))
    with pytest.raises(LinkDoesNotWork):
        use_spare_key(code=first, password=NEW, at=AT)
    assert use_spare_key(code=" " + second.lower().replace("-", " "), password=NEW, at=AT) == cast.member
    with pytest.raises(LinkDoesNotWork):
        use_spare_key(code=second, password=NEW, at=AT)


def test_demo_links_exist_in_the_demo_only(cast, settings):
    with pytest.raises(NotAllowed):
        make_demo_link(person=cast.member, at=AT)
    settings.MODE = "demo"
    token = make_demo_link(person=cast.member, at=AT)
    settings.MODE = "production"
    with pytest.raises(NotAllowed):
        use_demo_link(token=token, at=AT)
    settings.MODE = "demo"
    assert [use_demo_link(token=token, at=AT) for _time in range(2)] == [cast.member, cast.member]


def test_opening_an_identity_is_on_record_and_stands_in_the_persons_own_list(cast):
    keep_identity(person=cast.member, legal_name="Ana Canary", at=AT)
    opened = reveal_identity(person=cast.member, actor=cast.supervisor, reason=Look.Reason.DUTY, at=AT)
    assert opened is not None
    assert opened.legal_name == "Ana Canary"
    reveal_emergency_contact(person=cast.member, actor=cast.coordinator, reason=Look.Reason.EMERGENCY, at=AT)
    looks = [(look.who, look.what, look.reason) for look in who_looked(cast.member, AT)]
    assert sorted(looks) == [("coordinator", "emergency_contact", "emergency"), ("supervisor", "identity", "duty")]
    entry = Entry.objects.filter(action="identity_revealed").earliest("number")
    assert (entry.reason_code, json.loads(entry.subject)["what"]) == ("duty", "identity")


def test_a_safety_hold_keeps_a_look_back_only_until_it_ends(cast):
    later = AT + timedelta(days=3)
    reveal_identity(person=cast.member, actor=cast.supervisor, reason=Look.Reason.DUTY, at=AT, shown_from=later)
    assert list(who_looked(cast.member, later - timedelta(seconds=1))) == []
    assert who_looked(cast.member, later).count() == 1


@pytest.mark.parametrize("part", sorted(set(PARTS) - {"coordinator", "supervisor"}))
def test_nobody_but_coordinators_and_supervisors_opens_an_identity(cast, part):
    person, actor = new_person("somebody"), cast.everybody[part]
    for reveal in (reveal_identity, reveal_emergency_contact):
        with pytest.raises(NotAllowed):
            reveal(person=person, actor=actor, reason=Look.Reason.DUTY, at=AT)
    assert not Look.objects.exists()


def test_nobody_ends_the_sign_ins_of_others_but_coordinators_and_supervisors(cast, client):
    client.force_login(cast.member)
    for actor in (cast.outsider, cast.facilitator, cast.operator):
        with pytest.raises(NotAllowed):
            end_all_sign_ins(person=cast.member, actor=actor, at=AT)
    row = SignIn.objects.get(person_id=cast.member.pk)
    end_sign_in(person=cast.outsider, row_key=row.session_key, at=AT)
    assert SignIn.objects.filter(pk=row.pk).exists()
    end_all_sign_ins(person=cast.member, actor=cast.coordinator, at=AT)
    assert not SignIn.objects.filter(pk=row.pk).exists()


def test_the_purge_forgets_what_ended_sign_ins_left_behind(cast, client):
    client.force_login(cast.member)
    assert forget_ended_sign_ins(at=AT) == 0
    SignIn.objects.update(expire_date=AT - timedelta(seconds=1))
    assert forget_ended_sign_ins(at=AT) == 1
