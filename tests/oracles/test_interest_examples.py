"""The worked examples of interest, deposits, fees and taxes, run through the real pipeline."""

import datetime
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.hand.tables import group, lived, minor
from tests.oracles.examples import example, needs_examples
from treasury.deposits import Deposit, Withdrawal
from treasury.fees import FeeTerm
from treasury.flows.items import Item
from treasury.interest import Terms
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

pytestmark = needs_examples


def holding(opening: str, rate: Rate, first: datetime.date, days: int, **terms: Any) -> Scenario:
    """One account with terms T from a day on; overdrawn it costs nothing unless the rate says."""
    free = Rate(terms="T", side="debit", rate="0%")
    one = group(f"""
        account | opening   | overdraft | terms
        A       | {opening} | unlimited | T
        """)
    last = first + datetime.timedelta(days=days - 1)
    return replace(
        one,
        first_day=first,
        last_day=last,
        terms=(Terms(id="T", **terms),),
        rates=(rate,) if rate.side == "debit" else (rate, free),
    )


def test_o1_a_quarter_of_demand_deposit():
    given = example("interest", "O1")
    first = datetime.date(2026, 3, 21)
    demand = Rate(terms="T", side="credit", rate="0.35%")
    one = holding("1200000", demand, first, 93)
    changes = ((20, Decimal(3_450_000 - 1_200_000)), (46, Decimal(800_000 - 3_450_000)))
    items = tuple(
        Item(id=f"i{after}", date=first + datetime.timedelta(days=after), account="A",
             amount=amount)
        for after, amount in changes
    )  # fmt: skip
    (posting,) = lived(replace(one, items=items)).postings
    assert posting.amount == minor(given["interest"])
    assert posting.day == datetime.date.fromisoformat(given["posted"])
    held = 1_200_000 * 20 + 3_450_000 * 26 + 800_000 * 46
    assert held == Fraction(given["interest_number"])


def seven_days(*lines: Withdrawal) -> list[int]:
    """The interest that the notice deposit of the example is paid, by withdrawal."""
    first = datetime.date(2026, 3, 2)
    one = holding("6000000", Rate(terms="T", side="credit", rate="0.20%"), first, 122)
    deposit = Deposit(
        id="N", account="A", product="notice_7", amount=Decimal(5_000_000), placed_on=first,
        rate="1.10%",
    )  # fmt: skip
    outcome = lived(replace(one, deposits=(deposit,), withdrawals=lines))
    return [paid.interest for paid in outcome.paid_out]


def test_o4_seven_days_notice_with_and_without():
    given = example("interest", "O4")
    april, june = datetime.date(2026, 4, 27), datetime.date(2026, 6, 30)
    first = Withdrawal(deposit="N", date=april, amount=Decimal(2_000_000),
                       notified_on=datetime.date(2026, 4, 20))  # fmt: skip
    rest = Withdrawal(deposit="N", date=june, notified_on=datetime.date(2026, 6, 23))
    assert seven_days(first, rest) == [minor(given["with_notice"]), minor(given["rest"])]
    silent = replace(first, notified_on=None)
    assert seven_days(silent) == [minor(given["without_notice"])]


@pytest.mark.parametrize(
    ("place", "opening", "rate", "days"), [(0, "20000", "2.50%", 92), (1, "1000", "3%", 30)]
)
def test_w09_actual_days_over_365(place, opening, rate, days):
    credit = Rate(terms="T", side="credit", rate=rate)
    one = holding(
        opening, credit, datetime.date(2026, 7, 1), days, day_count="ACT/365F", settles="never"
    )
    expected = minor(example("interest", "W09")["interest"][place])
    assert lived(one).accrued["account", "A", "credit"] == expected


def test_o16_seven_nights_of_an_overdraft():
    debit = Rate(terms="T", side="debit", rate="4.35%")
    one = holding("-5000000", debit, datetime.date(2026, 7, 1), 7)
    cost = minor(example("interest", "O16")["interest"])
    assert lived(one).accrued["account", "A", "debit"] == -cost


@pytest.mark.parametrize(("place", "limit"), [(0, "30000000"), (1, "300000")])
def test_o16_the_commitment_fee_of_a_line_and_its_minimum(place, limit):
    once = FeeTerm(
        fee="commitment", base="credit_line", credit_line="line-A", rate="0.2%", every="once",
        date=datetime.date(2026, 3, 10), minimum=Decimal(1000),
    )  # fmt: skip
    one = group(f"account | opening | line\nA | 100000 | {limit}", fee_terms=(once,))
    (fee,) = lived(replace(one, last_day=datetime.date(2026, 3, 10))).levies
    assert fee.amount == minor(example("interest", "O16")["fee"][place])


def test_o9_the_bank_s_fee_for_thirty_days_of_an_entrusted_loan():
    agent = FeeTerm(fee="agent", base="loan_balance", rate="0.1%", every="month", day=1)
    lent = group(
        """
        account | opening | header | rule         | entity
        H       | 0       |        |              | HQ
        P       | 2000000 | H      | zero_balance | Sub
        """,
        fee_terms=(agent,),
    )
    june = replace(lent, first_day=datetime.date(2026, 6, 1), last_day=datetime.date(2026, 7, 1))
    (fee,) = lived(june).levies
    assert (str(fee.day), fee.amount) == (
        "2026-07-01", minor(example("tax_and_regulation", "O9")["fee"])
    )  # fmt: skip


def test_o9_tax_on_an_entrusted_loan():
    right = example("tax_and_regulation", "O9")
    taxes = (
        TaxTerm(tax="VAT", base="internal_interest", rate="6%", price_includes_tax=True),
        TaxTerm(tax="surcharge", base="tax", on="VAT", rate="12%"),
        TaxTerm(tax="stamp", base="loan_drawn", rate="0.005%"),
    )
    lent = group(
        """
        account | opening | header | rule         | entity
        H       | 0       |        |              | HQ
        P       | 2000000 | H      | zero_balance | Sub
        """,
        tax_terms=taxes,
        terms=(Terms(id="in", settles="monthly", settlement_day=30),),
        rates=(
            Rate(terms="in", side="credit", rate="3%"),
            Rate(terms="in", side="debit", rate="3%"),
        ),
        pool={"internal_terms": "in"},
    )
    # 2,000,000.00 x 3 % x 30 / 360 = 5,000.00.
    june = replace(lent, first_day=datetime.date(2026, 6, 1), last_day=datetime.date(2026, 7, 1))
    charged = {one.fee: one.amount for one in lived(june).levies}
    assert charged == {name: minor(right[name.lower()]) for name in ("VAT", "surcharge", "stamp")}
