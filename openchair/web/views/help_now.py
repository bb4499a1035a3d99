"""Help now: no sign-in, no script, no database."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from openchair.core.policy import policy, public
from openchair.core.time import country_of
from openchair.web import help as numbers


@policy(public)
def show(request: HttpRequest) -> HttpResponse:
    """The numbers to call, those of one country if it was named."""
    known = numbers.lines()
    # Nobody has to choose before the first number: the house knows in which country it stands.
    asked = request.GET.get("country", country_of(settings.TIME_ZONE))
    chosen = known.countries.get(asked.upper())
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
