"""Lints of money market sweeps: accounts that find nothing in the morning."""

from treasury.linting.remark import Remark, Remarks
from treasury.money_market import MoneyMarketSweep
from treasury.plan.problems_facts import Facts
from treasury.scenario import Scenario


def money_market_remarks(scenario: Scenario) -> Remarks:
    """Sweeps that leave nothing for the payments of the day, of accounts that have any to make."""
    facts = Facts(scenario=scenario)
    for index, each in enumerate(scenario.money_market_sweeps):
        if each.keep or can_borrow(facts, each) or not pays(facts, each):
            continue
        yield Remark(
            name="nothing_left_for_the_day",
            severity="warning",
            path=("money_market_sweeps", index, "keep"),
            message=(
                f"{each.id!r} leaves nothing on {each.account!r} in the evening, and it can borrow "
                "nothing: payments and draws of the next day find only what comes in that day, "
                "and what is invested comes back in the evening after they failed"
            ),
            suggestion="keep what a day pays out, or an intraday overdraft or a credit line",
        )


def can_borrow(facts: Facts, each: MoneyMarketSweep) -> bool:
    """Whether the account keeps a reserve, or may be overdrawn in the day, or has a line."""
    account = facts.accounts[each.account]
    own = account.overdraft or account.intraday_overdraft or account.reserve
    lines = facts.scenario.credit_lines
    return bool(own) or any(line.account == each.account for line in lines)


def pays(facts: Facts, each: MoneyMarketSweep) -> bool:
    """Whether the account makes payments, or others draw on it in a run of the sweep."""
    items = facts.scenario.items
    makes = any(item.account == each.account and item.amount < 0 for item in items)
    return makes or any(
        link.header == each.account and each.structure in (None, link.structure)
        for link in facts.scenario.links
    )
