"""Lints of money market sweeps: accounts that find nothing in the morning, or in the evening; what
is kept beside a reserve; money that is fetched to be invested; members' money that is placed after
it covered a register."""

from collections.abc import Iterator
from decimal import Decimal

from treasury.linting.overdrafts import leaves_nothing
from treasury.linting.remark import Remark, Remarks
from treasury.linting.rules import FILLS_TO
from treasury.linting.view import Pool, grouped
from treasury.money_market import MoneyMarketSweep
from treasury.plan.problems.facts import Facts
from treasury.scenario import Scenario


def money_market_remarks(scenario: Scenario) -> Remarks:
    """Sweeps that leave nothing for the payments of the day, of accounts that have any to make, or
    keep less than their account's reserve."""
    facts = Facts(scenario=scenario)
    yield from kept_below_the_reserve(facts)
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


def kept_below_the_reserve(facts: Facts) -> Remarks:
    """Sweeps whose `keep` never counts, because the account's reserve stays on it anyway."""
    for index, each in enumerate(facts.scenario.money_market_sweeps):
        reserve = facts.accounts[each.account].reserve or Decimal(0)
        if 0 < each.keep < reserve:
            yield remark(
                index, "keep_below_reserve", "keep",
                f"{each.id!r} keeps {grouped(each.keep)} on {each.account!r}, and its reserve of "
                f"{grouped(reserve)} stays on it anyway: keep changes nothing",
                f"a keep above {reserve}, or none",
            )  # fmt: skip


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


def working(pool: Pool) -> Iterator[tuple[int, MoneyMarketSweep]]:
    """The money market sweeps that work in the run of the structure, with their places."""
    for index, each in enumerate(pool.facts.scenario.money_market_sweeps):
        if each.structure in (None, pool.structure.id):
            yield index, each


def nothing_to_invest(pool: Pool) -> Remarks:
    """Sweeps of participants whose cash has gone up before the evening."""
    for index, each in working(pool):
        if each.account in pool.own and leaves_nothing(pool, each.account):
            _, link = pool.own[each.account]
            yield remark(
                index, "nothing_to_invest", "account",
                f"in {pool.structure.id!r} the rule {link.rule!r} sends all cash up from "
                f"{each.account!r} before {each.id!r} could invest it, and what that redeems goes "
                "up the next evening",
                "the sweep for the header, or a rule that keeps something",
            )  # fmt: skip


def fetched_to_be_invested(pool: Pool) -> Remarks:
    """Sweeps that invest what the account's own link fills it with."""
    for index, each in working(pool):
        if each.account not in pool.own:
            continue
        _, link = pool.own[each.account]
        filled = [one for key in FILLS_TO for one in pool.amounts(link, key).values()]
        kept = max(each.keep, pool.facts.accounts[each.account].reserve or Decimal(0))
        if pool.facts.fetches_down(link) and filled and max(filled) > kept:
            yield remark(
                index, "fetched_to_be_invested", "keep",
                f"in {pool.structure.id!r} the rule {link.rule!r} fills {each.account!r} to "
                f"{grouped(max(filled))}, and {each.id!r} leaves {grouped(kept)}: evening by "
                "evening the header's money is fetched and invested",
                f"keep = {max(filled)} or more, or the sweep for the header",
            )  # fmt: skip


def placed_beside_a_register(pool: Pool) -> Remarks:
    """Sweeps and deposits of participants whose money covers the header of a register."""
    scenario = pool.facts.scenario
    for register in scenario.notional_pools:
        if register.method != "register" or register.structure != pool.structure.id:
            continue
        lines = pool.facts.members.get(register.id, [])
        others = {line.account for _, line in lines} - {register.header}
        for name in ("money_market_sweeps", "deposits"):
            for index, each in enumerate(getattr(scenario, name)):
                if each.account in others and each.structure in (None, pool.structure.id):
                    yield remark(
                        index, "placed_beside_a_register", "account",
                        f"what {each.account!r} has lessens in the evening what is drawn for the "
                        f"register {register.id!r}, and {each.id!r} takes it away afterwards: that "
                        "evening nothing is drawn for it, and the next one it is",
                        "money that is placed for the header, or an account outside the register",
                        name,
                    )  # fmt: skip


def remark(
    index: int, name: str, key: str, message: str, suggestion: str, of: str = "money_market_sweeps"
) -> Remark:
    """A warning about a record."""
    return Remark(
        name=name, severity="warning", path=(of, index, key), message=message,
        suggestion=suggestion,
    )  # fmt: skip


MONEY_MARKET_LINTS = (nothing_to_invest, fetched_to_be_invested, placed_beside_a_register)
