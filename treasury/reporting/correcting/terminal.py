"""A correction in the terminal: late items, what was posted and what is right, entries, checks."""

from typing import NamedTuple

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from treasury.checks import CheckResult
from treasury.correction.correcting import Books, Correction, Method
from treasury.correction.postings import OPEN, money_at
from treasury.money import written
from treasury.reporting.check_table import outcome_counts
from treasury.reporting.correcting.ledger_tables import (
    inner_differing,
    inner_table,
    ledger_entry_table,
    on_ledgers_in_all,
)
from treasury.reporting.correcting.ledger_words import inner_sentence
from treasury.reporting.correcting.published_words import published_words
from treasury.reporting.correcting.tables import (
    differing,
    entry_table,
    late_table,
    period_table,
    touched_table,
    what_is_posted,
)
from treasury.reporting.correcting.words import (
    TERMS,
    earlier_words,
    frozen_words,
    notice_words,
    sentence,
)
from treasury.reporting.labels import structure_title
from treasury.reporting.table import Table, cells
from treasury.tables import INTERNAL_INTEREST

WAYS: dict[Method, str] = {
    "delta": "delta: only what is right less what was posted",
    "full": "full: every posting that is touched is taken back and posted anew",
}
POSITIONED = "internal interest in all, on its position: no cash moves"
RIGHT, FOLDED = ("money", "count"), ("account", "ledger", "item")
IN_TERMINAL = {
    "corrections": ("account", "kind", "posted_on", "posted", "right", "difference", "currency"),
    "entries": ("value_date", "account", "amount", "currency", "kind", "step"),
    "ledger_corrections": (
        "account", "ledger", "side", "posted_on", "posted", "right", "difference", "currency",
    ),
    "ledger_entries": ("value_date", "account", "ledger", "amount", "currency", "kind", "step"),
}  # fmt: skip
"""The columns that are shown; the files have all of them. All is booked today."""


class Shown(NamedTuple):
    """A correction with the entries of a method, and what its checks found."""

    correction: Correction
    books: Books
    method: Method
    checks: tuple[CheckResult, ...]


def show(all_of_it: Shown, console: Console) -> None:
    """Print what the late items change, and what would be posted."""
    correction, found, method, checks = all_of_it
    plan = correction.plan
    today = plan.names.days[correction.today].isoformat()
    title = plan.scenario.title or plan.scenario.id
    console.print(Text(f"{title}: correction on {today}", style="bold"))
    show_head(correction, console)
    if len(correction.late.amount):
        show_table(late_table(correction), console)
    show_right_terms(correction, console)
    show_corrected(correction, console)
    console.print()
    show_entries(all_of_it, console)
    for words in (*totals(correction, found), *on_ledgers_in_all(correction, method)):
        console.print(f"  {words}", markup=False, highlight=False)
    console.print(frozen_words(correction), highlight=False, style="dim")
    show_checks(checks, console)


def show_entries(all_of_it: Shown, console: Console) -> None:
    """Print what would be posted, by which method, on accounts and on virtual ledgers."""
    correction, found, method, _ = all_of_it
    console.print(f"Method {WAYS[method]}.", highlight=False)
    if found.lines:
        show_table(entry_table(correction, found), console)
    on_ledgers = ledger_entry_table(correction, method) if correction.ledgers else None
    if on_ledgers and on_ledgers.data["ledger"]:
        show_table(on_ledgers, console, ledger_columns(on_ledgers))
    elif not found.lines:
        console.print("Nothing would be posted today.", highlight=False)


def show_corrected(correction: Correction, console: Console) -> None:
    """Print what is corrected of what was posted, and what stands open otherwise."""
    listed, inner = differing(correction), inner_differing(correction)
    if listed:
        show_table(touched_table(correction), console)
    for one in listed:
        console.print(f"- {sentence(correction, one)}", markup=False, highlight=False)
    show_periods(correction, console)
    if inner:
        show_table(inner_table(correction), console)
    for each in inner:
        console.print(f"- {inner_sentence(correction, each)}", markup=False, highlight=False)
    if all(day == OPEN for day in (*(one.day for one in listed), *(one.day for one in inner))):
        console.print(f"No {posted_words(correction)} that was posted changes.", highlight=False)


def posted_words(correction: Correction) -> str:
    """What may be posted in the run and corrected: charges of account analyses and internal
    interest of virtual ledgers if it has any."""
    more = ["charge of an account analysis"] * bool(correction.plan.scenario.account_analyses)
    more += ["internal interest of a virtual ledger"] * bool(correction.ledgers)
    *first, last = ["interest", "fee", "tax", *more]
    return f"{', '.join(first)} or {last}"


def show_head(correction: Correction, console: Console) -> None:
    """Print the structure, what is to be said with every figure, and earlier corrections."""
    console.print(structure_title(correction.plan), markup=False, style="dim")
    for words in notice_words(correction):
        console.print(f"! {words}", markup=False, highlight=False, style="yellow")
    for words in earlier_words(correction):
        console.print(words, markup=False, highlight=False, style="dim")


def show_right_terms(correction: Correction, console: Console) -> None:
    """Print that the terms are right otherwise, if they are, and what was published otherwise."""
    if correction.known.plan is not correction.right.plan:
        console.print(TERMS, highlight=False)
        for words in published_words(correction):
            console.print(words, markup=False, highlight=False, style="bold")


def show_periods(correction: Correction, console: Console) -> None:
    """Print the periods of account analyses that come to something else, if any do."""
    if correction.plan.scenario.account_analyses:
        table = period_table(correction)
        if table.data["analysis"]:
            show_table(table, console, period_columns(table))


def period_columns(table: Table) -> tuple[str, ...]:
    """The columns of periods that fit a terminal: of two amounts that come to something else."""
    pairs = [(f"{name}_as_known", f"{name}_right") for name in ("credit", "due", "carried", "lost")]
    differ = [(was, right) for was, right in pairs if table.data[was] != table.data[right]]
    return ("analysis", "last", *(name for pair in (differ or pairs)[:2] for name in pair))


def ledger_columns(table: Table) -> tuple[str, ...]:
    """The columns of postings on ledgers that fit a terminal: the account where there are
    several."""
    several = len(set(table.data["account"])) > 1
    return tuple(name for name in IN_TERMINAL[table.name] if several or name != "account")


def totals(correction: Correction, found: Books) -> list[str]:
    """What each account is credited or charged by the entries, beside the late items, then what
    its position bears, which moves no cash."""
    plan, sums = correction.plan, dict[tuple[int, str, str], int]()
    in_cash = f"{what_is_posted(plan)} in all"
    for line in found.lines:
        if line.step != "late":
            what = POSITIONED if line.kind == INTERNAL_INTEREST else in_cash
            money = plan.names.currencies[money_at(plan, line.kind, line.ref, line.account)]
            key = line.account, what, money
            sums[key] = sums.get(key, 0) + line.amount
    return [
        f"{plan.names.accounts[account]}: {written(total, money, grouped=True)} {money} of {words}"
        for (account, words, money), total in sorted(sums.items())
        if total
    ]


def show_table(table: Table, console: Console, wanted: tuple[str, ...] | None = None) -> None:
    """Print the columns of a table that fit a terminal, or those that are wanted."""
    wanted = wanted or IN_TERMINAL.get(table.name)
    shown = RichTable(
        title=table.title, title_justify="left", pad_edge=False, collapse_padding=True
    )
    kept = []
    for column, texts in zip(table.columns, cells(table, grouped=True), strict=True):
        if wanted is None or column.name in wanted:
            justify = "right" if column.kind in RIGHT else "left"
            shown.add_column(
                "" if column.name == "currency" else column.heading,
                justify=justify,  # type: ignore[arg-type]
                no_wrap=column.name not in FOLDED,
                overflow="fold",
            )
            kept.append(texts)
    for row in zip(*kept, strict=True):
        shown.add_row(*map(Text, row))
    console.print(shown)


def show_checks(checks: tuple[CheckResult, ...], console: Console) -> None:
    """Print how many checks passed, and each that failed with its detail."""
    counts = outcome_counts(checks)
    said = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)
    console.print(f"Checks: {said}", style="red" if counts["FAILED"] else "green")
    for check in checks:
        if check.passed is False:
            console.print(f"  {check.name}: {check.detail}", markup=False, style="red")
