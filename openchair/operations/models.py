"""What the scheduler remembers, so that a job runs once in a period whatever processes there are."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openchair.core.ids import new_id


class JobRun(models.Model):
    """One period of one job, claimed by one process."""

    class Result(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    slot = models.DateTimeField(help_text=_("The beginning of the period."))
    claimed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=1)
    result = models.CharField(max_length=8, choices=Result.choices, default=Result.RUNNING)
    count = models.PositiveIntegerField(default=0, help_text=_("How many things it did."))

    class Meta:
        verbose_name = _("run of a job")
        verbose_name_plural = _("runs of jobs")
        constraints = [
            # The claim itself: of two processes that insert the same period, one fails.
            models.UniqueConstraint(fields=["name", "slot"], name="operations_one_run_per_period")
        ]

    def __str__(self) -> str:
        return f"{self.name} at {self.slot:%Y-%m-%d %H:%M}"
