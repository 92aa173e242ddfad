"""What may differ between a run and its scenario as it is right: only what prices.

Rates, fixings, exchange rates, tiers, agreed deposits, fees by terms, taxes and notional pools
price what happened; accounts, items, links, rules, limits, calendars and deposits made it happen,
and stay as they were. A calendar that only terms and indices name prices, too. Source: the banking
day, section 9.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import numpy as np

from treasury.dates import Calendar
from treasury.errors import Complaint
from treasury.plan.plan import Plan
from treasury.scenario import IN_ORDER, Scenario, plain_decimal
from treasury.tables import INVESTMENT, AccrualTable, Tables

PRICING = (
    "terms", "rates", "indices", "index_rates", "agreed_deposits", "opening_numbers", "fx_rates",
    "fx_bridge", "fx_days", "fee_terms", "tax_terms", "taxes_of", "notional_pools",
    "notional_currencies", "notional_members", "set_off",
)  # fmt: skip
"""What of a scenario prices, and may be right otherwise than the run had it."""
TOLD = (
    "id", "title", "description", "reporting_currency", "fx_at", "fx_side", "benefit_splits",
)  # fmt: skip
"""What is only told of a run: it decides nothing, and is not corrected."""
PRICED: dict[str, dict[str, Any]] = {
    "accounts": {"terms": None},
    "account_analyses": {
        "terms": "", "reserve_share": "0%", "negative": "zero", "excess": "carry", "source": "",
    },
    "credit_lines": {"terms": None},
    "term_loans": {"terms": None},
    "structures": {"internal_terms": None},
    "ledgers": {"terms": None},
    "links": {"internal_terms": None},
}  # fmt: skip
"""The fields of a record that say by which terms it is priced, or what a balance earns by them;
each with a value that stands for any."""
PRICED_TABLES = ("accruals", "levies", "notional", "members")
EXPECTED = "as in the run: only what prices may differ"


def fact_complaints(
    scenario: Scenario, right: Scenario, earlier: Scenario | None = None
) -> list[Complaint]:
    """Each fact of the run that its scenario as it is right has otherwise, by its place there.

    `earlier` has the terms that an earlier correction took for right, if one did.
    """
    found: list[Complaint] = []
    for each in fields(Scenario):
        ours, theirs = getattr(scenario, each.name), getattr(right, each.name)
        if each.name in (*PRICING, *TOLD) or ours == theirs:
            continue
        if each.name == "calendars":
            ours = deciding_as_known(scenario, right)
        if isinstance(ours, tuple):
            found += of_list(each.name, ours, theirs)
        else:
            message = f"is {as_said(theirs)}, and {as_said(ours)} in the run, which is a fact of it"
            found.append(Complaint(path=(each.name,), message=message, expected=EXPECTED))
    if not found and prices_alike(earlier or scenario, right):
        whose = "of the earlier correction" if earlier else "of the run"
        message = f"has the terms {whose}: there is nothing to correct by it"
        expected = "the scenario of the run with its terms as they are right"
        found.append(Complaint(path=(), message=message, expected=expected))
    return found


def prices_alike(known: Scenario, right: Scenario) -> bool:
    """Whether everything that prices is the same, the days off by which interest is moved and
    fixings are taken among it."""
    names, calendars = (*PRICING, *PRICED), map(pricing_calendars, (known, right))
    return alike(*calendars) and all(
        alike(getattr(known, name), getattr(right, name)) for name in names
    )


def pricing_calendars(scenario: Scenario) -> tuple[Calendar, ...]:
    """The calendars that terms and indices name."""
    named = calendars_named(scenario, True)
    return tuple(one for one in scenario.calendars if one.id in named)


def deciding_as_known(scenario: Scenario, right: Scenario) -> tuple[Calendar, ...]:
    """The calendars of the run with those that decide nothing as they are right: whether a bank
    works or money may leave, no terms say."""
    decide = calendars_named(scenario, False) | calendars_named(right, False)
    ours = (one for one in scenario.calendars if one.id in decide)
    return (*ours, *(one for one in right.calendars if one.id not in decide))


def calendars_named(scenario: Scenario, prices: bool) -> set[str]:
    """The calendars that lists name which price, or all others: banks, structures, clearing."""
    lists = (
        getattr(scenario, each.name)
        for each in fields(Scenario)
        if (each.name in PRICING) is prices
    )
    records = (one for each in lists if isinstance(each, tuple) for one in each)
    named = (getattr(one, "calendar", None) for one in records)
    return {name for name in named if name}


def alike(ours: Any, theirs: Any) -> bool:
    """Whether two values are equal; the order of a list carries no meaning."""
    if isinstance(ours, tuple):
        return Counter(map(unordered, ours)) == Counter(map(unordered, theirs))
    return bool(ours == theirs)


def unordered(record: Any) -> Any:
    """The record with its own lists in one order, which carries no meaning.

    >>> from treasury.pooling.schedules import Schedule
    >>> unordered(Schedule(schedule="S", weekdays=("wed", "mon"))).weekdays
    ('mon', 'wed')
    """
    lists = {each.name: getattr(record, each.name) for each in fields(record)}
    inner = {
        name: tuple(sorted(values, key=str))
        for name, values in lists.items()
        if isinstance(values, tuple)
    }
    return replace(record, **inner) if inner else record


def in_run_order(scenario: Scenario, right: Scenario) -> Scenario:
    """The scenario as it is right with its facts in the order of the run's: a table that names
    them by their places is then another one only where something else happens.

    Lists whose order is data stay as they are; what `fact_complaints` found to differ comes last.
    """
    ordered: dict[str, Any] = {}
    for each in fields(Scenario):
        ours, theirs = getattr(scenario, each.name), getattr(right, each.name)
        kept = each.name in (*PRICING, *TOLD, *IN_ORDER)
        if isinstance(ours, tuple) and ours != theirs and not kept:
            ordered[each.name] = as_ordered(each.name, ours, theirs)
    return replace(right, **ordered)


def as_ordered(name: str, ours: Sequence[Any], theirs: Sequence[Any]) -> tuple[Any, ...]:
    """The records of a list, their own lists too, in the order of the run's."""
    place = {unpriced(name, record): at for at, record in enumerate(ours)}
    found = [unordered(record) for record in theirs]
    return tuple(sorted(found, key=lambda one: place.get(unpriced(name, one), len(ours))))


def as_said(value: object) -> str:
    """A value as a user would write it.

    >>> as_said(Decimal("-50000.00")), as_said(None)
    ('-50000', 'nothing')
    """
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return "nothing" if value is None else str(value)


def of_list(name: str, ours: Sequence[Any], theirs: Sequence[Any]) -> Iterator[Complaint]:
    """The records of a list that are facts and differ."""
    known = Counter(unpriced(name, record) for record in ours)
    others: list[tuple[int, Any]] = []
    for at, record in enumerate(theirs):
        fact = unpriced(name, record)
        if known[fact]:
            known[fact] -= 1
        else:
            others.append((at, fact))
    missing = list(known.elements())
    for at, record in others:
        same = [each for each in missing if called(each) == called(record)]
        if same:
            missing.remove(same[0])
            yield from of_record((name, at), same[0], record)
        else:
            message = f"{called(record)} is not in the run, and would be a fact of it"
            yield Complaint(path=(name, at), message=message, expected=EXPECTED)
    for record in missing:
        message = f"{called(record)}, a fact of the run, is missing"
        yield Complaint(path=(name,), message=message, expected=EXPECTED)


def unpriced(name: str, record: Any) -> Any:
    """The record without what prices it, and without an order of its own lists."""
    return unordered(replace(record, **PRICED.get(name, {})))


def called(record: Any) -> str:
    """What a reader knows the record by: its id, or what it is between.

    >>> from treasury.pooling.structure import Link
    >>> called(Link(structure="S", participant="A", header="H", rule="zero"))
    'S, A, H'
    """
    own = getattr(record, "id", None)
    texts = [getattr(record, each.name) for each in fields(record)]
    return own or ", ".join([text for text in texts if text and isinstance(text, str)][:3])


def of_record(place: tuple[str, int], ours: Any, theirs: Any) -> Iterator[Complaint]:
    """The fields in which a record differs from that of the run."""
    for each in fields(ours):
        was, is_ = getattr(ours, each.name), getattr(theirs, each.name)
        if was != is_:
            said = f"is {as_said(is_)}, and {as_said(was)} in the run"
            if isinstance(was, tuple) and isinstance(is_, tuple):
                said = f"has {' and '.join(more_and_less(was, is_))} than in the run"
            message = f"{said}, which is a fact of it"
            yield Complaint(path=(*place, each.name), message=message, expected=EXPECTED)


def more_and_less(was: Sequence[Any], is_: Sequence[Any]) -> list[str]:
    """What a list has more than another one, and what less.

    >>> more_and_less(("A", "B"), ("B", "C", "D"))
    ['C, D more', 'A less']
    """
    lists = (Counter(is_) - Counter(was), "more"), (Counter(was) - Counter(is_), "less")
    return [f"{', '.join(map(as_said, one.elements()))} {word}" for one, word in lists if one]


def moved_facts(plan: Plan, right: Plan) -> list[Complaint]:
    """What the right terms would make happen otherwise than it did in the run."""
    found = []
    if not same(plan.tables.deposits, right.tables.deposits):
        message = "changes the interest of deposits with a principal, which stays as it was paid"
        expected = "terms of deposits and fixings up to their days as in the run"
        found.append(Complaint(path=(), message=message, expected=expected))
    found += invested_otherwise(plan, right)
    names = [name for name in Tables._fields if name not in (*PRICED_TABLES, "deposits")]
    moved = [
        name for name in names if not same(getattr(plan.tables, name), getattr(right.tables, name))
    ]
    if "links" in moved and not alike(plan.scenario.fx_rates, right.scenario.fx_rates):
        moved.remove("links")
        message = "changes rates of exchange at which sweeps are converted, which stay as made"
        expected = "the rates of pairs and days at which this structure converts as in the run"
        found.append(Complaint(path=("fx_rates",), message=message, expected=expected))
    if moved:
        message = f"changes what happened in the run ({', '.join(moved)})"
        found.append(Complaint(path=(), message=message, expected=EXPECTED))
    return found


def invested_otherwise(plan: Plan, right: Plan) -> list[Complaint]:
    """Money market sweeps that reinvest what they earn, and would have earned something else."""
    reinvests = plan.tables.investments.days.reinvests
    expected = "its terms and fixings as in the run, or the run done again with the right ones"
    return [
        Complaint(
            path=(),
            message=f"changes what {name!r} earned and invested again, which stays as it was",
            expected=expected,
        )
        for at, name in enumerate(plan.names.investments)
        if reinvests[:, at].any() and earned_by(plan, at) != earned_by(right, at)
    ]


def earned_by(plan: Plan, sweep: int) -> list[tuple[object, ...]]:
    """What a money market sweep bears and when that is settled, day by day, whatever version of
    the terms says so; empty where it bears nothing."""
    rows, days = plan.tables.accruals, range(plan.tables.days)
    (own,) = np.nonzero((rows.kind == INVESTMENT) & (rows.subject == sweep))
    return [
        (
            tuple(int(each[row]) for each in (rows.rounding, rows.carry, rows.whole_balance)),
            tuple(int(each[day, row]) for each in (rows.weight, rows.basis, rows.settles)),
            tiers_of(rows, int(rows.version[day, row])),
        )
        for row in own.tolist()
        for day in days
    ]


def tiers_of(rows: AccrualTable, version: int) -> tuple[tuple[int, ...], ...]:
    """The tiers of a version as (bound, rate, unit), without the empty columns behind the last."""
    if version < 0:
        return ()
    columns = (rows.upper[version], rows.rate[version], rows.unit[version])
    tiers = list(zip(*(each.tolist() for each in columns), strict=True))
    return tuple(tier for at, tier in enumerate(tiers) if at == 0 or tiers[at - 1][0] < tier[0])


def same(one: Any, two: Any) -> bool:
    """Whether two tables are equal, whatever they are made of."""
    if isinstance(one, tuple):
        return all(same(left, right) for left, right in zip(one, two, strict=True))
    return bool(np.array_equal(one, two))
