"""What can go wrong with the trail."""


class NotForTheTrail(ValueError):
    """Something other than ids and codes was offered to the trail. Names the field, never the value."""

    def __init__(self, field: str) -> None:
        super().__init__(f"the trail takes only ids and codes in {field}")


class CheckpointFileUnreadable(Exception):
    """A file of checkpoints cannot be read; says which line and why."""

    def __init__(self, row: int, why: str) -> None:
        self.row = row
        super().__init__(why)
