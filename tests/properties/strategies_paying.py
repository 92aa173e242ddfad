"""Random internal limits, budgets, intraday overdrafts, stopped accounts and holds."""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any, get_args

from hypothesis import strategies as st

from tests.properties.picking import draw_amount, pick, sometimes
from tests.properties.scope import Scope
from treasury.accounts.chart import BankAccount, Hold, Stop, StopKind
from treasury.credit import TermLoan
from treasury.flows.items import Item
from treasury.pooling.structure import Budget, BudgetPeriod, BudgetScope, Link, Structure
from treasury.scenario import Scenario

Days = tuple[datetime.date, ...]
ONE_DAY = datetime.timedelta(days=1)
PERIODS: tuple[BudgetPeriod, ...] = ("month", "day", "week", "month", "quarter", "year")


def mode_of(link: Link, structures: tuple[Structure, ...]) -> str:
    """The payment mode of a link's participant."""
    structure = next(one for one in structures if one.id == link.structure)
    return link.payment_mode or structure.payment_mode


def with_limits(
    draw: st.DrawFn,
    scope: Scope,
    links: tuple[Link, ...],
    pools: tuple[Structure, ...],
    currency: dict[str, str],
) -> tuple[Link, ...]:
    """The links, some with an internal limit where it can do something."""
    if "internal_limits" not in scope.options:
        return links
    headers = {(link.structure, link.header) for link in links}
    found = []
    for link in links:
        mode = mode_of(link, pools)
        passes = (link.structure, link.participant) in headers and mode not in ("full", "budget")
        passes = passes and link.delay == 0 and link.clearing is None
        if mode == "own_plus_limit" or (passes and pick(draw, [False, True])):
            limit = draw_amount(draw, currency[link.participant]) * pick(draw, [1, 2])
            found.append(replace(link, internal_limit=limit))
        else:
            found.append(link)
    return tuple(found)


def in_mode_budget(
    days: Days, links: tuple[Link, ...], pools: tuple[Structure, ...]
) -> list[tuple[str, str]]:
    """Every (structure, account) that is ever in the mode: participants, then roots."""
    found = [
        (link.structure, link.participant) for link in links if mode_of(link, pools) == "budget"
    ]
    for pool in pools:
        if (pool.root_payment_mode or pool.payment_mode) != "budget":
            continue
        roots = set()
        for day in days:
            present = [
                link for link in links
                if link.structure == pool.id
                and (link.valid_from or day) <= day <= (link.valid_until or day)
            ]  # fmt: skip
            roots |= {link.header for link in present} - {link.participant for link in present}
        found += [(pool.id, root) for root in sorted(roots)]
    return found


def draw_budgets(
    draw: st.DrawFn,
    days: Days,
    links: tuple[Link, ...],
    pools: tuple[Structure, ...],
    currency: dict[str, str],
) -> tuple[Budget, ...]:
    """A budget for every account in the mode, often with a second version in the run."""
    found: list[Budget] = []
    for structure, account in dict.fromkeys(in_mode_budget(days, links, pools)):
        starts: list[datetime.date | None] = [pick(draw, [None, days[0]])]
        if len(days) > 1 and pick(draw, (False, True)):
            starts.append(pick(draw, days[1:]))
        found += [draw_budget(draw, (structure, account), start, currency) for start in starts]
    return tuple(found)


def draw_budget(
    draw: st.DrawFn, whose: tuple[str, str], start: datetime.date | None, currency: dict[str, str]
) -> Budget:
    """One version of the budget of (structure, account)."""
    structure, account = whose
    return Budget(
        structure=structure,
        participant=account,
        valid_from=start,
        period=pick(draw, PERIODS),
        amount=draw_amount(draw, currency[account]) * pick(draw, [1, 1, 2]),
        scope=pick(draw, get_args(BudgetScope)),
        refunds_restore=pick(draw, (True, False, True)),
        roll_over=pick(draw, (False, True)),
    )


def draw_refunds(draw: st.DrawFn, days: Days, budgets: tuple[Budget, ...]) -> tuple[Item, ...]:
    """For some budgets that refunds restore: spend it, get it back, spend it again."""
    found = []
    for place, one in enumerate(budgets):
        if one.refunds_restore and pick(draw, [False, True]):
            day = pick(draw, days)
            for step, sign in enumerate((-1, 1, -1)):
                found.append(
                    Item(
                        id=f"refund-{place}-{step}",
                        date=day,
                        time=datetime.time(9 + 2 * step),
                        account=one.participant,
                        amount=one.amount * sign,
                        refund=sign > 0,
                    )
                )
    return tuple(found)


def draw_stops(
    draw: st.DrawFn,
    scope: Scope,
    days: Days,
    accounts: tuple[BankAccount, ...],
    loans: tuple[TermLoan, ...],
) -> tuple[Stop, ...]:
    """Up to two accounts stopped for some of the days, or for good; none closed with a loan."""
    if not sometimes(draw, scope, "stops"):
        return ()
    stopped: dict[str, Stop] = {}
    for _ in range(pick(draw, [1, 2])):
        account = pick(draw, accounts).id
        first = pick(draw, days)
        until = pick(draw, [None, first, first + ONE_DAY])
        borrows = any(loan.account == account for loan in loans)
        kind = pick(draw, ("frozen", "no_sweeps") if borrows else get_args(StopKind))
        stopped[account] = Stop(account=account, valid_from=first, valid_until=until, kind=kind)
    return tuple(stopped.values())


def with_holds(draw: st.DrawFn, scope: Scope, scenario: Scenario, days: Days) -> Scenario:
    """The scenario, now and then with up to four holds, some of one account at once."""
    if not sometimes(draw, scope, "holds"):
        return scenario
    found = []
    for _ in range(pick(draw, [1, 2, 3, 4])):
        account = pick(draw, scenario.accounts)
        first = pick(draw, [None, *days])
        until = pick(draw, [None, first or days[0], (first or days[0]) + ONE_DAY, None])
        amount = draw_amount(draw, account.currency) * pick(draw, [1, 1, 2])
        found.append(Hold(account=account.id, amount=amount, valid_from=first, valid_until=until))
    return replace(scenario, holds=tuple(found))


def draw_intraday(draw: st.DrawFn, scope: Scope, currency: str, overdraft: Any) -> Decimal | None:
    """Now and then a limit in the day above the overdraft that may stay overnight."""
    if overdraft == "unlimited" or not sometimes(draw, scope, "intraday"):
        return None
    above: Decimal = overdraft + draw_amount(draw, currency)
    return above
