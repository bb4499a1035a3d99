"""Coming in and going out. Every page works without JavaScript."""

from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from openchair.core.forms import posted
from openchair.core.policy import policy, public
from openchair.core.time import now
from openchair.people import services
from openchair.people.forms import NewPasswordForm, SecondStepForm, SignUpForm, SpareKeyForm
from openchair.people.middleware import before_second_step
from openchair.people.models import DemoLink, Invitation, Person, ResetLink
from openchair.people.policies import is_signed_in
from openchair.people.services import LinkDoesNotWork
from openchair.people.services.links import find_open
from openchair.people.throttle import try_or_wait

SPARE_KEY = "_spare_key"
GO_ON = "_go_on"


class SignInView(LoginView):  # type: ignore[misc]
    """Name and password."""

    template_name = "people/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the page was left alone too long, and whether a second step is asked for here at all."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "ended": "ended" in self.request.GET,
            "demo": not settings.SECOND_FACTOR_REQUIRED,
            "open_for_sign_up": settings.SIGN_UP_OPEN,
        }


class SecondStepView(AuthenticateView):  # type: ignore[misc]
    """The code after the password."""

    template_name = "people/second_step.html"

    def _build_forms(self) -> SecondStepForm | None:
        sent = posted(self.request)
        self.webauthn_form = None
        self.auth_form = SecondStepForm(user=self.stage.login.user, data=sent)
        return self.auth_form if sent is not None else None


class PasswordAgainView(ReauthenticateView):  # type: ignore[misc]
    """The password once more."""

    template_name = "people/again.html"


class SecondStepAgainView(CodeAgainView):  # type: ignore[misc]
    """The code once more."""

    template_name = "people/again.html"


sign_in = policy(public)(SignInView.as_view())
second_step = policy(public)(SecondStepView.as_view())
password_again = before_second_step(policy(is_signed_in)(PasswordAgainView.as_view()))
code_again = before_second_step(policy(is_signed_in)(SecondStepAgainView.as_view()))


@before_second_step
@policy(is_signed_in)
@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, and have the browser forget everything it kept for this place (SESS-3)."""
    assert isinstance(request.user, Person)
    if request.method == "GET":
        return render(request, "people/sign_out.html")
    services.record_sign_out(person=request.user)
    logout(request)
    response = redirect("account_login")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@csrf_exempt  # a stranger's form could do no more than sign somebody out, and a stale page must not keep anybody here
@before_second_step
@policy(public)
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the sign-in of whoever leaves quickly; where the browser goes next is the frame's matter (CONF-9)."""
    if isinstance(request.user, Person):
        services.record_sign_out(person=request.user)
        logout(request)
    return HttpResponse(status=204)


def enter(request: HttpRequest, person: Person, *, to: str = "/", signup: bool = False) -> HttpResponse:
    """Sign a person in who has just proved themselves; a second step is still asked for."""
    response: HttpResponse = perform_login(request, Login(user=person, redirect_url=to, signup=signup))
    return response


def add_problem(form: Form, problem: ValidationError, field: str = "password") -> None:
    """Say a service's refusal at the field it is about."""
    if problem.code in ("taken", "address", "signs") and "sign_in_name" in form.fields:
        field = "sign_in_name"
    form.add_error(field, problem)


@policy(public)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Make an account: a name, a password, no e-mail."""
    if request.user.is_authenticated:
        return redirect("/")
    if not settings.SIGN_UP_OPEN:
        return render(request, "people/by_invitation.html", status=403)
    form = SignUpForm(posted(request))
    if request.method == "POST":
        if wait := try_or_wait(request, "sign_up"):
            return wait
        if form.is_valid() and (person := _made(form, second_factor_follows=False)):
            return _welcome(request, person)
    return render(request, "people/sign_up.html", {"form": form})


def _made(form: SignUpForm, *, second_factor_follows: bool) -> Person | None:
    data = form.cleaned_data
    try:
        return services.sign_up(
            sign_in_name=data["sign_in_name"],
            password=data["password"],
            second_factor_follows=second_factor_follows,
            at=now(),
        )
    except ValidationError as problem:
        add_problem(form, problem)
        return None


def _welcome(request: HttpRequest, person: Person) -> HttpResponse:
    """Sign a new person in and show the spare key once."""
    key = services.make_spare_key(person=person, at=now())
    response = enter(request, person, to="/settings/spare-key/", signup=True)
    request.session[SPARE_KEY] = key
    # Whoever came from a page, such as an agreement to sign, goes on there once the key is kept.
    came_from = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts=None):
        request.session[GO_ON] = came_from
    return response


@policy(public)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation: looking at it changes nothing, joining by it spends it."""
    found = _open_or_none(Invitation, token)
    if found is None:
        return _worn_out(request)
    person = request.user if isinstance(request.user, Person) else None
    form = SignUpForm(posted(request)) if person is None else None
    if request.method == "POST":
        if wait := try_or_wait(request, "invitation"):
            return wait
        newcomer = None
        if form is not None:
            if not form.is_valid():
                return _landing(request, found, form)
            newcomer = person = _made(form, second_factor_follows=settings.SECOND_FACTOR_REQUIRED and bool(found.role))
        if person is None:
            return _landing(request, found, form)
        try:
            services.accept_invitation(token=token, person=person, at=now())
        except services_refusals():
            return _worn_out(request)
        return _welcome(request, newcomer) if newcomer is not None else redirect("/")
    return _landing(request, found, form)


def services_refusals() -> tuple[type[Exception], ...]:
    """What a link that cannot be used answers with: all look the same."""
    from openchair.core.errors import NotAllowed

    return (LinkDoesNotWork, NotAllowed)


def _open_or_none(kind: Any, token: str) -> Any:
    try:
        return find_open(kind, token, now())
    except LinkDoesNotWork:
        return None


def _landing(request: HttpRequest, found: Invitation, form: SignUpForm | None) -> HttpResponse:
    return _private(render(request, "people/invitation.html", {"invitation": found, "form": form}))


def _worn_out(request: HttpRequest) -> HttpResponse:
    """The same answer for a used, an old and an invented link."""
    return _private(render(request, "people/worn_out.html", status=404))


def _private(response: HttpResponse) -> HttpResponse:
    # The address of this page is the secret: it must not travel to the next one.
    # Not "no-referrer": browsers then send the form with "Origin: null", and it would be refused.
    response["Referrer-Policy"] = "strict-origin"
    return response


@policy(public)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a new password by a link that a coordinator made after checking who the person is."""
    if _open_or_none(ResetLink, token) is None:
        return _worn_out(request)
    form = NewPasswordForm(posted(request))
    if request.method == "POST":
        if wait := try_or_wait(request, "reset"):
            return wait
        if form.is_valid():
            try:
                person = services.reset_password(token=token, password=form.cleaned_data["password"], at=now())
            except LinkDoesNotWork:
                return _worn_out(request)
            except ValidationError as problem:
                add_problem(form, problem)
            else:
                return _chosen(request, person)
    return _private(render(request, "people/reset.html", {"form": form}))


def _chosen(request: HttpRequest, person: Person) -> HttpResponse:
    """The password is new, and the person signs in with it: nothing is skipped (AUTH-7)."""
    logout(request)
    return render(request, "people/password_chosen.html", {"sign_in_name": person.sign_in_name})


@policy(public)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def use_spare_key(request: HttpRequest) -> HttpResponse:
    """Choose a new password by the code kept on paper."""
    form = SpareKeyForm(posted(request))
    if request.method == "POST":
        if wait := try_or_wait(request, "spare_key"):
            return wait
        if form.is_valid():
            data = form.cleaned_data
            try:
                person = services.use_spare_key(code=data["code"], password=data["password"], at=now())
            except LinkDoesNotWork:
                form.add_error("code", _("This key does not fit. Look at each letter again, or ask a coordinator."))
            except ValidationError as problem:
                add_problem(form, problem)
            else:
                return _chosen(request, person)
    return render(request, "people/use_spare_key.html", {"form": form})


@policy(public)
@never_cache
@require_http_methods(["GET", "POST"])
def demo_link(request: HttpRequest, token: str) -> HttpResponse:
    """The demo's way in: the page says as whom, the button signs in. It works in the demo only."""
    if settings.MODE != "demo":
        raise Http404
    found = _open_or_none(DemoLink, token)
    if found is None:
        return _worn_out(request)
    if request.method == "POST":
        try:
            person = services.use_demo_link(token=token, at=now())
        except LinkDoesNotWork:
            return _worn_out(request)
        logout(request)
        return enter(request, person)
    return _private(render(request, "people/demo_link.html", {"person": found.person}))


@policy(is_signed_in)
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """The answer to "are you still there?": the request itself kept the sign-in alive."""
    if request.headers.get("Accept", "").startswith("text/html"):
        return HttpResponseRedirect("/")
    return HttpResponse(status=204)
