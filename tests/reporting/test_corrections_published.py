"""The words of a correction on what was published otherwise: fixings and exchange rates."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from tests.hand.back_value import correct_terms
from tests.hand.tables import on
from tests.hand.test_arrears_by_hand import PLAIN, compounded, compounding, on_twelve_days
from tests.hand.test_back_value_by_hand import CREDIT, alone
from treasury.correction.correcting import Correction
from treasury.fx import FxRate
from treasury.reporting.correcting.published_words import published_words
from treasury.reporting.correcting.words import sentence
from treasury.scenario import Scenario


def fixed_otherwise(*days: int, **terms: Any) -> tuple[Correction, str]:
    """The deposit of the hand calculation, fixings of March 5 % too low; and what is told of it."""
    known = compounding(22, more={20: 480}, **terms)
    right = replace(
        known,
        index_rates=tuple(
            replace(one, rate=f"{int(one.rate.split()[0]) + 500} bps")
            if one.date.day in days
            else one
            for one in known.index_rates
        ),
    )
    found = correct_terms(known, right, 14, structure=None)
    return found, sentence(found, found.touched[0])


def test_of_a_rate_compounded_in_arrears_the_fixing_is_told_and_not_each_day():
    # That of Friday 6 bears nothing of a period from the 9th on.
    found, told = fixed_otherwise(6, 12)
    assert published_words(found) == [
        "SOFR of 2026-03-06: 3.90 % was used, 8.90 % is right.",
        "SOFR of 2026-03-12: 4.30 % was used, 9.30 % is right.",
    ]
    assert "(SOFR of 2026-03-12: 4.30 % was used, 9.30 % is right: " in told
    assert " less " in told and " on the days whose rate or balance is another one = " in told
    # Nine days of the twelve, from the 12th on: the day of the fixing and all that compounds it.
    pieces = list(PLAIN)
    pieces[3] = (930, 1)
    more = on_twelve_days(compounded(*pieces)) - on_twelve_days(compounded(*PLAIN))
    assert f"difference {more / 100:,.2f} (" in told
    assert len(told) < 320, "nothing of single days"


def test_at_the_rate_of_the_settlement_day_the_fixing_is_told_too():
    _, told = fixed_otherwise(12, rate_change="settlement_day")
    assert "(SOFR of 2026-03-12: 4.30 % was used, 9.30 % is right: " in told


def test_of_many_fixings_the_first_are_told():
    found, told = fixed_otherwise(*range(9, 21))
    assert published_words(found)[-1] == "1 more were used otherwise than they are right."
    assert "SOFR of 2026-03-19: 4.70 % was used, 9.70 % is right; and 1 more fixings: " in told


def test_an_exchange_rate_that_was_another_one_is_told():
    def by(scenario: Scenario) -> Any:
        return SimpleNamespace(plan=SimpleNamespace(scenario=scenario))

    known, right = (
        alone("1000", CREDIT, fx_rates=(
            FxRate(date=on(1), base="EUR", quote="CNY", bid=Decimal(bid), ask=Decimal("8.1")),
        ))
        for bid in ("7.9", "8")
    )  # fmt: skip
    found: Any = SimpleNamespace(known=by(known), right=by(right))
    assert published_words(found) == [
        "EUR/CNY of 2026-03-02: bid 7.9 and ask 8.1 was used, bid 8 and ask 8.1 is right."
    ]
    found.known = by(replace(known, fx_rates=()))
    assert published_words(found) == [
        "EUR/CNY of 2026-03-02: nothing was used, bid 8 and ask 8.1 is right."
    ]
