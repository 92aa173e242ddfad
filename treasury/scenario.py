"""A scenario: what a treasurer writes. Names, not indices; amounts as written.

The lists are what the CSV files of a scenario folder hold, one record a line; each may also
stand in `scenario.toml` as `[[name]]`. `plan` resolves it; nothing here computes.
"""

import hashlib
from collections.abc import Callable
from dataclasses import MISSING
from datetime import date, time
from decimal import Decimal
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any, Literal

from treasury.account_analysis import AccountAnalysis
from treasury.accounts.chart import Bank, BankAccount, Entity, Hold, Notice, Stop
from treasury.accounts.virtual import Adjustment, VirtualLedger
from treasury.clearing import ClearingWindow
from treasury.credit import CreditLimit, CreditLine, OnLending, OverdraftAgreement, TermLoan
from treasury.dates import Calendar
from treasury.deposits import Deposit, Withdrawal
from treasury.fees import Fee, FeeTerm
from treasury.flows.items import Item
from treasury.fx import FX_DAYS, FxRate, FxSide, SumsAt
from treasury.interest import AgreedDeposit, OpeningNumber, Terms
from treasury.money_market import MoneyMarketSweep
from treasury.pooling.benefit import BenefitSplit
from treasury.pooling.notional import NotionalCurrency, NotionalMember, NotionalPool, SetOff
from treasury.pooling.profiles import Profile
from treasury.pooling.rules import Rule
from treasury.pooling.schedules import Schedule
from treasury.pooling.structure import (
    Budget,
    Conversion,
    Link,
    PositionLimit,
    Rejection,
    Structure,
)
from treasury.rates import Index, IndexRate, Rate
from treasury.record import record
from treasury.tax import TaxTerm


@record
class Scenario:
    """A group, its accounts and items, and the structures to compare on them.

    `as_is` names the structure the client has today (none: no structure). `queue` says what
    happens at close to payments that could not be made: they are cancelled, or carried to the
    next day; `overtaking` lets a later payment pass one that waits in the same account's queue.
    `untimed` orders items of a day without a time: receipts before payments, or as in the file.
    `taxes_of` is the country whose built-in taxes apply, save those that the scenario itself names.

    In `reporting_currency` (none: in no other than its own) the group's figures are shown beside
    those by currency: balances at the rates of each day, sums of the run at `fx_at`, its average
    rate or that of its last day, on the side `fx_side`; over `fx_bridge` where a pair is not
    quoted. A rate holds `fx_days` after its day where it says nothing else.
    """

    id: str
    title: str = ""
    description: str = ""
    group: str = ""
    first_day: date
    last_day: date
    as_is: str | None = None
    queue: Literal["carry", "cancel"] = "cancel"
    overtaking: bool = False
    untimed: Literal["receipts_first", "file_order"] = "receipts_first"
    reporting_currency: str | None = None
    fx_at: SumsAt = "average"
    fx_side: FxSide = "mid"
    fx_bridge: str | None = None
    fx_days: int = FX_DAYS
    taxes_of: str | None = None
    calendars: tuple[Calendar, ...] = ()
    clearing: tuple[ClearingWindow, ...] = ()
    entities: tuple[Entity, ...] = ()
    banks: tuple[Bank, ...] = ()
    accounts: tuple[BankAccount, ...] = ()
    stops: tuple[Stop, ...] = ()
    holds: tuple[Hold, ...] = ()
    ledgers: tuple[VirtualLedger, ...] = ()
    terms: tuple[Terms, ...] = ()
    rates: tuple[Rate, ...] = ()
    indices: tuple[Index, ...] = ()
    index_rates: tuple[IndexRate, ...] = ()
    agreed_deposits: tuple[AgreedDeposit, ...] = ()
    fx_rates: tuple[FxRate, ...] = ()
    opening_numbers: tuple[OpeningNumber, ...] = ()
    credit_lines: tuple[CreditLine, ...] = ()
    credit_limits: tuple[CreditLimit, ...] = ()
    term_loans: tuple[TermLoan, ...] = ()
    overdraft_agreements: tuple[OverdraftAgreement, ...] = ()
    deposits: tuple[Deposit, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    money_market_sweeps: tuple[MoneyMarketSweep, ...] = ()
    account_analyses: tuple[AccountAnalysis, ...] = ()
    fees: tuple[Fee, ...] = ()
    fee_terms: tuple[FeeTerm, ...] = ()
    tax_terms: tuple[TaxTerm, ...] = ()
    on_lending: tuple[OnLending, ...] = ()
    rules: tuple[Rule, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    profiles: tuple[Profile, ...] = ()
    structures: tuple[Structure, ...] = ()
    links: tuple[Link, ...] = ()
    budgets: tuple[Budget, ...] = ()
    position_limits: tuple[PositionLimit, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    notional_pools: tuple[NotionalPool, ...] = ()
    notional_currencies: tuple[NotionalCurrency, ...] = ()
    notional_members: tuple[NotionalMember, ...] = ()
    set_off: tuple[SetOff, ...] = ()
    benefit_splits: tuple[BenefitSplit, ...] = ()
    items: tuple[Item, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    notices: tuple[Notice, ...] = ()


IN_ORDER = ("structures", "items", "notices")
"""Lists whose order is data: items happen, the others are reported, in the order of the file."""


def canonical(scenario: Scenario) -> str:
    """The scenario as the one JSON text that all equal scenarios have, a record a line.

    Sorted keys; dates and times in ISO form; amounts as strings without trailing zeros; what
    equals its default is left out, so that a new field changes no old text (but not what its
    profile would say otherwise). Lists are sorted
    where order carries no meaning.

    >>> day = date(2026, 1, 1)
    >>> print(canonical(Scenario(id="x", first_day=day, last_day=day, queue="cancel")), end="")
    {
    "first_day":"2026-01-01",
    "id":"x",
    "last_day":"2026-01-01"
    }
    """
    lines = []
    for name, default in fields_of(Scenario):
        value = getattr(scenario, name)
        if value == default:
            continue
        if isinstance(value, tuple):
            records = record_texts(value)
            ordered = records if name in IN_ORDER else sorted(records)
            lines.append(f'"{name}":[\n' + ",\n".join(ordered) + "\n]")
        else:
            lines.append(f'"{name}":{json_text(value)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def fingerprint_of(text: str) -> str:
    """The identity of the scenario with this canonical text: its sha256, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


Fields = tuple[tuple[str, object], ...]
FIELDS: dict[type, Fields] = {}


ALWAYS_SAID: dict[type, tuple[str, ...]] = {Structure: ("partial", "protect_participants")}
"""Fields that mean what a structure's profile says where they are not written."""


def fields_of(kind: type[Any]) -> Fields:
    """A record's fields by name, each with the value that is left out (MISSING: none is)."""
    if kind not in FIELDS:
        found, said = kind.__dataclass_fields__, ALWAYS_SAID.get(kind, ())
        FIELDS[kind] = tuple(
            (name, MISSING if name in said else found[name].default) for name in sorted(found)
        )
    return FIELDS[kind]


def json_text(value: object) -> str:
    """The value as JSON.

    >>> json_text((Decimal("18.150"), True, None, "泸州"))
    '["18.15","泸州",null,true]'
    """
    return WRITERS.get(type(value), record_text)(value)


def record_text(record: object) -> str:
    """The record as a JSON object; what equals its default is left out."""
    return record_texts((record,))[0]


def record_texts(records: tuple[object, ...]) -> list[str]:
    """The records of one kind as JSON objects, field by field: most fields nobody has given."""
    given = []
    for name, default in fields_of(type(records[0])):
        column = list(map(attrgetter(name), records))
        if column.count(default) < len(column):
            given.append(part_texts(name, default, column))
    if not given:
        return ["{}"] * len(records)
    return [f"{{{','.join(filter(None, parts))}}}" for parts in zip(*given, strict=True)]


def part_texts(name: str, default: object, column: list[object]) -> list[str]:
    """The records' parts under this name; empty where one equals its default.

    A value that many records have is written once: equal values of a field have equal texts.
    """
    start = f'"{name}":'

    def text_of(part: object) -> str:
        if part is default or (default is not MISSING and part == default):
            return ""
        return start + WRITERS.get(type(part), record_text)(part)

    different = set(column)
    if 2 * len(different) > len(column):
        return list(map(text_of, column))
    known = {part: text_of(part) for part in different}
    return [known[part] for part in column]


def list_text(values: tuple[object, ...]) -> str:
    """The values as a JSON list in the order of their texts."""
    texts = sorted(map(json_text, values), key=lambda text: text.removesuffix('"'))
    return f"[{','.join(texts)}]"


def plain_decimal(value: Decimal) -> str:
    """The number without an exponent and without trailing zeros; zero has no sign.

    >>> plain_decimal(Decimal("1E+3")), plain_decimal(Decimal("-0.00"))
    ('1000', '0')
    """
    text = str(value)
    if "E" in text:
        text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if value else "0"


WRITERS: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    Decimal: lambda value: f'"{plain_decimal(value)}"',
    date: lambda value: f'"{value.isoformat()}"',
    time: lambda value: f'"{value.isoformat()}"',
    int: str,
    bool: lambda value: "true" if value else "false",
    type(None): lambda value: "null",
    tuple: list_text,
}
"""How the types are written that are no records."""
