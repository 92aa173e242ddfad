"""Translation worked out by hand: digits, pairs either way, the bridge, sides, gaps, averages."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from treasury.accounts.chart import Bank, BankAccount, Entity
from treasury.comparing.group_cash import cash_of
from treasury.fx import FxRate, minor_factor, rounded
from treasury.plan.problems.every import complaints
from treasury.plan.translation import Translation, translation_of
from treasury.scenario import Scenario

FIRST = datetime.date(2026, 3, 19)  # a Thursday


def day(number: int) -> datetime.date:
    """A day of the run, counted from 1."""
    return FIRST + datetime.timedelta(days=number - 1)


def rate(number: int, pair: str, *prices: str, **more: object) -> FxRate:
    """A rate on a day of the run: its mid, or its bid and ask."""
    base, quote = pair.split("/")
    sides = ("mid",) if len(prices) == 1 else ("bid", "ask")
    given = dict(zip(sides, map(Decimal, prices), strict=True))
    return FxRate(date=day(number), base=base, quote=quote, **given, **more)  # type: ignore[arg-type]


def group(currencies: str, *rates: FxRate, days: int = 4, **more: object) -> Translation:
    """The translation of a group with an account in each currency, into EUR unless said."""
    accounts = tuple(
        BankAccount(id=code, entity="HQ", bank="B", currency=code) for code in currencies.split()
    )
    fields: dict[str, object] = {"reporting_currency": "EUR", **more}
    scenario = Scenario(
        id="hand", first_day=FIRST, last_day=day(days), entities=(Entity(id="HQ"),),
        banks=(Bank(id="B"),), accounts=accounts, fx_rates=rates, **fields,  # type: ignore[arg-type]
    )  # fmt: skip
    assert complaints(scenario) == []
    found = translation_of(scenario)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("amount", "value", "ends", "brings"),
    [
        (100_00, "175.68", ("EUR", "JPY"), 17_568),  # 100.00 EUR are 17,568 yen, no digits
        (1_00, "175.68", ("EUR", "JPY"), 176),  # 175.68 is rounded once
        (-1_00, "175.68", ("EUR", "JPY"), -176),  # the same for both signs
        (1_000, "3.06", ("KWD", "EUR"), 3_06),  # 1.000 dinar has a thousand fils
        (1_000, "0.5", ("JPY", "KWD"), 500_000),  # 1,000 yen at 0.5 dinar: 500.000
        (1, "0.005", ("JPY", "EUR"), 1),  # half a cent goes up
        (-1, "0.005", ("JPY", "EUR"), -1),
    ],
)  # fmt: skip
def test_an_amount_is_translated_with_the_digits_of_both_currencies(
    amount: int, value: str, ends: tuple[str, str], brings: int
) -> None:
    assert rounded(amount * minor_factor(Fraction(value), *ends)) == brings


def test_back_and_forth_is_not_promised() -> None:
    there = rounded(1_00 * minor_factor(Fraction("175.68"), "EUR", "JPY"))  # 176 yen
    back = rounded(there * minor_factor(1 / Fraction("175.68"), "JPY", "EUR"))
    assert (there, back) == (176, 1_00)
    assert rounded(17 * minor_factor(1 / Fraction("175.68"), "JPY", "EUR")) == 10
    assert rounded(10 * minor_factor(Fraction("175.68"), "EUR", "JPY")) == 18


def test_a_pair_quoted_from_either_end_gives_its_own_direction() -> None:
    divided = group("USD", rate(1, "EUR/USD", "1.25"))
    times = group("USD", rate(1, "USD/EUR", "0.8"))
    assert divided.by_day["USD"] == times.by_day["USD"] == (Fraction(4, 5),) * 4
    both = group("USD", rate(1, "EUR/USD", "1.25"), rate(1, "USD/EUR", "0.7"))
    assert both.by_day["USD"][0] == Fraction(7, 10), "quoted from the dollar's own end"


def test_yen_go_over_dollars_into_euros() -> None:
    found = group(
        "JPY", rate(1, "USD/JPY", "150"), rate(1, "EUR/USD", "1.25"), fx_bridge="USD"
    )  # fmt: skip
    # a yen is 1/150 dollar, and that is 1/150/1.25 = 1/187.5 euro: 100/187.5 cents for one yen
    assert found.by_day["JPY"][0] == Fraction(100 * 2, 375)


def test_a_weekend_takes_friday_s_rate_and_monday_its_own() -> None:
    found = group(
        "USD", rate(1, "EUR/USD", "1.00"), rate(2, "EUR/USD", "1.25"), rate(5, "EUR/USD", "2"),
        days=5,
    )  # fmt: skip
    values = [Fraction(1), Fraction(4, 5), Fraction(4, 5), Fraction(4, 5), Fraction(1, 2)]
    assert list(found.by_day["USD"]) == values


def test_the_average_counts_the_days_on_which_a_rate_is_in_force() -> None:
    found = group(
        "USD", rate(1, "EUR/USD", "1.00"), rate(2, "EUR/USD", "1.25"), rate(5, "EUR/USD", "2"),
        days=5,
    )  # fmt: skip
    # (1.00 + 3 x 1.25 + 2.00) / 5 = 1.35 dollars for a euro, and amounts are divided by it
    assert found.steps["USD"][0].stated == Fraction("1.35")
    assert found.of_sums["USD"] == 1 / Fraction("1.35")


def test_an_average_is_stated_with_ten_digits_and_used_as_stated() -> None:
    rates = (rate(1, "USD/EUR", "1"), rate(2, "USD/EUR", "1"), rate(3, "USD/EUR", "2"))
    found = group("USD", *rates, days=3)
    assert found.of_sums["USD"] == Fraction("1.333333333")


def test_the_closing_rate_is_that_of_the_last_day() -> None:
    rates = (rate(1, "USD/EUR", "1"), rate(4, "USD/EUR", "2"))
    assert group("USD", *rates, fx_at="closing").of_sums["USD"] == 2


@pytest.mark.parametrize(("side", "value"), [("mid", "0.75"), ("bid", "0.5"), ("ask", "1")])
def test_a_side_is_seen_from_the_currency_that_is_translated(side: str, value: str) -> None:
    own = group("USD", rate(1, "USD/EUR", "0.5", "1"), fx_side=side)
    assert own.by_day["USD"][0] == Fraction(value)
    # a bank buys a euro at 1 dollar and sells it at 2: for a dollar one gets half a euro
    turned = {"mid": Fraction(2, 3), "bid": Fraction(1, 2), "ask": Fraction(1)}
    other = group("USD", rate(1, "EUR/USD", "1", "2"), fx_side=side)
    assert other.by_day["USD"][0] == turned[side]


def test_a_rate_says_itself_how_long_it_holds() -> None:
    monthly = rate(1, "USD/EUR", "0.9", valid_until=day(30))
    assert group("USD", monthly, days=30).by_day["USD"][29] == Fraction("0.9")


def test_a_change_of_cash_is_what_moved_and_what_exchange_rates_did() -> None:
    # 1,000.00 dollars at 0.90 are 900.00. On the second day 500.00 more come in at 0.92: 460.00
    # moved, and the 1,000.00 that lay there are worth 20.00 more. On the third day nothing moves.
    rates = {"USD": (Fraction("0.90"), Fraction("0.92"), Fraction("0.91"))}
    cash = cash_of(rates, {"USD": 1_000_00}, {"USD": [1_000_00, 1_500_00, 1_500_00]})
    assert cash.opening == 900_00
    assert cash.closing == (900_00, 1_380_00, 1_365_00)
    assert cash.moved == (0, 460_00, 0)
    assert cash.effect == (0, 20_00, -15_00)
