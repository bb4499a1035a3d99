"""The vault keeps the secret behind the trail's signatures; the trail lies below and is handed it."""

from openchair.audit.signing import use_seed_from
from openchair.vault.services import installation_secret


def _checkpoint_seed() -> bytes:
    return installation_secret("audit checkpoints")


use_seed_from(_checkpoint_seed)
