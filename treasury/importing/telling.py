"""The README of an import folder: what came from where, sums, what was left out or assumed."""

import datetime
from collections.abc import Iterator

from treasury.importing.assumptions import Imported
from treasury.importing.classification import CLASSES, MEANINGS
from treasury.importing.gathering import Gathered
from treasury.importing.sums import table_rows
from treasury.money import written

FILES_NAMED = 400
HEAD = """\
# {title}

Written by `treasury import` from bank statements. `treasury run` takes this folder as it is.

| change | in | then |
|---|---|---|
| whose account it is, its bank, terms, overdraft | `import/accounts.csv` | import again |
| whether interest, fees, sweeps are kept; the pool | `import/import.toml` | import again |
| the class of an entry | `import/classes.csv`: item, class, reason | import again |
| interest terms, rates, fees, rules, structures ... | your own `terms.csv`, `rates.csv` ... | run |

To import again, name any statement file, new or old: what was imported before is remembered in
`import/`. The other files here are the import's own and are written anew; one that was changed by
hand is refused, not overwritten. Every entry, with its class, the reason and what became of it,
stands in `import/entries.csv`.
"""


def readme(gathered: Gathered, imported: Imported) -> Iterator[str]:
    """The lines of the README, without line ends."""
    yield from HEAD.format(title=imported.scenario.title).split("\n")
    yield from said(imported)
    yield from account_table(imported)
    yield from class_table(imported)
    yield from files_table(gathered)
    yield from remarks(gathered)


def said(imported: Imported) -> Iterator[str]:
    """What is incomplete or assumed."""
    yield "## To be read with every figure"
    yield ""
    for notice in imported.scenario.notices:
        accounts = f"{', '.join(notice.accounts)}: " if notice.accounts else ""
        yield f"- {plain(accounts + notice.text)}"
    guessed = [row for row in imported.rows if not row.owner]
    if guessed:
        names = ", ".join(row.id for row in guessed)
        yield f"- Guessed: no owner is named for {plain(names)}; taken for the group itself."
    yield ""


def account_table(imported: Imported) -> Iterator[str]:
    """The accounts with their balances."""
    yield "## Accounts"
    yield ""
    yield (
        "| account | entity | currency | statements | first day | opening | last day "
        "| closing of the bank | closing of the entries | not explained |"
    )
    yield "|---|---|---|--:|---|--:|---|--:|--:|--:|"
    for index, (row, one) in enumerate(zip(imported.rows, imported.accounts, strict=True)):
        days = [datetime.date.fromordinal(day) for day in (one.first_day, one.last_day)]
        bank, own, unexplained = one.closings_text
        yield (
            f"| {plain(row.id)} | {plain(row.entity)} | {one.currency} | {len(one.order):,} "
            f"| {days[0]} | {money(imported, index, one.opening)} | {days[1]} "
            f"| {bank or 'not said'} | {own} | {unexplained} |"
        )
    yield ""


def money(imported: Imported, index: int, minor: int) -> str:
    """An amount of the account as text."""
    return written(minor, imported.accounts[index].currency, grouped=True)


def class_table(imported: Imported) -> Iterator[str]:
    """Every class with what became of it, counted and added up."""
    yield "## Entries by class"
    yield ""
    yield "| class | treatment | currency | entries | received | paid |"
    yield "|---|---|---|--:|--:|--:|"
    for name, treatment, total in table_rows(imported.found):
        amounts = [
            written(abs(each), total.currency, grouped=True)
            for each in (total.received, total.paid)
        ]
        yield (
            f"| {name} | {treatment} | {total.currency} | {total.count:,} | {amounts[0]} "
            f"| {amounts[1]} |"
        )
    yield ""
    for each in CLASSES:
        yield f"- {each.replace('_', ' ')}: {MEANINGS[each]}"
    yield ""


def files_table(gathered: Gathered) -> Iterator[str]:
    """The files, by name."""
    yield "## Files"
    yield ""
    yield "| file | format | bytes | sha256 |"
    yield "|---|---|--:|---|"
    files = sorted(gathered.files.values(), key=lambda one: (one.name, one.sha256))
    for one in files[:FILES_NAMED]:
        yield f"| {plain(one.name)} | {plain(one.format)} | {one.size:,} | `{one.sha256}` |"
    if len(files) > FILES_NAMED:
        yield f"| and {len(files) - FILES_NAMED:,} more in `import/files.csv` | | | |"
    yield ""


def remarks(gathered: Gathered) -> Iterator[str]:
    """What the readers of the files warned of."""
    if gathered.remarks:
        yield "## Warnings"
        yield ""
        for place, message in sorted(gathered.remarks):
            yield f"- {plain(place)}: {plain(message)}"
        yield ""


def plain(text: str) -> str:
    """The text so that it means nothing to Markdown where it stands."""
    for sign in "\\`*_|<>[]":
        text = text.replace(sign, "\\" + sign)
    return text
