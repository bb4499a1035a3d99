"""Reading, signing, taking back and writing, on the pages."""

import re
from datetime import timedelta

import pytest

from openchair.agreements.models import AgreementVersion, Signature
from openchair.agreements.queries import has_valid_signature
from openchair.core.time import now
from openchair.groups.models import Group, Membership, Part
from openchair.groups.services import add_leader
from tests.circle import meets_weekly, new_group, publish_rules

pytestmark = pytest.mark.django_db(databases="__all__")
CHOICES = {"sobriety": "or_listen", "outside_contact": "", "pairing_off": "", "recording": ""}


@pytest.fixture
def circle(cast):
    return cast.circle


@pytest.fixture
def address(circle):
    return f"/groups/{circle.group.pk}/agreement/"


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_newcomer_reads_signs_and_has_a_chair_at_the_next_meeting(client, cast, circle, address):
    client.force_login(cast.outsider)
    page = text_of(client.get(address))
    assert "What is said here stays here." in page and "Chosen by this group" in page
    assert "It is the day of the meeting and you had a drink at lunch." in page and "Nothing of it is kept." in page
    response = client.post(address, {"version": "1", "pseudonym": " Heron ", "read": "on", "q-drink": "not"})
    assert response.headers["Location"] == f"/groups/{circle.group.pk}/"
    seat = Membership.objects.get(person=cast.outsider)
    assert (seat.pseudonym, seat.part) == ("Heron", Part.VISITOR)
    assert has_valid_signature(seat)
    assert "You have signed this" in text_of(client.get(address))


def test_the_answers_to_the_questions_block_nobody_and_are_kept_nowhere(client, cast, circle, address):
    client.force_login(cast.outsider)
    page = text_of(client.post(address, {"version": "1", "pseudonym": "Heron", "q-drink": "not"}))
    assert re.search(r'name="q-drink" value="not"[^>]*checked', page)
    response = client.post(address, {"version": "1", "pseudonym": "Heron", "read": "on"})
    assert response.status_code == 302  # none answered


@pytest.mark.parametrize(
    ("changed", "said", "field"),
    [
        ({"read": ""}, "Needed to come in. You can read it again first.", "#id_read"),
        ({"pseudonym": ""}, "Choose a name for this group.", "#id_pseudonym"),
        ({"pseudonym": "wren"}, "Somebody here is or was called that. Try another name.", "#id_pseudonym"),
        ({"pseudonym": "Out Sider"}, "You sign in with this name.", "#id_pseudonym"),
        ({"pseudonym": "?!"}, "Choose a name with a letter in it", "#id_pseudonym"),
        ({"version": "7"}, "The agreement has changed since this page was opened.", ""),
        ({"version": ""}, "The agreement has changed since this page was opened.", ""),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, cast, circle, address, changed, said, field):
    client.force_login(cast.outsider)
    form = {"version": "1", "pseudonym": "Heron", "read": "on"} | changed
    response = client.post(address, form)
    page = text_of(response)
    assert response.status_code == 422
    assert said in page and f'href="{field}"' in page if field else said in page
    assert f'value="{form["pseudonym"]}"' in page or not form["pseudonym"]
    assert not Membership.objects.filter(person=cast.outsider).exists()


def test_an_idea_for_a_name_fills_the_field_and_signs_nothing(client, cast, circle, address):
    client.force_login(cast.outsider)
    ideas = re.findall(r'name="idea" value="(\w+)"', client.get(address).content.decode())
    assert len(set(ideas)) == 3 and not set(ideas) & {"Wren", "Tove", "Amara", "Pell"}
    response = client.post(address, {"version": "1", "idea": ideas[0], "read": "on"})
    assert response.status_code == 200
    assert f'value="{ideas[0]}"' in text_of(response)
    assert not Membership.objects.filter(person=cast.outsider).exists()


def test_whoever_is_not_signed_in_reads_and_is_asked_to_come_in(client, circle, address):
    page = text_of(client.get(address))
    assert "To sign, come in first" in page
    assert f"/sign-up/?next=/groups/{circle.group.pk}/agreement/" in page
    assert client.post(address, {"read": "on"}).headers["Location"].startswith("/sign-in/")


def test_after_a_change_a_member_sees_what_is_different_and_signs_again(client, cast, circle, address):
    publish_rules(cast, circle.group, at=now(), sobriety="no_rule")
    client.force_login(cast.member)
    page = text_of(client.get(address))
    assert "You signed version 1. This is what is different now." in page
    assert (
        '<del><span class="unseen">Taken out: </span>We come sober. If today was not sober, we come to listen.' in page
    )
    assert "Sign as Wren" in page and 'name="pseudonym"' not in page
    assert client.post(address, {"version": "2", "read": "on"}).status_code == 302
    assert has_valid_signature(cast.memberships["member"])


def test_a_full_group_may_be_read_and_not_signed(client, cast, circle, address):
    Group.objects.filter(pk=circle.group.pk).update(seats=2)
    client.force_login(cast.outsider)
    assert "Every seat is taken" in text_of(client.get(address))
    client.post(address, {"version": "1", "pseudonym": "Heron", "read": "on"})
    assert not Membership.objects.filter(person=cast.outsider).exists()


def test_taking_it_back_says_what_happens_first(client, cast, circle, address):
    client.force_login(cast.member)
    assert "The group hears that you have left, and no reason." in text_of(client.get(address + "withdrawal/"))
    assert has_valid_signature(cast.memberships["member"])
    assert client.post(address + "withdrawal/").headers["Location"] == "/"
    assert not has_valid_signature(cast.memberships["member"])
    assert client.get(address + "withdrawal/").status_code == 404


def test_the_builder_shows_the_difference_before_it_publishes(client, cast, circle, address):
    client.force_login(cast.facilitator)
    new = CHOICES | {"outside_contact": "threes", "follows": "1"}
    page = text_of(client.post(address + "new/", new))
    assert "What changes from version 1:" in page and "We may meet outside the group, in threes or more." in page
    assert AgreementVersion.objects.count() == 1
    assert client.post(address + "new/", new | {"publish": "1"}).headers["Location"] == address
    assert AgreementVersion.objects.get(number=2).clauses[-1]["choice"] == "threes"


def test_the_builder_warns_of_hard_words_and_forbids_nothing(client, cast, circle, address):
    client.force_login(cast.coordinator)
    hard = "Participants acknowledge institutional responsibilities regarding confidentiality obligations."
    form = CHOICES | {"follows": "1", "own_1": hard}
    page = text_of(client.post(address + "new/", form))
    assert "Hard to read for some" in page and f"“{hard}”" in page
    easy = text_of(client.post(address + "new/", form | {"own_1": "We bring cake on the last day of a month."}))
    assert "Easy to read from about fourteen." in easy
    assert client.post(address + "new/", form | {"publish": "1"}).status_code == 302


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"own_1_why": "Because."}, "Write the point, or take its reason away."),
        ({"sobriety": "always"}, "Select a valid choice"),
        ({"own_1": "x" * 201}, "at most 200 characters"),
        ({}, "This is the agreement as it stands. Nobody has to sign it again."),
        ({"recording": "no_notes", "follows": "0"}, "The agreement has changed since this page was opened."),
        ({"recording": "no_notes", "follows": "x"}, "The agreement has changed since this page was opened."),
    ],
)
def test_the_builder_says_what_is_wrong_and_publishes_nothing(client, cast, circle, address, changed, said):
    client.force_login(cast.coordinator)
    response = client.post(address + "new/", CHOICES | {"follows": "1", "publish": "1"} | changed)
    assert response.status_code == 422
    assert said in text_of(response)
    assert AgreementVersion.objects.count() == 1


def test_a_group_without_rules_lets_nobody_in_and_says_why(client, cast):
    group = new_group(cast, at=now())
    meets_weekly(cast, group, at=now())
    add_leader(group=group, person=cast.facilitator, pseudonym="Amara", actor=cast.coordinator, at=now())
    client.force_login(cast.outsider)
    page = text_of(client.get(f"/groups/{group.pk}/agreement/"))
    assert "Nobody can come in before it has one." in page
    client.post(f"/groups/{group.pk}/agreement/", {"pseudonym": "Heron", "read": "on", "version": "1"})
    assert not Signature.objects.exists()
    client.force_login(cast.facilitator)
    assert "Write the agreement" in text_of(client.get(f"/groups/{group.pk}/"))
    client.post(f"/groups/{group.pk}/agreement/new/", CHOICES | {"follows": "0", "publish": "1"})
    assert AgreementVersion.objects.get().number == 1


def test_earlier_versions_stay_readable(client, cast, circle, address):
    publish_rules(cast, circle.group, at=now() + timedelta(minutes=1), sobriety="no_rule")
    page = text_of(client.get(address + "versions/"))
    assert "Version 2" in page and "Version 1" in page and "<ins>" in page and "The points it began with" in page


def test_an_unlisted_groups_agreement_is_not_there_for_those_outside(client, cast):
    group = new_group(cast, at=now(), listed=False)
    publish_rules(cast, group, at=now())
    client.force_login(cast.outsider)
    for page in ("", "versions/", "new/", "signatures/", "withdrawal/"):
        assert client.get(f"/groups/{group.pk}/agreement/{page}").status_code == 404


@pytest.mark.parametrize("versions", [1, 4])
def test_reading_takes_the_same_reads_however_often_it_changed(
    client, cast, circle, address, django_assert_num_queries, versions
):
    for number in range(versions - 1):
        publish_rules(cast, circle.group, at=now(), sobriety=("no_rule", "or_listen")[number % 2])
    client.force_login(cast.outsider)
    client.get("/groups/")
    with django_assert_num_queries(10):
        client.get(address)
