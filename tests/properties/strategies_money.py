"""Random interest terms with dated tiers, credit lines, term loans and fees."""

import datetime
from decimal import Decimal
from typing import get_args

from hypothesis import strategies as st

from tests.properties.picking import draw_amount, pick
from tests.properties.strategies_rules import Cast
from treasury.credit import CreditLine, TermLoan
from treasury.dates import DayCount, Settles
from treasury.fees import Every, Fee
from treasury.interest import Terms
from treasury.money import Rounding
from treasury.pooling.structure import Structure
from treasury.rates import Rate, Side

RATES = ("36%", "4.35%", "100%", "-0.5%", "0%", "35bps", "20%")
SETTLES: tuple[Settles, ...] = ("monthly", "monthly", "monthly", "quarterly", "yearly", "never")
UP_TO = (Decimal(100), Decimal(200), Decimal(1000))
ONE_DAY = datetime.timedelta(days=1)


def draw_pricing(
    draw: st.DrawFn, days: tuple[datetime.date, ...]
) -> tuple[tuple[Terms, ...], tuple[Rate, ...]]:
    """Up to two terms, each with debit rates and usually credit rates."""
    terms, rates = [], []
    for name in ("demand", "special")[: pick(draw, [1, 2, 0])]:
        terms.append(draw_terms(draw, name, days))
        rates += draw_rates(draw, name, "debit", days)
        if pick(draw, [True, True, True, False]):
            rates += draw_rates(draw, name, "credit", days)
    return tuple(terms), tuple(rates)


def draw_terms(draw: st.DrawFn, name: str, days: tuple[datetime.date, ...]) -> Terms:
    """Interest terms; the settlement day is often one of the run's days."""
    settles = pick(draw, SETTLES)
    settlement_days = [days[0].day, days[len(days) // 2].day, 20, 31]
    return Terms(
        id=name,
        day_count=pick(draw, get_args(DayCount)),
        settles=settles,
        settlement_day=20 if settles == "never" else pick(draw, settlement_days),
        rounding=pick(draw, get_args(Rounding)),
        carry_remainder=pick(draw, (False, True)),
        whole_balance=pick(draw, [False, False, True]),
    )


def draw_rates(
    draw: st.DrawFn, terms: str, side: Side, days: tuple[datetime.date, ...]
) -> list[Rate]:
    """One version from the beginning, sometimes another from a day inside the run."""
    starts: list[datetime.date | None] = [pick(draw, [None, days[0] - ONE_DAY, days[0]])]
    if len(days) > 1 and pick(draw, [False, True, False]):
        starts.append(pick(draw, days[1:]))
    rates = []
    for start in starts:
        for bound in (*UP_TO[: pick(draw, [0, 1, 0, 2, 3])], None):
            rate = pick(draw, RATES)
            rates.append(Rate(terms=terms, valid_from=start, side=side, up_to=bound, rate=rate))
    return rates


def draw_lines(draw: st.DrawFn, cast: Cast) -> tuple[CreditLine, ...]:
    """A credit line on some accounts, partly drawn; none where there are no terms to price it."""
    lines = []
    for account in cast.accounts if cast.terms else ():
        if pick(draw, [False, False, False, True]):
            limit = draw_amount(draw, account.currency)
            lines.append(
                CreditLine(
                    id=f"line-{account.id}",
                    account=account.id,
                    limit=limit,
                    drawn=pick(draw, [Decimal(0), limit, min(limit, Decimal(150))]),
                    terms=pick(draw, cast.terms).id,
                )
            )
    return tuple(lines)


def draw_loans(draw: st.DrawFn, cast: Cast) -> tuple[TermLoan, ...]:
    """Up to two term loans, drawn before or in the run, repaid in it or later."""
    loans = []
    for number in range(pick(draw, [0, 0, 1, 2]) if cast.terms else 0):
        account = pick(draw, cast.accounts)
        drawn_on = pick(draw, [cast.days[0] - ONE_DAY, *cast.days])
        later = pick(draw, [1, 2, 5, 400])
        loans.append(
            TermLoan(
                id=f"loan-{number}",
                account=account.id,
                principal=draw_amount(draw, account.currency),
                drawn_on=drawn_on,
                repaid_on=drawn_on + later * ONE_DAY,
                terms=pick(draw, cast.terms).id,
            )
        )
    return tuple(loans)


def draw_fees(draw: st.DrawFn, cast: Cast, structures: tuple[Structure, ...]) -> tuple[Fee, ...]:
    """Up to two flat fees, often on a day of the run."""
    fees = []
    for number in range(pick(draw, [0, 0, 1, 2])):
        account = pick(draw, cast.accounts)
        day = pick(draw, cast.days)
        every = pick(draw, get_args(Every))
        fees.append(
            Fee(
                id=f"fee-{number}",
                account=account.id,
                amount=draw_amount(draw, account.currency),
                every=every,
                day=1 if every == "once" else pick(draw, [day.day, 31]),
                date=day if every == "once" else None,
                structure=pick(draw, [None, *(one.id for one in structures)]),
            )
        )
    return tuple(fees)
