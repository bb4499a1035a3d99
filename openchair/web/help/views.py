"""Help by country, for anybody; and each line of it, for coordinators."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openchair.core.errors import Refused
from openchair.core.forms import posted
from openchair.core.policy import policy, public
from openchair.core.time import country_of, now
from openchair.people.policies import is_coordinator
from openchair.people.requests import SignedInRequest
from openchair.web import help as numbers
from openchair.web.help import services
from openchair.web.help.forms import CorrectionForm, LineForm, country_names
from openchair.web.help.models import Need


@policy(public)
def countries(request: HttpRequest) -> HttpResponse:
    """Every line of one country, with where it can be checked and when somebody did. Asks no database."""
    known = numbers.lines()
    asked = request.GET.get("country", country_of(settings.TIME_ZONE)).upper()
    chosen = known.countries.get(asked)
    names = sorted(((code, _(country.name)) for code, country in known.countries.items()), key=lambda pair: pair[1])
    parts = [(need.label, chosen.lines[need.value]) for need in Need if chosen.lines[need.value]] if chosen else []
    unknown = bool(request.GET.get("country")) and chosen is None
    return render(
        request, "web/help_countries.html", {"chosen": chosen, "countries": names, "parts": parts, "unknown": unknown}
    )


def _line(key: str) -> tuple[numbers.Country, str, numbers.Line]:
    for country in numbers.lines().countries.values():
        for need, some in country.lines.items():
            for line in some:
                if line.key == key:
                    return country, need, line
    raise Http404


def _status(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200


@policy(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    """One number more."""
    form = LineForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            name = country_names()[form.cleaned_data["country"]]
            services.add_line(actor=request.user, at=now(), country_name=name, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Added. Check it, then say so in the list."))
            return redirect("web:review_help")
    return render(request, "web/help_line.html", {"form": form, "country": None}, status=_status(form))


@policy(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: SignedInRequest, key: str) -> HttpResponse:
    """Correct one number."""
    country, need, shown = _line(key)
    form = CorrectionForm(posted(request), initial={name: getattr(shown, name) for name in services.SAID})
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_line(key=key, actor=request.user, at=now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Corrected. Check it, then say so in the list."))
            return redirect("web:review_help")
    context = {"form": form, "country": country, "need": Need(need).label, "line": shown}
    return render(request, "web/help_line.html", context, status=_status(form))


@policy(is_coordinator)
@require_POST
def review(request: SignedInRequest, key: str) -> HttpResponse:
    """Say that one number was checked today."""
    _line(key)
    services.review_line(key=key, actor=request.user, at=now())
    messages.success(request, _("Checked today. The help page says so."))
    return redirect("web:review_help")


@policy(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: SignedInRequest, key: str) -> HttpResponse:
    """Take one number away, after one look at it."""
    country, need, shown = _line(key)
    problem = None
    if request.method == "POST":
        try:
            services.take_line_away(key=key, actor=request.user)
        except Refused as refusal:
            problem = refusal.words
        else:
            messages.success(request, _("Taken away."))
            return redirect("web:review_help")
    context = {"country": country, "need": Need(need).label, "line": shown, "problem": problem}
    return render(request, "web/help_line_removal.html", context, status=422 if problem else 200)
