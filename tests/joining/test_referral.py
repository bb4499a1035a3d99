"""Somebody is referred: nothing counts before a yes, and the clinician hears what the person chose and nothing else."""

import json
import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from openchair.agreements.services import try_a_visit
from openchair.audit.models import Entry
from openchair.core.errors import NotAllowed
from openchair.core.time import now
from openchair.groups.models import Part
from openchair.groups.services import join
from openchair.joining.models import Referral, Waiting
from openchair.joining.profiles import person_rows
from openchair.joining.services import referral as services
from openchair.joining.services.waiting import take_name_off
from openchair.people.masking import masked
from openchair.people.models import Invitation, Look, Person
from openchair.people.services import LinkDoesNotWork
from openchair.vault.errors import KeyDestroyed
from openchair.vault.services import Scope, key_for
from openchair.web.queries.referrals import referrals_of
from tests.cast import new_person
from tests.web.scene import past_meeting

pytestmark = pytest.mark.django_db(databases="__all__")
NOTHING = "Nothing to tell. It stays so unless the person wants you to hear more."
WORDS = "Four weeks after rehab. Evenings alone are hard."


def refer(cast, *, urgent=False, at=None):
    return services.make_referral(actor=cast.therapist, signed_as="Dr Vale", words=WORDS, urgent=urgent, at=at or now())


def accept(cast, made, *, tells="seat", person=None):
    return services.accept_referral(referral=made, person=person or cast.outsider, tells=tells, at=now())


def status(cast):
    (row,) = referrals_of(cast.therapist, now())
    return row.status


# --- making it --------------------------------------------------------------------------------------------------
def test_a_referral_has_a_key_of_its_own_and_keeps_only_a_hash_of_its_code(cast):
    made, code = refer(cast)
    assert re.fullmatch(r"([A-Z2-9]{5}-){3}[A-Z2-9]{5}", code)
    assert made.key_id == key_for(Scope.REFERRAL, made.pk) != cast.therapist.key_id
    row = vars(Referral.objects.get())
    assert b"rehab" not in row["words_sealed"] and b"Vale" not in row["signed_as_sealed"]
    assert code.replace("-", "") not in str(row)
    assert services.find_referral(code.lower().replace("-", " "), now()) == made
    assert Entry.objects.filter(action="referral.made", subject__contains=str(made.pk)).count() == 1


def test_only_clinicians_refer(cast):
    for person in (cast.member, cast.facilitator, cast.coordinator, cast.supervisor, cast.operator, cast.outsider):
        with pytest.raises(NotAllowed):
            services.make_referral(actor=person, signed_as="Dr Vale", words="", urgent=False, at=now())
    for wrong in ({"signed_as": " "}, {"signed_as": "x" * 81}, {"words": "x" * 1501}):
        with pytest.raises(ValidationError):
            services.make_referral(
                actor=cast.therapist, urgent=False, at=now(), **({"signed_as": "Dr Vale", "words": ""} | wrong)
            )
    assert not Referral.objects.exists()


def test_the_page_to_hand_over_has_code_and_link_and_none_of_the_words(cast, client):
    client.force_login(cast.therapist)
    assert client.post(reverse("joining:refer"), {"signed_as": "", "words": WORDS}).status_code == 422
    page = client.post(reverse("joining:refer"), {"signed_as": "Dr Vale", "words": WORDS}).content.decode()
    found = re.search(r"<code>((?:[A-Z2-9]{5}-){3}[A-Z2-9]{5})</code>", page)
    assert found and f"http://testserver/referral/{found[1]}/" in page and "data:image/svg+xml" in page
    assert "rehab" not in page and "Dr Vale" in page
    assert services.find_referral(found[1], now())


# --- reading it before anything counts --------------------------------------------------------------------------
def test_looking_changes_nothing_and_shows_who_and_what(cast, client):
    _made, code = refer(cast, urgent=True)
    before = list(Referral.objects.values())
    for person in (None, cast.outsider):
        if person:
            client.force_login(person)
        answer = client.get(reverse("joining:referral", args=[code]))
        page = answer.content.decode()
        assert "Dr Vale" in page and WORDS in page and "They say that it is urgent." in page
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert cast.therapist.sign_in_name not in page
    assert list(Referral.objects.values()) == before and not Waiting.objects.exists()
    client.force_login(cast.coordinator)
    assert "Nobody is waiting on a referral." in client.get(reverse("joining:referrals_to_place")).content.decode()


def test_the_code_is_typed_as_people_type(cast, client):
    _made, code = refer(cast)
    answer = client.post(reverse("joining:referral_code"), {"code": code.lower().replace("-", " ")})
    assert WORDS in client.get(answer.headers["Location"]).content.decode()
    nothing = client.post(reverse("joining:referral_code"), {"code": "no such"}).headers["Location"]
    assert client.get(nothing).status_code == 404


def test_used_old_and_invented_codes_answer_alike(cast, client):
    _used, used = refer(cast)
    services.decline_referral(referral=services.find_referral(used, now()), person=None, at=now())
    _old, old = refer(cast, at=now() - timedelta(days=31))
    back, taken_back = refer(cast)
    services.take_back_referral(referral=back, actor=cast.therapist, at=now())
    bodies = {client.get(reverse("joining:referral", args=[code])).content for code in (used, old, taken_back, "ABCDE")}
    assert len(bodies) == 1


@pytest.mark.parametrize("open_for_all", [True, False])
def test_without_an_account_one_makes_one_and_comes_back_to_the_page(cast, client, settings, open_for_all):
    settings.SIGN_UP_OPEN = open_for_all
    _made, code = refer(cast)
    here = reverse("joining:referral", args=[code])
    assert client.post(here, {"answer": "yes", "tells": "seat"}).status_code == 200
    assert not Waiting.objects.exists()
    gone = client.post(here, {"join": "1"}).headers["Location"]
    assert gone.startswith("/sign-up/" if open_for_all else "/invitation/")
    assert Invitation.objects.count() == (0 if open_for_all else 1)
    word = "nine slow boats on the water"
    client.post(gone, {"sign_in_name": "newcomer", "password": word, "again": word, "of_age": "on"})
    person = Person.objects.get(sign_in_name="newcomer")
    assert client.session["_go_on"] == here
    assert client.post(here, {"answer": "yes"}).status_code == 422, "how much they hear is never chosen for anybody"
    assert client.post(here, {"answer": "yes", "tells": "seat"}).headers["Location"] == reverse("joining:my_referrals")
    assert Referral.objects.get().person == person
    assert client.get(here).headers["Location"] == reverse("joining:my_referrals")


def test_secret_addresses_stay_out_of_logs_also_as_the_page_to_go_on_to():
    assert masked("GET /referral/ABCDE-FGHJK/ 200") == "GET /referral/…/ 200"
    assert masked("GET /sign-up/?next=%2Freferral%2FABCDE-FGHJK%2F 200") == "GET /sign-up/?next=%2Freferral%2F…%2F 200"


# --- the answer -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("urgent", [True, False])
def test_a_yes_puts_the_person_on_the_list_and_makes_the_clinician_their_own(cast, urgent):
    made, code = refer(cast, urgent=urgent)
    accept(cast, made)
    waiting = Waiting.objects.get()
    assert (waiting.person, waiting.urgent, waiting.ended_at) == (cast.outsider, urgent, None)
    assert person_rows([cast.outsider], [])[0]["therapists"] == [str(cast.therapist.pk)]
    with pytest.raises(LinkDoesNotWork):
        services.find_referral(code, now())
    entry = Entry.objects.get(action="referral.accepted")
    assert str(cast.outsider.pk) in entry.subject and "rehab" not in str(vars(entry))


def test_whoever_waits_already_is_urgent_from_the_yes_on_and_not_after_taking_it_back(cast):
    first, _code = refer(cast)
    accept(cast, first)
    second, _code = refer(cast, urgent=True)
    accept(cast, second)
    assert Waiting.objects.get().urgent
    services.decline_referral(referral=second, person=cast.outsider, at=now())
    assert not Waiting.objects.get().urgent and Waiting.objects.get().ended_at is None


def test_a_yes_taken_back_undoes_what_it_told(cast):
    made, _code = refer(cast)
    accept(cast, made)
    services.decline_referral(referral=made, person=cast.outsider, at=now())
    assert person_rows([cast.outsider], [])[0]["therapists"] == []
    assert status(cast) == NOTHING
    accept(cast, made, tells="nothing")
    assert Referral.objects.get().declined_at is None and Waiting.objects.count() == 1


def test_nobody_answers_for_another_and_no_clinician_their_own(cast):
    made, _code = refer(cast)
    with pytest.raises(NotAllowed):
        accept(cast, made, person=cast.therapist)
    with pytest.raises(NotAllowed):
        accept(cast, made, tells="everything")
    accept(cast, made)
    for act in (
        lambda: accept(cast, made, person=cast.member),
        lambda: services.decline_referral(referral=made, person=cast.member, at=now()),
        lambda: services.decline_referral(referral=made, person=None, at=now()),
        lambda: services.take_back_referral(referral=made, actor=cast.member, at=now()),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Referral.objects.get().person == cast.outsider


def test_the_person_changes_it_any_day_on_their_page(cast, client):
    made, _code = refer(cast)
    accept(cast, made)
    client.force_login(cast.outsider)
    page = client.get(reverse("joining:my_referrals")).content.decode()
    assert WORDS in page and "They hear: Whether I have a seat." in page
    address = reverse("joining:change_referral", args=[made.pk])
    client.post(address, {"answer": "yes", "tells": "visits"})
    assert Referral.objects.get().tells == "visits"
    client.post(address, {"answer": "yes"})
    assert Referral.objects.get().tells == "visits"
    client.post(address, {"answer": "no"})
    assert Referral.objects.get().consented_at is None
    assert "They hear nothing." in client.get(reverse("joining:my_referrals")).content.decode()


# --- what the clinician hears -----------------------------------------------------------------------------------
def test_no_answer_a_no_a_yes_that_tells_nothing_and_one_taken_back_read_the_same(cast, client):
    for act in ("none", "no", "anonymous no", "nothing", "back"):
        made, _code = refer(cast)
        person = new_person(f"person of {act}")
        if act in ("nothing", "back"):
            accept(cast, made, tells="nothing" if act == "nothing" else "visits", person=person)
        if act in ("no", "back"):
            services.decline_referral(referral=made, person=person, at=now())
        if act == "anonymous no":
            services.decline_referral(referral=made, person=None, at=now())
    rows = referrals_of(cast.therapist, now())
    assert [row.status for row in rows] == [NOTHING] * 5
    client.force_login(cast.therapist)
    page = client.get("/referrals/").content.decode()
    items = [item.split("</li>")[0] for item in page.split("<li><b>")[1:]]
    assert len({re.sub(r"[0-9a-f-]{36}|value=\"\w+\"|\d\d:\d\d", "", item) for item in items}) == 1 and len(items) == 5
    later = now() + timedelta(days=179)
    services.forget_referrals(at=later)
    assert len(referrals_of(cast.therapist, later)) == 5
    assert referrals_of(cast.therapist, now() + timedelta(days=181)) == []


def test_with_seat_the_clinician_hears_of_a_seat_and_nothing_of_visits(cast):
    made, _code = refer(cast)
    accept(cast, made)
    seat = try_a_visit(version=cast.circle.version, person=cast.outsider, pseudonym="Heron", at=now())
    past_meeting(cast.group, weeks_ago=0, there=[seat])
    assert status(cast) == "Has no seat yet."
    from openchair.groups.services import leave

    leave(membership=seat, actor=cast.outsider, at=now())
    join(group=cast.group, person=cast.outsider, pseudonym="Heron", part=Part.MEMBER, actor=cast.coordinator, at=now())
    assert status(cast) == "Has a seat in a group."
    assert "Wednesday" not in json.dumps([row.status for row in referrals_of(cast.therapist, now())])


def test_with_visits_also_whether_they_came_since_the_yes(cast):
    seat = join(
        group=cast.group, person=cast.outsider, pseudonym="Heron", part=Part.MEMBER, actor=cast.coordinator, at=now()
    )
    past_meeting(cast.group, weeks_ago=2, there=[seat])
    made, _code = refer(cast)
    accept(cast, made, tells="visits")
    assert status(cast) == "Has a seat in a group. Has not been at a meeting since."
    past_meeting(cast.group, weeks_ago=0, there=[cast.circle.seats["member"]])
    assert status(cast) == "Has a seat in a group. Has not been at a meeting since."
    past_meeting(cast.group, weeks_ago=0, there=[seat])
    assert status(cast) == "Has a seat in a group. Has been at a meeting since."


@pytest.mark.parametrize("many", [1, 3])
def test_the_clinicians_page_costs_the_same_with_one_and_three(cast, django_assert_num_queries, many):
    for number in range(many):
        made, _code = refer(cast)
        person = new_person(f"person {number}")
        accept(cast, made, tells="visits", person=person)
        join(
            group=cast.group, person=person, pseudonym=f"Heron {number}x", part=Part.MEMBER, actor=cast.coordinator,
            at=now(),
        )  # fmt: skip
    with django_assert_num_queries(3):
        referrals_of(cast.therapist, now())


def test_a_referral_taken_back_by_its_clinician_tells_nothing_more(cast):
    made, _code = refer(cast, urgent=True)
    accept(cast, made)
    services.take_back_referral(referral=made, actor=cast.therapist, at=now())
    assert status(cast) == "You took it back."
    waiting = Waiting.objects.get()
    assert (waiting.ended_at, waiting.urgent) == (None, False)
    with pytest.raises(LinkDoesNotWork):
        accept(cast, made)


# --- the coordinator -----------------------------------------------------------------------------------------------
def test_a_coordinator_reads_it_on_record_after_the_yes(cast, client):
    made, _code = refer(cast, urgent=True)
    client.force_login(cast.coordinator)
    address = reverse("joining:read_referral", args=[made.pk])
    assert client.post(address).status_code == 404
    accept(cast, made)
    page = client.get(reverse("joining:referrals_to_place")).content.decode()
    assert "Urgent" in page and "Nobody has read it yet." in page and WORDS not in page and "outsider" not in page
    page = client.post(address).content.decode()
    assert WORDS in page and "Dr Vale" in page and cast.outsider.sign_in_name in page
    look = Look.objects.get()
    assert (look.person, look.looked_by, look.what) == (cast.outsider, cast.coordinator, "referral")
    client.force_login(cast.outsider)
    assert "What a clinician wrote about you" in client.get("/my-data/who-looked/").content.decode()
    for person in (cast.supervisor, cast.facilitator, cast.therapist, cast.operator):
        with pytest.raises(NotAllowed):
            services.read_referral(referral=made, actor=person, at=now())


# --- the end --------------------------------------------------------------------------------------------------------
def test_half_a_year_after_the_end_the_words_are_destroyed(cast, django_capture_on_commit_callbacks):
    ends = {}
    for how in ("unread", "no", "seat", "waits"):
        made, _code = refer(cast)
        ends[how] = made
        person = new_person(f"person {how}")
        if how == "no":
            services.decline_referral(referral=made, person=None, at=now())
        if how in ("seat", "waits"):
            accept(cast, made, person=person)
        if how == "seat":
            with django_capture_on_commit_callbacks(execute=True):
                join(
                    group=cast.group, person=person, pseudonym="Heron", part=Part.MEMBER, actor=cast.coordinator,
                    at=now(),
                )  # fmt: skip
    assert Referral.objects.get(pk=ends["seat"].pk).ended_at is not None
    assert services.forget_referrals(at=now() + timedelta(days=179)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert services.forget_referrals(at=now() + timedelta(days=181)) == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert services.forget_referrals(at=now() + timedelta(days=211)) == 1
    assert [row.pk for row in Referral.objects.all()] == [ends["waits"].pk]
    with pytest.raises(KeyDestroyed):
        assert ends["seat"].words
    assert Referral.objects.get().words == WORDS


def test_what_a_crash_left_running_ends_with_the_next_job(cast):
    made, _code = refer(cast)
    accept(cast, made)
    assert services.end_referrals_of_members(at=now()) == 0
    join(group=cast.group, person=cast.outsider, pseudonym="Heron", part=Part.MEMBER, actor=cast.coordinator, at=now())
    assert (services.end_referrals_of_members(at=now()), services.end_referrals_of_members(at=now())) == (1, 0)
    assert Referral.objects.get().ended_at is not None


def test_whoever_takes_their_name_off_the_list_ends_it_too(cast):
    made, _code = refer(cast)
    accept(cast, made)
    take_name_off(waiting=Waiting.objects.get(), actor=cast.outsider, at=now())
    assert services.end_referrals_of_members(at=now()) == 1
