"""Internal interest on positions in another currency, worked out by hand, in cents; every check
passes on each run.

R holds dollars, H euros: a euro is 1.08 dollars at bid and 1.12 at ask. Internal terms are settled
on the 20th: 3.6 % of what is sent up, 7.2 % of what is fetched down, ACT/360. Day 1 is Monday
2 March 2026, so that 19 days are settled on the 20th and posted on the 21st, which is day 20.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.hand.back_value import correct_terms, touched
from tests.hand.tables import on
from tests.hand.test_conversions_by_hand import booked, figures
from tests.hand.test_membership_by_hand import lived
from tests.hand.test_regional_headers_by_hand import region
from treasury.accounts.ledger import closing
from treasury.comparison import study
from treasury.correction.correcting import Books, Method, books
from treasury.fx import FxRate
from treasury.interest import Terms
from treasury.plan.problems.every import complaints
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

INNER = Terms(id="inner", settles="monthly")
EARNED = Rate(terms="inner", side="credit", rate="3.6%")
OWED = Rate(terms="inner", side="debit", rate="7.2%")
DAYS = 25
METHODS: tuple[Method, ...] = ("delta", "full")


def priced(own: str, items: str = "", *rates: Rate, **fields: Any) -> Scenario:
    """H opens with its own euros, R with 500,000.00 dollars; positions bear the rates. Below H are
    the accounts of `region_lines`."""
    lines = fields.pop("region_lines", "")
    given = {"days": DAYS, "root": "500000", "pool": {"internal_terms": "inner"}, **fields}
    scenario = region(lines, items, hub=own, **given)
    every = (*scenario.rates, *(rates or (EARNED, OWED)))
    return replace(scenario, terms=(*scenario.terms, INNER), rates=every, fx_days=60)


def posted(scenario: Scenario) -> str:
    """What was added to the position in the night to the 21st."""
    run = lived(scenario)
    before, after = figures(run, 19)["n of H"], figures(run, 20)["n of H"]
    return str(Decimal(after) - Decimal(before))


def test_what_was_sent_up_bears_interest_in_the_header_s_currency():
    # 300,000.00 x 1.08 = 324,000.00; x 3.6 % x 19 / 360 = 615.60
    assert posted(priced("300000")) == "615.60"


def test_what_was_fetched_down_costs_interest_in_the_header_s_currency():
    # 100,000.00 x 1.12 = 112,000.00; x 7.2 % x 19 / 360 = 425.60
    assert posted(priced("-100000")) == "-425.60"


def test_tiers_are_of_the_header_s_money():
    low = replace(EARNED, up_to=Decimal(300_000))
    high = replace(EARNED, rate="1.8%")
    # 300,000.00 at 3.6 % and 24,000.00 at 1.8 %, x 19 / 360: 570.00 + 22.80
    assert posted(priced("300000", "", low, high, OWED)) == "592.80"


def in_yen(up_to: str) -> Scenario:
    """H's 3,000.00 euros below R in yen, 150 for a euro, at 3.6 % up to so many and 1.8 % above."""
    low = replace(EARNED, up_to=Decimal(up_to))
    high = replace(EARNED, rate="1.8%")
    scenario = priced("3000", "", low, high, OWED)
    into_yen = FxRate(date=on(1), base="EUR", quote="JPY", mid=Decimal(150))
    yen = tuple(replace(one, currency="JPY") if one.id == "R" else one for one in scenario.accounts)
    terms = tuple(replace(one, fx_side="mid") for one in scenario.conversions)
    return replace(scenario, accounts=yen, conversions=terms, fx_rates=(into_yen,),
                   reporting_currency="JPY")  # fmt: skip


def test_tiers_of_a_position_in_yen_have_no_decimals():
    # 450,000 yen: 300,000 at 3.6 % and 150,000 at 1.8 %, x 19 / 360: 570 + 142.5, a half up
    assert posted(in_yen("300000")) == "713"
    assert [one.sentence() for one in complaints(in_yen("300000.50"))] == [
        "rates[0].up_to: 300000.50 has more decimals than JPY; expected at most 0 decimals"
    ]


def test_interest_is_rounded_in_the_header_s_currency_and_bears_interest():
    # 100.00 x 1.08 = 108.00; x 3.6 % x 19 / 360 = 0.2052. Then 108.21 stand there.
    run = lived(priced("100"))
    assert (figures(run, 19)["n of H"], figures(run, 20)["n of H"]) == ("108.00", "108.21")
    assert {one.entity: one.internal_interest for one in run.members if one.internal_interest} == {
        # 0.21 posted, and of six days of 108.21: 6 x 0.010821 = 0.064926
        "EU": 27,
        "HQ": -27,
    }


def test_nothing_is_exchanged_when_interest_is_posted():
    run = lived(priced("300000"))
    assert [len([one for one in run.figures if one.fx])] == [1]
    assert (figures(run, 25)["H"], figures(run, 25)["R"]) == ("0.00", "824000.00")


def test_what_was_earned_is_exchanged_when_it_is_fetched():
    # The position of 324,615.60 pays 280,000.00 euros on day 22: 313,600.00 dollars at the ask.
    items = "day | account | amount\n22 | H | -280000"
    scenario = priced("300000", items)
    able = tuple(replace(one, overdraft=Decimal(280_000)) if one.id == "H" else one
                 for one in scenario.accounts)  # fmt: skip
    run = lived(replace(scenario, accounts=able))
    assert figures(run, 22)["n of H"] == "11015.60"


def test_it_is_booked_in_both_books_in_the_header_s_currency():
    entries = booked(lived(priced("300000")))
    assert [entry for entry in entries if "internal" in str(entry)] == [
        [
            ("EU:position:HQ:USD", "EU:internal_interest_earned:EU:USD", "615.60"),
            ("HQ:internal_interest_paid:HQ:USD", "HQ:position:EU:USD", "615.60"),
        ]
    ]
    entries = booked(lived(priced("-100000")))
    assert [entry for entry in entries if "internal" in str(entry)] == [
        [
            ("EU:internal_interest_paid:EU:USD", "EU:position:HQ:USD", "425.60"),
            ("HQ:position:EU:USD", "HQ:internal_interest_earned:HQ:USD", "425.60"),
        ]
    ]


WITHHELD = TaxTerm(tax="withholding", base="internal_interest", rate="10%", payer="header")
STAMP = TaxTerm(tax="stamp", base="loan_drawn", rate="0.05%", payer="borrower", direction="up")


def taxed(own: str, *taxes: TaxTerm, rates: tuple[Rate, ...] = ()) -> Scenario:
    """As `priced`, with taxes that the header pays in dollars."""
    return priced(own, "", *rates, tax_terms=taxes)


def test_taxes_that_the_header_pays_are_in_its_currency():
    # 10 % of 615.60 on day 20; R holds 500,000.00 and 324,000.00, and pays in dollars.
    run = lived(taxed("300000", WITHHELD))
    assert (figures(run, 19)["R"], figures(run, 20)["R"]) == ("824000.00", "823938.44")
    # 10 % of 425.60, which R earned; 500,000.00 - 112,000.00 - 42.56
    assert figures(lived(taxed("-100000", WITHHELD)), 20)["R"] == "387957.44"
    # 0.05 % of 324,000.00 drawn on day 1, on the morning after; interest added to it is no new loan
    run = lived(taxed("300000", STAMP))
    assert [figures(run, day)["R"] for day in (1, 2, 25)] == ["824000.00", "823838.00", "823838.00"]
    # 10 % of 6 x 32.46156 = 194.77 that has accrued, open beside what was charged
    (tax,) = (one.tax for one in lived(taxed("300000", WITHHELD)).figures if one.tax)
    assert tax == 61_56 + 19_48


def test_a_tax_on_interest_at_a_wrong_rate_is_corrected_in_the_header_s_currency():
    twice = (replace(EARNED, rate="7.2%"), OWED)
    found = correct_terms(taxed("300000", WITHHELD), taxed("300000", WITHHELD, rates=twice), DAYS)
    assert ("R", "tax", 20, -61_56, -123_12) in touched(found)


def test_what_one_earns_the_other_pays_in_each_currency_and_in_the_group_s():
    run = study(priced("300000", as_is=None)).runs[1]
    # 615.60, and from day 20 on of 324,615.60: 6 x 32.46156 = 194.76936
    assert {(one.entity, one.currency): one.internal_interest for one in run.members} == {
        ("EU", "EUR"): 0, ("EU", "USD"): 810_37, ("HQ", "USD"): -810_37,
    }  # fmt: skip
    assert [dict(one.waterfall)["intercompany interest"] for one in run.figures] == [0, 0]
    assert run.group is not None
    assert dict(run.group.figures.waterfall)["intercompany interest"] == 0
    assert {one.entity: one.internal_interest for one in run.group.members} == {
        "EU": 810_37, "HQ": -810_37,
    }  # fmt: skip


def test_a_payment_counts_what_the_position_has_earned():
    # E's 300,000.00 were sold for 324,000.00 dollars, and earned 615.60: 324,615.60 / 1.12 and
    # 20,000.00 of the day are 309,835.3571... of which 300,000.00 are E's.
    items = "day | account | amount\n22 | H | 20000\n22 | H | -9835.36"
    lines = "E | EU | EUR | 300000 | H | zero_balance |"
    scenario = priced("0", items, region_lines=lines)
    assert lived(scenario).figures[0].payments_not_made.count == 1
    less = tuple(replace(one, amount=Decimal("-9835.35")) if one.amount < 0 else one
                 for one in scenario.items)  # fmt: skip
    assert lived(replace(scenario, items=less)).figures[0].payments_not_made.count == 0


def test_inside_one_legal_person_nothing_bears():
    scenario = priced("0", region_lines="E | E | EUR | 300000 | H | zero_balance |")
    branch = tuple(replace(one, entity="HQ") if one.id == "H" else one for one in scenario.accounts)
    run = lived(replace(scenario, accounts=branch))
    assert figures(run, 25)["n of H"] == "324000.00"
    # 300,000.00 x 3.6 % x 19 / 360
    assert figures(run, 25)["n of E"] == "300570.00"
    assert {one.currency for one in run.members if one.internal_interest} == {"EUR"}


def test_a_wrong_rate_is_corrected_in_both_books_in_the_header_s_currency():
    # 324,000.00 x 19 days: 615.60 at 3.6 %, 1,231.20 at 7.2 %.
    twice = replace(EARNED, rate="7.2%")
    found = correct_terms(priced("300000"), priced("300000", "", twice, OWED), DAYS)
    assert touched(found)[0] == ("H", "internal interest", 20, 615_60, 1231_20)
    for method in METHODS:
        moved = [one for one in posted_by(books(found, method)) if one[1]]
        assert sorted(moved) == [
            ("EU:internal_interest_earned:EU:USD", -615_60),
            ("EU:position:HQ:USD", 615_60),
            ("HQ:internal_interest_paid:HQ:USD", 615_60),
            ("HQ:position:EU:USD", -615_60),
        ]


def posted_by(found: Books) -> list[tuple[str, int]]:
    """What the entries have moved, by ledger account."""
    names = (one.name for one in found.ledger.accounts)
    return list(zip(names, closing(found.ledger).tolist(), strict=True))
