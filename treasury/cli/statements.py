"""`treasury statements`: read bank statement files and say what is in them, and what is missing."""

import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from treasury.accounts.statements.chain import Chain, Filed, chain_problems, chains
from treasury.accounts.statements.statement import Problem
from treasury.accounts.statements.verdicts import Verdict, verdicts_of
from treasury.cli.progress import progress

FINE, NOT_READ = 0, 2
READ_SHARE_MAX = 0.95
"""Bytes that are read are not yet understood."""


def show_statements(files: Sequence[Path], mapping: Path | None, *, as_json: bool) -> int:
    """Print what the files hold; exit code 0, or 2 where one of them could not be read."""
    verdicts = all_verdicts(files, mapping)
    filed = [
        Filed(file=one.file, found=found, format=one.format or "")
        for one in verdicts for found in one.statements
    ]  # fmt: skip
    found = chains(filed)
    if as_json:
        from treasury.reporting.statement_list import listed

        sys.stdout.writelines(listed(with_chains(verdicts, found)))
    else:
        from rich.console import Console

        from treasury.reporting.statement_tables import show

        show(verdicts, found, Console())
    return NOT_READ if any(one.format is None for one in verdicts) else FINE


def new_template(path: Path) -> int:
    """Write the empty Excel template and say what to do with it; exit code 0."""
    from treasury.reporting.statement_template import write_template

    write_template(path)
    print(f"{path} is written. Fill it in, then: treasury statements {shlex.quote(str(path))}")
    return FINE


def all_verdicts(files: Sequence[Path], mapping: Path | None) -> list[Verdict]:
    """The verdict of every file, archives opened; a bar shows how far the reading is."""
    total = 2 * sum(size for path in files if (size := size_of(path))) or 1
    done = 0
    verdicts: list[Verdict] = []
    with progress("Reading") as report:
        for path in files:

            def told(count: int, name: str = path.name) -> None:
                nonlocal done
                done += count
                report(min(READ_SHARE_MAX, done / total), name)

            verdicts += verdicts_of(path, told, mapping)
    return verdicts


def size_of(path: Path) -> int:
    """The size of the file in bytes, 0 where there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def with_chains(verdicts: Sequence[Verdict], found: Sequence[Chain]) -> list[Verdict]:
    """The verdicts, each with what its account's chain has to say at its statements."""
    said: dict[str, list[Problem]] = {}
    for filed, problem in chain_problems(found):
        said.setdefault(filed.file, []).append(problem)
    return [replace(one, problems=(*one.problems, *said.pop(one.file, ()))) for one in verdicts]
