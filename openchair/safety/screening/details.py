"""Ways to reach somebody outside: numbers, addresses, names on other networks, and a place to meet alone."""

import re

from openchair.safety.screening.finds import WEIGHS, Find
from openchair.safety.screening.rules import Pack
from openchair.safety.screening.text import Text

NEAR = 40
"""Signs around a number within which the name of a service says whose it is."""
_DAY = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?!\d)"
_ANYWHERE = (
    (
        re.compile(r"(?<![\w.+-])[\w.+-]{1,64} ?(?:@|\(at\)|\[at\]) ?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
        "has an e-mail address",
    ),
    (re.compile(rf"(?<![\w.:/-])(?!{_DAY})\+?\(?\d(?:[ ().-]{{0,2}}\d){{6,13}}(?![\w:/])"), "has a telephone number"),
    (re.compile(r"(?<!\w)@[a-z0-9_.]{4,}"), "has a name on another network"),
)


def contact_details_in(text: Text, pack: Pack) -> list[Find]:
    """Each contact detail with its place in what was written; numbers of services that help are none."""
    finds = []
    for look, why in (*_ANYWHERE, *pack.details):
        for match in look.finditer(text.read):
            around = text.read[max(0, match.start() - NEAR) : match.end() + NEAR]
            if not pack.helpers.search(around):
                finds.append(Find("contact_details", "contact", WEIGHS["contact"], text.place(*match.span()), why))
    return finds
