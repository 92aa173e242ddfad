"""Money market sweeps (自动理财) by hand: what an evening places and redeems, and what it earns.

Days count from 1, Monday 2 March 2026; ACT/360. The fund yields 3.6 %: 0.01 a day on 100.00.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import group, lived, on
from treasury.accounts.chart import Hold, Stop
from treasury.comparison import study
from treasury.credit import OverdraftAgreement
from treasury.dates import Calendar
from treasury.interest import Terms
from treasury.money_market import MoneyMarketSweep
from treasury.rates import Rate
from treasury.scenario import Scenario

YIELD = Rate(terms="fund", side="credit", rate="3.6%")
FUND = Terms(id="fund", settles="never")
ALONE = """
    account | opening
    A       | {opening}
    """
CALENDAR = Calendar(id="weekdays", valid_from=on(1), valid_until=on(60))


def swept(opening: int, items: str = "", **given: Any) -> Scenario:
    """A group of which account A invests what is above 100.00 in the evening."""
    amounts = {"keep", "minimum", "multiple", "redemption_minimum", "redemption_multiple",
               "maximum", "invested"}  # fmt: skip
    fields: dict[str, Any] = {"id": "M", "account": "A", "terms": "fund", "keep": 100} | given
    fields = {key: Decimal(one) if key in amounts else one for key, one in fields.items()}
    more = fields.pop("more", {}) | {"terms": (fields.pop("of_fund", FUND),)}
    accounts, days = fields.pop("accounts", ALONE), fields.pop("days", 3)
    table = f"day | account | amount\n{items}" if items else ""
    return group(
        accounts.format(opening=opening), table, days=days, rates=(YIELD,),
        money_market_sweeps=(MoneyMarketSweep(**fields),), **more,
    )  # fmt: skip


def evenings(scenario: Scenario, structure: str | None = "pool") -> list[tuple[int, int]]:
    """What is on A and what is invested at each close, in yuan."""
    outcome = lived(scenario, structure)
    there, invested = outcome.book["A"], outcome.invested["M"]
    return [(one // 100, two // 100) for one, two in zip(there, invested, strict=True)]


CASES: dict[str, tuple[Scenario, list[tuple[int, int]]]] = {
    # 100 and the 900 received: 900 is over; on day 2 80 lacks to the 100, on day 3 50 is over
    "over and lacking": (
        swept(100, "1 | A | 900\n2 | A | -80\n3 | A | 50"),
        [(100, 900), (100, 820), (100, 870)],
    ),
    # of 950 whole 200s: 800; day 2 has 250 less 100, none fits; 350 less 100: 200
    "whole multiples": (
        swept(1050, "2 | A | 0.01\n3 | A | 100", multiple=200),
        [(250, 800), (250, 800), (150, 1000)],
    ),
    # 900 is less than 1,000; with 100 more it is just enough
    "a minimum": (
        swept(1000, "2 | A | 100", minimum=1000, days=2),
        [(1000, 0), (100, 1000)],
    ),
    # no more than 600 in all: 300 of room beside 300 invested before
    "a maximum": (swept(1000, invested=300, maximum=600, days=2), [(700, 600), (700, 600)]),
    # 80 lacks: 200 at least, then in whole 50s: 200; then 130 lacks: 150 in the second way
    "a redemption's minimum": (
        swept(1000, "2 | A | -80", redemption_minimum=200, redemption_multiple=50, days=2),
        [(100, 900), (220, 700)],
    ),
    "a redemption's multiple": (
        swept(1000, "2 | A | -95", redemption_multiple=50, days=2),
        [(100, 900), (105, 800)],
    ),
    # 90 lacks, in whole 50s that were 100: but 70 is all there is
    "the last redemption takes everything": (
        swept(10, invested=70, redemption_multiple=50, days=2),
        [(80, 0), (80, 0)],
    ),
    # ordered on day 2, there at the opening of day 3
    "the next day": (
        swept(1000, "2 | A | -80", redemption="next_day"),
        [(100, 900), (20, 900), (100, 820)],
    ),
    # Friday is day 5: ordered then, there on Monday, day 8
    "over a weekend": (
        swept(1000, "5 | A | -80\n6 | A | 500", redemption="next_day", days=8,
              calendar="weekdays", more={"calendars": (CALENDAR,)}),
        [(100, 900)] * 4 + [(20, 900)] + [(520, 900)] * 2 + [(100, 1320)],
    ),
    "from a first to a last day": (
        swept(1000, valid_from=on(2), valid_until=on(4), days=5),
        [(1000, 0), (100, 900), (100, 900), (1000, 0), (1000, 0)],
    ),
    # on the last day the money is ordered for the next, when it comes
    "a last day with money on the next": (
        swept(1000, valid_until=on(2), redemption="next_day"),
        [(100, 900), (100, 900), (1000, 0)],
    ),
    # 300 is held: of 1,000 only 600 is over; 1,200 held lacks, but nothing is redeemed for a hold
    "a hold": (
        swept(1000, more={"holds": (Hold(account="A", amount=Decimal(300), valid_until=on(1)),)},
              days=2),
        [(400, 600), (100, 900)],
    ),
    "a hold above the balance": (
        swept(500, invested=500,
              more={"holds": (Hold(account="A", amount=Decimal(800)),)}, days=1),
        [(600, 400)],
    ),
    "a frozen account": (
        swept(1000, more={"stops": (Stop(account="A", kind="frozen", valid_from=on(1),
                                         valid_until=on(1)),)}, days=2),
        [(1000, 0), (100, 900)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_an_evening(name):
    scenario, expected = CASES[name]
    assert evenings(scenario) == expected


def test_a_reserve_above_what_is_to_be_kept_stays():
    accounts = "account | opening | reserve | line\nA | {opening} | 250 | 10"
    assert evenings(swept(1000, accounts=accounts, days=1)) == [(250, 750)]


def test_what_is_drawn_on_a_line_is_redeemed_and_repays_it_the_next_evening():
    # day 2 pays 300 of 100: the line lifts -200 to 0, then 100 (kept) and 200 (drawn) are lacking;
    # day 3 repays 200 in the evening, and 100 stays
    accounts = "account | opening | line\nA | {opening} | 500"
    outcome = lived(swept(1000, "2 | A | -300", accounts=accounts))
    assert [each // 100 for each in outcome.owed["line-A"]] == [0, 200, 0]
    assert [each // 100 for each in outcome.book["A"]] == [100, 300, 100]
    assert [each // 100 for each in outcome.invested["M"]] == [900, 600, 600]


@pytest.mark.parametrize("short", ["queue", "reject"])
def test_a_payment_that_waits_is_lacking_and_is_made_in_the_evening(short):
    # 180 of 100 waits; in the evening 180 is redeemed beside the 100 that stays, and it is made
    items = "day | account | amount | short\n2 | A | -180 | {short}"
    scenario = swept(1000, days=3)
    scenario = replace(
        scenario,
        items=group(ALONE.format(opening=1000), items.format(short=short), days=3).items,
    )
    outcome = lived(scenario)
    fate = next(iter(outcome.fates.values()))
    assert fate.what == ("made" if short == "queue" else "rejected")
    expected = [900, 720, 720] if short == "queue" else [900, 900, 900]
    assert [each // 100 for each in outcome.invested["M"]] == expected
    assert [each // 100 for each in outcome.book["A"]] == [100, 100, 100]


def test_a_payment_made_in_the_evening_does_not_use_the_line_which_is_drawn_already():
    # of 200, 100 is kept and 100 invested; 320 waits for 100 and a line of 150. The fund gives its
    # 100, and 200 + 150 could pay: but the line moves before the fund. It pays on day 3, and the
    # evening lifts the -120 to 0
    accounts = "account | opening | line\nA | {opening} | 150"
    outcome = lived(replace(swept(200, "2 | A | -320", accounts=accounts), queue="carry"))
    (fate,) = outcome.fates.values()
    assert (fate.what, fate.day) == ("made", on(3))
    assert [each // 100 for each in outcome.owed["line-A"]] == [0, 0, 120]
    assert [each // 100 for each in outcome.book["A"]] == [100, 200, 0]
    assert [each // 100 for each in outcome.invested["M"]] == [100, 0, 0]


def test_what_is_overdue_is_redeemed_and_repays_the_next_evening():
    # 100 is overdue, and the closed overdraft counts for nothing: 100 of the 500 comes back in the
    # first evening, after what repays, and repays in the second
    accounts = "account | opening | overdraft\nA | {opening} | 200"
    late = Terms(id="late", settles="never")
    owed: dict[str, Any] = {"nights": 2, "terms": "late", "overdue": Decimal(100)}
    agreement = OverdraftAgreement(id="OD", account="A", **owed)
    scenario = swept(0, invested=500, keep=0, accounts=accounts)
    scenario = replace(
        scenario, overdraft_agreements=(agreement,), terms=(*scenario.terms, late),
        rates=(*scenario.rates, Rate(terms="late", side="debit", rate="0%")),
    )  # fmt: skip
    outcome = lived(scenario)
    assert [each // 100 for each in outcome.owed["OD"]] == [100, 0, 0]
    assert [each // 100 for each in outcome.book["A"]] == [100, 0, 0]
    assert [each // 100 for each in outcome.invested["M"]] == [400, 400, 400]
    assert [one.detail for one in study(scenario).runs[0].checks if one.passed is False] == []


def test_nor_does_a_participants_draw_on_the_header():
    accounts = """
        account | opening   | line | header | rule         | mode
        A       | {opening} | 150  |        |              |
        B       | 0         |      | A      | zero_balance | full
        """
    # B's 320 waits for a header with 100 and a line of 150. A's own 60 waits behind no cash either:
    # the fund gives 100 for what A itself lacks, and B still finds 200 and no line
    scenario = swept(200, "2 | B | -320\n2 | A | -260", accounts=accounts)
    outcome = lived(replace(scenario, queue="carry"))
    assert [each // 100 for each in outcome.book["A"]] == [100, 200, 0]
    assert [each // 100 for each in outcome.owed["line-A"]] == [0, 0, 60]


def monthly(**given: Any) -> Scenario:
    """900.00 invested from day 1, distributed at the close of day 4: four nights, 0.36."""
    terms = Terms(id="fund", settles="monthly", settlement_day=5)
    return swept(1000, days=6, of_fund=terms, **given)


def test_earnings_are_paid_to_the_account_and_invested_the_same_evening():
    outcome = lived(monthly())
    assert [one.amount for one in outcome.postings] == [36]
    assert outcome.book["A"] == [100_00] * 6
    assert outcome.invested["M"] == [900_00] * 4 + [900_36] * 2


def test_earnings_that_are_too_little_for_a_placing_stay_on_the_account():
    outcome = lived(monthly(minimum=100))
    assert outcome.book["A"] == [100_00] * 4 + [100_36] * 2
    assert outcome.invested["M"] == [900_00] * 6


def test_earnings_that_are_reinvested_never_come_to_the_account():
    outcome = lived(monthly(distribution="reinvest", maximum=900))
    assert [(one.kind, one.amount) for one in outcome.postings] == [("fund", 36)]
    assert outcome.book["A"] == [100_00] * 6
    assert outcome.invested["M"] == [900_00] * 4 + [900_36] * 2


def test_earnings_after_the_last_day_are_paid_out():
    outcome = lived(monthly(distribution="reinvest", valid_until=on(4)))
    # three nights of 900.00; the fourth night it is back
    assert outcome.book["A"] == [100_00] * 3 + [1000_00, 1000_27, 1000_27]
    assert outcome.invested["M"] == [900_00] * 3 + [0] * 3


def test_a_sweep_of_a_structure_works_in_its_run_alone():
    one = swept(1000, structure="pool", days=1)
    assert evenings(one) == [(100, 900)]
    assert lived(one, None).invested == {}


def test_a_header_invests_what_the_pool_has_concentrated():
    accounts = """
        account | opening | header | rule
        A       | 50      |        |
        B       | {opening} | A    | zero_balance
        """
    one = swept(1000, accounts=accounts, structure="pool", days=2, keep=200)
    assert evenings(one) == [(200, 850), (200, 850)]
    as_is, pool = study(one).runs
    (figures,) = pool.figures
    assert (figures.invested, as_is.figures[0].invested) == (850_00, 0)
    assert figures.root_cash == 200_00 and figures.idle_cash == 0
    assert figures.interest_earned == figures.net_benefit == 17
