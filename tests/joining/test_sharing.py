"""What members show each other in one group of what they have lived through, and never more (R1)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from openchair.agreements.queries import current_version
from openchair.agreements.services import sign, try_a_visit
from openchair.core.errors import NotAllowed
from openchair.core.time import now
from openchair.groups.services import leave
from openchair.joining.models import SharedExperience
from openchair.joining.queries.sharing import shared_in, shown_by
from openchair.joining.services.sharing import share_experience
from tests.circle import meets_weekly, new_group, publish_rules, take_seats

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def circle(cast):
    return cast.circle


def show(cast, part, *codes, seat=None):
    person = cast.everybody[part]
    share_experience(membership=seat or cast.circle.seats[part], codes=codes, actor=person, at=now())


def page_of(client, person, group):
    client.force_login(person)
    return client.get(reverse("groups:detail", args=[group.pk])).content.decode()


def test_what_is_shown_stands_there_with_names_and_a_count_in_words(cast, circle, client):
    show(cast, "member", "alcohol", "lost_parent")
    show(cast, "second_member", "alcohol")
    assert [(each.words, each.who) for each in shared_in(cast.group, now())] == [
        ("Alcohol", "Two of us: Tove, Wren"),
        ("A parent died", "One of us: Wren"),
    ]
    page = page_of(client, cast.second_member, cast.group)
    assert "Some here have lived through:" in page and "Two of us: Tove, Wren" in page


def test_it_is_sealed_under_ones_own_key(cast, circle):
    show(cast, "member", "alcohol")
    row = SharedExperience.objects.get()
    assert row.key_id == cast.member.key_id and b"alcohol" not in vars(row)["code_sealed"]


def test_it_holds_in_one_group_only(cast, circle, client):
    other = new_group(cast, at=now(), name="The Other Table")
    meets_weekly(cast, other, at=now())
    take_seats(cast, other, publish_rules(cast, other, at=now()), at=now())
    show(cast, "member", "alcohol")
    assert shared_in(other, now()) == []
    assert "Alcohol" not in page_of(client, cast.second_member, other)


def test_outside_the_group_and_before_signing_nobody_sees_anything(cast, circle, client):
    show(cast, "member", "alcohol")
    for person in (cast.outsider, cast.coordinator, cast.therapist, cast.supervisor):
        page = page_of(client, person, cast.group)
        assert "Alcohol" not in page and "lived through" not in page
    publish_rules(cast, cast.group, at=now())
    assert "Alcohol" not in page_of(client, cast.second_member, cast.group)
    version = current_version(cast.group)
    assert version is not None
    sign(version=version, membership=circle.seats["second_member"], actor=cast.second_member, at=now())
    assert "Alcohol" in page_of(client, cast.second_member, cast.group)


def test_a_visitor_reads_it_once_they_have_signed_and_shows_nothing_yet(cast, circle, client):
    show(cast, "member", "alcohol")
    visit = try_a_visit(version=circle.version, person=cast.outsider, pseudonym="Heron", at=now())
    assert "Alcohol" in page_of(client, cast.outsider, cast.group)
    with pytest.raises(NotAllowed):
        share_experience(membership=visit, codes=["alcohol"], actor=cast.outsider, at=now())
    assert client.get(reverse("joining:share", args=[cast.group.pk])).status_code == 404


def test_nobody_shows_for_another_or_what_is_not_on_the_list(cast, circle):
    with pytest.raises(NotAllowed):
        share_experience(membership=circle.seats["member"], codes=["alcohol"], actor=cast.facilitator, at=now())
    with pytest.raises(ValidationError):
        show(cast, "member", "alcohol", "invented")
    assert not SharedExperience.objects.exists()


def test_without_a_signature_the_agreement_comes_first(cast, circle, client):
    publish_rules(cast, cast.group, at=now())
    client.force_login(cast.member)
    address = reverse("joining:share", args=[cast.group.pk])
    assert client.get(address).headers["Location"] == reverse("agreements:read", args=[cast.group.pk])
    with pytest.raises(NotAllowed):
        show(cast, "member", "alcohol")


def test_the_page_changes_it_and_takes_it_back(cast, circle, client):
    address = reverse("joining:share", args=[cast.group.pk])
    client.force_login(cast.member)
    client.post(address, {"codes": ["alcohol", "lost_parent"]})
    assert shown_by(circle.seats["member"]) == {"alcohol", "lost_parent"}
    page = client.get(address).content.decode()
    assert page.count("checked") == 2 and '<details class="behind" open>' in page
    client.post(address, {"codes": ["gambling"]})
    assert shown_by(circle.seats["member"]) == {"gambling"}
    assert client.post(address, {"codes": ["invented"]}).status_code == 422
    client.post(address, {})
    assert shown_by(circle.seats["member"]) == set()


def test_whoever_leaves_takes_it_along(cast, circle):
    show(cast, "member", "alcohol")
    leave(membership=circle.seats["member"], actor=cast.member, at=now())
    assert not SharedExperience.objects.exists()


def test_who_leads_may_show_as_well(cast, circle):
    show(cast, "facilitator", "alcohol")
    assert [each.who for each in shared_in(cast.group, now())] == ["One of us: Amara"]
