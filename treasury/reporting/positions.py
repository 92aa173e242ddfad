"""Cash position: what lies where, at the close of the run, on average, and at its lowest.

By entity, region, bank, currency and country; currencies are never added to each other.
Averages are over calendar days, of day-end book balances, rounded once, half up.
"""

from collections.abc import Sequence

import numpy as np

from treasury.arrays import Amounts
from treasury.comparison import Run
from treasury.reporting.amounts import average
from treasury.reporting.labels import bank_names, entity_names, labels_of
from treasury.reporting.table import Column, Table, by_column

COLUMNS = (
    Column(name="by", heading="By"),
    Column(name="id", heading="Id"),
    Column(name="name", heading="Name"),
    Column(name="currency", heading="Currency"),
    Column(name="accounts", heading="Accounts", kind="count"),
    Column(
        name="opening", heading="Opening", kind="money", meaning="Book balance before the first day"
    ),
    Column(
        name="closing", heading="Closing", kind="money", meaning="Book balance after the last day"
    ),
    Column(
        name="average",
        heading="Average",
        kind="money",
        meaning="Average of the day-end book balances over all calendar days",
    ),
    Column(name="lowest", heading="Lowest", kind="money", meaning="Lowest day-end book balance"),
    Column(name="lowest_on", heading="Lowest on", kind="date"),
)
FRAME = tuple(column.name for column in COLUMNS)


def cash_positions(run: Run) -> Table:
    """One row for each currency of each entity, region, bank, country, and of the group."""
    labels, plan = labels_of(run.plan), run.plan
    everybody = [""] * len(labels.entity)
    dimensions: list[tuple[str, Sequence[str], dict[str, str]]] = [
        ("currency", everybody, {"": "All accounts"}),
        ("entity", labels.entity, entity_names(plan)),
        ("bank", labels.bank, bank_names(plan)),
        ("country", labels.country, {}),
    ]
    if any(labels.region):
        dimensions.append(("region", labels.region, {"": "(no region)"}))
    rows = []
    for dimension, keys, names in dimensions:
        pairs = sorted(set(zip(keys, labels.currency, strict=True)))
        for key, currency in pairs:
            chosen = chosen_accounts(keys, key, labels.currency, currency)
            shown = names.get(key, key)
            rows.append((dimension, key, shown, currency, *position_of(run, chosen)))
    return Table(
        name="cash_positions",
        title="Cash position",
        columns=COLUMNS,
        data=by_column(FRAME, rows),
    )


def chosen_accounts(
    keys: Sequence[str], key: str, currencies: Sequence[str], currency: str
) -> Amounts:
    """The indices of the accounts with this key and this currency."""
    found = [
        index
        for index, (one, other) in enumerate(zip(keys, currencies, strict=True))
        if one == key and other == currency
    ]
    return np.array(found, dtype=np.int64)


def position_of(run: Run, accounts: Amounts) -> tuple[int, int, int, int, int, str]:
    """Accounts, opening, closing, average and lowest of the accounts' sum, and the lowest day."""
    sums = run.projection.book[:, accounts].sum(axis=1)
    lowest = int(sums.argmin())
    return (
        len(accounts),
        int(run.plan.tables.accounts.opening[accounts].sum()),
        int(sums[-1]),
        average(sums),
        int(sums[lowest]),
        str(run.plan.names.days[lowest]),
    )
