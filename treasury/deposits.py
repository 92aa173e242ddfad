"""Deposits with a principal: notice deposits (通知存款) and time deposits (定期存款).

What a treasurer writes of them: what is placed, and how it is withdrawn. Amounts are decimals of
major units, positive. Source: the banking day, sections 1 and 8; for notice deposits the rules of
1999 (通知存款管理办法), for time deposits those of 1997 (人民币单位存款管理办法).
"""

import datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from treasury.record import record

Product = Literal["notice_1", "notice_7", "time"]
AtMaturity = Literal["pay_out", "renew", "stay"]
ONE_DAY = datetime.timedelta(days=1)


class Usual(NamedTuple):
    """What is usual of a product: its days of notice (0: none is given), and in CNY what must stay
    on it, and what is withdrawn at least."""

    notice: int
    minimum: Decimal
    minimum_withdrawal: Decimal


USUAL: dict[Product, Usual] = {
    "notice_1": Usual(1, Decimal(500_000), Decimal(100_000)),
    "notice_7": Usual(7, Decimal(500_000), Decimal(100_000)),
    "time": Usual(0, Decimal(10_000), Decimal(0)),
}


@record
class Deposit:
    """Money placed with the bank of an account, which gives it and gets it back with interest.

    It leaves the account at the end of `placed_on`, after the sweeps and credit lines, if so much
    is there above its reserve; placed before the run's first day it stands already. What is
    withdrawn, and its interest, comes back at the opening of its day. With a `structure` it is
    placed in that structure's run alone, on one of its days.

    A notice deposit bears `rate` as it is listed on the day of a withdrawal, a time deposit as it
    was on the day of placing (or of its last renewal); the credit rate of the account's terms is
    the demand rate. At `matures_on` a time deposit is paid out, its principal renewed for the same
    term, or it stays, at the demand rate, until it is withdrawn. `minimum` must stay on it,
    `minimum_withdrawal` is withdrawn at least; not given: what is usual in CNY, else nothing.
    """

    id: str
    account: str
    product: Product
    amount: Decimal
    placed_on: datetime.date
    rate: str
    matures_on: datetime.date | None = None
    at_maturity: AtMaturity = "pay_out"
    minimum: Decimal | None = None
    minimum_withdrawal: Decimal | None = None
    structure: str | None = None


@record
class Withdrawal:
    """What is withdrawn from a deposit on a date: all that is left where no amount is given.

    `notified_on` is the day on which the bank was told, `agreed_on` for which day (not given: so
    many days later as the product asks) and `notified_amount` how much (not given: what is
    withdrawn). Without a `date` nothing was withdrawn: the notice was cancelled, or not used.
    """

    deposit: str
    date: datetime.date | None = None
    amount: Decimal | None = None
    notified_on: datetime.date | None = None
    agreed_on: datetime.date | None = None
    notified_amount: Decimal | None = None


def least(deposit: Deposit, currency: str) -> tuple[Decimal, Decimal]:
    """What must stay on the deposit, and what is withdrawn at least.

    >>> day = datetime.date(2026, 3, 2)
    >>> one = Deposit(id="N", account="A", product="notice_7", amount=Decimal(5_000_000),
    ...               placed_on=day, rate="1.10%", minimum_withdrawal=Decimal(50_000))
    >>> [str(each) for each in least(one, "CNY")], [str(each) for each in least(one, "EUR")]
    (['500000', '50000'], ['0', '50000'])
    """
    usual = USUAL[deposit.product] if currency == "CNY" else Usual(0, Decimal(0), Decimal(0))
    own = deposit.minimum, deposit.minimum_withdrawal
    minimum, withdrawal = (
        found if given is None else given for given, found in zip(own, usual[1:], strict=True)
    )
    return minimum, withdrawal


def agreed_day(deposit: Deposit, withdrawal: Withdrawal) -> datetime.date | None:
    """The day for which notice was given, None without a notice."""
    if withdrawal.notified_on is None:
        return None
    usual = withdrawal.notified_on + USUAL[deposit.product].notice * ONE_DAY
    return withdrawal.agreed_on or usual


def in_order(deposit: Deposit, withdrawals: tuple[Withdrawal, ...]) -> list[Withdrawal]:
    """The deposit's withdrawals and unused notices by the day on which they tell, notices first."""
    own = [each for each in withdrawals if each.deposit == deposit.id]
    return sorted(own, key=lambda each: (told_on(deposit, each), each.date is not None))


def told_on(deposit: Deposit, withdrawal: Withdrawal) -> datetime.date:
    """The day of the withdrawal, or for which the notice was that nobody used."""
    found = withdrawal.date or agreed_day(deposit, withdrawal)
    assert found is not None, "refused: a line that says nothing"
    return found


def branch_of(deposit: Deposit, withdrawal: Withdrawal) -> str:
    """How a withdrawal from a notice deposit stands to its notice, whatever its amount.

    One word of: held_short, no_notice, short_notice, early, late, notified.

    >>> one = Deposit(id="N", account="A", product="notice_7", amount=Decimal(5_000_000),
    ...               placed_on=datetime.date(2026, 3, 2), rate="1.10%")
    >>> def on(day, told):
    ...     notice = datetime.date(2026, 4, told) if told else None
    ...     return branch_of(one, Withdrawal(deposit="N", date=datetime.date(2026, 4, day),
    ...                                      notified_on=notice))
    >>> on(27, 20), on(27, None), on(26, 20), on(28, 20)
    ('notified', 'no_notice', 'early', 'late')
    """
    days, agreed = USUAL[deposit.product].notice * ONE_DAY, agreed_day(deposit, withdrawal)
    assert withdrawal.date is not None
    if withdrawal.date - deposit.placed_on < days:
        return "held_short"
    if agreed is None or withdrawal.notified_on is None:
        return "no_notice"
    if agreed - withdrawal.notified_on < days:
        return "short_notice"
    if withdrawal.date == agreed:
        return "notified"
    return "early" if withdrawal.date < agreed else "late"
