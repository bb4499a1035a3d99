"""A process that has read the libraries already and forks one child for each command: the real command line, sooner.

Reads a JSON line `{"environment", "argv" or "code", "stdin"}` and answers `{"code", "out", "err"}`.
"""

import json
import os
import sys
import tempfile
import traceback

import argon2  # noqa: F401
import cryptography.hazmat.primitives.asymmetric.ed25519
import cryptography.hazmat.primitives.ciphers.aead  # noqa: F401
import django.contrib.auth.hashers
import django.contrib.staticfiles
import django.core.management
import django.db.backends.sqlite3.base
import django.db.migrations.executor
import django.forms
import django.template
import django.test
import django.urls
import django.views.generic
import msgspec  # noqa: F401
import psycopg  # noqa: F401


def run(order, out, err):
    """In the child: become the command."""
    with tempfile.TemporaryFile() as stdin:
        stdin.write(order["stdin"].encode())
        stdin.seek(0)
        for ours, theirs in ((0, stdin), (1, out), (2, err)):
            os.dup2(theirs.fileno(), ours)
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    code = 1
    try:
        if "code" in order:
            django.setup()
            exec(order["code"], {"__name__": "__main__"})
            code = 0
        else:
            from openchair.cli import main

            code = main(order["argv"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main():
    """Serve orders until the input ends."""
    for line in sys.stdin:
        order = json.loads(line)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = os.fork()
            if child == 0:
                run(order, out, err)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            out.seek(0)
            err.seek(0)
            answer = {"code": code, "out": out.read().decode(), "err": err.read().decode()}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
