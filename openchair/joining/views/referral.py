"""Pages of referrals: made by a clinician, read and answered by the person, read by a coordinator."""

from base64 import b64encode
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlencode
from uuid import UUID

import qrcode
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from qrcode.image.svg import SvgPathImage

from openchair.core.errors import Refused
from openchair.core.forms import posted
from openchair.core.policy import policy, public, signed_in
from openchair.core.time import now
from openchair.groups.forms import add_problem
from openchair.joining.forms.referral import AnswerForm, CodeForm, ReferralForm
from openchair.joining.models import Referral
from openchair.joining.policies import can_place, can_refer
from openchair.joining.queries.referral import my_referrals, referrals_to_place, written
from openchair.joining.services import referral as services
from openchair.people.models import Person
from openchair.people.requests import SignedInRequest
from openchair.people.services import LinkDoesNotWork, invite
from openchair.people.services.links import token_hash
from openchair.people.throttle import try_or_wait

TO_MAKE_AN_ACCOUNT = timedelta(hours=1)
"""How long a referral opens the sign-up of a house that is open by invitation only."""


@policy(can_refer)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: SignedInRequest) -> HttpResponse:
    """Write a referral; then its code and link stand on a page to print and hand over, once."""
    form = ReferralForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            referral, code = services.make_referral(actor=request.user, at=now(), **form.cleaned_data)
        except (Refused, ValidationError) as problem:
            add_problem(form, problem)
        else:
            address = request.build_absolute_uri(reverse("joining:referral", args=[code]))
            context = {
                "code": code,
                "address": address,
                "picture": _picture(address),
                "where": request.build_absolute_uri(reverse("joining:referral_code")),
                "signed_as": form.cleaned_data["signed_as"],
                "until": referral.expires_at,
            }
            return render(request, "joining/hand_over.html", context)
    return render(request, "joining/refer.html", {"form": form}, status=422 if form.is_bound and form.errors else 200)


def _picture(address: str) -> str:
    """The address as a QR code, drawn here."""
    drawn = BytesIO()
    qrcode.make(address, image_factory=SvgPathImage).save(drawn)
    return f"data:image/svg+xml;base64,{b64encode(drawn.getvalue()).decode()}"


@policy(can_refer)
@require_POST
def take_back(request: SignedInRequest, referral_id: UUID) -> HttpResponse:
    """The clinician takes a referral back; the answer is the same whether or not somebody had read it."""
    referral = get_object_or_404(Referral, pk=referral_id, made_by=request.user)
    services.take_back_referral(referral=referral, actor=request.user, at=now())
    messages.success(request, _("Taken back. If nobody had used the link, it does not work any more."))
    return redirect("web:referrals")


@policy(public)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Type the code from the paper."""
    form = CodeForm(posted(request))
    if request.method == "POST":
        if wait := try_or_wait(request, "referral"):
            return wait
        if form.is_valid():
            return redirect("joining:referral", form.cleaned_data["code"] or "none")
    return render(request, "joining/code.html", {"form": form}, status=422 if form.is_bound and form.errors else 200)


@policy(public)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def referral(request: HttpRequest, code: str) -> HttpResponse:
    """Read who refers and what is written; looking changes nothing. Then say yes or no."""
    person = request.user if isinstance(request.user, Person) else None
    try:
        found = services.find_referral(code, now())
    except LinkDoesNotWork:
        mine = Referral.objects.filter(person=person, token_hash=token_hash(services.bare(code)))
        return redirect("joining:my_referrals") if person is not None and mine.exists() else _worn_out(request)
    form = AnswerForm(posted(request))
    if request.method == "POST":
        if wait := try_or_wait(request, "referral"):
            return wait
        if "join" in request.POST and person is None:
            return _make_an_account(code)
        if form.is_valid():
            try:
                if answered := _answered(request, found, person, form):
                    return answered
            except LinkDoesNotWork:
                return _worn_out(request)
            except Refused as problem:
                form.add_error(None, str(problem.words))
    context = {"form": form, "read": written(found), "own": person is not None and found.made_by_id == person.pk}
    context |= {"sign_up": f"{reverse('people:sign_up')}?{urlencode({'next': request.path})}"}
    context |= {"open_for_sign_up": settings.SIGN_UP_OPEN}
    status = 422 if form.is_bound and form.errors else 200
    return _private(render(request, "joining/referral.html", context, status=status))


def _answered(request: HttpRequest, found: Referral, person: Person | None, form: AnswerForm) -> HttpResponse | None:
    """What follows from an answer; None where a yes still needs an account."""
    if form.cleaned_data["answer"] == "no":
        services.decline_referral(referral=found, person=person, at=now())
        return render(request, "joining/referral_declined.html")
    if person is None:
        return None
    services.accept_referral(referral=found, person=person, tells=form.cleaned_data["tells"], at=now())
    messages.success(request, _("Thank you. You are on the waiting list, and can look for a group yourself as well."))
    return redirect("joining:my_referrals")


def _make_an_account(code: str) -> HttpResponse:
    """Whoever holds a referral may come in, also where the house is open by invitation only."""
    here = {"next": reverse("joining:referral", args=[code])}
    if settings.SIGN_UP_OPEN:
        return redirect(f"{reverse('people:sign_up')}?{urlencode(here)}")
    _invitation, token = invite(actor=None, at=now(), lives=TO_MAKE_AN_ACCOUNT)
    return redirect(f"{reverse('people:invitation', args=[token])}?{urlencode(here)}")


def _worn_out(request: HttpRequest) -> HttpResponse:
    """The same answer for a used, an old and an invented code."""
    return _private(render(request, "people/worn_out.html", status=404))


def _private(response: HttpResponse) -> HttpResponse:
    # The address of this page is the secret: it must not travel to another place. Not "no-referrer": browsers then
    # send the form with "Origin: null", and it would be refused.
    response["Referrer-Policy"] = "strict-origin"
    return response


@policy(signed_in)
@never_cache
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """What was written about me, to change and to take back."""
    found = [(read, AnswerForm(auto_id=f"r{number}-%s", initial={"tells": read.referral.tells}))
             for number, read in enumerate(my_referrals(request.user))]  # fmt: skip
    return render(request, "joining/my_referrals.html", {"found": found})


@policy(signed_in)
@require_POST
def change(request: SignedInRequest, referral_id: UUID) -> HttpResponse:
    """Change how much the clinician hears, take a yes back, or give it after all."""
    found = get_object_or_404(Referral, pk=referral_id, person=request.user)
    form = AnswerForm(request.POST)
    try:
        if not form.is_valid():
            messages.warning(request, _("Choose what they may hear. Nothing is a good answer too."))
        elif form.cleaned_data["answer"] == "no":
            services.decline_referral(referral=found, person=request.user, at=now())
            messages.success(request, _("Taken back. They hear nothing more."))
        else:
            services.accept_referral(referral=found, person=request.user, tells=form.cleaned_data["tells"], at=now())
            messages.success(request, _("Kept."))
    except Refused as problem:
        messages.warning(request, str(problem.words))
    return redirect("joining:my_referrals")


@policy(can_place)
@require_safe
def to_place(request: SignedInRequest) -> HttpResponse:
    """Who said yes to a referral and has no seat yet; what is written opens one by one."""
    return render(request, "joining/to_place.html", {"rows": referrals_to_place()})


@policy(can_place)
@never_cache
@require_POST
def read(request: SignedInRequest, referral_id: UUID) -> HttpResponse:
    """Open one referral; the person sees that somebody did."""
    found = get_object_or_404(Referral.objects.filter(consented_at__isnull=False, withdrawn_at=None), pk=referral_id)
    opened = services.read_referral(referral=found, actor=request.user, at=now())
    return render(request, "joining/referral_opened.html", {"read": written(opened), "person": opened.person})
