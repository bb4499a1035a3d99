"""Who may do what; among members nobody ranks (R24), and a trained peer sees fewer records than a clinician (R22)."""

import inspect

import pytest

from openchair.core.time import now
from openchair.people import policies
from openchair.people.models import STAFF_ROLES, Person, Role, Training
from openchair.people.queries import with_standing
from tests.cast import PARTS, new_person, new_staff

pytestmark = pytest.mark.django_db(databases="__all__")
ONE_PERSON = {
    "is_signed_in": set(PARTS),
    "is_staff_role": set(PARTS) - {"member", "second_member", "outsider"},
    "is_coordinator": {"coordinator"},
    "is_supervisor": {"supervisor"},
    "is_operator": {"operator"},
    "is_therapist": {"therapist"},
    "is_facilitator": {"facilitator", "co_facilitator"},
    "is_clinician": {"co_facilitator", "therapist"},
    "is_peer_facilitator": {"facilitator"},
    "can_see_records": {"co_facilitator", "therapist"},
    "can_invite_somebody": {"coordinator", "operator"},
    "can_reveal": {"coordinator", "supervisor"},
}


@pytest.mark.parametrize("name", ONE_PERSON)
def test_each_predicate_holds_for_exactly_these(cast, name):
    predicate = getattr(policies, name)
    assert {part for part, person in cast.everybody.items() if predicate(person)} == ONE_PERSON[name]


@pytest.mark.parametrize("name", ONE_PERSON)
def test_the_person_of_a_request_gets_the_same_answers_without_asking_again(cast, name, django_assert_num_queries):
    predicate = getattr(policies, name)
    loaded = {part: with_standing(person.pk, now()) for part, person in cast.everybody.items()}
    with django_assert_num_queries(0):
        assert {part for part, person in loaded.items() if predicate(person)} == ONE_PERSON[name]


@pytest.mark.parametrize("name", ONE_PERSON)
def test_nobody_in_particular_may_nothing(name):
    from django.contrib.auth.models import AnonymousUser

    assert not getattr(policies, name)(AnonymousUser())


def test_every_predicate_about_one_person_stands_in_the_table():
    about_one = {
        name
        for name, value in vars(policies).items()
        if inspect.isfunction(value)
        and value.__module__ == policies.__name__
        and not name.startswith("_")
        and [each for each in inspect.signature(value).parameters if each != "at"] in (["person"], ["actor"])
        # About what happened to somebody, not about what they may do.
        and name != "is_suspended"
    }
    assert about_one == set(ONE_PERSON)


def test_all_members_have_equal_rights(cast):
    """Whatever tells two members apart, every rule gives both the same answer (R24)."""
    veteran, newcomer = cast.member, new_person("newcomer")
    Person.objects.filter(pk=veteran.pk).update(joined_on="2001-01-01", languages=["pt"])
    veteran.refresh_from_db()
    for predicate in (getattr(policies, name) for name in ONE_PERSON):
        assert predicate(veteran) == predicate(newcomer), predicate.__name__
    pairs = [policies.can_suspend, policies.can_check_identity, policies.can_reveal_identity]
    for rule in pairs:
        assert {rule(actor, other) for actor in (veteran, newcomer) for other in (veteran, newcomer)} == {False}
    for role in Role:
        assert not policies.can_grant(veteran, role, newcomer)
        assert not policies.can_grant(newcomer, role, veteran)
    fields = {field.name for field in Person._meta.get_fields()}
    assert not fields & {"rank", "level", "score", "points", "karma", "is_staff", "is_superuser", "groups"}


def test_peers_and_clinicians_lead_alike_and_see_records_differently():
    peer, clinician = (
        new_staff("amara", "facilitator", Training.PEER),
        new_staff("mira", "facilitator", Training.THERAPIST),
    )
    assert policies.is_facilitator(peer)
    assert policies.is_facilitator(clinician)
    assert not policies.can_see_records(peer)
    assert policies.can_see_records(clinician)


def test_every_role_beyond_member_needs_a_second_step():
    assert set(Role) == STAFF_ROLES


def test_the_scope_of_accounts_agrees_with_the_rule(cast):
    for actor in cast.everybody.values():
        visible = set(Person.objects.visible_to(actor))
        expected = set(Person.objects.all()) if policies.is_coordinator(actor) else {actor}
        assert visible == expected
