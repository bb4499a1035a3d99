"""What this package adds elsewhere: the agreement in short on a group's page."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from openchair.agreements.models import Signature
from openchair.agreements.queries import current_version
from openchair.groups.models import Group, Membership
from openchair.groups.panels import Panel, panel
from openchair.groups.policies import can_manage_groups
from openchair.people.models import Person

IN_SHORT = 3
"""How many points of the base stand on the group's page, before the group's own."""


@panel
def agreement_in_short(
    group: Group, person: Person | None, membership: Membership | None, at: datetime
) -> Panel | None:
    """The first points and the group's own; for a member who has not signed, that this comes first."""
    version = current_version(group)
    clauses = version.clauses if version else []
    writes = (membership is not None and membership.leads) or (person is not None and can_manage_groups(person))
    must_sign = (
        version is not None
        and membership is not None
        and not Signature.objects.standing().filter(version=version, membership=membership).exists()
    )
    context = {
        "group": group,
        "version": version,
        "points": [clause for clause in clauses if not clause["chosen"]][:IN_SHORT]
        + [clause for clause in clauses if clause["chosen"]],
        "count": len(clauses),
        "writes": writes,
        "must_sign": must_sign,
        "member": membership,
    }
    first = (_("Read and sign the agreement"), reverse("agreements:read", args=[group.pk])) if must_sign else None
    not_ready = "" if version else _("The agreement is still being written.")
    return Panel("agreements/_in_short.html", context, first, not_ready)
