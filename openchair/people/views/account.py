"""One's own account: settings, password, sign-ins, second step, identity."""

from typing import Any

from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openchair.core.forms import posted
from openchair.core.policy import policy
from openchair.core.time import now
from openchair.people import services
from openchair.people.devices import device_words
from openchair.people.forms import ChangePasswordForm, EmergencyContactForm, IdentityForm, SettingsForm
from openchair.people.middleware import before_second_step
from openchair.people.models import EmergencyContact, Identity, Person
from openchair.people.policies import is_signed_in, is_staff_role
from openchair.people.queries import needs_second_factor, signed_in_places, who_looked
from openchair.people.sessions import DEVICE, hashed
from openchair.people.steps import step_up_first
from openchair.people.views.entry import GO_ON, SPARE_KEY, add_problem


def reader(request: HttpRequest) -> Person:
    """The person who is signed in."""
    assert isinstance(request.user, Person)
    return request.user


@policy(is_signed_in)
@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """How somebody likes the pages; everything else about the account is linked from here."""
    person = reader(request)
    form = SettingsForm(
        posted(request),
        initial={
            "language": person.language,
            "time_zone": person.time_zone,
            "theme": person.theme,
            "text_size": person.text_size,
            "contrast": person.contrast,
            "languages": ", ".join(person.languages),
            "access_needs": person.access_needs,
        },
    )
    if request.method == "POST" and form.is_valid():
        services.change_settings(person=person, at=now(), **form.cleaned_data)
        return redirect("/settings/?kept=1")
    return render(request, "people/settings.html", {"form": form, "kept": "kept" in request.GET, "person": person})


@policy(is_signed_in)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose a new password; the other devices are signed out."""
    person = reader(request)
    form = ChangePasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if not person.check_password(data["current"]):
            form.add_error("current", _("That is not your password."))
        else:
            try:
                services.change_password(person=person, password=data["password"], at=now())
            except ValidationError as problem:
                add_problem(form, problem)
            else:
                return _signed_in_anew(request, person)
    return render(request, "people/password.html", {"form": form, "person": person})


def _signed_in_anew(request: HttpRequest, person: Person) -> HttpResponse:
    """A new sign-in for this device: all earlier ones ended with the old password (SESS-1)."""
    from django.contrib.auth import login

    login(request, person, backend="openchair.people.backends.PeopleBackend")
    request.session[DEVICE] = device_words(request.headers.get("User-Agent", ""))
    return redirect("/settings/?kept=1")


@policy(is_signed_in)
@require_safe
def signed_in(request: HttpRequest) -> HttpResponse:
    """The devices on which somebody is signed in."""
    here = hashed(request.session.session_key or "")
    places = signed_in_places(reader(request), now())
    return render(request, "people/signed_in.html", {"places": places, "here": here})


@policy(is_signed_in)
@require_POST
def end_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign out one device, or all others."""
    person, at = reader(request), now()
    if row_key := request.POST.get("place", ""):
        services.end_sign_in(person=person, row_key=row_key, at=at)
    else:
        services.end_all_sign_ins(person=person, actor=person, keep=request.session.session_key, at=at)
    return redirect("people:signed_in")


class SecondStepsView(IndexView):  # type: ignore[misc]
    """Which second steps somebody has."""

    template_name = "people/second_steps.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the page is here because the role asks for it."""
        person = reader(self.request)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "must": needs_second_factor(person),
            "staff": is_staff_role(person),
            "demo": not settings.SECOND_FACTOR_REQUIRED,
        }


def _own(view: Any, template: str) -> Any:
    return before_second_step(policy(is_signed_in)(view.as_view(template_name=template)))


second_steps = before_second_step(policy(is_signed_in)(SecondStepsView.as_view()))
add_code_app = _own(ActivateTOTPView, "people/add_code_app.html")
remove_code_app = _own(DeactivateTOTPView, "people/remove_code_app.html")
recovery_codes = _own(ViewRecoveryCodesView, "people/recovery_codes.html")
new_recovery_codes = _own(GenerateRecoveryCodesView, "people/new_recovery_codes.html")


@before_second_step
@policy(is_signed_in)
@require_http_methods(["GET", "POST"])
def spare_key(request: HttpRequest) -> HttpResponse:
    """The spare key, shown once when it is made."""
    if request.method == "POST":
        if first := step_up_first(request):
            return first
        request.session[SPARE_KEY] = services.make_spare_key(person=reader(request), at=now())
        return redirect("people:spare_key")
    key, go_on = request.session.pop(SPARE_KEY, ""), request.session.pop(GO_ON, "/")
    return render(request, "people/spare_key.html", {"key": key, "go_on": go_on})


@policy(is_signed_in)
@require_http_methods(["GET", "POST"])
def identity(request: HttpRequest) -> HttpResponse:
    """Who somebody is, sealed; only they see this page."""
    person = reader(request)
    kept = Identity.objects.filter(person=person).first()
    fields = ("legal_name", "email", "phone", "birth_date")
    form = IdentityForm(posted(request), initial={name: getattr(kept, name) for name in fields} if kept else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.keep_identity(person=person, at=now(), **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            return redirect("/my-data/identity/?kept=1")
    return _sealed_page(request, form, _("Who you are"), "people/identity.html")


@policy(is_signed_in)
@require_http_methods(["GET", "POST"])
def emergency_contact(request: HttpRequest) -> HttpResponse:
    """Whom to call, sealed; only the person sees this page."""
    person = reader(request)
    kept = EmergencyContact.objects.filter(person=person).first()
    fields = ("name", "phone", "relation")
    form = EmergencyContactForm(
        posted(request), initial={name: getattr(kept, name) for name in fields} if kept else None
    )
    if request.method == "POST" and form.is_valid():
        services.keep_emergency_contact(person=person, at=now(), **form.cleaned_data)
        return redirect("/my-data/emergency-contact/?kept=1")
    return _sealed_page(request, form, _("Whom to call"), "people/emergency_contact.html")


def _sealed_page(request: HttpRequest, form: Form, heading: str, template: str) -> HttpResponse:
    return render(request, template, {"form": form, "heading": heading, "kept": "kept" in request.GET})


@policy(is_signed_in)
@require_safe
def looked(request: HttpRequest) -> HttpResponse:
    """Who opened what is sealed about the person, and why."""
    looks = who_looked(reader(request), now())
    return render(request, "people/who_looked.html", {"looks": looks})
