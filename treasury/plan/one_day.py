"""One day of a structure, cut out of a scenario: from balances and positions as they stand on it.

What is in force on the day stays: links, rules, schedules, limits, budgets, holds, stops. What only
a whole run knows is left out: its items (those of the day are given), interest and fees, loans with
dates, nights of overdrafts, deposits, money market sweeps, virtual ledgers, notional pools,
rejections. A day more follows, so that what waits in the evening is not refused as at a run's end;
it is not looked at.
Amounts are decimals of major units.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from treasury.accounts.chart import BankAccount
from treasury.credit import OverdraftAgreement
from treasury.errors import Complaint, Refused
from treasury.flows.items import Item
from treasury.fx import FxRate
from treasury.loading.nearest import perhaps
from treasury.money import DIGITS, NotMinorUnits, to_minor, written
from treasury.plan.plan import Plan
from treasury.plan.problems.amounts import (
    LARGEST,
    amounts_that_do_not_fit,
    items_of_zero,
    sums_beyond_64_bits,
)
from treasury.plan.problems.clearing import (
    days_without_a_window,
    payments_a_system_refuses,
    unknown_systems,
)
from treasury.plan.problems.dates import (
    FIRST_YEAR,
    LAST_YEAR,
    calendars,
    items_outside,
    value_dates,
)
from treasury.plan.problems.every import ALWAYS
from treasury.plan.problems.facts import Facts
from treasury.plan.problems.fx import days_without_a_rate
from treasury.plan.problems.names import ids_given_twice, ids_not_allowed
from treasury.plan.problems.payments import budgets_that_lack
from treasury.plan.problems.schedules import (
    days_without_an_amount,
    known_after_the_day,
    ranges_that_cross,
)
from treasury.plan.problems.sweep_clearing import limits_against_clearing
from treasury.plan.problems.times import months_not_known
from treasury.plan.resolve import resolve
from treasury.pooling.structure import Link
from treasury.record import record
from treasury.scenario import Scenario

AHEAD_MAX = datetime.timedelta(days=92)
"""Items may lie so many days ahead, for schedules that look ahead."""
DAY = datetime.timedelta(days=1)
PROBLEMS_OF_A_DAY = (
    ids_not_allowed,
    ids_given_twice,
    amounts_that_do_not_fit,
    items_of_zero,
    unknown_systems,
    payments_a_system_refuses,
    items_outside,
    value_dates,
    calendars,
    known_after_the_day,
    months_not_known,
    budgets_that_lack,
    days_without_an_amount,
    ranges_that_cross,
    days_without_a_window,
    limits_against_clearing,
    days_without_a_rate,
    sums_beyond_64_bits,
)
"""What a day, its balances and its items may have wrong in a scenario that is right."""


@record
class Asked:
    """What is asked: a structure on a day, from book balances by account, with these items.

    Every account of the structure has a balance; the items are what is known of the day (later
    ones only for schedules that look ahead) and not in the balances. `positions` are what each
    participant had sent up to its header less what it had fetched down; None: not known, taken as
    nothing.
    """

    scenario: Scenario
    structure: str
    day: datetime.date
    balances: Mapping[str, Decimal]
    items: tuple[Item, ...] = ()
    positions: Mapping[str, Decimal] | None = None

    @property
    def links(self) -> tuple[Link, ...]:
        """The structure's links in force on the day."""
        return tuple(
            each
            for each in self.scenario.links
            if each.structure == self.structure
            and holds_on(each.valid_from, each.valid_until, self.day)
        )


def one_day(asked: Asked) -> Scenario:
    """The scenario of the day, with nothing but the structure; everything wrong is refused."""
    whole = Facts(scenario=without_its_run(asked.scenario))
    found = [each for wrong in ALWAYS for each in wrong(whole)]
    found += [each for wrong in PROBLEMS_OF_A_QUESTION for each in wrong(asked)]
    if found:
        raise Refused(found)
    cut = cut_out(asked)
    if found := [
        told(cut, each) for wrong in PROBLEMS_OF_A_DAY for each in wrong(Facts(scenario=cut))
    ]:
        raise Refused(found)
    return cut


def without_its_run(scenario: Scenario) -> Scenario:
    """The scenario without what its own run begins with and sees; the day has its own."""
    accounts = tuple(replace(each, opening=Decimal(0)) for each in scenario.accounts)
    agreed = tuple(replace(one, nights_before=0) for one in scenario.overdraft_agreements)
    return replace(
        scenario, accounts=accounts, items=(), ledgers=(), adjustments=(),
        overdraft_agreements=agreed,
    )  # fmt: skip


def strange_day(asked: Asked) -> Iterator[Complaint]:
    """A day in years that nobody means."""
    if not FIRST_YEAR <= asked.day.year < LAST_YEAR:
        expected = f"a day of the years {FIRST_YEAR} to {LAST_YEAR - 1}"
        message = f"{asked.day} cannot be meant"
        yield Complaint(path=("date",), message=message, expected=expected)


def balances_of_nobody(asked: Asked) -> Iterator[Complaint]:
    """Balances of accounts that are not there."""
    known = [each.id for each in asked.scenario.accounts]
    for name in sorted(set(asked.balances) - set(known)):
        yield unknown(("balances", name), name, known)


def items_of_nobody(asked: Asked) -> Iterator[Complaint]:
    """Items of accounts that are not there, or of another day."""
    known = [each.id for each in asked.scenario.accounts]
    for place, item in enumerate(asked.items):
        if item.account not in known:
            yield unknown(("items", place, "account"), item.account, known)
        if not asked.day <= item.date <= asked.day + AHEAD_MAX:
            yield Complaint(
                path=("items", place, "date"),
                message=f"{item.date} is not the day that is previewed",
                expected=f"{asked.day}, or at most {AHEAD_MAX.days} days later for schedules",
            )


def no_such_structure(asked: Asked) -> Iterator[Complaint]:
    """A structure that is not there."""
    known = [each.id for each in asked.scenario.structures]
    if asked.structure not in known:
        expected = f"one of {', '.join(known)}{perhaps(asked.structure, known)}"
        message = f"there is no structure {asked.structure!r}"
        yield Complaint(path=("structure",), message=message, expected=expected)


def balances_that_lack(asked: Asked) -> Iterator[Complaint]:
    """Accounts of the structure without a balance, or a day on which it has no accounts."""
    if any(no_such_structure(asked)):
        return
    members = members_of(asked.links)
    if not members:
        message = f"no link of structure {asked.structure!r} is in force on {asked.day}"
        yield Complaint(path=("date",), message=message, expected="a day on which one is")
    for name in members:
        if name not in asked.balances:
            message = f"account {name!r} has no balance"
            expected = "the book balance of every account of the structure"
            yield Complaint(path=("balances",), message=message, expected=expected)


def wrong_positions(asked: Asked) -> Iterator[Complaint]:
    """Positions of accounts that have none, participants without one, amounts that do not fit."""
    if asked.positions is None:
        return
    own = {each.id: each.currency for each in asked.scenario.accounts}
    currencies = {each.participant: own[each.header] for each in asked.links}
    participants = sorted({each.participant for each in asked.links})
    for name in sorted(set(asked.positions) - set(participants)):
        expected = f"a participant on {asked.day}{perhaps(name, participants)}"
        message = f"{name!r} is no participant of structure {asked.structure!r}"
        yield Complaint(path=("positions", name), message=message, expected=expected)
    for name in participants:
        if name not in asked.positions:
            message = f"account {name!r} has no position"
            expected = "that of every participant (0 for none), or none at all"
            yield Complaint(path=("positions",), message=message, expected=expected)
            continue
        try:
            to_minor(asked.positions[name], currencies[name])
        except NotMinorUnits as reason:
            most = f"less than {written(LARGEST, currencies[name], grouped=True)}"
            expected = f"{most}, with at most {DIGITS[currencies[name]]} decimals"
            yield Complaint(path=("positions", name), message=str(reason), expected=expected)


def positions_beyond_64_bits(asked: Asked) -> Iterator[Complaint]:
    """Positions that together are more than can be held exactly."""
    if any(wrong_positions(asked)):
        return
    own = {each.id: each.currency for each in asked.scenario.accounts}
    together: dict[str, int] = {}
    for participant, header in sorted({(each.participant, each.header) for each in asked.links}):
        currency, n = own[header], (asked.positions or {}).get(participant, Decimal(0))
        together[currency] = together.get(currency, 0) + abs(to_minor(n, currency))
    for currency, minor in together.items():
        if minor >= LARGEST:
            message = f"positions in {currency} are {written(minor, currency, grouped=True)} in all"
            expected = f"less than {written(LARGEST, currency, grouped=True)} {currency}"
            yield Complaint(path=("positions",), message=message, expected=expected)


PROBLEMS_OF_A_QUESTION = (
    no_such_structure,
    strange_day,
    balances_of_nobody,
    balances_that_lack,
    wrong_positions,
    positions_beyond_64_bits,
    items_of_nobody,
)


def unknown(path: tuple[str | int, ...], name: str, known: list[str]) -> Complaint:
    """A complaint about an account that is not there."""
    expected = f"one of the {len(known)} accounts of the scenario{perhaps(name, known)}"
    return Complaint(path=path, message=f"{name!r} is no account", expected=expected)


def told(cut: Scenario, found: Complaint) -> Complaint:
    """The complaint; one about an opening balance says whose it is, as it was asked."""
    if found.path[:1] == ("accounts",) and found.path[-1] == "opening":
        account = cut.accounts[int(found.path[1])].id
        return replace(found, path=("balances", account))
    return found


def holds_on(first: datetime.date | None, last: datetime.date | None, day: datetime.date) -> bool:
    """Whether something that is in force from a day to a day is so on this day."""
    return (first is None or first <= day) and (last is None or day <= last)


def members_of(links: Sequence[Link]) -> tuple[str, ...]:
    """The accounts that the links join, by id."""
    return tuple(sorted({name for each in links for name in (each.participant, each.header)}))


def cut_out(asked: Asked) -> Scenario:
    """The scenario of the day and the one after it."""
    scenario, structure, day = asked.scenario, asked.structure, asked.day
    pool = next(each for each in scenario.structures if each.id == structure)
    return replace(
        scenario,
        first_day=day,
        last_day=last_day(asked),
        as_is=None,
        reporting_currency=None,
        structures=(replace(pool, internal_terms=None),),
        links=tuple(lasting(each, asked) for each in asked.links),
        accounts=tuple(opened(each, asked.balances) for each in scenario.accounts),
        credit_lines=tuple(replace(each, terms=None) for each in scenario.credit_lines),
        overdraft_agreements=closed(scenario),
        budgets=tuple(each for each in scenario.budgets if each.structure == structure),
        conversions=tuple(each for each in scenario.conversions if each.structure == structure),
        fx_rates=tuple(lasting_rate(each, scenario.fx_days, day) for each in scenario.fx_rates),
        position_limits=tuple(
            each
            for each in scenario.position_limits
            if each.structure in (None, structure)
            and holds_on(each.valid_from, each.valid_until, day)
        ),
        holds=tuple(h for h in scenario.holds if holds_on(h.valid_from, h.valid_until, day)),
        stops=tuple(s for s in scenario.stops if holds_on(s.valid_from, s.valid_until, day)),
        items=tuple(replace(each, ledger=None) for each in asked.items),
        ledgers=(), adjustments=(), terms=(), rates=(), indices=(), index_rates=(),
        agreed_deposits=(), opening_numbers=(), term_loans=(), deposits=(), withdrawals=(),
        money_market_sweeps=(), account_analyses=(), fees=(), fee_terms=(), tax_terms=(),
        rejections=(), notional_pools=(), notional_currencies=(), notional_members=(), set_off=(),
        benefit_splits=(), on_lending=(),
    )  # fmt: skip


def lasting_rate(rate: FxRate, fx_days: int, day: datetime.date) -> FxRate:
    """The rate; one whose last day is previewed holds on the day after it, too, which is not.

    >>> day = datetime.date(2026, 3, 9)
    >>> rate = FxRate(date=datetime.date(2026, 3, 2), base="EUR", quote="USD", mid=Decimal(1))
    >>> str(lasting_rate(rate, 7, day).valid_until), lasting_rate(rate, 8, day) == rate
    ('2026-03-10', True)
    """
    days = (day - rate.date).days
    ends = rate.valid_until == day if rate.valid_until else days == fx_days
    return replace(rate, valid_until=day + datetime.timedelta(days=1)) if ends else rate


def closed(scenario: Scenario) -> tuple[OverdraftAgreement, ...]:
    """The agreements whose overdraft is closed, as the scenario says; others count no night."""
    found = (one for one in scenario.overdraft_agreements if one.overdue > Decimal(0))
    return tuple(replace(one, terms=None, valid_from=None, valid_until=None) for one in found)


def lasting(link: Link, asked: Asked) -> Link:
    """The link for the day; one that ends on it is settled where it is known what is open."""
    settled = link.valid_until == asked.day and link.at_end == "settle"
    if settled and asked.positions is not None:
        return replace(link, valid_from=None, internal_terms=None)
    return replace(link, valid_from=None, valid_until=None, at_end=None, internal_terms=None)


def plan_of_day(asked: Asked) -> Plan:
    """The plan of the day, with what is open on each link."""
    plan = resolve(one_day(asked), asked.structure, asked.structure)
    names, links = plan.names, plan.tables.links
    known = asked.positions or {}
    return replace(
        plan,
        positions=tuple(
            to_minor(known.get(names.accounts[at], Decimal(0)), names.currencies[above])
            for at, above in zip(links.participant.tolist(), links.header.tolist(), strict=True)
        ),
    )


def opened(account: BankAccount, balances: Mapping[str, Decimal]) -> BankAccount:
    """The account with its balance; one without takes no part and has none."""
    return replace(account, opening=balances.get(account.id, Decimal(0)), terms=None)


def last_day(asked: Asked) -> datetime.date:
    """The day after, or that of the last item; as far as the calendars know."""
    last = max([asked.day + DAY, *(each.date for each in asked.items)])
    known = [each.valid_until for each in asked.scenario.calendars]
    return min([last, *(until for until in known if until >= asked.day)])
