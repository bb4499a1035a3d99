"""Jobs: once in their period, again when they failed, taken over when their process died."""

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from openchair.audit.models import Checkpoint
from openchair.audit.services import record
from openchair.core import jobs as registry
from openchair.core.jobs import scheduled
from openchair.operations import schedule
from openchair.operations.models import JobRun
from openchair.operations.schedule import Scheduler, run_due, run_purges, slot_of

AT = datetime(2026, 11, 2, 18, 40, tzinfo=UTC)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture(autouse=True)
def only_these_jobs(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(registry, "_jobs", {})
    settings.AUDIT_CHECKPOINT_FILE = tmp_path / "checkpoints.jsonl"


def counting(name, *, every=HOUR, fails=0, purges=False):
    calls = []

    @scheduled(name, every=every, purges=purges)
    def run(*, at):
        calls.append(at)
        if len(calls) <= fails:
            raise ValueError("the heron at the quiet weir")
        return 3

    return calls


def test_a_job_runs_once_in_its_period():
    calls = counting("house.sweep")
    assert run_due(at=AT) == ["house.sweep"]
    assert run_due(at=AT + timedelta(minutes=10)) == []
    assert run_due(at=AT + timedelta(minutes=20)) == ["house.sweep"]
    assert len(calls) == 2
    assert list(JobRun.objects.values_list("result", "count")) == [("done", 3), ("done", 3)]


def test_periods_are_the_same_everywhere():
    counting("house.sweep", every=timedelta(minutes=15))
    (job,) = registry.jobs()
    assert slot_of(job, AT) == datetime(2026, 11, 2, 18, 30, tzinfo=UTC)


def test_a_failed_job_is_tried_again_later_and_does_not_stop_the_others(caplog):
    failing, other = counting("a.fails", fails=1), counting("b.works")
    with caplog.at_level(logging.ERROR):
        assert run_due(at=AT) == ["a.fails", "b.works"]
    assert "ValueError" in caplog.text
    assert "heron" not in caplog.text
    JobRun.objects.filter(name="a.fails").update(ended_at=AT)
    assert run_due(at=AT + timedelta(seconds=39)) == []
    assert run_due(at=AT + timedelta(seconds=41)) == ["a.fails"]
    assert (len(failing), len(other)) == (2, 1)
    assert JobRun.objects.get(name="a.fails").result == "done"


def test_a_job_that_keeps_failing_is_given_up_for_its_period():
    calls = counting("a.fails", fails=99, every=timedelta(days=400))
    for n in range(10):
        run_due(at=AT)
        JobRun.objects.update(ended_at=AT - timedelta(days=n + 1))
    assert len(calls) == schedule.TRIES


def test_a_run_whose_process_died_is_taken_over():
    calls = counting("house.sweep", every=timedelta(days=1))
    (job,) = registry.jobs()
    JobRun.objects.create(name="house.sweep", slot=slot_of(job, AT), claimed_at=AT)
    assert run_due(at=AT + timedelta(minutes=14)) == []
    assert run_due(at=AT + timedelta(minutes=16)) == ["house.sweep"]
    assert len(calls) == 1


@pytest.mark.django_db(databases="__all__", transaction=True)
def test_of_many_processes_one_runs_it():
    calls = counting("house.sweep")
    barrier = threading.Barrier(4)

    def look():
        barrier.wait()
        run_due(at=AT)
        connection.close()

    lookers = [threading.Thread(target=look) for _ in range(4)]
    for looker in lookers:
        looker.start()
    for looker in lookers:
        looker.join()
    assert len(calls) == 1


def test_a_purge_runs_what_removes_and_nothing_else():
    removing, other = counting("a.removes", purges=True), counting("b.plans")
    assert run_purges(at=AT) == {"a.removes": 3}
    assert (len(removing), len(other)) == (1, 0)


def test_two_jobs_cannot_share_a_name():
    counting("house.sweep")
    with pytest.raises(ValueError, match=r"house\.sweep"):
        counting("house.sweep")


@pytest.mark.django_db(databases="__all__", transaction=True)
def test_leaving_the_scheduler_signs_the_trail():
    done = threading.Event()

    @scheduled("house.sweep", every=HOUR)
    def sweep(*, at):
        done.set()
        return 0

    record(action="door.opened", actor_id=None, at=AT)
    with Scheduler():
        assert done.wait(20)
    assert Checkpoint.objects.count() == 1
    assert JobRun.objects.get().result == "done"
