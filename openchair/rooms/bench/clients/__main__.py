"""Carries out the instructions that come on standard input."""

import asyncio
import json
import sys
from typing import Any

import uvloop

from openchair.rooms.bench.clients.crowd import Crowd


async def obey(crowd: Crowd, what: str, details: dict[str, Any]) -> dict[str, Any]:
    """Carry out one instruction."""
    done = getattr(crowd, what)(**details)
    answer: dict[str, Any] = await done if asyncio.iscoroutine(done) else done
    return answer


async def main() -> None:
    """Do what the lines of standard input say, one after the other."""
    loop = asyncio.get_running_loop()
    crowd: Crowd | None = None
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        what = order.pop("do")
        if what == "sit_down":
            crowd = Crowd(**order)
            order = {}
        assert crowd is not None, "sit down first"
        print(json.dumps(await obey(crowd, what, order)), flush=True)


if __name__ == "__main__":
    uvloop.run(main())
