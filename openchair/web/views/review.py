"""Checking the numbers on the help page, for coordinators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from openchair.core.policy import policy
from openchair.core.time import now
from openchair.people.policies import is_coordinator
from openchair.web import help as help_lines
from openchair.web import services


@policy(is_coordinator)
def review_help(request: HttpRequest) -> HttpResponse:
    """Every number with its source; a press of the button says that all of them were checked."""
    known = help_lines.lines()
    problem = None
    if request.method == "POST":
        try:
            services.review_help_lines(digest=request.POST.get("digest", ""), actor=request.user, at=now())  # type: ignore[arg-type]  # a coordinator
        except services.ListHasChanged as refusal:
            problem = refusal.words
        else:
            messages.success(request, _("Checked today. The help page says so."))
            return redirect("web:review_help")
    return render(request, "web/review_help.html", {"known": known, "needs": help_lines.NEEDS, "problem": problem})
