"""What explain and the report tell of sweeps between currencies."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from tests.hand.back_value import correct_terms
from tests.hand.tables import on
from tests.hand.test_conversions_by_hand import DOLLARS, MID, YEN, across
from tests.hand.test_interest_across_currencies_by_hand import DAYS, EARNED, OWED, priced
from tests.hand.test_membership_by_hand import lived
from tests.hand.test_regional_headers_by_hand import region
from tests.reporting.explaining.test_membership_words import told
from treasury.cli.app import main
from treasury.correction.correcting import books
from treasury.plan.one_day import Asked
from treasury.reporting.correcting.tables import entry_table, touched_table
from treasury.reporting.correcting.terminal import totals
from treasury.reporting.correcting.words import sentence
from treasury.reporting.explaining.conversion_words import terms_words
from treasury.reporting.intercompany import daily_positions, movements
from treasury.reporting.interest_statement import interest_statement
from treasury.reporting.previewing import preview
from treasury.reporting.sweeps import sweep_register

PAID = "day | account | amount\n2 | U | -100"


def test_a_sweep_says_at_which_rate_it_was_sold_and_what_arrived() -> None:
    run = lived(across("1000"))
    assert (
        "saw 1,000.00 on U and sent 1,000.00 up to H, sold at 0.891 (USD/EUR mid 0.9 of "
        "2026-03-02 less 1% spread): 891.00 EUR arrived. Balance: 0.00."
    ) in told(run, "U", 1)
    assert "891.00 EUR arrived. Balance: 891.00." in told(run, "H", 1)


def test_the_position_is_told_in_euros_and_is_no_entitlement_in_dollars() -> None:
    run = lived(across("1000"))
    story = told(run, "U", 1)
    assert "Position: 891.00 EUR net sent up to H." in story
    assert "Entitlement: 0.00, without its position in EUR." in story
    assert "It owes its participants 891.00, net." in told(run, "H", 1)


def test_what_was_fetched_says_what_it_cost() -> None:
    run = lived(across("-100", "500", terms=replace(MID, fx_side="bid", spread="1%")))
    # A euro is sold at 1 / 0.92 dollars: the pair's ask, turned.
    assert (
        "asked H for 100.00; H could give 500.00 EUR, so all of it came, bought for 92.93 EUR at "
        "1.076086957 (USD/EUR ask 0.92 of 2026-03-02 less 1% spread). Balance: 0.00."
    ) in told(run, "U", 1)


def test_a_short_header_says_what_it_could_give_in_its_currency() -> None:
    story = told(lived(across("-100", "50")), "U", 1)
    assert "H could give 50.00 EUR, so 55.00 came, bought for 50.00 EUR at 1.1 (" in story
    story = told(lived(across("-100", "0")), "U", 1)
    assert "H could give 0.00 EUR, so nothing came." in story


def test_over_a_bridge_both_quotes_are_told() -> None:
    scenario = across("1000", fx_rates=(DOLLARS, YEN), fx_bridge="EUR", reporting_currency="JPY",
                      terms=MID)  # fmt: skip
    accounts = tuple(replace(one, currency="JPY") if one.id == "H" else one
                     for one in scenario.accounts)  # fmt: skip
    story = told(lived(replace(scenario, accounts=accounts)), "U", 1)
    assert (
        "sold at 144 (USD/EUR mid 0.9 of 2026-03-02, EUR/JPY mid 160 of 2026-03-02): 144,000 JPY "
        "arrived"
    ) in story


def test_the_register_has_both_amounts() -> None:
    data = sweep_register(lived(across("1000"))).data
    assert (data["amount"], data["for_header"]) == ([1000_00], [891_00])
    assert data["header_currency"] == ["EUR"]


def test_positions_and_their_movements_are_in_the_header_s_currency() -> None:
    scenario = across("1000", items=PAID, days=2)
    able = tuple(replace(one, overdraft=Decimal(100)) if one.id == "U" else one
                 for one in scenario.accounts)  # fmt: skip
    run = lived(replace(scenario, accounts=able))
    daily = daily_positions(run).data
    assert daily["currency"] == ["EUR", "EUR"] and daily["amount"] == [891_00, 800_09]
    moved = movements(run)
    assert moved.data["sent_up"] == [891_00] and moved.data["fetched_down"] == [-90_91]
    assert (moved.data["currency"], moved.data["closing"]) == (["EUR"], [800_09])


def test_the_terms_of_a_structure_are_listed() -> None:
    later = replace(MID, valid_from=on(2), fx_side="bid", spread="0.5%")
    run = lived(across("0", days=2, conversions=(MID, later)))
    assert terms_words(run.plan) == [
        "What is swept of U is converted into EUR at mid, at bid less 0.5% from 2026-03-03."
    ]


def test_an_evening_is_previewed_at_its_rates() -> None:
    scenario = across("0", days=3)
    balances = {"H": Decimal(0), "U": Decimal(1000)}
    found = preview(Asked(scenario=scenario, structure="pool", day=on(2), balances=balances,
                          positions={"U": Decimal("-5.25")}))  # fmt: skip
    (sweep,) = found.sweeps
    assert sweep.amount == 1000_00 and "891.00 EUR arrived" in sweep.sentence
    assert {one.account: one.closing for one in found.accounts} == {"H": 891_00, "U": 0}


def test_reports_and_exports_of_a_run_with_conversions_are_written(tmp_path: Path) -> None:
    scenario = Path(__file__).parents[3] / "scenarios" / "23_cross_currency_sweeps"
    run = tmp_path / "run"
    assert main(["run", str(scenario), "--out", str(run)]) == 0
    page = (run / "report.html").read_text(encoding="utf-8")
    assert "What is swept of UK-GBP is converted into EUR at mid less 0.2%." in page
    for kind in ("hledger", "beancount", "csv"):
        target = tmp_path / kind
        assert main(["export", str(run), "--format", kind, "--out", str(target)]) == 0


def test_a_regional_header_says_what_it_keeps_and_what_its_dollars_count_for() -> None:
    lines = """E | E | EUR | 300 | H | zero_balance |
               F | F | EUR | -50 | H | zero_balance |"""
    items = "day | account | amount\n2 | H | 30\n2 | H | -25"
    run = lived(region(lines, items, days=2))
    story = told(run, "H", 1)
    assert (
        "saw 250.00 on H after 50.00 kept for its participants' needs and sent 250.00 up" in story
    )
    assert "Position: 270.00 USD net sent up to R." in story
    assert "Entitlement: -250.00, without its position in USD." in story
    assert "For its own payments its position counts at what it brings today, 241.07." in story
    # 30.00 + 241.07 - 250.00
    assert (
        "the account would have spent its participants' money (30.00 was free, it could pay 21.07)."
        "\n  It could pay 21.07 (30.00 of its own, but only 21.07 is not its participants' money)."
    ) in told(run, "H", 2)


def test_a_regional_header_whose_dollars_bring_less_than_it_owes_has_nothing_of_its_own() -> None:
    lines = """E | E | EUR | 300 | H | zero_balance |
               F | F | EUR | -50 | H | zero_balance |"""
    run = lived(region(lines, "day | account | amount\n2 | H | 5\n2 | H | -3", days=2))
    # 5.00 + 241.07 - 250.00
    assert (
        "It could pay 0.00 "
        "(5.00 of its own, but all of that is its participants' money, and 3.93 more)."
    ) in told(run, "H", 2)


def test_nobody_draws_on_a_link_that_converts_and_the_words_say_so() -> None:
    lines = "E | E | EUR | 0 | H | zero_balance | full"
    items = "day | account | amount\n2 | E | -30"
    run = lived(region(lines, items, hub="120", rule="target_constant target=20", days=2))
    assert (
        "H could give 20.00: 20.00 of free cash; its link to R converts, so nothing is drawn on it."
    ) in told(run, "E", 2)


def test_interest_on_a_position_is_told_in_the_currency_it_is_owed_in() -> None:
    run = lived(priced("300000"))
    assert (
        "Internal interest of H on money sent up to R (terms inner) settled: 6,156,000.00 USD x "
        "3.60 % / 360 = 615.60, rounded half up to 615.60 USD earned; it is posted the next day."
    ) in told(run, "H", 19)
    assert (
        "Internal interest of H on money sent up to R (terms inner): 615.60 USD was added to the "
        "position, H earns it; no cash moved."
    ) in told(run, "H", 20)
    data = interest_statement(run).data
    place = data["bearer"].index("money sent up to R")
    assert (data["account"][place], data["currency"][place]) == ("H", "USD")
    moved = movements(run)
    assert (moved.data["interest"], moved.data["currency"]) == ([615_60], ["USD"])


def test_its_correction_is_told_in_that_currency_too() -> None:
    twice = replace(EARNED, rate="7.2%")
    found = correct_terms(priced("300000"), priced("300000", "", twice, OWED), DAYS)
    first = touched_table(found).data
    assert (first["account"][0], first["currency"][0]) == ("H", "USD")
    assert first["exact"][0] == "615.60"
    entered = entry_table(found, books(found, "delta")).data
    assert (entered["account"], entered["amount"]) == (["H", "R"], [615_60, -615_60])
    assert entered["currency"] == ["USD", "USD"]
    assert totals(found, books(found, "delta")) == [
        "H: 615.60 USD of internal interest in all, on its position: no cash moves"
    ]
    words = sentence(found, found.touched[0])
    assert "615.60 USD" in words and "1,231.20 USD" in words and "USD-days" in words
