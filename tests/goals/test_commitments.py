"""One small thing until next time: sealed, answered in any way, left in peace when a newer one stands."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.goals import services
from openchair.goals.models import Commitment
from openchair.goals.queries import last_commitments, open_commitments
from openchair.groups.models import Meeting
from openchair.groups.services import record_closed
from openchair.vault.errors import KeyDestroyed
from openchair.vault.services import destroy_key

pytestmark = pytest.mark.django_db(databases="__all__")
CANARY = "Walk to the river twice, even if it rains"


@pytest.fixture
def meeting(cast):
    return cast.circle.meeting


def promise(cast, meeting, words=CANARY, part="member", shared=True, **changed):
    values = {"witness_seat_id": cast.memberships["second_member"].pk, "at": meeting.ends_at} | changed
    return services.make_commitment(person=cast.everybody[part], meeting=meeting, words=words, shared=shared, **values)


def test_the_words_lie_sealed_and_nowhere_else(cast, meeting):
    made = promise(cast, meeting)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM goals_commitment")
        assert CANARY.encode() not in bytes(cursor.fetchone()[0])
    assert not any(CANARY in str(entry) for entry in Entry.objects.values_list())
    assert Commitment.objects.get(pk=made.pk).words == CANARY


def test_with_the_persons_key_the_words_are_gone_and_the_row_stays(cast, meeting):
    made = promise(cast, meeting)
    destroy_key(key_id=cast.member.key_id, reason_code="erasure", actor_id=None, at=meeting.ends_at)
    with pytest.raises(KeyDestroyed):
        _ = Commitment.objects.get(pk=made.pk).words
    assert open_commitments(cast.member).get() == made


def test_said_again_in_one_meeting_the_newer_words_stand(cast, meeting):
    first = promise(cast, meeting)
    services.report_commitment(commitment=first, outcome="part", actor=cast.member, at=meeting.ends_at)
    second = promise(cast, meeting, words="Ring my brother", at=meeting.ends_at + timedelta(minutes=1))
    assert second.pk == first.pk
    stored = Commitment.objects.get()
    assert (stored.words, stored.outcome, stored.reported_at) == ("Ring my brother", "", None)


@pytest.mark.parametrize("outcome", ["done", "part", "not_this_time"])
def test_any_answer_is_kept_alike_and_may_be_changed(cast, meeting, outcome):
    made = promise(cast, meeting)
    services.report_commitment(commitment=made, outcome=outcome, actor=cast.member, at=meeting.ends_at)
    assert Commitment.objects.get().outcome == outcome
    assert not open_commitments(cast.member).exists()
    services.report_commitment(commitment=made, outcome="done", actor=cast.member, at=meeting.ends_at)
    assert Commitment.objects.get().outcome == "done"


def test_nobody_answers_for_somebody_else(cast, meeting):
    made = promise(cast, meeting)
    for part, actor in cast.everybody.items():
        if part != "member":
            with pytest.raises(NotAllowed):
                services.report_commitment(commitment=made, outcome="done", actor=actor, at=meeting.ends_at)
            assert list(Commitment.objects.visible_to(actor)) == []
    assert Commitment.objects.get().outcome == ""
    assert list(Commitment.objects.visible_to(cast.member)) == [made]


def test_an_answer_that_is_none_of_the_three_is_refused(cast, meeting):
    made = promise(cast, meeting)
    with pytest.raises(ValidationError):
        services.report_commitment(commitment=made, outcome="failed", actor=cast.member, at=meeting.ends_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=made.pk).update(outcome="done")  # without its moment


def test_only_the_latest_of_a_group_waits_for_an_answer(cast, meeting):
    following = Meeting.objects.filter(group=cast.group, starts_at__gt=meeting.ends_at).order_by("starts_at")[0]
    promise(cast, meeting)
    newer = promise(cast, following, words="Sleep before midnight", at=following.ends_at)
    assert list(open_commitments(cast.member)) == [newer]


def test_the_group_hears_what_was_shared_at_its_last_meeting_and_no_more(cast, meeting):
    shared = promise(cast, meeting)
    promise(cast, meeting, part="second_member", shared=False, witness_seat_id=None)
    assert last_commitments(group_id=cast.group.pk, before=meeting.ends_at) == {}
    record_closed(meeting=meeting, at=meeting.ends_at)
    later = meeting.ends_at + timedelta(days=7)
    assert last_commitments(group_id=cast.group.pk, before=later) == {cast.member.pk: shared}
    assert last_commitments(group_id=uuid4(), before=later) == {}


def test_the_answer_is_given_on_today(cast, client, meeting):
    made = promise(cast, meeting)
    client.force_login(cast.member)
    address = f"/goals/commitments/{made.pk}/outcome/"
    assert client.post(address, {"outcome": "not_this_time"}).headers["Location"] == "/"
    assert Commitment.objects.get().outcome == "not_this_time"
    assert client.post(address, {"outcome": "failed"}).status_code == 400
    assert client.get(address).status_code == 405


@pytest.mark.parametrize("part", ["second_member", "facilitator", "coordinator", "outsider"])
def test_for_everybody_else_it_is_not_there(cast, client, meeting, part):
    made = promise(cast, meeting)
    client.force_login(cast.everybody[part])
    assert client.post(f"/goals/commitments/{made.pk}/outcome/", {"outcome": "done"}).status_code == 404
    assert client.post(f"/goals/commitments/{uuid4()}/outcome/", {"outcome": "done"}).status_code == 404
    assert Commitment.objects.get().outcome == ""
