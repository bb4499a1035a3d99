"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id with the second recommended choice of RFC 9106 (64 MiB, three passes) on one lane.

    Django's own choice takes 100 MiB and eight lanes for each sign-in, which a small machine with a waiting room
    full of people cannot spare. A hash made with other figures is made again at the next sign-in (AUTH-3).
    """

    time_cost = 3
    memory_cost = 65_536
    parallelism = 1
