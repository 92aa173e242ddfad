"""What statement files hold, in the terminal: a table, then everything to be said, as sentences.

Amounts are grouped and keep the decimals the file wrote; a debit balance has a minus. In a narrow
terminal the figures of a statement stand below each other, so that amounts stay whole.
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
from treasury.money import DIGITS
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
STYLES = {"error": "bold red", "warning": "yellow", "note": "dim"}


def show(verdicts: Sequence[Verdict], chains: Sequence[Chain], console: Console) -> None:
    """Print the statements, what is missing between them, and every problem."""
    if any(verdict.statements for verdict in verdicts):
        console.print(statement_table(verdicts, wide=fits(verdicts, console.width)))
    for verdict in verdicts:
        show_problems(verdict, console)
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
    for verdict in verdicts:
        for found in verdict.statements:
            table.add_row(*(wide_cells if wide else narrow_cells)(verdict, found))
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
    booked = grouped(found.sums.booked, currency)
    return amount(one.opening, currency), booked, amount(one.closing, currency)


def wide_cells(verdict: Verdict, found: Reconciled) -> list[Text]:
    """The cells of a statement beside each other."""
    opening, booked, closing = figures_of(found)
    return [
        Text(short(verdict.file)),
        Text(account_of(found, "\n")),
        Text("\n".join(days_of(found))),
        Text(opening),
        Text(f"{booked}\n{counted(found.sums.entries, 'entry', 'entries')}"),
        Text(closing),
        RECONCILES[found.reconciles],
    ]


def narrow_cells(verdict: Verdict, found: Reconciled) -> list[Text]:
    """The cells of a statement with its figures below each other."""
    file, days = short(verdict.file), " to ".join(days_of(found))
    days = "days not said" if days == "- to -" else days
    entries = counted(found.sums.entries, "entry", "entries")
    return [
        Text(f"{file}\n{account_of(found, ' ')}\n{days}"),
        Text(f"opening\n{entries}\nclosing"),
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
    return grouped(balance.amount, balance.currency or currency) if balance else "-"


def grouped(figure: Decimal, currency: str | None) -> str:
    """The amount with its thousands apart and at least the decimals of its currency.

    >>> grouped(Decimal("-1234567.5"), "EUR"), grouped(Decimal("0.123"), "EUR")
    ('-1,234,567.50', '0.123')
    """
    shown = format(figure or abs(figure), ",f")
    whole, _, decimals = shown.partition(".")
    digits = DIGITS.get(currency or "", 0)
    return shown if len(decimals) >= digits else f"{whole}.{decimals.ljust(digits, '0')}"


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
    errors = any(one.severity == "error" for verdict in verdicts for one in verdict.problems)
    bad = unread or wrong or gaps or errors
    console.print(Text(", ".join(said) + ".", style="red" if bad else "green"))


def counted(count: int, one: str, many: str = "") -> str:
    """The number with its noun.

    >>> counted(1, "gap"), counted(2, "gap")
    ('1 gap', '2 gaps')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
