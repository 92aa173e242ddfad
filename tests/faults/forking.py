"""Runs tests again and again without reading the libraries each time.

Run as a script in a copy of the project it takes orders, a line of JSON each: the arguments of
pytest, and how long it may take. It forks, and the child does what `python -m pytest` does; what
belongs to the project is read by the child alone. The answer is the exit code (of a child that took
too long, that of its signal) and what was printed.
"""

import importlib
import json
import os
import signal
import sys
import tempfile
import traceback
from typing import IO

READ_BEFORE = (
    "hypothesis.extra.numpy", "hypothesis.stateful", "numpy", "pandas", "pydantic", "pytest",
    "xlsxwriter",
)  # fmt: skip


def answered(arguments: list[str], seconds: int) -> dict[str, object]:
    """The exit code of pytest with these arguments, and what it printed."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as out:
        pid = os.fork()
        if pid == 0:
            child(arguments, seconds, out)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        out.seek(0)
        return {"code": code, "said": out.read()}


def child(arguments: list[str], seconds: int, out: IO[str]) -> None:
    """Be the process that runs the tests; it ends here."""
    import pytest

    signal.alarm(seconds)
    null = os.open(os.devnull, os.O_RDONLY)
    for ours, theirs in ((null, 0), (out.fileno(), 1), (out.fileno(), 2)):
        os.dup2(ours, theirs)
    code = 70
    try:
        code = int(pytest.main(arguments))
    except BaseException:  # noqa: BLE001 - whatever it is, it is written down
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """Take orders until nobody gives any."""
    for name in READ_BEFORE:
        importlib.import_module(name)
    for line in sys.stdin:
        print(json.dumps(answered(**json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
