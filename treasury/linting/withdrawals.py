"""Lints of withdrawals from notice deposits (通知存款): notices that do not keep the rate."""

from treasury.deposits import USUAL, Deposit, Withdrawal, agreed_day, least
from treasury.linting.remark import Remark, Remarks
from treasury.linting.view import grouped
from treasury.money import written
from treasury.plan.deposits import Life, Payout, lived
from treasury.plan.fixings import published
from treasury.plan.problems.facts import amount
from treasury.rates import written_rate
from treasury.scenario import Scenario

LOST = ("short_notice", "early", "late", "small")
"""Why what was withdrawn after a notice bears the demand rate all the same. Who gives none at all,
or has placed the money too short a time ago, hardly expects another rate."""
Why = tuple[str, str, str]
"""The key that is to be mended, the reason as a clause, what would be right."""


def withdrawal_remarks(scenario: Scenario) -> Remarks:
    """Withdrawals after a notice that bear the demand rate, with what that costs."""
    fixings = published(scenario) if scenario.withdrawals else {}
    for deposit in scenario.deposits:
        own = {one.date: at for at, one in enumerate(scenario.withdrawals)
               if one.deposit == deposit.id and one.date and one.notified_on}  # fmt: skip
        life = lived(scenario, deposit, fixings) if own else None
        for payout in life.payouts if life else ():
            if life and payout.on in own and payout.on >= scenario.first_day:
                yield from dear(scenario, life, payout, own[payout.on])


def dear(scenario: Scenario, life: Life, payout: Payout, index: int) -> Remarks:
    """The remark on a withdrawal of which a part bears less than the listed rate, if one does."""
    listed = life.listed(payout.on)
    lost = [one for one in payout.spells if one.why in LOST]
    cost = life.interest([one._replace(quote=listed) for one in lost]) - life.interest(lost)
    if cost <= 0:
        return
    key, why, right = reason(life.deposit, scenario.withdrawals[index], lost[0].why, life.currency)
    demand = life.demand(payout.on)
    yield Remark(
        name="notice_in_vain",
        severity="warning",
        path=("withdrawals", index, key),
        message=(
            f"what is withdrawn of {life.deposit.id!r} on {payout.on} bears "
            f"{written_rate(demand.rate)}, the demand rate, and not {written_rate(listed.rate)}, "
            f"{written(cost, life.currency, grouped=True)} {life.currency} less: {why}"
        ),
        suggestion=f"{right}, or leave it if that was so",
    )


def reason(deposit: Deposit, line: Withdrawal, why: str, currency: str) -> Why:
    """Why a withdrawal bears the demand rate.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> one = Deposit(id="N", account="A", product="notice_7", amount=Decimal(5_000_000),
    ...               placed_on=date(2026, 3, 2), rate="1.10%")
    >>> line = Withdrawal(deposit="N", date=date(2026, 4, 28), notified_on=date(2026, 4, 20))
    >>> reason(one, line, "late", "CNY")
    ('date', 'it was agreed for 2026-04-27', 'date = 2026-04-27')
    """
    agreed, days = agreed_day(deposit, line), USUAL[deposit.product].notice
    assert agreed is not None and line.notified_on is not None
    if why == "short_notice":
        given = (agreed - line.notified_on).days
        said = f"it was agreed for {given} day{'s' * (given != 1)} after the notice"
        said += f", and {deposit.product} asks for {days}"
        return "agreed_on", said, f"a notice {days} days before the day agreed"
    if why == "small":
        smallest = least(deposit, currency)[1]
        said = f"less than {grouped(smallest)} is withdrawn, the least that keeps the rate"
        return "amount", said, f"{amount(smallest)} or more"
    return "date", f"it was agreed for {agreed}", f"date = {agreed}"
