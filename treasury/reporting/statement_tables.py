"""What statement files hold, in the terminal: a table, then everything to be said, as sentences.

Amounts are grouped and keep the decimals the file wrote; a debit balance has a minus. In a narrow
terminal the figures of a statement stand below each other, so that amounts stay whole.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rich.console import Console
from rich.table import Table
from rich.text import Text

from treasury.accounts.reconciliation import Reconciled
from treasury.accounts.statements.chain import Chain, Filed
from treasury.accounts.statements.figures import counted, readable
from treasury.accounts.statements.statement import Balance, Problem
from treasury.accounts.statements.verdicts import Verdict
from treasury.errors import printable
from treasury.reporting.statement_list import currency_of

BESIDE_FIGURES = 14 + 22 + 10 + 10 + 6 * 3
"""Columns of the terminal that file, account, days, verdict and lines take."""
ACCOUNT_WIDTH = 22
"""The longest IBANs of most countries stay on one line."""
RECONCILES = {
    True: Text("yes", "green"),
    False: Text("NO", "bold red"),
    None: Text("unknown", "dim"),
}
ROWS_MAX = 200
SAID_MAX = 20
"""How many statements the table has, and how many problems of a kind an account's chain tells;
all of them stand in the list for programs."""
MANY_FILES = 3
"""From so many files on, a note that they share is printed once."""
STYLES = {"error": "bold red", "warning": "yellow", "note": "dim"}


def show(verdicts: Sequence[Verdict], chains: Sequence[Chain], console: Console) -> None:
    """Print the statements, what is missing between them, and every problem."""
    if any(verdict.statements for verdict in verdicts):
        console.print(statement_table(verdicts, wide=fits(verdicts, console.width)))
    shared = shared_notes(verdicts)
    for verdict in verdicts:
        show_problems(verdict, console, shared)
    for example, count in shared.values():
        note = Problem(severity="note", where=f"{count} files", message=example)
        tell(note, console)
    show_chains(chains, console)
    show_counts(verdicts, chains, console)


def fits(verdicts: Iterable[Verdict], width: int) -> bool:
    """Whether the longest figures fit beside each other into so many columns of a terminal."""
    rows = [figures_of(found) for verdict in verdicts for found in verdict.statements]
    return (
        BESIDE_FIGURES + sum(max(map(len, figures)) for figures in zip(*rows, strict=True)) <= width
    )


def statement_table(verdicts: Iterable[Verdict], *, wide: bool) -> Table:
    """Each statement: opening and booked entries make the closing balance.

    Wide, a statement is a row; narrow, its figures stand below each other like a sum.
    """
    table = Table(pad_edge=False, show_lines=not wide)
    table.add_column("file" if wide else "file, account, days", overflow="fold", ratio=2)
    if wide:
        table.add_column("account", overflow="fold", min_width=ACCOUNT_WIDTH)
        table.add_column("from\nto", no_wrap=True)
        for name in ("opening", "booked", "closing"):
            table.add_column(name, justify="right", no_wrap=True)
    else:
        table.add_column("", no_wrap=True)
        table.add_column("amount", justify="right", no_wrap=True)
    table.add_column("reconciles", no_wrap=True)
    rows = [(verdict, found) for verdict in verdicts for found in verdict.statements]
    for verdict, found in rows[:ROWS_MAX]:
        table.add_row(*(wide_cells if wide else narrow_cells)(verdict, found))
    if len(rows) > ROWS_MAX:
        table.caption = f"{len(rows) - ROWS_MAX:,} more; --json lists all of them"
    return table


def account_of(found: Reconciled, between: str) -> str:
    """The account with its currency, as far as the file says."""
    account = printable(found.statement.account or "not said")
    return f"{account}{between}{currency_of(found) or ''}".strip()


def days_of(found: Reconciled) -> tuple[str, str]:
    """The first and the last day."""
    one, sums = found.statement, found.sums
    return day(one.opening, sums.first_day), day(one.closing, sums.last_day)


def figures_of(found: Reconciled) -> tuple[str, str, str]:
    """Opening balance, booked entries, closing balance."""
    one, currency = found.statement, currency_of(found)
    booked = readable(found.sums.booked, currency)
    return amount(one.opening, currency), booked, amount(one.closing, currency)


def entries_of(found: Reconciled) -> str:
    """How many entries the booked sum is of, and of how many where some are not booked."""
    every, booked = found.sums.entries, len(found.sums.days)
    told = counted(every, "entry", "entries")
    return told if booked == every else f"{booked:,} of {told}"


def wide_cells(verdict: Verdict, found: Reconciled) -> list[Text]:
    """The cells of a statement beside each other."""
    opening, booked, closing = figures_of(found)
    return [
        Text(short(verdict.file)),
        Text(account_of(found, "\n")),
        Text("\n".join(days_of(found))),
        Text(opening),
        Text(f"{booked}\n{entries_of(found)}"),
        Text(closing),
        RECONCILES[found.reconciles],
    ]


def narrow_cells(verdict: Verdict, found: Reconciled) -> list[Text]:
    """The cells of a statement with its figures below each other."""
    file, days = short(verdict.file), " to ".join(days_of(found))
    days = "days not said" if days == "- to -" else days
    return [
        Text(f"{file}\n{account_of(found, ' ')}\n{days}"),
        Text(f"opening\n{entries_of(found)}\nclosing"),
        Text("\n".join(figures_of(found))),
        RECONCILES[found.reconciles],
    ]


def short(file: str) -> str:
    """The file's own name, for an archive with the archive's; paths are in the sentences."""
    container, packed, member = file.partition(": ")
    name = container.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return f"{name}{packed}{member}"


def day(balance: Balance | None, otherwise: object) -> str:
    """The day of a balance, else that of the first or last entry."""
    return str((balance.date if balance else None) or otherwise or "-")


def amount(balance: Balance | None, currency: str | None) -> str:
    """The amount of a balance, a dash where there is none."""
    return readable(balance.amount, balance.currency or currency) if balance else "-"


Shared = dict[str, tuple[str, int]]
"""Notes by what they have in common: an example, and in how many files they stand."""


def alike(problem: Problem) -> str:
    """What notes of the same kind have in common: all but their numbers.

    >>> alike(Problem(severity="note", where="the file", message="4 balances are credits"))
    '# balances are credits'
    """
    return re.sub(r"[0-9]+", "#", problem.message)


def shared_notes(verdicts: Iterable[Verdict]) -> Shared:
    """The notes that stand in many files: an example of each, and in how many files it stands."""
    found: Shared = {}
    for verdict in verdicts:
        notes = {alike(one): one.message for one in verdict.problems if one.severity == "note"}
        for key, message in notes.items():
            example, count = found.get(key, (message, 0))
            found[key] = (example, count + 1)
    return {
        key: (f"{example} (in one of them; the numbers differ)" if "#" in key else example, count)
        for key, (example, count) in found.items()
        if count >= MANY_FILES
    }


def show_problems(verdict: Verdict, console: Console, shared: Shared) -> None:
    """Print the file and what is to be said about it alone, worst first."""
    problems = [
        one for one in verdict.problems if one.severity != "note" or alike(one) not in shared
    ]
    if not problems:
        return
    read = "" if verdict.format else " could not be read"
    console.print(Text(f"{verdict.file}{read}", style="bold" if read else ""), soft_wrap=False)
    order = list(STYLES)
    for problem in sorted(problems, key=lambda one: order.index(one.severity)):
        tell(problem, console, apart=verdict.file)


def tell(problem: Problem, console: Console, apart: str = "") -> None:
    """Print one problem; the place is left out where it is the file just named."""
    sentence = problem.sentence().removeprefix(f"{apart}: ")
    table = Table.grid(padding=(0, 1))
    table.add_column(width=9, style=STYLES[problem.severity], justify="right")
    table.add_column(overflow="fold")
    table.add_row(problem.severity, Text(sentence))
    console.print(table)


def show_chains(chains: Iterable[Chain], console: Console) -> None:
    """Print for each account what is missing between its statements, and days without one."""
    for chain in chains:
        gaps = [in_file(gap.after, gap.problem()) for gap in chain.gaps]
        again = [in_file(repeated.again, repeated.problem()) for repeated in chain.repeated]
        said = some(gaps, "gaps") + some(again, "repeated statements")
        if sentence := chain.days_sentence():
            said.append(Problem(severity="note", where="days", message=sentence))
        if said:
            console.print(Text(f"Account {printable(chain.name)}", style="bold"))
        for problem in said:
            tell(problem, console)


def in_file(filed: Filed, problem: Problem) -> Problem:
    """The problem with the file it is about before its place: an account has many files."""
    return replace(problem, where=f"{short(filed.file)}, {problem.where}")


def some(problems: list[Problem], what: str) -> list[Problem]:
    """The first problems of a kind, and how many more there are."""
    more = len(problems) - SAID_MAX
    if more <= 0:
        return problems
    last = Problem(
        severity=problems[SAID_MAX].severity,
        where=what,
        message=f"{more:,} more; --json lists all of them",
    )
    return [*problems[:SAID_MAX], last]


def show_counts(verdicts: Sequence[Verdict], chains: Iterable[Chain], console: Console) -> None:
    """Print how many files, statements and entries there are, and how many do not reconcile."""
    found = [one for verdict in verdicts for one in verdict.statements]
    unread = sum(1 for verdict in verdicts if verdict.format is None)
    wrong = sum(1 for one in found if one.reconciles is False)
    unknown = sum(1 for one in found if one.reconciles is None)
    gaps = sum(len(chain.gaps) for chain in chains)
    entries = sum(one.sums.entries for one in found)
    said = [
        counted(len(verdicts), "file"),
        *([f"{unread} of them could not be read"] if unread else []),
        counted(len(found), "statement"),
        counted(entries, "entry", "entries"),
        *([f"{wrong} not reconciled"] if wrong else []),
        *([f"{unknown} without balances to reconcile"] if unknown else []),
        counted(gaps, "gap"),
    ]
    errors = any(one.severity == "error" for verdict in verdicts for one in verdict.problems)
    bad = unread or wrong or gaps or errors
    console.print(Text(", ".join(said) + ".", style="red" if bad else "green"))
