"""Groups are founded and led by whom they should be."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.core.time import now
from openchair.groups import services
from openchair.groups.models import Group, Kind, Membership, Part
from openchair.people.models import Role, RoleGrant
from tests.circle import new_group

pytestmark = pytest.mark.django_db(databases="__all__")


def test_a_coordinator_founds_a_group_of_every_kind(cast):
    for kind in Kind:
        group = new_group(cast, at=now(), kind=kind, name=kind.label)
        assert group.word_retention_days == 30
    assert Entry.objects.filter(action="group.founded").count() == 8


def test_nobody_but_a_coordinator_founds_or_changes_a_group(cast):
    group = cast.group
    for part, actor in cast.everybody.items():
        if part == "coordinator":
            continue
        with pytest.raises(NotAllowed):
            services.found_group(actor=actor, at=now(), name="Mine")
        with pytest.raises(NotAllowed):
            services.change_group(group=group, actor=actor, at=now(), name="Mine")
        with pytest.raises(NotAllowed):
            services.close_group(group=group, actor=actor, at=now())
        with pytest.raises(NotAllowed):
            services.add_leader(group=group, person=cast.therapist, pseudonym="X", actor=actor, at=now())
    assert list(Group.objects.values_list("name", flat=True)) == ["The Wednesday Table"]


@pytest.mark.parametrize(
    ("field", "value", "names"),
    [
        ("seats", 1, "seats"),
        ("seats", 41, "seats"),
        ("word_retention_days", 366, "word_retention_days"),
        ("word_retention_days", -1, "word_retention_days"),
        ("time_zone", "Moon/Tranquility", "time_zone"),
        ("kind", "anything", "kind"),
        ("mode", "therapy", "__all__"),  # a therapy group led by peers
        ("purpose", "", "purpose"),
        ("founder", "me", "founder"),
        ("closed_at", None, "closed_at"),
        ("id", "1", "id"),
    ],
)
def test_what_makes_no_sense_is_refused_by_the_name_of_its_field(cast, field, value, names):
    with pytest.raises(ValidationError) as problem:
        new_group(cast, at=now(), **{field: value})
    assert names in problem.value.message_dict
    assert not Group.objects.exists()


def test_the_database_too_refuses_what_the_form_refuses(cast):
    group = cast.group
    for wrong in ({"seats": 1}, {"word_retention_days": 400}, {"mode": "therapy"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Group.objects.filter(pk=group.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        seat = cast.memberships["member"]
        Membership.objects.filter(pk=seat.pk).update(ends_at=seat.starts_at - timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(group=group, person=cast.member, pseudonym="Twice", starts_at=now())


def test_seats_never_fall_under_those_taken(cast):
    with pytest.raises(ValidationError) as problem:
        services.change_group(group=cast.group, actor=cast.coordinator, at=now(), seats=0)
    assert problem.value.message_dict == {"seats": ["2 seats are taken. Choose that many or more."]}


def test_only_facilitators_lead(cast):
    group = cast.group
    for person in (cast.outsider, cast.therapist, cast.coordinator):
        with pytest.raises(services.CannotLead):
            services.add_leader(group=group, person=person, pseudonym="Ines", actor=cast.coordinator, at=now())
    RoleGrant.objects.filter(person=cast.facilitator, role=Role.FACILITATOR).update(ends_at=now())
    other = new_group(cast, at=now(), name="Another")
    with pytest.raises(services.CannotLead):
        services.add_leader(group=other, person=cast.facilitator, pseudonym="Amara", actor=cast.coordinator, at=now())


def test_a_therapy_group_is_led_by_a_clinician_and_a_peer_may_help(cast):
    group = new_group(cast, at=now(), mode="therapy", leadership="co_led")
    with pytest.raises(services.NeedsClinician):
        services.add_leader(group=group, person=cast.facilitator, pseudonym="Amara", actor=cast.coordinator, at=now())
    services.add_leader(group=group, person=cast.co_facilitator, pseudonym="Dr. Pell", actor=cast.coordinator, at=now())
    helper = services.add_leader(
        group=group, person=cast.facilitator, pseudonym="Amara", actor=cast.coordinator, at=now(), helps=True
    )
    assert helper.part == Part.CO_FACILITATOR


def test_a_member_who_comes_to_lead_keeps_seat_and_name(cast):
    seat = cast.memberships["second_member"]
    RoleGrant.objects.create(
        person=cast.second_member, role=Role.FACILITATOR, training="peer", starts_at=now(), granted_by=cast.coordinator
    )
    leads = services.add_leader(
        group=cast.group, person=cast.second_member, pseudonym="Ignored", actor=cast.coordinator, at=now(), helps=True
    )
    assert (leads.pk, leads.pseudonym, leads.part) == (seat.pk, "Tove", Part.CO_FACILITATOR)


def test_a_coordinator_ends_leading_and_never_a_members_place(cast):
    services.end_leading(membership=cast.memberships["facilitator"], actor=cast.coordinator, at=now())
    assert not Membership.objects.active(now()).filter(person=cast.facilitator).exists()
    with pytest.raises(NotAllowed):
        services.end_leading(membership=cast.memberships["member"], actor=cast.coordinator, at=now())
    with pytest.raises(NotAllowed):
        services.end_leading(membership=cast.memberships["co_facilitator"], actor=cast.facilitator, at=now())
