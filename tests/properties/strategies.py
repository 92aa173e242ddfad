"""Random whole scenarios that a treasurer could have written.

Amounts come from a small pool of whole major units, give or take one minor unit, so that balances
often equal a threshold exactly, or miss it by one; cash is short often. Every scenario is free of
complaints.
"""

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from hypothesis import strategies as st

from tests.properties.picking import Dice, below, draw_amount, pick, shuffled
from tests.properties.scope import ENGINE, Scope
from tests.properties.strategies_ceilings import with_ceilings
from tests.properties.strategies_clearing import by_system, draw_systems, with_cut_offs
from tests.properties.strategies_deposits import with_deposits
from tests.properties.strategies_fees import with_fee_terms, with_taxes
from tests.properties.strategies_fx import with_fx
from tests.properties.strategies_holidays import with_holidays
from tests.properties.strategies_ledgers import with_ledgers
from tests.properties.strategies_limits import with_dated_limits
from tests.properties.strategies_money import draw_fees, draw_lines, draw_loans, draw_pricing
from tests.properties.strategies_money_market import with_money_market
from tests.properties.strategies_notional import with_notional_pools
from tests.properties.strategies_on_lending import with_on_lending
from tests.properties.strategies_overdrafts import with_overdraft_agreements
from tests.properties.strategies_paying import (
    draw_budgets,
    draw_intraday,
    draw_refunds,
    draw_stops,
    with_holds,
    with_limits,
)
from tests.properties.strategies_pool import draw_pools
from tests.properties.strategies_rates import with_rates
from tests.properties.strategies_rules import Cast
from tests.properties.strategies_schedules import with_schedules
from tests.properties.strategies_sweeps import with_sweep_systems
from tests.properties.strategies_transit import draw_rejections
from treasury.accounts.chart import Bank, BankAccount, Entity
from treasury.credit import CreditLine
from treasury.dates import Calendar, Weekday
from treasury.flows.items import Item
from treasury.interest import OpeningNumber, Terms
from treasury.rates import Rate
from treasury.scenario import Scenario

FIRST_DAYS = (
    datetime.date(2026, 3, 18),
    datetime.date(2023, 12, 29),
    datetime.date(2024, 2, 27),
    datetime.date(2026, 6, 19),
    datetime.date(2026, 1, 30),
)
WEEKENDS: tuple[tuple[Weekday, ...], ...] = ((), ("sat", "sun"), (), ("fri",))
TIMES = (None, "08:59", "09:00", "09:01", "12:00", "15:30", "18:00", None)


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large a scenario may become."""

    accounts: tuple[int, ...] = (3, 4, 5, 6, 7, 8, 5, 6, 2, 1)
    items: tuple[int, ...] = (6, 9, 12, 15, 18, 3, 0)
    days: tuple[int, ...] = (2, 3, 4, 6, 5, 8, 1, 12, 33)
    structures: tuple[int, ...] = (1,)


QUICK = Size()
LARGE = Size(
    accounts=(3, 5, 7, 9, 1),
    items=(5, 15, 25, 40, 0),
    days=(1, 2, 4, 8, 20, 40, 100),
    structures=(1, 2),
)


@st.composite
def scenarios(draw: st.DrawFn, size: Size = QUICK, scope: Scope = ENGINE) -> Scenario:
    """A whole valid scenario of the scope with at least one structure."""
    return whole(draw, size, scope)


def thrown(number: int, size: Size = QUICK, scope: Scope = ENGINE) -> Scenario:
    """The same kind of scenario by fair dice, every choice as likely as its neighbours.

    What a test counts, it counts on these; hypothesis repeats parts of what it has tried.
    """
    return whole(Dice(number), size, scope)


def whole(draw: st.DrawFn, size: Size, scope: Scope) -> Scenario:
    """The scenario with all that is drawn."""
    priced = with_rates(draw, scope, draw_scenario(draw, size, scope))
    return with_holidays(draw, scope, with_placements(draw, scope, priced))


def with_placements(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario with deposits, money market sweeps, agreed nights, and loans lent on."""
    invested = with_money_market(draw, scope, with_deposits(draw, scope, scenario))
    lent = with_on_lending(draw, scope, with_overdraft_agreements(draw, scope, invested))
    return with_dated_limits(draw, scope, lent)


def draw_scenario(draw: st.DrawFn, size: Size, scope: Scope) -> Scenario:
    """A whole scenario; every choice in it is drawn as a whole number."""
    days = draw_days(draw, size)
    calendars = draw_calendars(draw, days)
    entities = draw_entities(draw)
    terms, rates = draw_pricing(draw, days)
    banks = tuple(
        Bank(id=name, calendar=pick(draw, [None, *(one.id for one in calendars)]))
        for name in ("ICBC", "BOC")
    )
    accounts = draw_accounts(draw, size, scope, entities, terms)
    cast = Cast(
        scope=scope,
        days=days,
        accounts=accounts,
        entities=entities,
        calendars=calendars,
        terms=terms,
        two_sided=two_sided(terms, rates),
    )
    rules, structures, links = draw_pools(draw, cast, size.structures)
    currency = {one.id: one.currency for one in accounts}
    links = with_limits(draw, scope, links, structures, currency)
    budgets = draw_budgets(draw, days, links, structures, currency)
    lines = draw_lines(draw, cast)
    loans = draw_loans(draw, cast)
    headers = {link.header for link in links}
    scenario = Scenario(
        id="random",
        first_day=days[0],
        last_day=days[-1],
        as_is=pick(draw, [None, structures[0].id]),
        queue=pick(draw, ["cancel", "carry"]),
        overtaking=pick(draw, [False, False, True]),
        untimed=pick(draw, ["receipts_first", "file_order"]),
        calendars=calendars,
        entities=entities,
        banks=banks,
        accounts=tuple(acceptable(account, lines, headers) for account in accounts),
        terms=terms,
        rates=rates,
        opening_numbers=draw_opening_numbers(draw, accounts, rates),
        credit_lines=lines,
        term_loans=loans,
        fees=draw_fees(draw, cast, structures),
        rules=rules,
        structures=structures,
        links=links,
        rejections=draw_rejections(draw, cast, links),
        budgets=budgets,
        stops=draw_stops(draw, scope, days, accounts, loans),
        items=(),
    )
    items = draw_items(draw, cast, size.items) + draw_refunds(draw, days, budgets)
    systems = draw_systems(draw, scope, set(currency.values()), calendars)
    banks = with_cut_offs(draw, scope, banks, systems)
    items = tuple(by_system(draw, item, currency[item.account], systems) for item in items)
    scenario = replace(scenario, clearing=systems, banks=banks, items=items)
    scenario = with_ceilings(draw, cast, with_sweep_systems(draw, cast, scenario))
    return with_the_rest(draw, scope, scenario, days)


def with_the_rest(
    draw: st.DrawFn, scope: Scope, scenario: Scenario, days: tuple[datetime.date, ...]
) -> Scenario:
    """The scenario with what is drawn when all accounts, links and items are there."""
    scenario = with_schedules(draw, scope, with_ledgers(draw, scope, scenario))
    scenario = with_fee_terms(draw, scope, with_holds(draw, scope, scenario, days))
    scenario = with_fx(draw, scope, with_taxes(draw, scope, scenario))
    return with_notional_pools(draw, scope, scenario)


def two_sided(terms: tuple[Terms, ...], rates: tuple[Rate, ...]) -> tuple[str, ...]:
    """The terms that pay on balances above zero, too."""
    earning = {rate.terms for rate in rates if rate.side == "credit"}
    return tuple(one.id for one in terms if one.id in earning)


def draw_days(draw: st.DrawFn, size: Size) -> tuple[datetime.date, ...]:
    """The days of the run; the first ones stand just before a settlement day or a year's end."""
    first = pick(draw, FIRST_DAYS)
    count = pick(draw, size.days)
    return tuple(first + datetime.timedelta(days=row) for row in range(count))


def draw_calendars(draw: st.DrawFn, days: tuple[datetime.date, ...]) -> tuple[Calendar, ...]:
    """No calendar, or one or two with closed and extra working days."""
    found = []
    for name in ("CN", "HK")[: pick(draw, [0, 1, 2])]:
        weekend = pick(draw, WEEKENDS)
        closed = {pick(draw, days) for _ in range(pick(draw, [0, 1, 2]))}
        extra = {pick(draw, days) for _ in range(pick(draw, [0, 1, 2]))} - closed
        found.append(
            Calendar(
                id=name,
                weekend=weekend,
                closed=tuple(sorted(closed)),
                extra_working=tuple(sorted(extra)),
                valid_from=days[0],
                valid_until=month_end(days[-1]),
            )
        )
    return tuple(found)


def month_end(day: datetime.date) -> datetime.date:
    """The last day of a day's month: as far as a rule may have to look for business days."""
    return (day.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(
        days=1
    )


def draw_entities(draw: st.DrawFn) -> tuple[Entity, ...]:
    """A headquarters with a branch, a subsidiary, and sometimes the subsidiary's branch."""
    few = (
        Entity(id="HQ"),
        Entity(id="HQ-East", legal_form="branch", branch_of="HQ"),
        Entity(id="Sub", legal_form="subsidiary"),
        Entity(id="Agency", legal_form="branch", branch_of="Sub"),
    )
    return few[: 1 + draw(below(4))]


def draw_accounts(
    draw: st.DrawFn,
    size: Size,
    scope: Scope,
    entities: tuple[Entity, ...],
    terms: tuple[Terms, ...],
) -> tuple[BankAccount, ...]:
    """One to nine accounts; their ids are in no order, and neither are their currencies."""
    names = shuffled(draw, "ABCDEFGHI")[: pick(draw, size.accounts)]
    currencies = pick(draw, [["CNY"], ["JPY"], ["CNY"], ["CNY", "KWD"]])
    found = []
    for name in names:
        currency = pick(draw, currencies)
        overdraft = draw_overdraft(draw, currency)
        may_fund = pick(draw, [True, True, False])
        keeps_reserve = not may_fund and pick(draw, (False, True))
        found.append(
            BankAccount(
                id=name,
                entity=pick(draw, entities).id,
                bank=pick(draw, ["ICBC", "BOC"]),
                currency=currency,
                opening=draw_amount(draw, currency) * pick(draw, [1, 2, -1, 1, 0, 3]),
                overdraft=overdraft,
                intraday_overdraft=draw_intraday(draw, scope, currency, overdraft),
                overdraft_may_fund=may_fund,
                reserve=draw_amount(draw, currency) if keeps_reserve else None,
                terms=pick(draw, [*(one.id for one in terms), None]),
            )
        )
    return tuple(found)


def acceptable(
    account: BankAccount, lines: tuple[CreditLine, ...], headers: set[str]
) -> BankAccount:
    """The account with an overdraft that just covers its opening balance beside its credit line,
    and without a reserve where nothing would be kept."""
    own = [line for line in lines if line.account == account.id]
    short = -account.opening - sum(line.limit - line.drawn for line in own)
    if account.overdraft != "unlimited" and short > account.overdraft:
        account = replace(account, overdraft=short, intraday_overdraft=None)
    keeps = account.id in headers or bool(own)
    return account if keeps else replace(account, reserve=None)


def draw_overdraft(draw: st.DrawFn, currency: str) -> Decimal | Literal["unlimited"]:
    """Often none, sometimes an amount of the pool, sometimes without bound."""
    if pick(draw, [False, False, False, False, False, False, True]):
        return "unlimited"
    return draw_amount(draw, currency) * pick(draw, [0, 0, 0, 1])


def draw_opening_numbers(
    draw: st.DrawFn, accounts: tuple[BankAccount, ...], rates: tuple[Rate, ...]
) -> tuple[OpeningNumber, ...]:
    """Sometimes an interest number from before the run, in the first tier."""
    found = []
    for account in accounts:
        sides = sorted({rate.side for rate in rates if rate.terms == account.terms})
        given: bool = pick(draw, (False, False, True))
        if sides and given:
            number = Decimal(pick(draw, [0, 1, 12345, 999_999]))
            side = pick(draw, sides)
            found.append(OpeningNumber(account=account.id, side=side, number=number))
    return tuple(found)


def draw_items(draw: st.DrawFn, cast: Cast, counts: tuple[int, ...]) -> tuple[Item, ...]:
    """Receipts and payments, more of the latter; some value-dated, some without a time."""
    return tuple(draw_item(draw, cast, f"i{number}") for number in range(pick(draw, counts)))


def draw_item(draw: st.DrawFn, cast: Cast, name: str) -> Item:
    """One item."""
    account = pick(draw, cast.accounts)
    day = pick(draw, cast.days)
    time = pick(draw, TIMES)
    later = pick(draw, [None, None, None, 0, 1, 4])
    amount = draw_amount(draw, account.currency) * pick(draw, [-1, 1, 1, -2, 2, -1, 3, -3])
    return Item(
        id=name,
        date=day,
        time=None if time is None else datetime.time.fromisoformat(time),
        value_date=None if later is None else day + datetime.timedelta(days=later),
        account=account.id,
        amount=amount,
        priority=pick(draw, [0, 0, 0, 1, -1]),
        if_short=pick(draw, ["queue", "queue", "queue", "reject"]),
    )
