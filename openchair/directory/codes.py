"""Meeting Guide's type codes in words. A code that is not here is kept and shown as it came."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ONLINE = "ONL"
CLOSED_FOR_NOW = "TC"

LANGUAGES: dict[str, tuple[str, Promise | str]] = {
    "AF": ("af", _("Afrikaans")),
    "AM": ("am", _("Amharic")),
    "AR": ("ar", _("Arabic")),
    "ASL": ("ase", _("American Sign Language")),
    "BG": ("bg", _("Bulgarian")),
    "DA": ("da", _("Danish")),
    "DE": ("de", _("German")),
    "EL": ("el", _("Greek")),
    "EN": ("en", _("English")),
    "FA": ("fa", _("Persian")),
    "FI": ("fi", _("Finnish")),
    "FR": ("fr", _("French")),
    "HE": ("he", _("Hebrew")),
    "HI": ("hi", _("Hindi")),
    "HR": ("hr", _("Croatian")),
    "HU": ("hu", _("Hungarian")),
    "IS": ("is", _("Icelandic")),
    "ITA": ("it", _("Italian")),
    "JA": ("ja", _("Japanese")),
    "KA": ("ka", _("Georgian")),
    "KOR": ("ko", _("Korean")),
    "LT": ("lt", _("Lithuanian")),
    "ML": ("ml", _("Malayalam")),
    "MT": ("mt", _("Maltese")),
    "NE": ("ne", _("Nepali")),
    "NL": ("nl", _("Dutch")),
    "NO": ("no", _("Norwegian")),
    "POL": ("pl", _("Polish")),
    "POR": ("pt", _("Portuguese")),
    "PUN": ("pa", _("Punjabi")),
    "RUS": ("ru", _("Russian")),
    "S": ("es", _("Spanish")),
    "SK": ("sk", _("Slovak")),
    "SL": ("sl", _("Slovenian")),
    "SV": ("sv", _("Swedish")),
    "TH": ("th", _("Thai")),
    "TL": ("tl", _("Tagalog")),
    "TUR": ("tr", _("Turkish")),
    "UK": ("uk", _("Ukrainian")),
}
"""Code of the feed: language tag, name."""
CODE_OF_LANGUAGE = {tag: code for code, (tag, _name) in LANGUAGES.items()}

TYPES: dict[str, Promise | str] = {
    "11": _("11th Step meditation"),
    "12X12": _("12 Steps and 12 Traditions"),
    "A": _("Secular"),
    "ABSI": _("As Bill Sees It"),
    "AL": _("With Alateen at the same time"),
    "AL-AN": _("With Al-Anon at the same time"),
    "B": _("Big Book"),
    "BA": _("Babysitting available"),
    "BE": _("Newcomers"),
    "BI": _("Bisexual people"),
    "BRK": _("Breakfast"),
    "C": _("Closed: for people who share the difficulty"),
    "CAN": _("Candlelight"),
    "CF": _("Children are welcome"),
    "D": _("Discussion"),
    "DB": _("Digital basket"),
    "DD": _("Two diagnoses at once"),
    "DR": _("Daily Reflections"),
    "FF": _("Free of fragrance"),
    "G": _("Gay people"),
    "GR": _("Grapevine"),
    "H": _("Birthday"),
    "L": _("Lesbian people"),
    "LGBTQ": _("LGBTQ people"),
    "LIT": _("Literature"),
    "LS": _("Living Sober"),
    "M": _("Men"),
    "MED": _("Meditation"),
    "N": _("Native American people"),
    "NB": _("Non-binary people"),
    "NDG": _("Indigenous people"),
    "O": _("Open: anybody may come"),
    "ONL": _("Online"),
    "OUT": _("Outdoors"),
    "P": _("Professionals"),
    "POA": _("Proof of attendance"),
    "POC": _("People of colour"),
    "SEN": _("Older people"),
    "SM": _("Smoking is allowed"),
    "SP": _("Speaker"),
    "ST": _("Step study"),
    "T": _("Transgender people"),
    "TC": _("The place is closed for now"),
    "TR": _("Tradition study"),
    "W": _("Women"),
    "X": _("Wheelchair access"),
    "XB": _("Toilet with wheelchair access"),
    "XT": _("Cross talk is allowed"),
    "Y": _("Young people"),
}


def is_known(code: str) -> bool:
    """Whether the specification names this code."""
    return code.upper() in TYPES or code.upper() in LANGUAGES


def words_for(code: str) -> Promise | str:
    """A code in words, or the code itself where nobody has said what it means."""
    if code.upper() in LANGUAGES:
        return LANGUAGES[code.upper()][1]
    return TYPES.get(code.upper(), code)


LANGUAGE_NAMES: dict[str, Promise | str] = dict(LANGUAGES.values())


def language_name(tag: str) -> Promise | str:
    """A language tag in words, or the tag itself."""
    return LANGUAGE_NAMES.get(tag.split("-", maxsplit=1)[0].lower(), tag)
