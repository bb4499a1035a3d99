"""A hasher for tests that sign in many times."""

from openchair.people.hashers import Argon2id


class QuickArgon2id(Argon2id):
    """Argon2id with the smallest figures."""

    time_cost = 1
    memory_cost = 64
