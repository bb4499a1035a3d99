"""Working places out: a run of the solver, changes by hand with every rule checked again, putting a run away."""

import json
import platform
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

import openchair
from openchair.core.errors import Refused, require
from openchair.core.events import publish
from openchair.core.ids import new_id
from openchair.core.rows import held
from openchair.joining.events import PlaceChangedByHand, PlacesDropped, PlacesWorkedOut
from openchair.joining.models import AllocationRun
from openchair.joining.placing.clashes import clashes_of
from openchair.joining.placing.explaining import rule_words
from openchair.joining.placing.runs import FILE, Opened, Places, names_of, waiting_document
from openchair.joining.policies import can_place
from openchair.joining.profiles import Document
from openchair.matching.allocation.reading import Named
from openchair.matching.allocation.solve import Allocation
from openchair.matching.placing import place
from openchair.people.models import Person
from openchair.vault.services import Scope, create_key, intend_destruction

KEPT = timedelta(days=365)
"""How long a run can be explained; then its key goes, and the run with it."""
SECONDS = 10.0
MOST_SECONDS = 60.0


class RulesClash(Refused):
    """Two rules cannot hold together; nothing was worked out."""

    code = "rules_clash"
    words = _("Two rules cannot hold together, so nothing was worked out.")

    def __init__(self, clashes: list[str]) -> None:
        self.clashes = clashes
        super().__init__()


class NobodyToPlace(Refused):
    """Nobody waits, or no group takes anybody in."""

    code = "nobody_to_place"
    words = _(
        "There is nothing to work out: nobody waits, or no group with an agreement and a meeting takes people in."
    )


class RunIsOver(Refused):
    """The offers of this run are sent, or it was put away."""

    code = "run_is_over"
    words = _("This proposal is sent or put away, so nothing in it can be changed. Work it out again.")


class RuleBroken(Refused):
    """A change by hand breaks a rule. Rules cannot be set aside."""

    code = "rule_broken"

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


def make_run(
    *,
    actor: Person,
    at: datetime,
    seconds: float = SECONDS,
    seed: int = 0,
    fairness: bool = False,
    rules: Mapping[str, Any] | None = None,
) -> AllocationRun:
    """Work out who could have which seat, and keep input, result and figures. Nothing is offered yet.

    Not inside a transaction: nothing is held while the solver runs, and what it found is stored at once at the end.
    """
    require(can_place(actor) and 0 < seconds <= MOST_SECONDS and seed >= 0)
    document = waiting_document(at, rules or {})
    if not document["people"] or not document["groups"]:
        raise NobodyToPlace
    if clashes := clashes_of(document):
        raise RulesClash(clashes)
    began = time.monotonic()
    done = place(document, seconds=seconds, seed=seed, fairness=fairness, year=at.year, file=FILE)
    took = time.monotonic() - began
    run = AllocationRun(
        id=new_id(), made_at=at, made_by=actor, seed=seed, seconds=seconds, fairness=fairness,
        figures=_figures(document, done.named, done.found, took),
    )  # fmt: skip
    run.key_id = create_key(scope=Scope.ALLOCATION, subject_id=run.pk, retain_until=at + KEPT, at=at, actor_id=actor.pk)
    run.snapshot = json.dumps(document, ensure_ascii=False)
    run.result = json.dumps(_result(done.named, done.found))
    with transaction.atomic(durable=True):
        run.save(force_insert=True)
        publish(PlacesWorkedOut(actor_id=actor.pk, run_id=run.pk))
    return run


def _by_name(named: Named, placement: Mapping[int, int]) -> Places:
    return {str(named.people[person]): str(named.groups[group]) for person, group in sorted(placement.items())}


def _result(named: Named, found: Allocation) -> dict[str, Any]:
    proposed = _by_name(named, found.placement)
    return {
        "proposed": proposed,
        "first_come": _by_name(named, found.first_come),
        "unplaced": {str(named.people[person]): str(why) for person, why in found.unplaced.items()},
        "placed": dict(proposed),
        "changes": [],
        "left": {},
    }


def _figures(document: Document, named: Named, found: Allocation, took: float) -> dict[str, Any]:
    rows = document["groups"]
    return {
        "status": "optimal" if found.proven else "feasible",
        "objective": found.objective,
        "bound": found.bound,
        "gap": round(found.gap, 6),
        "seconds": round(took, 3),
        "complete": found.complete,
        "waiting": len(named.people),
        "placed": len(found.placement),
        "first_come": {
            "placed": len(found.first_come),
            "objective": named.instance.objective(found.first_come.items()),
        },
        "groups": len(rows),
        "open_seats": sum(row["seats"] for row in rows),
        "reserved": sum(row["reserved"] for row in rows),
        "rules": document["rules"],
        "versions": {
            "openchair": openchair.__version__,
            "python": platform.python_version(),
            "scipy": version("scipy"),
            "numpy": version("numpy"),
        },
    }


# --- by hand ------------------------------------------------------------------------------------------------------
@transaction.atomic
def change_place(
    *, run: AllocationRun, person_id: UUID, group_id: UUID | None, actor: Person, at: datetime
) -> AllocationRun:
    """Move somebody to another group or back to the list, and their friends with them; every rule still holds."""
    require(can_place(actor))
    run = open_run(run)
    opened = Opened.of(run)
    person, group = str(person_id), None if group_id is None else str(group_id)
    require(person in opened.people and (group is None or group in opened.groups))
    places, before = opened.moved(person, group), opened.placed.get(person)
    if before == group:
        return run
    if broken := opened.broken(places):
        raise RuleBroken(rule_words(opened, broken, person, group, names_of(opened.people)))
    for one in opened.party_of(person):
        opened.result["changes"].append(
            {"person": one, "from": opened.placed.get(one), "to": group, "by": str(actor.pk), "at": at.isoformat()}
        )
        publish(PlaceChangedByHand(actor_id=actor.pk, run_id=run.pk, person_id=UUID(one), group_id=group_id))
    opened.result["placed"] = places
    run.result = json.dumps(opened.result)
    run.save(update_fields=["result"])
    return run


def open_run(run: AllocationRun) -> AllocationRun:
    """The run as it stands, held until the transaction ends; refused once it is over."""
    found = held(AllocationRun.objects.all()).get(pk=run.pk)
    if not found.is_open:
        raise RunIsOver
    return found


@transaction.atomic
def drop_run(*, run: AllocationRun, actor: Person, at: datetime) -> None:
    """Put a proposal away: nobody is offered anything by it."""
    require(can_place(actor))
    run = open_run(run)
    run.dropped_at = at
    run.save(update_fields=["dropped_at"])
    publish(PlacesDropped(actor_id=actor.pk, run_id=run.pk))


def forget_old_runs(*, at: datetime) -> int:
    """Delete runs whose year is over, and with each its key."""
    gone = 0
    for run in AllocationRun.objects.filter(made_at__lte=at - KEPT).only("pk", "key_id"):
        with transaction.atomic():
            intend_destruction(key_id=run.key_id, reason_code="retention_over", actor_id=None, at=at)
            run.delete()
        gone += 1
    return gone
