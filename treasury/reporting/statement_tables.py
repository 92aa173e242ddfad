"""What statement files hold, in the terminal: a table, then everything to be said, as sentences.

Amounts are grouped and keep the decimals the file wrote; a debit balance has a minus. In a narrow
terminal file and account share a column, so that amounts stay whole at 80 columns.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from treasury.accounts.reconciliation import Reconciled
from treasury.accounts.statements.chain import Chain
from treasury.accounts.statements.statement import Balance, Problem
from treasury.accounts.statements.verdicts import Verdict
from treasury.errors import printable
from treasury.reporting.statement_list import currency_of

WIDE = 118
"""Columns of a terminal in which file and account stand beside each other."""
RECONCILES = {
    True: Text("yes", "green"),
    False: Text("NO", "bold red"),
    None: Text("unknown", "dim"),
}
STYLES = {"error": "bold red", "warning": "yellow", "note": "dim"}


def show(verdicts: Sequence[Verdict], chains: Sequence[Chain], console: Console) -> None:
    """Print the statements, what is missing between them, and every problem."""
    if any(verdict.statements for verdict in verdicts):
        console.print(statement_table(verdicts, wide=console.width >= WIDE))
    for verdict in verdicts:
        show_problems(verdict, console)
    show_chains(chains, console)
    show_counts(verdicts, chains, console)


def statement_table(verdicts: Iterable[Verdict], *, wide: bool) -> Table:
    """A row for each statement; opening and booked entries make the closing balance."""
    table = Table(pad_edge=False, show_lines=not wide)
    if wide:
        table.add_column("file", overflow="fold", ratio=2)
    table.add_column("account" if wide else "file\naccount", overflow="fold", ratio=2)
    table.add_column("from\nto")
    for name in ("opening", "booked", "closing"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("entries" if wide else "ent-\nries", justify="right", no_wrap=True)
    table.add_column("reconciles" if wide else "recon-\nciles")
    for verdict in verdicts:
        for found in verdict.statements:
            table.add_row(*cells(verdict, found, wide=wide))
    return table


def cells(verdict: Verdict, found: Reconciled, *, wide: bool) -> list[Text]:
    """The cells of one statement."""
    one, sums = found.statement, found.sums
    account = f"{printable(one.account or 'not said')} {currency_of(found) or ''}".strip()
    file = short(verdict.file)
    days = (day(one.opening, sums.first_day), day(one.closing, sums.last_day))
    figures = (amount(one.opening), grouped(sums.booked), amount(one.closing))
    return [
        *([Text(file), Text(account)] if wide else [Text(f"{file}\n{account}")]),
        Text("\n".join(days)),
        *(Text(figure) for figure in figures),
        Text(f"{sums.entries:,}"),
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


def amount(balance: Balance | None) -> str:
    """The amount of a balance, a dash where there is none."""
    return grouped(balance.amount) if balance else "-"


def grouped(figure: Decimal) -> str:
    """The amount with its thousands apart.

    >>> grouped(Decimal("-1234567.50"))
    '-1,234,567.50'
    """
    return format(figure or abs(figure), ",f")


def show_problems(verdict: Verdict, console: Console) -> None:
    """Print the file and what is to be said about it, worst first."""
    if not verdict.problems:
        return
    read = "" if verdict.format else " could not be read"
    console.print(Text(f"{verdict.file}{read}", style="bold" if read else ""), soft_wrap=False)
    order = list(STYLES)
    for problem in sorted(verdict.problems, key=lambda one: order.index(one.severity)):
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
        said = [gap.problem() for gap in chain.gaps]
        said += [repeated.problem() for repeated in chain.repeated]
        if sentence := chain.days_sentence():
            said.append(Problem(severity="note", where="days", message=sentence))
        if said:
            console.print(Text(f"Account {printable(chain.name)}", style="bold"))
        for problem in said:
            tell(problem, console)


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
    console.print(Text(", ".join(said) + ".", style="red" if unread or wrong or gaps else "green"))


def counted(count: int, one: str, many: str = "") -> str:
    """The number with its noun.

    >>> counted(1, "gap"), counted(2, "gap")
    ('1 gap', '2 gaps')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
