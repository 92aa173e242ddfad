"""`treasury import`: statements -> a scenario folder that ends on the bank's balances.

read the files -> order the statements of each account -> classify -> write -> the history run

The folder appears complete or not at all, after the history run has reproduced every closing
balance of the statements.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from treasury.accounts.statements.figures import counted
from treasury.accounts.statements.reading import read_file
from treasury.checking.evidence import Finding
from treasury.checking.history import LEDGER, NAME, closings_hold, history_run, ledger_holds
from treasury.cli.progress import Report, progress
from treasury.errors import printable
from treasury.flows.items import Item
from treasury.importing import folder as import_folder
from treasury.importing.assumptions import Imported, notices_of
from treasury.importing.chaining import Account, chained
from treasury.importing.choices import (
    ACCOUNTS,
    CHOICES,
    GUESSES,
    AccountRow,
    Choices,
    account_rows,
    classes_by_hand,
    merged,
    read_choices,
    rows_of_nobody,
)
from treasury.importing.classification import FEE, INTEREST
from treasury.importing.classified import Classified, classified, treat
from treasury.importing.demands import demand_complete, demand_computed, demand_known_items
from treasury.importing.entries import Entries, nobody
from treasury.importing.filing import labels_of, take
from treasury.importing.gathering import Gathered, statements_of
from treasury.importing.making import lows_of, scenario_of
from treasury.importing.memory import remember
from treasury.importing.names import guessed_rows
from treasury.importing.pool import header_of, rule_of
from treasury.importing.sums import totals
from treasury.money import to_decimal
from treasury.plan.problems.every import complaints
from treasury.record import record
from treasury.reporting.whole_folder import (
    empty,
    refusal,
    refuse_no_folder,
    shown,
    whole_folder,
)
from treasury.scenario import Scenario

FINE, CHECK_FAILED = 0, 1
ENTRIES_A_REPORT = 1000
EXPECTED = "a new or empty folder, or one that an import wrote"


@record
class Order:
    """What was asked for on the command line; None where nothing was said."""

    files: tuple[Path, ...]
    out: Path
    group: str | None
    header: str | None
    preset: str | None
    accept: bool
    mapping: Path | None = None


class Failed(Exception):
    """A named check of the history run that failed, with its detail."""


def import_statements(order: Order) -> int:
    """Write the scenario folder and say what it holds; exit code 0, or 1 where a check failed."""
    out = order.out.resolve()
    refuse_unfit(out)
    choices = chosen(order, out)
    with Entries() as entries:
        gathered = Gathered(entries=entries)
        try:
            read(order, out, gathered)
            return imported(order, out, choices, gathered)
        except Failed as reason:
            print(f"CHECK FAILED: {reason}\nNothing was written.", file=sys.stderr)
            return CHECK_FAILED


def refuse_unfit(out: Path) -> None:
    """Refuse a place where anything lies but an earlier import whose own files are unchanged."""
    refuse_no_folder(out, EXPECTED)
    if empty(out):
        return
    if not import_folder.is_import(out):
        raise refusal(out, "holds other files and is no import", EXPECTED)
    import_folder.refuse(list(import_folder.changed_by_hand(out)))


def chosen(order: Order, out: Path) -> Choices:
    """The choices of the folder, with what the command line says in place."""
    place = out / import_folder.MEMORY_FOLDER
    found = read_choices(place)
    if found is None:
        if not order.group:
            raise refusal("--group", "is not given", "the group's name")
        found = Choices(group=order.group)
    found = replace(
        found,
        group=order.group or found.group,
        header=found.header if order.header is None else order.header,
        preset=order.preset or found.preset,
    )
    rule_of(found.preset, "--preset" if order.preset else f"{place}/{CHOICES}")
    if order.preset and not found.header:
        raise refusal("--preset", "is the rule of a pool, and there is none", "--header ACCOUNT")
    return found


def read(order: Order, out: Path, gathered: Gathered) -> None:
    """Everything the folder remembers and the files say; what is wrong with it is refused."""
    remember(gathered, out / import_folder.MEMORY_FOLDER)
    gathered.remembered = len(gathered.entries)
    if not order.files and not gathered.kept:
        raise refusal("FILE", "is not given", "the statement files of the banks")
    labels = labels_of(order.files)
    with progress("Reading statements") as report:
        meter = Meter(report, order.files)
        for path in order.files:
            meter.name = path.name
            for found in read_file(path, meter.tell, order.mapping):
                take(gathered, path, found, labels[path])
    import_folder.refuse(gathered.complaints)
    if order.accept:  # what is flagged now is kept in the folder, with plain names
        gathered.shown.clear()
    gathered.entries.close_columns()
    if not gathered.kept:
        raise refusal("FILE", "holds no statement", "at least one statement of an account")


class Meter:
    """Tells how many bytes were read; each file is read twice, once for its digest."""

    def __init__(self, report: Report, files: Sequence[Path]) -> None:
        """Begin before the first of the files."""
        self.report, self.done, self.name = report, 0, ""
        self.total = 2 * sum(path.stat().st_size for path in files if path.is_file()) or 1

    def tell(self, count: int) -> None:
        """So many more bytes were read."""
        self.done += count
        self.report(min(1.0, self.done / self.total), self.name)


@contextmanager
def watched(entries: Entries, what: str, times: int = 1) -> Iterator[None]:
    """A progress bar for what reads every entry again, so many times."""
    done = 0

    with progress(what) as report:

        def tell() -> None:
            nonlocal done
            done += 1
            if done % ENTRIES_A_REPORT == 0:
                report(min(1.0, done / (times * len(entries))), "")

        entries.told = tell
        yield
    entries.told = nobody


def imported(order: Order, out: Path, choices: Choices, gathered: Gathered) -> int:
    """Order, classify, write and check what was gathered; exit code 0."""
    every = chains(gathered)
    accounts = [one for one in every if one.last_day]
    silent = tuple(f"{one.number} {one.currency}" for one in every if not one.last_day)
    demand_complete(accounts, silent, accept=order.accept)
    place = out / import_folder.MEMORY_FOLDER
    guessed = guessed_rows(gathered, accounts, choices.group)
    before, now = account_rows(place, GUESSES), account_rows(place, ACCOUNTS)
    import_folder.refuse(list(rows_of_nobody(now, guessed)))
    rows = [
        merged(row, before.get((row.account, row.currency)), now.get((row.account, row.currency)))
        for row in guessed
    ]
    by_hand = classes_by_hand(place)
    with watched(gathered.entries, "Classifying entries"):
        found = classified(gathered, accounts, choices, by_hand)
    demand_known_items(by_hand, found)
    lows = lows_of(found)
    choices = replace(choices, header=header_of(choices.header, rows))
    scenario = scenario_of(choices, accounts, rows, lows)
    result = Imported(
        scenario=scenario, accounts=accounts, rows=rows, lows=lows, found=found,
        remarks=len(gathered.remarks), silent=silent,
    )  # fmt: skip
    with whole_folder(out, lambda: refuse_unfit(out)) as fresh:
        result = written(gathered, result, choices, (guessed, rows), (out, fresh))
        checks = checked(result)
    tell(gathered, result, checks, out)
    return FINE


def chains(gathered: Gathered) -> list[Account]:
    """The accounts with their statements in order; contradictions are refused."""
    accounts = [chained(gathered, *key, found) for key, found in statements_of(gathered)]
    import_folder.refuse(gathered.complaints)
    return accounts


def written(
    gathered: Gathered,
    result: Imported,
    choices: Choices,
    rows: tuple[list[AccountRow], list[AccountRow]],
    places: tuple[Path, Path],
) -> Imported:
    """Write the folder; the import with its notices. What is wrong with the whole is refused."""
    out, fresh = places
    import_folder.keep_the_users(out, fresh)
    import_folder.write_scenario(result.scenario, fresh)
    scenario = whole_scenario(fresh, result.scenario, result.found)
    charged = {fee.account for fee in scenario.fees}
    terms = {at for at, row in enumerate(result.rows) if row.terms}
    fees = {at for at, name in enumerate(result.ids) if name in charged}
    demand_computed(result.found, result.ids, choices, {INTEREST: terms, FEE: fees})
    treat(result.found, choices, terms, fees)
    result = replace(result, scenario=replace(result.scenario, notices=notices_of(result)))
    import_folder.write_scenario(result.scenario, fresh)
    with watched(gathered.entries, "Writing the folder", times=2):
        import_folder.write_rest(gathered, result, choices, rows, fresh)
    return result


def whole_scenario(fresh: Path, mine: Scenario, found: Classified) -> Scenario:
    """The scenario with what the user adds in files, without items; anything wrong is refused.

    In place of the items stands one for each currency and sign, so that sums are bounded.
    """
    account = {each.currency: each.id for each in mine.accounts}
    sums = tuple(
        Item(id=f"sum-{total.currency}-{sign}", date=mine.first_day,
             account=account[total.currency], amount=to_decimal(amount, total.currency))
        for total in totals(found, found.numbers)
        for sign, amount in (("in", total.received), ("out", total.paid))
        if amount
    )  # fmt: skip
    files = sorted(file.name for file in fresh.iterdir())
    if import_folder.is_mine_alone(files):
        import_folder.refuse([
            replace(one, where=one.where or "--preset" if one.path[:1] == ("rules",) else one.where)
            for one in complaints(replace(mine, items=sums))
        ])  # fmt: skip
        return mine
    from treasury.loading.folder import load_folder

    loaded = load_folder(fresh, files)
    import_folder.refuse(loaded.complaints)
    assert loaded.scenario is not None
    wrong = loaded.sources.locate(complaints(replace(loaded.scenario, items=sums), loaded.broken))
    import_folder.refuse(wrong)
    return loaded.scenario


def checked(result: Imported) -> list[tuple[str, Finding]]:
    """The checks of the history run; raises where one fails."""
    with progress("Running the history") as report:
        history = history_run(result, lambda share: report(share, ""))
        checks = [(NAME, closings_hold(history)), (LEDGER, ledger_holds(history))]
    for name, finding in checks:
        if finding.passed is False:
            raise Failed(f"{name}: {finding.detail}")
    return checks


def tell(
    gathered: Gathered, result: Imported, checks: list[tuple[str, Finding]], out: Path
) -> None:
    """Say what was imported, what must be known of it and what to do next."""
    found, place = result.found, shown(out)
    counts = [int((found.account[found.numbers] == at).sum()) for at in range(len(result.ids))]
    print(f"{result.scenario.title}: {result.scenario.first_day} to {result.scenario.last_day}")
    for index, (name, one) in enumerate(zip(result.ids, result.accounts, strict=True)):
        bank, own, unexplained = (f"{one.currency} {each}" for each in one.closings_text)
        closing = bank if one.closings else "not said"
        if one.differences and one.closings:
            closing += f" (the bank); the entries reach {own}, {unexplained} is not explained"
        entries = counted(counts[index], "entry", "entries")
        statements = counted(len(one.order), "statement")
        opening = result.money(index, one.opening)
        print(f"  {name}: {entries} of {statements}, {opening} -> {closing}")
    again = sum(one.told_again for one in result.accounts)
    told = counted(again, "entry was", "entries were")
    also = f"; {told} told by other statements too" if again else ""
    entries = counted(len(found.numbers), "entry", "entries")
    new = int((found.numbers >= gathered.remembered).sum())
    fresh = f" ({new or 'none'} of them new)" if gathered.remembered else ""
    came = counted(gathered.repeated, "statement")
    print(f"  {entries} counted{fresh}; {came} came again{also}.")
    for notice in result.scenario.notices:
        accounts = f"{', '.join(notice.accounts)}: " if notice.accounts else ""
        print(printable(f"! {accounts}{notice.text}"))
    for name, finding in checks:
        sign = "passed" if finding.passed else "does not apply"
        print(f"Check {name}: {sign}, {finding.detail}")
    print(f"Written: {place}. README.md says what came from where. Next: treasury run {place}")
