"""Notice before a meeting, what the group may be told, and the welcome back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.groups import services
from openchair.groups.models import AbsenceNotice
from openchair.groups.queries import may_be_told, notices

pytestmark = pytest.mark.django_db(databases="__all__")
CANARY = "At my sister's in Faro until Thursday"


@pytest.fixture
def meeting(cast):
    return cast.circle.meeting


def give(cast, meeting, tell="away", words="", part="member", hours=5):
    return services.give_absence_notice(
        meeting=meeting, membership=cast.memberships[part], tell=tell, words=words, actor=cast.everybody[part],
        at=meeting.starts_at - timedelta(hours=hours),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tell", "words", "told"), [("nothing", CANARY, None), ("away", CANARY, ""), ("words", CANARY, CANARY)]
)
def test_the_group_is_told_what_the_person_chose_and_no_more(cast, meeting, tell, words, told):
    notice = give(cast, meeting, tell, words)
    stored = notices(meeting)[cast.memberships["member"].pk]
    assert stored == notice
    assert may_be_told(stored) == told


def test_words_that_are_not_to_be_told_are_not_even_kept(cast, meeting):
    assert give(cast, meeting, "away", CANARY).words == ""


def test_the_words_lie_sealed_and_stand_in_no_trail(cast, meeting):
    give(cast, meeting, "words", CANARY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM groups_absencenotice")
        assert CANARY.encode() not in bytes(cursor.fetchone()[0])
    assert not any(CANARY in str(entry) for entry in Entry.objects.values_list())


def test_a_second_notice_replaces_the_first_and_its_words(cast, meeting):
    first = give(cast, meeting, "words", CANARY)
    second = give(cast, meeting, "nothing", hours=4)
    assert notices(meeting) == {cast.memberships["member"].pk: second}
    assert AbsenceNotice.objects.get(pk=first.pk).words == ""


def test_a_notice_taken_back_leaves_nothing_to_tell(cast, meeting):
    notice = give(cast, meeting, "words", CANARY)
    at = meeting.starts_at - timedelta(hours=1)
    services.withdraw_absence_notice(notice=notice, actor=cast.member, at=at)
    services.withdraw_absence_notice(notice=notice, actor=cast.member, at=at + timedelta(minutes=1))
    stored = AbsenceNotice.objects.get(pk=notice.pk)
    assert notices(meeting) == {}
    assert (stored.withdrawn_at, stored.words) == (at, "")


@pytest.mark.parametrize("what", ["begun", "cancelled", "closed"])
def test_after_it_began_there_is_nothing_to_give_notice_for(cast, meeting, what):
    if what == "cancelled":
        services.cancel_meeting(meeting=meeting, actor=cast.coordinator, at=meeting.starts_at - timedelta(days=1))
    if what == "closed":
        services.record_closed(meeting=meeting, at=meeting.starts_at - timedelta(hours=9))
    with pytest.raises(services.TooLateForNotice):
        give(cast, meeting, hours=0 if what == "begun" else 5)
    assert notices(meeting) == {}


@pytest.mark.parametrize(("tell", "words"), [("words", "   "), ("words", "x" * 201), ("shout", "hello")])
def test_a_notice_that_cannot_be_told_is_refused(cast, meeting, tell, words):
    with pytest.raises(ValidationError):
        give(cast, meeting, tell, words)
    assert notices(meeting) == {}


def test_nobody_gives_or_takes_back_notice_for_somebody_else(cast, meeting):
    notice = give(cast, meeting)
    seat, at = cast.memberships["second_member"], meeting.starts_at - timedelta(hours=3)
    for part, actor in cast.everybody.items():
        if part != "second_member":
            with pytest.raises(NotAllowed):
                services.give_absence_notice(meeting=meeting, membership=seat, tell="away", actor=actor, at=at)
        if part != "member":
            with pytest.raises(NotAllowed):
                services.withdraw_absence_notice(notice=notice, actor=actor, at=at)
    assert list(notices(meeting)) == [cast.memberships["member"].pk]
