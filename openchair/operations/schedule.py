"""Running jobs: each once in its period, by whichever process claims it first."""

import logging
import threading
from datetime import UTC, datetime, timedelta
from types import TracebackType

from django.db import IntegrityError, close_old_connections, connections, transaction
from django.db.models import F

from openchair.audit.services import sign_checkpoint
from openchair.core.jobs import Job, jobs
from openchair.core.time import now
from openchair.operations.models import JobRun
from openchair.vault.sealers import forget_expired

logger = logging.getLogger(__name__)

LOOK_EVERY = 5.0
LEASE = timedelta(minutes=15)
"""After this long without an end, a run's process is taken to have died."""
TRIES = 5
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def run_due(*, at: datetime) -> list[str]:
    """Run every job whose period has begun and that nobody has done yet; the names of those this process ran."""
    return [job.name for job in jobs() if _claim_and_run(job, at)]


def run_purges(*, at: datetime) -> dict[str, int]:
    """Run every job that removes what is past its time, now; how many things each removed."""
    return {job.name: job.run(at=at) for job in jobs() if job.purges}


def slot_of(job: Job, at: datetime) -> datetime:
    """The beginning of the job's present period."""
    return at - (at - EPOCH) % job.every


def _claim_and_run(job: Job, at: datetime) -> bool:
    run = _claim(job, at)
    if run is None:
        return False
    try:
        count = job.run(at=at)
    except Exception as problem:  # noqa: BLE001  (a job that fails must not stop the others; it is retried and told)
        # The kind of error and no more: its text may hold what somebody wrote.
        logger.error("job %s failed on try %s: %s", job.name, run.tries, type(problem).__name__)  # noqa: TRY400
        JobRun.objects.filter(pk=run.pk).update(result=JobRun.Result.FAILED, ended_at=now())
    else:
        JobRun.objects.filter(pk=run.pk).update(result=JobRun.Result.DONE, ended_at=now(), count=count)
    return True


def _claim(job: Job, at: datetime) -> JobRun | None:
    slot = slot_of(job, at)
    run = JobRun.objects.filter(name=job.name, slot=slot).first()
    if run is None:
        try:
            with transaction.atomic():
                return JobRun.objects.create(name=job.name, slot=slot, claimed_at=at)
        except IntegrityError:
            return None  # another process was quicker
    if not _may_be_tried_again(run, at):
        return None
    # Conditional on the number of tries: of two processes that see a failed run, one takes it.
    taken = JobRun.objects.filter(pk=run.pk, tries=run.tries).update(
        tries=F("tries") + 1, claimed_at=at, ended_at=None, result=JobRun.Result.RUNNING
    )
    return JobRun.objects.get(pk=run.pk) if taken else None


def _may_be_tried_again(run: JobRun, at: datetime) -> bool:
    if run.tries >= TRIES:
        return False
    if run.result == JobRun.Result.FAILED and run.ended_at is not None:
        return at >= run.ended_at + timedelta(seconds=10 * 4**run.tries)
    return run.result == JobRun.Result.RUNNING and at >= run.claimed_at + LEASE


class Scheduler(threading.Thread):
    """Looks every few seconds for jobs that are due, in a thread of its own, and signs a checkpoint on stop."""

    def __init__(self) -> None:
        super().__init__(name="jobs", daemon=True)
        self._stopping = threading.Event()

    def run(self) -> None:
        """Look until told to stop."""
        try:
            while not self._stopping.is_set():
                close_old_connections()
                forget_expired()  # in every process, unlike the jobs
                try:
                    run_due(at=now())
                except Exception as problem:  # noqa: BLE001  (a database that is away comes back)
                    logger.error("jobs could not be looked up: %s", type(problem).__name__)  # noqa: TRY400
                self._stopping.wait(LOOK_EVERY)
        finally:
            connections.close_all()

    def __enter__(self) -> "Scheduler":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the present job end, then sign how far the trail has come."""
        self._stopping.set()
        self.join(timeout=30)
        sign_checkpoint(at=now())
