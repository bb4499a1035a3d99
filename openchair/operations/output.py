"""How commands answer: results as JSON on standard output, words for people on standard error."""

import json
import sys
from typing import Any


def result(value: Any) -> None:
    """Print a command's result, and nothing else, to standard output."""
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False, default=str)
    sys.stdout.write("\n")
    sys.stdout.flush()


def say(words: str) -> None:
    """Tell the person at the keyboard."""
    print(words, file=sys.stderr, flush=True)
