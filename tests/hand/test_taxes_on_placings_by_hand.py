"""Taxes on what deposits and money market sweeps earn, written as the hand calculation, in fen.

Days count from 1, Monday 2 March 2026; ACT/360. Listed 3.6 %: 10.00 a day on 100,000.00; at demand
0.36 %: 1.00. Withholding tax is 10 %.
"""

from dataclasses import replace

from tests.hand.back_value import correct_terms, touched
from tests.hand.tables import lived, on
from tests.hand.test_deposits_by_hand import placed, taken, time
from tests.hand.test_money_market_by_hand import monthly
from treasury.rates import Index, IndexRate
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

HELD = TaxTerm(tax="held", base="bank_interest", rate="10%")
OF_FUNDS = TaxTerm(tax="income", base="fund_income", rate="20%")
MORE = TaxTerm(tax="more", base="tax", on="held", rate="12%")


def taxed(scenario: Scenario, *terms: TaxTerm) -> Scenario:
    """The scenario with these taxes."""
    return replace(scenario, tax_terms=terms)


def charged(scenario: Scenario, structure: str | None = "pool") -> list[tuple[int, str, int]]:
    """Day, tax and fen of every charge above zero."""
    found = [one for one in lived(scenario, structure).levies if one.amount]
    return [((one.day - on(1)).days + 1, one.fee, one.amount) for one in found]


def test_interest_of_a_notice_deposit_is_taxed_on_the_morning_on_which_it_is_paid():
    # 500,000.00 as notified, 17 days: 850.00; the rest of 1,500,000.00, 27 days: 4,050.00.
    one = taxed(placed(taken(18, 500_000, 11), taken(28, told=21)), HELD)
    assert charged(one) == [(18, "held", 85_00), (28, "held", 405_00)]
    assert charged(one, None) == charged(one)
    # On day 18 500,000.00 + 850.00 - 85.00 came to the 1,000,000.00 that were left.
    assert lived(one).book["A"][17] == 1_500_765_00


def test_what_a_penalty_takes_is_not_taxed():
    # Without notice 500,000.00 bear the demand rate: 17 days of 5.00.
    assert charged(taxed(placed(taken(18, 500_000)), HELD)) == [(18, "held", 8_50)]


def test_a_term_that_is_renewed_is_taxed_on_its_last_day():
    one = taxed(time(days=70, at_maturity="renew"), HELD)
    # Thirty days of 100.00 each; day 31 and day 61 end a term.
    assert charged(one) == [(31, "held", 300_00), (61, "held", 300_00)]


def test_the_rate_is_that_of_the_day_of_the_payment():
    later = replace(HELD, rate="15%", valid_from=on(31))
    assert charged(taxed(time(), HELD, later)) == [(31, "held", 450_00)]
    assert charged(taxed(time(), replace(HELD, valid_from=on(32)))) == []


def test_each_deposit_is_taxed_for_itself_and_apart_from_its_account():
    one = time(days=31)
    two = replace(one.deposits[0], id="E", rate="0.0006%")
    # E pays 1,000,000.00 x 0.0006 % x 30 / 360 = 0.50, of which 0.05 are withheld. A keeps
    # 1,000,000.00 at demand: 10.00 a day, settled on the 30th day, posted on day 31: 300.00; it
    # had 3,000,000.00 in the morning of day 1 and placed in the evening, so every day bears that.
    both = replace(
        one, deposits=(*one.deposits, two), terms=(replace(one.terms[0], settles="monthly",
                                                           settlement_day=31),)
    )  # fmt: skip
    found = charged(taxed(both, HELD))
    assert found == [(31, "held", 30_00), (31, "held", 300_00), (31, "held", 5)]


def test_a_deposit_that_was_not_placed_or_pays_nothing_is_not_taxed():
    poor = placed(taken(18, told=11), accounts="account | opening | terms\n A | 100 | demand")
    assert charged(taxed(poor, HELD)) == []
    negative = taxed(time(rate="-1%"), HELD)
    assert lived(negative).levies == []
    assert lived(negative).paid_out[0].interest < 0


def test_a_surcharge_is_on_the_tax_of_the_deposit():
    assert charged(taxed(time(), HELD, MORE)) == [(31, "held", 300_00), (31, "more", 36_00)]


def test_what_a_deposit_has_earned_and_was_not_paid_is_taxed_at_the_end():
    # Placed on day 1, up to the close of day 40: forty days of 200.00 = 8,000.00, taxed 800.00.
    # What A kept, 1,000,000.00, has earned 400.00 at demand, taxed 40.00.
    one = lived(taxed(placed(), HELD, MORE))
    assert one.levies == []
    assert one.levied == {("held", "A"): 840_00, ("more", "A"): 96_00 + 4_80}


def test_a_tax_on_the_result_of_pools_is_not_one_on_deposits():
    assert charged(taxed(time(), replace(HELD, base="pool_result"))) == []
    assert charged(taxed(time(), replace(HELD, base="fund_income"))) == []


def test_what_a_fund_distributes_is_no_interest_of_a_bank():
    assert charged(taxed(monthly(), HELD)) == []
    assert lived(taxed(monthly(), HELD)).levied == {}


def test_income_of_a_fund_is_taxed_where_a_tax_names_it():
    # 900.00 x 3.6 % x 4 / 360 = 0.36, of which 0.07 are withheld.
    assert charged(taxed(monthly(), OF_FUNDS, HELD)) == [(5, "income", 7)]


def test_income_that_stays_invested_is_taxed_too_and_paid_by_the_account():
    one = taxed(monthly(distribution="reinvest", maximum=900), OF_FUNDS)
    assert charged(one) == [(5, "income", 7)]
    # 0.36 stay invested; A has 0.07 less than the 100.00 it keeps, which are redeemed.
    assert lived(one).book["A"] == [100_00] * 6
    assert lived(one).invested["M"] == [900_00] * 4 + [900_29] * 2


def test_income_that_is_not_distributed_by_the_last_day_is_taxed_at_the_end():
    # Two days of 0.09: 0.18, of which 0.04.
    one = lived(replace(taxed(monthly(), OF_FUNDS), last_day=on(2)))
    assert one.levied == {("income", "A"): 4}


def test_a_deposit_s_tax_at_another_rate_is_corrected_and_so_is_what_is_open():
    # On day 18 850.00 were paid: 85.00 and 170.00. By day 25 the 1,500,000.00 that are left have
    # earned 25 x 150.00 = 3,750.00: 375.00 and 750.00. A itself has 17 x 10.00 + 8 x 15.00765 =
    # 290.06 open, and with 85.00 less from day 18 on 8 x 15.0068 = 290.05: 29.01 and 58.01.
    one = placed(taken(18, 500_000, 11))
    found = correct_terms(taxed(one, HELD), taxed(one, replace(HELD, rate="20%")), 25)
    assert touched(found) == [
        ("A", "tax", 18, -85_00, -170_00),
        ("A", "interest", "open", 290_06, 290_05),
        ("A", "tax", "open", -29_01, -58_01),
        ("A", "tax", "open", -375_00, -750_00),
    ]


def test_a_deposit_s_tax_that_nobody_knew_is_charged_on_its_day():
    found = correct_terms(time(), taxed(time(), HELD), 35)
    assert ("A", "tax", 31, 0, -300_00) in touched(found)


def test_where_the_listed_rate_is_not_fixed_yet_nothing_is_open_on_the_deposit():
    one = replace(
        placed(taken(35, told=28), rate="LISTED"),
        indices=(Index(id="LISTED"),),
        index_rates=(IndexRate(index="LISTED", date=on(30), rate="3.6%"),),
    )
    found = correct_terms(taxed(one, HELD), taxed(one, replace(HELD, rate="20%")), 25)
    # The 1,000,000.00 on A: 25 x 10.00.
    assert touched(found) == [("A", "tax", "open", -25_00, -50_00)]


def test_a_fund_s_tax_that_nobody_knew_is_charged_on_the_day_of_its_income():
    for distribution in ("pay_out", "reinvest"):
        one = monthly(distribution=distribution, maximum=900)
        found = correct_terms(one, taxed(one, OF_FUNDS), 5)
        assert touched(found)[0] == ("A", "tax", 5, 0, -7)
