"""The eight questions, one a screen; the answers together, to change and to delete; where somebody is just now."""

from math import cos, pi, sin
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from openchair.core.forms import posted
from openchair.core.policy import policy, public, signed_in
from openchair.core.time import now
from openchair.groups.models import Group
from openchair.groups.words import language_words
from openchair.joining.forms.intake import StageForm, WeighForm
from openchair.joining.models import Intake, StageAnswer
from openchair.joining.questions import NAMES, QUESTIONS, Language, Question, after, before, question_named
from openchair.joining.services import intake as services
from openchair.joining.taxonomy import REPLIES, STAGES
from openchair.people.models import Person
from openchair.people.policies import is_signed_in
from openchair.people.requests import SignedInRequest


@policy(public)
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What the questions are, for whoever comes from the front page; those who began go on where they were."""
    if isinstance(request.user, Person) and is_signed_in(request.user):
        said = _answers(request.user)
        waits = next((name for name in NAMES if name not in said), None)
        return redirect("joining:question", waits) if waits else redirect("joining:groups")
    first = f"/fit/questions/{NAMES[0]}/"
    return render(
        request,
        "joining/start.html",
        {"questions": QUESTIONS, "first": first, "sign_up_open": settings.SIGN_UP_OPEN},
    )


@policy(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: SignedInRequest, name: str) -> HttpResponse:
    """One question: save and go on, skip, or look at the groups now."""
    asked = question_named(name)
    if asked is None:
        raise Http404
    person = request.user
    answers = _answers(person)
    if request.method == "POST" and "skip" in request.POST:
        if name not in answers:
            services.answer_question(person=person, question=name, answer={}, actor=person, at=now())
        return _onward(request, asked)
    form = _form(asked, posted(request), person, answers)
    if request.method == "POST" and form.is_valid():
        services.answer_question(person=person, question=name, answer=form.kept(), actor=person, at=now())
        return _onward(request, asked)
    following, earlier = after(name), before(name)
    context = {
        "question": asked,
        "form": form,
        "number": NAMES.index(name) + 1,
        "dots": _dots(asked, answers),
        "sofar": [(each, _said(each, answers), each is asked) for each in QUESTIONS],
        "following": following,
        "earlier": earlier,
        "earlier_number": NAMES.index(earlier.name) + 1 if earlier else 0,
        "replies": REPLIES,
        "template": f"joining/question_{name}.html",
        "returns": "back" in request.GET,
    }
    return render(request, "joining/question.html", context, status=422 if form.is_bound and form.errors else 200)


def _dots(asked: type[Question], answers: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Eight chairs in a circle, one for each question: class and place of each dot."""
    found = []
    for number, each in enumerate(QUESTIONS):
        angle = 2 * pi * number / len(QUESTIONS)
        kind = "you" if each is asked else "in" if each.name in answers else "out"
        found.append((kind, f"{45 + 37.8 * sin(angle):.1f}", f"{45 - 37.8 * cos(angle):.1f}"))
    return found


def _onward(request: HttpRequest, asked: type[Question]) -> HttpResponse:
    if "groups" in request.POST:
        return redirect("joining:groups")
    if "back" in request.GET:
        return redirect("joining:answers")
    following = after(asked.name)
    return redirect("joining:question", following.name) if following else redirect("joining:groups")


def _answers(person: Person) -> dict[str, Any]:
    intake = Intake.objects.filter(person=person).defer("must_not_meet").first()
    return intake.answers if intake else {}


def _form(asked: type[Question], data: Any, person: Person, answers: dict[str, Any]) -> Question:
    initial = dict(answers.get(asked.name, {}))
    if asked.name == services.HOPES and (last := StageAnswer.objects.filter(person=person).first()):
        initial["stage"] = last.stage
    if asked.name == services.APART and initial:
        initial = {"words": Intake.objects.get(person=person).must_not_meet}
    if issubclass(asked, Language):
        spoken = set(Group.objects.running().order_by().values_list("language", flat=True))
        codes = spoken | {code for code, _name in settings.LANGUAGES} | set(initial.get("languages", []))
        if asked.name not in answers:
            initial["languages"] = sorted(codes & {person.language, *person.languages})
        named = sorted(((code, language_words(code)) for code in codes), key=lambda pair: pair[1])
        return asked(data, initial=initial, languages=named)
    return asked(data, initial=initial)


def _said(asked: type[Question], answers: dict[str, Any]) -> str | None:
    """What was said, in a line; empty where it was skipped; None where it was not asked yet."""
    if asked.name not in answers:
        return None
    answer = answers[asked.name]
    if asked.name == services.APART:
        return _("Only the coordinator reads it") if answer else ""
    if asked is Language:
        codes = answer.get("languages", [])
        spoken = ", ".join(language_words(code) for code in codes)
        return "; ".join(part for part in (spoken, asked.said(answer)) if part)
    return asked.said(answer)


@policy(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: SignedInRequest) -> HttpResponse:
    """All answers on one page, what counts most, and where one was over time."""
    person = request.user
    said = _answers(person)
    form = WeighForm(posted(request), initial={"most": said.get(services.WEIGHS, {}).get("most", [])})
    if request.method == "POST" and form.is_valid():
        services.weigh(person=person, parts=form.cleaned_data["most"], actor=person, at=now())
        messages.success(request, _("Kept. It counts double from now on."))
        return redirect("joining:groups")
    stages = list(StageAnswer.objects.filter(person=person)[:12])
    context = {
        "sofar": [(each, _said(each, said)) for each in QUESTIONS],
        "form": form,
        "stages": [(each.said_at, STAGES[int(each.stage)], int(each.stage)) for each in reversed(stages)],
        "drawing": _drawing([int(each.stage) for each in reversed(stages)]),
        "has_any": bool(said) or bool(stages),
    }
    return render(request, "joining/answers.html", context, status=422 if form.is_bound and form.errors else 200)


def _drawing(stages: list[int]) -> dict[str, Any]:
    """The stages as a line, the earliest at the left; the list beside it is its table."""
    top, step = 12, 24
    across = 236 / max(1, len(stages) - 1)
    dots = [
        (round(12 + number * across, 1), top + step * (len(STAGES) - 1 - stage)) for number, stage in enumerate(stages)
    ]
    return {
        "height": 2 * top + step * (len(STAGES) - 1),
        "lines": [top + step * number for number in range(len(STAGES))],
        "dots": dots,
        "path": "M" + "L".join(f"{x} {y}" for x, y in dots) if dots else "",
    }


@policy(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: SignedInRequest) -> HttpResponse:
    """Delete every answer, after one look at what that means."""
    if request.method == "POST":
        services.delete_intake(person=request.user, actor=request.user)
        messages.success(request, _("Your answers are gone. Nobody can read them any more."))
        return redirect("/")
    return render(request, "joining/delete_intake.html")


@policy(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stage(request: SignedInRequest) -> HttpResponse:
    """Where somebody is with what brought them: asked again from time to time, and never in front of others."""
    person = request.user
    form = StageForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.say_stage(person=person, stage=int(form.cleaned_data["stage"]), actor=person, at=now())
        except ValidationError as problem:
            form.add_error("stage", problem)
        else:
            messages.success(request, _("Thank you. Wherever you are, you have a place here."))
            return redirect("joining:answers")
    return render(request, "joining/stage.html", {"form": form}, status=422 if form.is_bound and form.errors else 200)
