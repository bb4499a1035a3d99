"""Tables of joining."""

from openchair.joining.models.intake import FitAnswer, Intake, SharedExperience, StageAnswer
from openchair.joining.models.profile import Camera, Greeter, Greeting, GroupProfile, Structure
from openchair.joining.models.waiting import AllocationRun, Offer, Referral, Together, Waiting

__all__ = [
    "AllocationRun",
    "Camera",
    "FitAnswer",
    "Greeter",
    "Greeting",
    "GroupProfile",
    "Intake",
    "Offer",
    "Referral",
    "SharedExperience",
    "StageAnswer",
    "Structure",
    "Together",
    "Waiting",
]
