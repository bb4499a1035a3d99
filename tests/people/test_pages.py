"""The pages of the own account and of staff: what they keep, what they refuse, how often they ask the database."""

from datetime import timedelta

import pytest
from django.urls import reverse

from openchair.core.time import now
from openchair.people import services
from openchair.people.models import Invitation, Look, Person, ResetLink, Role, RoleGrant, SpareKey, Suspension
from openchair.people.policies import has_role
from tests.cast import PASSWORD, code_now, new_person, new_staff

pytestmark = pytest.mark.django_db(databases="__all__")
NEW = "another long row of words"
CHOSEN = {
    "language": "en",
    "time_zone": "Europe/Lisbon",
    "theme": "dark",
    "text_size": "large",
    "contrast": "more",
    "languages": "Português, English",
    "access_needs": "breaks",
}


def signed_in_staff(client, name, role):
    """A staff member who has just used their second step."""
    person = new_staff(name, role)
    client.post("/sign-in/", {"login": name, "password": PASSWORD})
    client.post("/sign-in/second-step/", {"code": code_now()})
    return person


def test_settings_are_kept_and_shown_again(client):
    person = new_person("heron")
    client.force_login(person)
    assert client.post("/settings/", CHOSEN).headers["Location"] == "/settings/?kept=1"
    person.refresh_from_db()
    assert (person.theme, person.time_zone, person.languages) == ("dark", "Europe/Lisbon", ["Português", "English"])
    assert person.access_needs == "breaks"
    assert "breaks" in client.get("/settings/").content.decode()


def test_settings_take_nothing_but_their_own_fields(client):
    person = new_person("heron")
    client.force_login(person)
    other = {"sign_in_name": "x", "is_active": "", "key_id": "0", "role": "operator", "joined_on": "2001-01-01"}
    client.post("/settings/", CHOSEN | other)
    kept = Person.objects.get()
    assert (kept.sign_in_name, kept.is_active, kept.key_id, kept.joined_on) == (
        "heron",
        True,
        person.key_id,
        person.joined_on,
    )
    assert not RoleGrant.objects.exists()


@pytest.mark.parametrize("wrong", [{"time_zone": "Mars/Base"}, {"theme": "neon"}, {"language": "xx"}])
def test_settings_that_cannot_be_change_nothing(client, wrong):
    client.force_login(new_person("heron"))
    assert client.post("/settings/", CHOSEN | wrong).status_code == 200
    assert Person.objects.get().theme == "system"


def test_identity_can_be_written_changed_and_emptied(client):
    person = new_person("heron")
    client.force_login(person)
    page = "/my-data/identity/"
    client.post(page, {"legal_name": "Ana", "email": "ana@example.org", "phone": "", "birth_date": "1981-02-03"})
    assert person.identity.legal_name == "Ana"
    for wrong in ({"birth_date": "3 Feb"}, {"birth_date": "2999-01-01"}, {"email": "nothing"}):
        assert client.post(page, {"legal_name": "Bea"} | wrong).status_code == 200
    person.identity.refresh_from_db()
    assert person.identity.legal_name == "Ana"
    client.post(page, {})
    person.identity.refresh_from_db()
    assert (person.identity.legal_name, person.identity.email_hash) == ("", "")


def test_the_emergency_contact_is_kept(client):
    person = new_person("heron")
    client.force_login(person)
    client.post("/my-data/emergency-contact/", {"name": "Rui", "phone": "+351 000", "relation": "brother"})
    contact = person.emergency_contact
    assert (contact.name, contact.phone, contact.relation) == ("Rui", "+351 000", "brother")


def test_who_looked_stands_on_the_persons_page(client):
    person, supervisor = new_person("heron"), new_staff("pell", "supervisor")
    client.force_login(person)
    assert "Nobody has looked." in client.get("/my-data/who-looked/").content.decode()
    services.reveal_identity(person=person, actor=supervisor, reason=Look.Reason.DUTY, at=now())
    page = client.get("/my-data/who-looked/").content.decode()
    assert "pell" in page
    assert "A duty to tell somebody" in page


def test_a_new_spare_key_is_shown_once_and_opens_the_door(client):
    person = new_person("heron")
    client.post("/sign-in/", {"login": "heron", "password": PASSWORD})
    client.post("/settings/spare-key/")
    shown = client.get("/settings/spare-key/").context["key"]
    assert client.get("/settings/spare-key/").context["key"] == ""
    client.post("/sign-out/")
    wrong = client.post("/sign-in/spare-key/", {"code": "AAAAA-BBBBB", "password": NEW, "again": NEW})
    assert "This key does not fit." in wrong.content.decode()
    weak = client.post("/sign-in/spare-key/", {"code": shown, "password": "short", "again": "short"})
    assert "Use 15 signs or more" in weak.content.decode()
    right = client.post("/sign-in/spare-key/", {"code": shown, "password": NEW, "again": NEW})
    assert "Your new password counts from now" in right.content.decode()
    assert "_auth_user_id" not in client.session
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert not SpareKey.objects.open(now()).exists()


def test_an_old_sign_in_proves_itself_again_before_a_new_spare_key(client):
    client.force_login(new_person("heron"))
    response = client.post("/settings/spare-key/")
    assert response.headers["Location"] == "/sign-in/again/?next=%2Fsettings%2Fspare-key%2F"
    assert not SpareKey.objects.exists()
    again = client.post(
        "/sign-in/again/?next=/settings/spare-key/", {"password": PASSWORD, "next": "/settings/spare-key/"}
    )
    assert again.headers["Location"] == "/settings/spare-key/"
    assert client.post("/settings/spare-key/").headers["Location"] == "/settings/spare-key/"
    assert SpareKey.objects.count() == 1


def test_an_invitation_shows_itself_and_is_spent_by_joining(client):
    coordinator = new_staff("runa", "coordinator")
    invitation, token = services.invite(actor=coordinator, at=now(), role=Role.FACILITATOR)
    address = reverse("people:invitation", args=[token])
    landing = client.get(address)
    assert landing.headers["Referrer-Policy"] == "strict-origin"
    assert "You come as: Facilitator." in landing.content.decode()
    assert client.get(address).status_code == 200, "looking spends nothing"
    joined = client.post(
        address, {"sign_in_name": "amara", "password": "moss tin 4", "again": "moss tin 4", "of_age": "on"}
    )
    assert joined.headers["Location"] == "/settings/spare-key/"
    person = Person.objects.get(sign_in_name="amara")
    assert has_role(person, Role.FACILITATOR)
    assert client.get("/settings/").headers["Location"] == reverse("mfa_index"), "the second step comes first"
    client.post("/sign-out/")
    assert client.get(address).status_code == 404
    invitation.refresh_from_db()
    assert invitation.accepted_by == person


def test_somebody_with_an_account_joins_by_the_button(client):
    coordinator, person = new_staff("runa", "coordinator"), new_person("heron")
    _invitation, token = services.invite(actor=coordinator, at=now())
    client.force_login(person)
    assert client.post(reverse("people:invitation", args=[token])).headers["Location"] == "/"
    assert Invitation.objects.get().accepted_by == person


def test_without_open_sign_up_only_an_invitation_lets_somebody_in(client, settings):
    settings.SIGN_UP_OPEN = False
    given = {"sign_in_name": "otter", "password": PASSWORD, "again": PASSWORD, "of_age": "on"}
    assert client.post("/sign-up/", given).status_code == 403
    assert not Person.objects.exists()
    _invitation, token = services.invite(actor=None, at=now())
    assert client.post(reverse("people:invitation", args=[token]), given).status_code == 302
    assert Person.objects.count() == 1


def test_a_reset_link_changes_the_password_and_signs_nobody_in(client):
    person = new_person("heron")
    _link, token = services.make_reset_link(person=person, actor=None, checked_by=ResetLink.Check.IN_PERSON, at=now())
    address = reverse("people:reset", args=[token])
    assert client.get(address).status_code == 200
    done = client.post(address, {"password": NEW, "again": NEW})
    assert "Your new password counts from now" in done.content.decode()
    assert "_auth_user_id" not in client.session
    assert client.post(address, {"password": NEW, "again": NEW}).status_code == 404
    assert client.get(address).content == client.get(reverse("people:reset", args=["invented"])).content


def test_a_reset_never_skips_the_second_step(client):
    person = new_staff("runa", "coordinator")
    _link, token = services.make_reset_link(person=person, actor=None, checked_by=ResetLink.Check.VIDEO, at=now())
    client.post(reverse("people:reset", args=[token]), {"password": NEW, "again": NEW})
    response = client.post("/sign-in/", {"login": "runa", "password": NEW})
    assert response.headers["Location"] == reverse("mfa_authenticate")


def test_the_demo_signs_in_by_a_button_as_often_as_one_likes(client, settings):
    settings.MODE, settings.SECOND_FACTOR_REQUIRED = "demo", False
    person = new_person("wren")
    address = reverse("people:demo_link", args=[services.make_demo_link(person=person, at=now())])
    landing = client.get(address).content.decode()
    assert "Sign in as wren" in landing
    assert "_auth_user_id" not in client.session
    assert client.post(address).headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(person.pk)
    assert client.__class__().post(address).headers["Location"] == "/"


def test_outside_the_demo_a_demo_link_is_not_there(client, settings):
    settings.MODE = "demo"
    token = services.make_demo_link(person=new_person("wren"), at=now())
    settings.MODE = "production"
    assert client.get(reverse("people:demo_link", args=[token])).status_code == 404


def test_a_coordinator_makes_and_withdraws_an_invitation(client):
    signed_in_staff(client, "runa", "coordinator")
    page = client.post("/people/invitations/", {"role": "", "training": ""})
    assert "/invitation/" in page.context["address"]
    made = Invitation.objects.get()
    client.post(reverse("people:withdraw_invitation", args=[made.pk]))
    assert not Invitation.objects.open(now()).exists()


def test_an_operator_invites_to_no_role_but_theirs_to_give(client):
    signed_in_staff(client, "ops", "operator")
    for role in ("", "facilitator", "therapist"):
        assert client.post("/people/invitations/", {"role": role}).context["address"] == ""
    assert client.post("/people/invitations/", {"role": "coordinator"}).context["address"]


def test_a_coordinator_finds_an_account_by_its_exact_name_and_sees_nothing_sealed(client):
    signed_in_staff(client, "runa", "coordinator")
    person = new_person("heron")
    services.keep_identity(person=person, legal_name="Ana Canary", at=now())
    assert "Nobody signs in with that name." in client.post("/people/", {"sign_in_name": "her"}).content.decode()
    found = client.post("/people/", {"sign_in_name": "HERON"})
    assert found.headers["Location"] == f"/people/{person.pk}/"
    assert "Ana Canary" not in client.get(found.headers["Location"]).content.decode()


def test_what_a_coordinator_does_on_an_account_page(client):
    coordinator, person = signed_in_staff(client, "runa", "coordinator"), new_person("heron")
    base = f"/people/{person.pk}/"
    assert client.post(f"{base}roles/", {"role": "facilitator", "training": "peer"}).status_code == 302
    assert client.post(f"{base}roles/", {"role": "operator"}).status_code == 400
    grant = RoleGrant.objects.get(person=person)
    assert client.post(f"{base}roles/{grant.pk}/end/").status_code == 302
    reset = client.post(f"{base}reset-link/", {"checked_by": "in_person"})
    assert "/reset/" in reset.context["reset_address"]
    assert client.post(f"{base}reset-link/", {"checked_by": "a hunch"}).status_code == 400
    opened = client.post(f"{base}reveal/", {"what": "identity", "reason": "duty"})
    assert "Nothing was written there." in opened.content.decode()
    assert client.post(f"{base}reveal/", {"what": "identity", "reason": ""}).status_code == 400
    assert Look.objects.get().looked_by == coordinator
    assert client.post(f"{base}suspension/", {"reason": "safety", "days": "3"}).status_code == 302
    suspension = Suspension.objects.get(person=person)
    assert suspension.ends_at == suspension.starts_at + timedelta(days=3)
    assert client.post(f"{base}suspension/").status_code == 302
    assert not Suspension.objects.running(now()).exists()


@pytest.mark.parametrize("act", ["roles/", "reset-link/", "reveal/"])
def test_what_matters_asks_for_the_code_again_when_the_sign_in_is_old(client, act):
    coordinator, person = new_staff("runa", "coordinator"), new_person("heron")
    client.force_login(coordinator)
    response = client.post(
        f"/people/{person.pk}/{act}",
        {"role": "facilitator", "checked_by": "video", "what": "identity", "reason": "duty"},
    )
    assert response.headers["Location"] == f"/sign-in/again/code/?next=%2Fpeople%2F{person.pk}%2F"
    assert not (RoleGrant.objects.filter(person=person).exists() or ResetLink.objects.exists() or Look.objects.exists())


def test_an_operator_gets_no_way_to_an_identity_or_a_reset(client):
    signed_in_staff(client, "ops", "operator")
    person = new_person("heron")
    assert client.post(f"/people/{person.pk}/reveal/", {"what": "identity", "reason": "law"}).status_code == 403
    assert client.post(f"/people/{person.pk}/reset-link/", {"checked_by": "video"}).status_code == 403
    assert client.post(f"/people/{person.pk}/suspension/", {"reason": "safety"}).status_code == 403
    assert not (Look.objects.exists() or ResetLink.objects.exists() or Suspension.objects.exists())


QUERIES = {
    # One read for the sign-in and one for the person with roles and factor; what stands beyond that is the page's own.
    "/settings/": 2,
    "/settings/password/": 2,
    "/settings/signed-in/": 3,
    "/my-data/identity/": 3,
    "/my-data/emergency-contact/": 3,
    "/my-data/who-looked/": 3,
    "/sign-in/": 0,
    "/sign-up/": 0,
}


@pytest.mark.parametrize(("place", "count"), QUERIES.items())
def test_each_page_asks_the_database_this_often(client, place, count):
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    if count:
        person = new_person("heron")
        client.force_login(person)
    client.get(place)
    with (
        CaptureQueriesContext(connections["default"]) as content,
        CaptureQueriesContext(connections["sessions"]) as kept,
    ):
        assert client.get(place).status_code == 200
    assert len(content) + len(kept) == count


def test_the_record_of_looks_asks_as_often_with_three_rows_as_with_one(client, django_assert_num_queries):
    person, supervisor = new_person("heron"), new_staff("pell", "supervisor")
    client.force_login(person)
    for rows in (1, 3):
        while Look.objects.count() < rows:
            services.reveal_identity(person=person, actor=supervisor, reason=Look.Reason.DUTY, at=now())
        with django_assert_num_queries(2):
            client.get("/my-data/who-looked/")
