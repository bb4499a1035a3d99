"""A clinician hands over a page; somebody without an account reads it, says yes, and chooses what goes back."""

import pytest
from playwright.sync_api import expect

from openchair.joining.models import Referral, Waiting
from openchair.people.models import Person
from tests.browser import Browse, shots
from tests.cast import Cast
from tests.journeys.evening import as_person, button, no_overflow
from tests.journeys.test_axe import look_over

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases="__all__")]
WORDS = "Evenings alone are hard at the moment. Company would help."
PASSWORD = "nine grey stones by the ford"


def test_from_the_clinicians_page_to_a_place_on_the_list_and_back(cast: Cast, browse: Browse) -> None:
    # The clinician writes, and gets a page to print.
    clinician = as_person(browse, cast.therapist)
    clinician.goto("/")
    clinician.get_by_role("link", name="Refer somebody").click()
    look_over(clinician, "referral-new", picture=True)
    clinician.locator("[name=signed_as]").fill("Dr Vale, Riverside clinic")
    clinician.locator("[name=words]").fill(WORDS)
    clinician.locator("label.tick", has=clinician.locator("[name=urgent]")).click()
    button(clinician, "Make the page").click()
    expect(clinician.get_by_role("heading", level=1)).to_have_text("A group that may suit you")
    look_over(clinician, "referral-page", picture=True)
    clinician.emulate_media(media="print")
    shots(clinician, "referral-printed")
    code = clinician.locator(".spare-key code").last.inner_text()
    assert WORDS not in clinician.content()
    clinician.emulate_media(media="screen")

    # Somebody types the code on a phone, reads, and nothing counts yet.
    phone = browse(width=390)
    phone.set_default_timeout(25_000)
    phone.goto("/referral/")
    look_over(phone, "referral-code", picture=True)
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.get_by_label("Your code").fill(code.lower().replace("-", " "))
    button(phone, "Read it").click()
    expect(phone.get_by_text(WORDS)).to_be_visible()
    expect(phone.get_by_text("Dr Vale, Riverside clinic")).to_be_visible()
    look_over(phone, "referral-read", picture=True)
    phone.set_viewport_size({"width": 390, "height": 844})
    assert not Waiting.objects.exists()

    # An account, and back to the same page.
    button(phone, "Go on").click()
    phone.locator("[name=sign_in_name]").fill("heron at dusk")
    for field in ("password", "again"):
        phone.locator(f"[name={field}]").fill(PASSWORD)
    phone.locator("[name=of_age]").check()
    button(phone, "Make my account").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your spare key")
    phone.get_by_role("link", name="I have kept it").click()
    expect(phone.get_by_text(WORDS)).to_be_visible()
    button(phone, "Yes, I would like that").click()
    expect(phone.locator("#problem")).to_contain_text("Nothing is a good answer too.")
    look_over(phone, "referral-answer", picture=True)
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.get_by_text("Whether I have a seat", exact=True).click()
    button(phone, "Yes, I would like that").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Who referred me")
    look_over(phone, "referral-mine", picture=True)
    phone.set_viewport_size({"width": 390, "height": 844})
    person = Person.objects.get(sign_in_name="heron at dusk")
    assert Waiting.objects.get().person == person and Waiting.objects.get().urgent

    # The coordinator reads it on record, and the person sees that.
    coordinator = as_person(browse, cast.coordinator)
    coordinator.goto("/")
    coordinator.get_by_role("link", name="Who was referred").click()
    look_over(coordinator, "referral-to-place", picture=True)
    coordinator.get_by_role("button", name="Read it, on record").click()
    expect(coordinator.get_by_text(WORDS)).to_be_visible()
    expect(coordinator.get_by_text("They say that it is urgent.")).to_be_visible()
    look_over(coordinator, "referral-opened", picture=True)
    phone.goto("/my-data/who-looked/")
    expect(phone.get_by_text("What a clinician wrote about you")).to_be_visible()

    # The clinician hears what was chosen, and nothing once it is taken back.
    clinician.goto("/referrals/")
    expect(clinician.get_by_text("Has no seat yet.")).to_be_visible()
    look_over(clinician, "referral-status", picture=True)
    phone.goto("/my-data/referrals/")
    button(phone, "Take my yes back").click()
    expect(phone.get_by_text("They hear nothing.")).to_be_visible()
    no_overflow(phone)
    clinician.reload()
    expect(clinician.get_by_text("Nothing to tell.")).to_be_visible()
    assert Waiting.objects.get().ended_at is None and not Waiting.objects.get().urgent
    assert Referral.objects.get().consented_at is None
