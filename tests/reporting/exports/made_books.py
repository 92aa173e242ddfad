"""Books to export, and the programs that read them."""

import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.reporting.made_pool import pool, simulated
from treasury.booking import book
from treasury.money import to_decimal
from treasury.reporting.exports.books import Books
from treasury.scenario import Scenario

needs_hledger = pytest.mark.skipif(
    shutil.which("hledger") is None, reason="hledger is not installed"
)
BEAN_CHECK = shutil.which("bean-check", path=f"{Path(sys.executable).parent}:{os.defpath}")
needs_beancount = pytest.mark.skipif(BEAN_CHECK is None, reason="beancount is not installed")
UTF8 = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}


def books(scenario: Scenario | None = None, structure: str | None = "P") -> Books:
    """The books of a scenario (default: the made pool)."""
    plan, projection = simulated(scenario or pool(), structure)
    return Books(plan=plan, projection=projection, ledger=book(plan, projection.events))


def said(*words: str) -> subprocess.CompletedProcess[str]:
    """What a program says, with its exit code."""
    return subprocess.run(words, capture_output=True, text=True, env=UTF8, check=False)


def accepted_by_hledger(file: Path) -> None:
    """Assert that hledger takes the file, strictly."""
    check = said("hledger", "-f", str(file), "check", "--strict", "ordereddates")
    assert check.returncode == 0, check.stderr


def accepted_by_beancount(file: Path) -> None:
    """Assert that beancount takes the file."""
    check = said(str(BEAN_CHECK), str(file))
    assert check.returncode == 0 and not check.stderr, check.stderr


def hledger_balances(file: Path, *options: str) -> dict[str, list[str]]:
    """Daily closing balances of the bank accounts as hledger has them, by its account names."""
    report = said(
        "hledger", "-f", str(file), "balance", "--daily", "--historical", "-E", "-O", "csv",
        "--no-total", *options, "^Assets:Bank:",
    )  # fmt: skip
    assert report.returncode == 0, report.stderr
    lines = list(csv.reader(io.StringIO(report.stdout)))
    return {line[0]: [amount.removesuffix(" CNY") for amount in line[1:]] for line in lines[1:]}


def simulated_balances(of: Books, name: str, array: Any) -> list[str]:
    """The simulated daily balances of the account, as decimals."""
    index = of.plan.names.accounts.index(name)
    currency = of.plan.names.currencies[index]
    return [str(to_decimal(amount, currency)) for amount in array[:, index].tolist()]
