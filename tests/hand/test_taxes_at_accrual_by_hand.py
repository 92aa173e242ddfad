"""Taxes of interest as it accrues, written as the hand calculation, in fen.

Days count from 1, Monday 2 March 2026; day 31 is 1 April, day 61 1 May, day 92 1 June. ACT/360 at
3.6 %: 100,000.00 bear 10.00 a day. Interest is settled at the close of 20 March (day 19) and 20
June (day 111), and posted on the next morning.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.back_value import correct, correct_terms, posted, touched
from tests.hand.notional import SMALL, pooled
from tests.hand.tables import group, lived, on
from tests.hand.test_taxes_by_hand import POOL, SURCHARGE, VAT
from treasury.interest import OpeningNumber, Terms
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

HELD = TaxTerm(tax="held", base="bank_interest", rate="10%", taxed="accrued")
INTERNAL = replace(VAT, taxed="accrued")
ONE = "account | opening | terms\n A | 100000 | bank"


def one(
    *terms: TaxTerm, last: int, rates: tuple[tuple[int, str], ...] = (), **own: Any
) -> Scenario:
    """One account at a bank, with these taxes, up to a day; other rates from days on."""
    found = group(
        ONE,
        tax_terms=terms,
        terms=(Terms(id="bank", **own),),
        rates=(
            Rate(terms="bank", side="credit", rate="3.6%"),
            Rate(terms="bank", side="debit", rate="3.6%"),
            *(Rate(terms="bank", side="credit", rate=rate, valid_from=on(day))
              for day, rate in rates),
        ),
    )  # fmt: skip
    return replace(found, last_day=on(last))


def pool(*terms: TaxTerm, last: int, rates: tuple[tuple[int, str], ...] = ()) -> Scenario:
    """Sub's 900,000.00, sent up to head office, with these taxes: 90.00 a day."""
    found = group(
        POOL,
        tax_terms=terms,
        terms=(Terms(id="in"),),
        rates=(
            Rate(terms="in", side="credit", rate="3.6%"),
            Rate(terms="in", side="debit", rate="3.6%"),
            *(Rate(terms="in", side="credit", rate=rate, valid_from=on(day))
              for day, rate in rates),
        ),
        pool={"internal_terms": "in"},
    )  # fmt: skip
    return replace(found, last_day=on(last))


def charged(scenario: Scenario, structure: str | None = "pool") -> list[tuple[int, str, int]]:
    """Day, tax and fen of every charge."""
    found = lived(scenario, structure).levies
    return [((each.day - on(1)).days + 1, each.fee, each.amount) for each in found]


def test_what_has_accrued_is_taxed_at_each_end_of_a_month_and_the_rest_when_it_is_posted():
    # 19 days of 10.00 = 190.00, taxed 19.00 on day 20; 100,171.00 are left.
    # 11 days of 10.0171 = 110.1881: 110.19, taxed 11.02 on day 31; 100,159.98.
    # 30 days of 10.015998 more: 410.66804, 410.67 - 110.19 = 300.48, taxed 30.05; 100,129.93.
    # 31 days of 10.012993: 721.07082, 721.07 - 410.67 = 310.40, taxed 31.04; 100,098.89.
    # 20 days of 10.009889: 921.2686, posted 921.27; 921.27 - 721.07 = 200.20, taxed 20.02.
    # 110.19 + 300.48 + 310.40 + 200.20 = 921.27: each period's parts are its interest.
    found = charged(one(HELD, last=112))
    assert found == [
        (20, "held", 19_00),
        (31, "held", 11_02),
        (61, "held", 30_05),
        (92, "held", 31_04),
        (112, "held", 20_02),
    ]


def test_quarters_and_years_have_fewer_ends():
    quarterly = replace(HELD, accrues="quarterly")
    # 110.19 on day 31. 81 days of 10.015998 and 110.1881 are 921.483938: 921.48 - 110.19.
    assert charged(one(quarterly, last=112)) == [
        (20, "held", 19_00),
        (31, "held", 11_02),
        (112, "held", 81_13),
    ]
    # 92 days of 10.0171: 921.5732.
    assert charged(one(replace(HELD, accrues="yearly"), last=112)) == [
        (20, "held", 19_00),
        (112, "held", 92_16),
    ]


def test_a_year_ends_on_the_31st_of_december():
    december = replace(
        one(replace(HELD, accrues="yearly"), last=1), first_day=on(276), last_day=on(307)
    )
    # Day 276 is 2 December; 19 days up to the 20th: 190.00; 11 days of 10.0171 up to the 31st.
    assert charged(december) == [(295, "held", 19_00), (306, "held", 11_02)]


def test_interest_that_is_settled_on_the_last_of_the_month_is_taxed_as_if_it_were_paid():
    for taxed in ("accrued", "paid"):
        term = replace(HELD, taxed=taxed)
        found = charged(one(term, last=92, settles="monthly", settlement_day=31))
        # 300.00; 100,270.00 x 30 days = 300.81; 100,540.73 x 31 = 311.676263.
        assert found == [(31, "held", 30_00), (61, "held", 30_08), (92, "held", 31_17)]


def test_interest_on_a_position_is_taxed_inside_the_price_with_its_surcharge():
    # 1,710.00 x 6 / 106 = 96.79, 12 % of it 11.61, on day 20; S-1 fetches both down.
    # 901,601.60 x 3.6 % x 11 / 360 = 991.76: x 6 / 106 = 56.14, x 12 % = 6.74.
    assert charged(pool(INTERNAL, SURCHARGE, last=31)) == [
        (20, "VAT", 96_79),
        (20, "surcharge", 11_61),
        (31, "VAT", 56_14),
        (31, "surcharge", 6_74),
    ]


def test_at_the_end_what_has_accrued_is_open_less_what_was_taxed_before():
    # Up to day 40: 110.1881 + 10 x 10.015998 = 210.34808; 210.35 - 110.19 = 100.16.
    assert lived(one(HELD, last=40)).levied == {("held", "A"): 10_02}
    # On an end, as on any other day: what is charged on the next morning if the run goes on.
    assert lived(one(HELD, last=30)).levied == {("held", "A"): 11_02}
    assert lived(one(HELD, last=31)).levied == {("held", "A"): 1_00}


def test_the_rate_is_that_of_the_day_of_each_charge():
    later = replace(HELD, rate="20%", valid_from=on(31))
    assert charged(one(HELD, later, last=31)) == [(20, "held", 19_00), (31, "held", 22_04)]


def test_a_tax_that_begins_after_an_end_takes_all_of_it_when_it_is_posted():
    # 92 days of 10.019 (nothing was taxed on day 20, so 100,190.00 are left) = 921.748, posted
    # 921.75, a tenth of which is 92.175.
    late = replace(HELD, valid_from=on(93))
    assert charged(one(late, last=112)) == [(112, "held", 92_18)]
    # From day 32 on: the end of day 30 was not taxed; that of day 60 is: 41 days = 410.779.
    assert charged(one(replace(HELD, valid_from=on(32)), last=61)) == [(61, "held", 41_08)]


def test_an_end_before_the_first_day_is_none_of_the_run():
    april = replace(one(HELD, last=1), first_day=on(31), last_day=on(61))
    # 30 days of 10.00 by the end of April.
    assert charged(april) == [(61, "held", 30_00)]
    # A number from before, 1,100,000.00 at 3.6 %: 110.00, not taxed yet.
    before = (OpeningNumber(account="A", side="credit", number=Decimal(1_100_000)),)
    assert charged(replace(april, opening_numbers=before)) == [(61, "held", 41_00)]


def test_where_interest_shrinks_nothing_is_given_back_before_it_is_posted():
    # From day 31 on -3.6 %: less than 110.19, which were taxed, ever after. Posted are 110.1881
    # - 81 x 10.015998 = -701.107738: no interest is earned, and the tax of it comes back.
    shrinking = one(HELD, last=112, rates=((31, "-3.6%"),))
    assert charged(shrinking) == [(20, "held", 19_00), (31, "held", 11_02), (112, "held", -11_02)]
    # By the rate of that day, as every charge.
    dearer = replace(HELD, rate="20%", valid_from=on(112))
    found = replace(shrinking, tax_terms=(HELD, dearer))
    assert charged(found)[-1] == (112, "held", -22_04)
    # At the end of the run it is open.
    assert lived(replace(shrinking, last_day=on(70))).levied == {("held", "A"): -11_02}


def test_what_grows_again_is_taxed_from_where_it_stood():
    # 110.1881 by day 30; -3.6 % up to day 40: 100.15998 less, 10.02812; then 3.6 % again: by day
    # 60 20 x 10.015998 more: 210.34808. 210.35 - 110.19 = 100.16.
    assert charged(one(HELD, last=61, rates=((31, "-3.6%"), (41, "3.6%"))))[-1] == (
        61, "held", 10_02,
    )  # fmt: skip


def test_where_interest_comes_to_nothing_all_comes_back_though_nothing_is_posted():
    # The header pays, so the position stays at 901,710.00: 11 days of 90.171, 991.88, taxed 56.14;
    # 11 days at -3.6 %, then 0 %: nothing is settled and posted, and 56.14 come back on day 112.
    paid_by_header = replace(INTERNAL, payer="header")
    found = charged(pool(paid_by_header, last=112, rates=((31, "-3.6%"), (42, "0%"))))
    assert found == [(20, "VAT", 96_79), (31, "VAT", 56_14), (112, "VAT", -56_14)]
    # The next period has nothing of it: day 142 is 21 July, before its end.
    assert charged(pool(paid_by_header, last=142, rates=((31, "-3.6%"), (42, "0%")))) == found


def test_what_is_known_only_when_it_is_settled_is_taxed_when_it_is_posted():
    # All days bear the rate of the settlement day: 92 of 10.0171.
    found = charged(one(HELD, last=112, rate_change="settlement_day"))
    assert found == [(20, "held", 19_00), (112, "held", 92_16)]


def test_a_share_in_a_pool_s_result_is_taxed_when_it_is_posted_and_open_until_then():
    accounts = """
        account | opening  | terms
        H       | 8000000  | own
        A       | -3000000 | own
        B       | 1000000  | own
        """
    scenario = replace(pooled(accounts, rates=SMALL), tax_terms=(HELD,))
    # As in the table of taxes when they are paid: of 51.85 and 6.48.
    assert lived(scenario).levied == {("held", "H"): 5_19, ("held", "B"): 65}
    longer = replace(scenario, last_day=on(31))
    assert {day for day, *_ in charged(longer)} <= {20}


@pytest.mark.parametrize("known", [41, 61])
def test_a_late_item_corrects_what_had_accrued_by_an_end(known):
    # 10,000.00 more from day 25 (26 March) on: 6 days of 1.00 by day 30. Right at the end of
    # March are 116.1881: 116.19, taxed 11.62.
    late = "value | account | amount\n 25 | A | 10000"
    found = correct(one(HELD, last=100), late, known)
    assert touched(found)[0] == ("A", "tax", 31, -11_02, -11_62)
    for method in ("delta", "full"):
        moved = [
            amount for name, _, day, amount in posted(found, method) if (name, day) == ("A", 31)
        ]
        assert sum(moved) == -60


def test_a_tax_that_should_have_been_taken_as_it_accrues_is_corrected():
    # The run took it when it was posted: by day 41 22 days of 10.0171 were open, 220.38, a tenth
    # of it. Now 110.19 are taxed on day 31; of 110.1881 + 11 x 10.015998 = 220.36 the rest is open.
    when_paid = one(replace(HELD, taxed="paid"), last=60)
    found = correct_terms(when_paid, replace(when_paid, tax_terms=(HELD,)), 41)
    assert [each for each in touched(found) if each[1] == "tax"] == [
        ("A", "tax", 31, 0, -11_02),
        ("A", "tax", "open", -22_04, -11_02),
    ]
