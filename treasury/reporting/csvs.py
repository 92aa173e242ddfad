"""CSV files of one run: UTF-8, comma, line feed; amounts as plain decimals with all digits.

`balances.csv` (date, account, book, value) and `sweeps.csv` (date, slot, from, to, amount,
reason) are a contract: their columns do not change, and ids, which begin with a letter or a
digit, stand there as they are. In the other files a text that a spreadsheet would take for a
formula has an apostrophe before it. The files of virtual ledgers and of notional pools are
written where there are any, those of the group in its reporting currency where the scenario has
one.
"""

import re
from collections.abc import Callable

import numpy as np

from treasury.comparison import Run
from treasury.money import DIGITS
from treasury.reporting.amounts import column_texts
from treasury.reporting.exports.naming import inert
from treasury.reporting.run_place import BALANCES, SWEEPS
from treasury.reporting.run_tables import RunTables
from treasury.reporting.table import Column, Data, Table, cells

TO_BE_QUOTED = re.compile(r'[,"\n\r]')


def csv_text(table: Table) -> str:
    """The table as CSV with a line of column names."""
    bare = f"{table.name}.csv" == SWEEPS
    columns = [
        each_once(field if bare else safe_field, texts) if column.kind == "text" else texts
        for column, texts in zip(table.columns, cells(table), strict=True)
    ]
    names = ",".join(column.name for column in table.columns)
    return "\n".join([names, *map(",".join, zip(*columns, strict=True)), ""])


def in_cells(texts: list[str]) -> list[str]:
    """The texts as no spreadsheet computes them."""
    return each_once(in_a_cell, texts)


def each_once(written: Callable[[str], str], texts: list[str]) -> list[str]:
    """The texts as they are written; each that comes again is looked at once."""
    known = {text: written(text) for text in set(texts)}
    return [known[text] for text in texts]


def in_a_cell(text: str) -> str:
    r"""The text as no spreadsheet computes it; a lone carriage return would end the line.

    >>> in_a_cell("=1+1\rA"), in_a_cell("HQ-001")
    ("'=1+1\nA", 'HQ-001')
    """
    return inert(text).replace("\r\n", "\n").replace("\r", "\n")


def safe_field(text: str) -> str:
    """One CSV field that no spreadsheet computes."""
    return field(in_a_cell(text))


def field(text: str) -> str:
    """One CSV field, quoted where it needs to be.

    >>> field("HQ-001"), field("a,b")
    ('HQ-001', '"a,b"')
    """
    if TO_BE_QUOTED.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def balances_text(run: Run) -> str:
    """`balances.csv`: the day-end book and value balance of every account, day by day."""
    names, projection = run.plan.names, run.projection
    days = len(names.days)
    lines = np.empty((days, len(names.accounts)), dtype=object)
    dates = [str(day) for day in names.days]
    for index, (account, currency) in enumerate(zip(names.accounts, names.currencies, strict=True)):
        middle, digits = f",{field(account)},", DIGITS[currency]
        by_book, by_value = projection.book[:, index], projection.value[:, index]
        book = column_texts(by_book.tolist(), digits)
        same = np.array_equal(by_book, by_value)
        value = book if same else column_texts(by_value.tolist(), digits)
        lines[:, index] = [
            f"{date}{middle}{at_book},{at_value}"
            for date, at_book, at_value in zip(dates, book, value, strict=True)
        ]
    return "\n".join(["date,account,book,value", *lines.ravel().tolist(), ""])


BALANCE_COLUMNS = (
    Column(name="date", heading="Date", kind="date"),
    Column(name="account", heading="Account"),
    Column(name="book", heading="Book balance", kind="money", meaning="At the end of the day"),
    Column(
        name="value", heading="Value balance", kind="money",
        meaning="What of it bears interest at the end of the day",
    ),
)  # fmt: skip


def balance_table(run: Run) -> Table:
    """What `balances.csv` holds, as a table."""
    names, projection = run.plan.names, run.projection
    days, accounts = len(names.days), len(names.accounts)
    data: Data = {
        "date": [str(day) for day in names.days for _ in range(accounts)],
        "account": list(names.accounts) * days,
        "currency": list(names.currencies) * days,
        "book": projection.book.ravel().tolist(),
        "value": projection.value.ravel().tolist(),
    }
    return Table(name="balances", title="Balances", columns=BALANCE_COLUMNS, data=data)


def file_tables(tables: RunTables) -> tuple[Table, ...]:
    """The tables of which files are written, but for the balances, in the order of the files."""
    named = (
        tables.sweeps, tables.stopped, tables.draws, tables.payments, tables.interest,
        tables.positions, tables.limits, tables.cash, tables.liquidity, tables.members,
    )  # fmt: skip
    seldom = (
        tables.position_ages, tables.transit, tables.account_analysis, tables.term_fees,
        tables.taxes, tables.on_lending, tables.deposits, tables.money_market,
        tables.benefit_shares, tables.overdrafts,
    )  # fmt: skip
    some = tuple(table for table in seldom if len(table))
    pools = (tables.notional, tables.notional_days, tables.notional_shares)
    virtual = (tables.ledger_days, tables.ledger_entries, tables.ledger_interest)
    group = (tables.group_figures, tables.group_waterfall, tables.group_members,
             tables.group_cash, tables.fx_rates)  # fmt: skip
    return (
        *named,
        *some,
        *(pools if len(tables.notional) else ()),
        *((tables.notional_overlays,) if len(tables.notional_overlays) else ()),
        *(virtual if len(tables.ledgers) else ()),
        *(group if len(tables.group_figures) else ()),
    )


def run_files(tables: RunTables) -> dict[str, str]:
    """The CSV files of a run: name and text."""
    files = {BALANCES: balances_text(tables.run)}
    return files | {f"{table.name}.csv": csv_text(table) for table in file_tables(tables)}
