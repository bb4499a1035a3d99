"""Publishing, signing and taking back: what changed, who was told, who was refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from openchair.agreements import services
from openchair.agreements.catalogue import catalogue, clauses_for, mandatory
from openchair.agreements.models import AgreementVersion, Signature, Withdrawal
from openchair.agreements.queries import (
    current_version,
    has_valid_signature,
    last_signature,
    read_out,
    signed_seats,
    who_signed,
)
from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.core.time import now
from openchair.groups.models import Group, Membership
from openchair.groups.queries import visits_to_decide
from openchair.groups.services import GroupIsFull, NameIsTaken, another_visit
from tests.circle import new_group, publish_rules

pytestmark = pytest.mark.django_db(databases="__all__")


def signature_of(seat: Membership) -> Signature:
    """What the person on this seat signed last, which has to stand."""
    signature = last_signature(seat)
    assert signature is not None
    return signature


def next_version(cast, **choices):
    return publish_rules(cast, cast.group, at=now(), **(choices or {"outside_contact": "threes"}))


def try_visit(cast, name="Heron"):
    return services.try_a_visit(version=cast.circle.version, person=cast.outsider, pseudonym=name, at=now())


def test_versions_count_up_and_keep_the_words_they_had(cast):
    first = cast.circle.version
    second = next_version(cast)
    assert (first.number, second.number) == (1, 2)
    assert current_version(cast.group) == second
    assert AgreementVersion.objects.get(pk=first.pk).clauses == clauses_for(cast.group, {"sobriety": "or_listen"})
    assert Entry.objects.filter(action="agreement.published").count() == 2


def test_leaders_and_coordinators_publish_and_nobody_else(cast):
    clauses = clauses_for(cast.group, {})
    for part in ("facilitator", "co_facilitator", "coordinator"):
        services.publish_version(group=cast.group, clauses=clauses, actor=cast.everybody[part], at=now())
    for part in ("member", "second_member", "therapist", "supervisor", "operator", "outsider"):
        with pytest.raises(NotAllowed):
            services.publish_version(group=cast.group, clauses=clauses, actor=cast.everybody[part], at=now())
    assert AgreementVersion.objects.count() == 4


@pytest.mark.parametrize("mode", ["peer", "therapy"])
def test_a_missing_point_is_named_and_nothing_is_published(cast, mode):
    group = new_group(cast, at=now(), mode=mode, leadership="co_led")
    for left_out, text in mandatory(group).items():
        clauses = [clause for clause in clauses_for(group, {}) if clause["id"] != left_out]
        with pytest.raises(ValidationError) as problem:
            services.publish_version(group=group, clauses=clauses, actor=cast.coordinator, at=now())
        assert problem.value.message_dict == {"clauses": [f"This point may not be left out: {text}"]}
    assert not AgreementVersion.objects.exists()


def reworded(clauses):
    return [clause | {"text": "Anything goes."} if clause["id"] == "stays_here" else clause for clause in clauses]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (reworded, "This point's words are tested and stay as they are: What is said here stays here."),
        (lambda clauses: [*clauses, {"id": "own_1", "text": "  ", "why": "", "chosen": True}], "has no words."),
        (lambda clauses: [*clauses, {"text": "No id", "why": "", "chosen": True}], "has no words."),
        (lambda clauses: [*clauses, {"id": "own_1", "text": "x" * 201, "why": "", "chosen": True}], "too long"),
        (lambda clauses: [*clauses, clauses[-1]], "Two points are the same one."),
        (
            lambda clauses: clauses + [{"id": f"o{n}", "text": "x", "why": "", "chosen": True} for n in range(20)],
            "too many to keep in mind",
        ),
    ],
)
def test_an_agreement_that_makes_no_sense_is_refused_in_words(cast, spoil, said):
    group = new_group(cast, at=now())
    with pytest.raises(ValidationError) as problem:
        services.publish_version(group=group, clauses=spoil(clauses_for(group, {})), actor=cast.coordinator, at=now())
    assert any(said in each for each in problem.value.message_dict["clauses"])
    assert not AgreementVersion.objects.exists()


def test_two_who_write_at_once_do_not_overwrite_each_other(cast):
    clauses = clauses_for(cast.group, {})
    services.publish_version(group=cast.group, clauses=clauses, actor=cast.facilitator, at=now(), follows=1)
    with pytest.raises(services.NotTheCurrentVersion):
        services.publish_version(group=cast.group, clauses=clauses, actor=cast.coordinator, at=now(), follows=1)
    standing = current_version(cast.group)
    assert standing is not None
    assert standing.published_by == cast.facilitator


def test_a_signature_holds_for_one_version(cast):
    seat = cast.memberships["member"]
    assert has_valid_signature(seat)
    version = next_version(cast)
    assert not has_valid_signature(seat)
    assert signed_seats(cast.group.pk, now()) == set()
    services.sign(version=version, membership=seat, actor=cast.member, at=now())
    assert has_valid_signature(seat)
    assert signed_seats(cast.group.pk, now()) == {seat.pk}
    assert signature_of(seat).version == version


def test_an_old_version_cannot_be_signed_any_more(cast):
    next_version(cast)
    with pytest.raises(services.NotTheCurrentVersion):
        services.sign(version=cast.circle.version, membership=cast.memberships["member"], actor=cast.member, at=now())


def test_signed_twice_the_first_stands(cast):
    seat = cast.memberships["member"]
    again = services.sign(version=cast.circle.version, membership=seat, actor=cast.member, at=now())
    assert Signature.objects.filter(membership=seat).get() == again
    assert Entry.objects.filter(action="agreement.signed").count() == 4


def test_nobody_signs_or_takes_back_for_somebody_else(cast):
    version = next_version(cast)
    seat = cast.memberships["member"]
    signature = signature_of(seat)
    for part, actor in cast.everybody.items():
        if part == "member":
            continue
        with pytest.raises(NotAllowed):
            services.sign(version=version, membership=seat, actor=actor, at=now())
        with pytest.raises(NotAllowed):
            services.withdraw(signature=signature, actor=actor, at=now())
    assert not Withdrawal.objects.exists()


def test_a_seat_in_another_group_signs_nothing_here(cast):
    other = new_group(cast, at=now(), name="Another")
    version = publish_rules(cast, other, at=now())
    with pytest.raises(NotAllowed):
        services.sign(version=version, membership=cast.memberships["member"], actor=cast.member, at=now())


def test_a_newcomer_gets_seat_and_signature_in_one_act(cast):
    seat = try_visit(cast)
    assert has_valid_signature(seat)
    assert Signature.objects.standing().get(membership__person=cast.outsider).membership == seat


@pytest.mark.parametrize("why", ["name", "full", "old version"])
def test_without_a_seat_no_signature_and_without_a_signature_no_seat(cast, why):
    cast.circle  # noqa: B018  # made before it is spoiled
    if why == "full":
        Group.objects.filter(pk=cast.group.pk).update(seats=2)
    if why == "old version":
        next_version(cast)
    with pytest.raises((NameIsTaken, GroupIsFull, services.NotTheCurrentVersion)):
        try_visit(cast, name="Wren" if why == "name" else "Heron")
    assert not Membership.objects.filter(person=cast.outsider).exists()
    assert not Signature.objects.filter(membership__person=cast.outsider).exists()


def test_taking_it_back_frees_the_seat_and_shuts_the_door_at_once(cast):
    seat, at = cast.memberships["member"], now()
    signature = signature_of(seat)
    services.withdraw(signature=signature, actor=cast.member, at=at)
    services.withdraw(signature=signature, actor=cast.member, at=at + timedelta(minutes=1))
    assert not has_valid_signature(seat)
    assert Membership.objects.get(pk=seat.pk).ends_at == at
    assert not Signature.objects.standing().filter(membership__person=cast.member).exists()
    assert [Entry.objects.filter(action=action).count() for action in ("agreement.withdrawn", "membership.ended")] == [
        1,
        1,
    ]
    assert Signature.objects.filter(membership=seat).exists()  # the record stays


def test_one_can_come_back_and_sign_again(cast):
    services.withdraw(signature=signature_of(cast.memberships["member"]), actor=cast.member, at=now())
    seat = services.try_a_visit(version=cast.circle.version, person=cast.member, pseudonym="Wren", at=now())
    assert has_valid_signature(seat)


def test_a_visitor_who_takes_it_back_is_not_asked_to_decide(cast):
    seat = try_visit(cast)
    services.withdraw(signature=signature_of(seat), actor=cast.outsider, at=now())
    assert visits_to_decide(cast.outsider, now() + timedelta(days=3)) == []
    from openchair.groups.services import VisitIsLongAgo

    with pytest.raises(VisitIsLongAgo):
        another_visit(membership=Membership.objects.get(pk=seat.pk), actor=cast.outsider, at=now())


def test_leaders_see_who_signed_which_version_by_name_only(cast):
    version = next_version(cast)
    services.sign(version=version, membership=cast.memberships["facilitator"], actor=cast.facilitator, at=now())
    try_visit_after = services.try_a_visit(version=version, person=cast.outsider, pseudonym="Heron", at=now())
    assert try_visit_after.pseudonym == "Heron"
    seen = [(each.name, each.version, each.is_current) for each in who_signed(cast.group, now())]
    assert seen == [("Amara", 2, True), ("Heron", 2, True), ("Pell", 1, False), ("Tove", 1, False), ("Wren", 1, False)]


def test_the_read_out_is_the_current_agreement_point_by_point(cast):
    assert read_out(cast.group)[0] == "What is said here stays here."
    assert read_out(cast.group)[-1] == "We come sober. If today was not sober, we come to listen."
    assert read_out(new_group(cast, at=now(), name="Without")) == []


def test_peer_and_therapy_differ_in_what_they_say_they_are(cast):
    peer = new_group(cast, at=now(), name="Peer")
    therapy = new_group(cast, at=now(), name="Therapy", mode="therapy", leadership="therapist")
    only_peer, only_therapy = (set(mandatory(group)) for group in (peer, therapy))
    assert only_peer - only_therapy == {"not_therapy"}
    assert only_therapy - only_peer == {"is_therapy", "record", "law"}
    assert catalogue("xx")["base"] == catalogue("en")["base"]  # a language without a file
