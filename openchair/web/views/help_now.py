"""Help now: no sign-in, no script, no database."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from openchair.core.policy import policy, public
from openchair.web import help as numbers


@policy(public)
def show(request: HttpRequest) -> HttpResponse:
    """The numbers to call, those of one country if it was named."""
    known = numbers.lines()
    chosen = known.countries.get(request.GET.get("country", "").upper())
    countries = [chosen] if chosen else [known.countries[code] for code in known.first]
    most = None if chosen else 1  # several countries at once: the first line of each, or nobody finds theirs
    cards = {
        need: [(country, line) for country in countries for line in country.lines[need][:most]]
        for need in numbers.NEEDS
    }
    names = sorted(
        ((code, gettext(country.name)) for code, country in known.countries.items()), key=lambda pair: pair[1]
    )
    return render(
        request,
        "web/help.html",
        {"cards": cards, "chosen": chosen, "countries": names, "reviewed_on": known.reviewed_on},
    )
