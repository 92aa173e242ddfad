"""Money that is lent on (统借统还) at prices that were other than the run knew, by hand, in fen.

As in `test_on_lending_by_hand`: South owes 400,000.00 and Two 200,000.00 since the evening of 2
March, 19 days up to the 20th; at 3.6 % they bear 760.00 and 380.00, posted on 21 March, day 20. VAT
is 6/106. What prices is known to be otherwise on that day, unless said.
"""

from dataclasses import replace

from tests.hand.back_value import correct, correct_terms, posted, touched
from tests.hand.tables import on
from tests.hand.test_on_lending_by_hand import IN, LINE, OUT, VAT, loan, march, pool
from treasury.correction.correcting import Correction
from treasury.rates import Rate
from treasury.reporting.correcting.words import sentence
from treasury.scenario import Scenario

NOTHING = replace(IN, side="credit", rate="0%")
HALF = loan("450000.00")
"""Three quarters of what is owed."""


def at(inside: str, outside: str = "3.6%", **more: object) -> Scenario:
    """The pool at these rates, up to 25 March."""
    rates = (replace(IN, rate=inside), replace(OUT, rate=outside), NOTHING)
    return pool(LINE, last=25, **{"rates": rates, **more})  # type: ignore[arg-type]


def taxes(found: Correction) -> list[tuple[int | str, int, int]]:
    """The taxes that are corrected: day, posted, right."""
    return [one[2:] for one in touched(found) if one[1] == "tax"]


def told(found: Correction) -> list[str]:
    """What is said of each tax of the past, behind the sum."""
    kinds = [one[1] for one in touched(found)]
    said = [sentence(found, one) for one, kind in zip(found.touched, kinds, strict=True)
            if kind == "tax" and one.day >= 0]  # fmt: skip
    return [one.rpartition("; ")[2] for one in said]


def test_an_internal_rate_that_was_not_above_the_loan_s_gives_the_exemption_back():
    # 3.9 % was used: 823.33 and 411.67 were taxed whole, 46.60 and 23.30.
    found = correct_terms(at("3.9%"), at("3.6%"), 20)
    assert taxes(found)[:2] == [(20, -46_60, 0), (20, -23_30, 0)]
    assert told(found)[0] == (
        "exempt of the interest as lent on is 760.00 instead of 0.00, as known then the internal "
        "rate was above the one outside)."
    )
    assert ("HQ-1", "difference", 20, 46_60) in posted(found, "delta")


def test_a_loan_that_was_cheaper_than_known_loses_the_exemption():
    # 3 % outside and 3.6 % inside: 760.00 x 6 / 106 and 380.00 x 6 / 106.
    found = correct_terms(at("3.6%"), at("3.6%", "3%"), 20)
    assert taxes(found)[:2] == [(20, 0, -43_02), (20, 0, -21_51)]
    assert told(found)[1] == (
        "exempt of the interest as lent on is 0.00 instead of 380.00, as is right the internal "
        "rate is above the one outside)."
    )
    assert posted(found, "full")[-1] == ("HQ-1", "replayed", 20, -21_51)


def test_one_dear_day_as_is_right_taxes_the_whole_period():
    # 3.9 % from the 19th on: 17 days at 40.00 and two at 43.33: 766.67, 383.33 in all.
    dear = Rate(terms="in", side="debit", rate="3.9%", valid_from=march(19))
    right = at("3.6%", rates=(IN, OUT, NOTHING, dear))
    found = correct_terms(at("3.6%"), right, 20)
    assert taxes(found)[:2] == [(20, 0, -43_40), (20, 0, -21_70)]


def test_half_the_interest_is_half_as_much_exempt():
    # 1.8 %: 380.00 and 190.00, of which a quarter, 95.00 and 47.50, is taxed.
    found = correct_terms(quarter("3.6%"), quarter("1.8%"), 20)
    assert taxes(found)[:2] == [(20, -10_75, -5_38), (20, -5_38, -2_69)]
    assert told(found)[0] == "exempt of the interest as lent on is 285.00 instead of 570.00)."


def quarter(inside: str) -> Scenario:
    """The pool whose loan covers three quarters."""
    return pool(LINE, outside=HALF, last=25, rates=(replace(IN, rate=inside), OUT, NOTHING))


def test_what_has_accrued_is_open_and_what_is_exempt_of_it_is_not_in_it():
    # Known on day 10, 11 March: ten days of 40.00 and 20.00 at 3.6 %, nothing of it taxed.
    found = correct_terms(at("3.9%"), at("3.6%"), 10)
    # 433.33 x 6 / 106 and 216.67 x 6 / 106.
    assert taxes(found) == [("open", -24_53, 0), ("open", -12_26, 0)]
    assert told(found) == []


def test_a_tax_that_should_have_spared_what_is_lent_on():
    whole = replace(VAT, exempt_on_lending=False)
    found = correct_terms(at("3.6%", tax_terms=(whole,)), at("3.6%"), 20)
    assert taxes(found)[:2] == [(20, -43_02, 0), (20, -21_51, 0)]


def test_a_late_item_of_a_member_changes_nothing_of_what_is_lent_on():
    # What South owes is a fact: the late receipt stays on its account.
    found = correct(at("3.6%"), "value | account | amount\n3 | S-1 | 100000", 20)
    assert touched(found) == []
    assert found.today == (on(20) - on(1)).days
