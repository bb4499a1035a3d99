"""The five answers to how a group was after a visit, and what each counts when the next groups are ranked."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIT: Mapping[int, str | Promise] = {
    10: _("I felt I could belong here"),
    8: _("Rather good"),
    5: _("I cannot say yet"),
    3: _("Rather not for me"),
    0: _("Not for me"),
}
"""By what it counts, 0 to 10. No answer is better than another."""
