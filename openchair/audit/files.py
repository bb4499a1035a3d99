"""Checkpoints outside the database: one JSON object a line, so that a copy can be sent to another machine."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from openchair.audit.chain import canonical, moment
from openchair.audit.errors import CheckpointFileUnreadable
from openchair.audit.models import Checkpoint


@dataclass(frozen=True)
class Statement:
    """A checkpoint as it stands in a file or in the table."""

    number: int
    hash: bytes
    at: str
    public_key: bytes
    signature: bytes


def statement_of(checkpoint: Checkpoint) -> Statement:
    """The statement a stored checkpoint makes."""
    return Statement(
        checkpoint.number,
        bytes(checkpoint.hash),
        moment(checkpoint.at),
        bytes(checkpoint.public_key),
        bytes(checkpoint.signature),
    )


def append_checkpoint(path: str | Path, checkpoint: Checkpoint) -> None:
    """Add the checkpoint to the file and wait until it is on the disk."""
    said = statement_of(checkpoint)
    line = canonical(
        {
            "at": said.at,
            "hash": said.hash.hex(),
            "number": said.number,
            "public_key": said.public_key.hex(),
            "signature": said.signature.hex(),
        }
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read_checkpoints(path: str | Path) -> Iterator[Statement]:
    """The statements of a file, in order; a line that is none is named."""
    with Path(path).open(encoding="utf-8", errors="replace") as file:
        for row, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                data = json.loads(line)
                datetime.strptime(data["at"], "%Y-%m-%dT%H:%M:%S.%fZ")  # noqa: DTZ007 - only its form is checked
                statement = Statement(
                    int(data["number"]),
                    bytes.fromhex(data["hash"]),
                    data["at"],
                    bytes.fromhex(data["public_key"]),
                    bytes.fromhex(data["signature"]),
                )
            except (ValueError, KeyError, TypeError) as problem:
                raise CheckpointFileUnreadable(row, "this line is not a checkpoint") from problem
            yield statement
