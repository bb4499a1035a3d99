"""Referrals: clinicians make them, the person answers, coordinators read them after a yes."""

from openchair.core.time import now
from tests.architecture.matrix import ANYBODY, SIGNED_IN, Row
from tests.cast import Cast

CLINICIANS = frozenset({"co_facilitator", "therapist"})
COORDINATOR = frozenset({"coordinator"})


def a_code(cast: Cast) -> dict[str, object]:
    """The code of a referral that nobody has answered."""
    from openchair.joining.services.referral import make_referral

    _made, code = make_referral(actor=cast.therapist, signed_as="Dr Vale", words="Company.", urgent=False, at=now())
    return {"code": code}


def a_referral(cast: Cast) -> dict[str, object]:
    """A referral of the therapist, to which the member said yes."""
    from openchair.joining.services.referral import accept_referral, make_referral

    made, _code = make_referral(actor=cast.therapist, signed_as="Dr Vale", words="Company.", urgent=False, at=now())
    accept_referral(referral=made, person=cast.member, tells="seat", at=now())
    return {"referral_id": made.pk}


ROWS = {
    "referral/": Row(who=ANYBODY),
    "referral/<str:code>/": Row(who=ANYBODY, objects=a_code, secret=True),
    "referrals/": Row(who=CLINICIANS),
    "referrals/new/": Row(who=CLINICIANS),
    "referrals/open/": Row(who=COORDINATOR),
    "referrals/<uuid:referral_id>/reading/": Row("POST", who=COORDINATOR, objects=a_referral),
    "referrals/<uuid:referral_id>/withdrawal/": Row("POST", who=frozenset({"therapist"}), objects=a_referral),
    "my-data/referrals/": Row(who=SIGNED_IN),
    "my-data/referrals/<uuid:referral_id>/": Row("POST", who=frozenset({"member"}), objects=a_referral),
}
