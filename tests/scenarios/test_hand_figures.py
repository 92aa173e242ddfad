"""The figures in the scenarios' READMEs, one by one: what the text says is what the run gives."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.scenarios.answers import accrued, book, cny, grouped, is_result, row, text_of
from tests.scenarios.shipped import FLAGSHIP, run_of, study_of
from treasury.comparison import Run
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    AUX,
    DAY,
    DEPOSIT_INTEREST,
    FUNDING,
    INTEREST,
    KIND,
    LOAN,
    PAYMENT,
    REF,
    SEEN,
    SETTLED,
    TERM_FEE,
)
from treasury.virtual_ledgers import virtual_ledgers

ONE, TWO, THREE, FOUR = (
    "01_one_account", "02_zero_balancing", "03_target_and_range", "04_three_levels"
)  # fmt: skip
SEVEN = "07_virtual_ledgers"
THIRTEEN = "13_notice_and_agreed_deposits"
SIXTEEN = "16_index_and_agreed_deposit"
EIGHTEEN = "18_compounding_in_arrears"
TWENTY_EIGHT = "28_business_days"


def posted_in_june() -> int:
    run = run_of(ONE, "as_is")
    events = run.projection.events
    (amount,) = events[events[:, KIND] == INTEREST, AMOUNT]
    return int(amount)


def fen_left_over() -> int:
    run = run_of(THREE, "short_pro_rata")
    events, names = run.projection.events, run.plan.names
    wanted = (
        (events[:, KIND] == FUNDING)
        & (events[:, DAY] == row(run, 4, 14))
        & (events[:, ACCOUNT] == names.accounts.index("C-1"))
    )
    (amount,) = events[wanted, AMOUNT]
    return int(amount)


def ledger_interest(name: str) -> int:
    run = run_of(SEVEN, "as_is")
    found = virtual_ledgers(run.plan, run.projection.events, run.ledger)
    owner = [found.table.ids[bearing.ledger] for bearing in found.table.bearings]
    return sum(one.amount for one in found.settled if owner[one.bearing] == name)


def settled_in_june(account: str, terms: str) -> int:
    """What was settled on 20 June under the terms, signed as the account sees it."""
    run = run_of(SIXTEEN, "as_is")
    events, names = run.projection.events, run.plan.names
    rows = events[(events[:, KIND] == SETTLED) & (events[:, DAY] == row(run, 6, 20))].tolist()
    (amount,) = (each[AMOUNT] for each in rows if names.accrual_terms[each[REF]] == terms)
    assert names.accounts == (account,)
    return int(amount)


def loan_interest_of_june() -> int:
    run = run_of(TWENTY_EIGHT, "as_is")
    events = run.projection.events
    wanted = (events[:, KIND] == INTEREST) & (events[:, DAY] == row(run, 6, 22))
    (amount,) = events[wanted, AMOUNT]
    return -int(amount)


def loan_interest_of_april() -> int:
    run = run_of(EIGHTEEN, "as_is")
    events = run.projection.events
    wanted = (events[:, KIND] == SETTLED) & (events[:, DAY] == row(run, 4, 10))
    (amount,) = events[wanted, AMOUNT]
    return -int(amount)


def commitment_fee_of_april() -> int:
    run = run_of(EIGHTEEN, "as_is")
    events = run.projection.events
    wanted = (events[:, KIND] == TERM_FEE) & (events[:, DAY] == row(run, 4, 11))
    (amount,) = events[wanted, AMOUNT]
    return -int(amount)


def interest_of_deposit(name: str, month: int, day: int) -> int:
    run = run_of(THIRTEEN, "pool")
    events = run.projection.events
    wanted = (events[:, KIND] == DEPOSIT_INTEREST) & (events[:, DAY] == row(run, month, day))
    wanted &= events[:, AUX] == run.plan.names.deposits.index(name)
    (amount,) = events[wanted, AMOUNT]
    return int(amount)


def harvest_interest() -> int:
    run = run_of(FLAGSHIP, "as_is")
    events, tables = run.projection.events, run.plan.tables
    loan = run.plan.names.loans.index("TERM-HARVEST")
    accruals = tables.accruals
    (which,) = np.flatnonzero((accruals.kind == LOAN) & (accruals.subject == loan))
    wanted = (events[:, KIND] == SETTLED) & (events[:, REF] == which)
    (amount,) = events[wanted & (events[:, DAY] == row(run, 3, 20)), AMOUNT]
    return -int(amount)


BOLD: list[tuple[str, str, Callable[[], int]]] = [
    (ONE, "3,785.42", posted_in_june),
    (ONE, "179.81", lambda: accrued(run_of(ONE, "as_is"), "WORKS-1", "agreed_deposit", "credit")),
    (TWO, "1,220.42", lambda: accrued(run_of(TWO, "as_is"), "HQ-1", "current", "debit")),
    (TWO, "20.54", lambda: accrued(run_of(TWO, "zero_linked"), "HQ-1", "current", "debit")),
    (TWO, "22,500.00", lambda: cny(run_of(TWO, "zero_held_back")).idle_cash),
    (THREE, "118,679.25", fen_left_over),
    (FOUR, "1,650,000.00", lambda: book(run_of(FOUR, "keep_levels"), "HQ-1", 5, 11)),
    (FOUR, "55.11", lambda: accrued(run_of(FOUR, "keep_levels"), "GLASS-1", "internal", "credit")),
    (SEVEN, "270.40", lambda: ledger_interest("BRIDGE")),
    (THIRTEEN, "2,114.58", lambda: interest_of_deposit("SEVEN", 6, 15)),
    (SIXTEEN, "2,106.64", lambda: settled_in_june("PAPER-1", "demand")),
    (SIXTEEN, "7,233.33", lambda: -settled_in_june("PAPER-1", "loan")),
    (EIGHTEEN, "9,362.43", loan_interest_of_april),
    (EIGHTEEN, "618.06", commitment_fee_of_april),
    (TWENTY_EIGHT, "32,000.00", loan_interest_of_june),
    (FLAGSHIP, "272,111.11", harvest_interest),
]


@pytest.mark.parametrize(("name", "figure", "found"), BOLD, ids=[one[1] for one in BOLD])
def test_a_figure_computed_by_hand_is_the_runs_figure(
    name: str, figure: str, found: Callable[[], int]
) -> None:
    assert is_result(name, figure)
    assert grouped(found()) == figure


def test_the_hand_calculations_are_right_in_whole_numbers() -> None:
    """Rates in millionths of a year, amounts in fen: rounding is adding half and cutting."""
    first = 500_000 * 92
    second = 700_000 * 20 + 2_950_000 * 26 + 300_000 * 46
    assert (first, second) == (46_000_000, 104_500_000)
    year = 360 * 10_000
    assert (100 * (first * 35 + second * 115) + year // 2) // year == 378_542
    assert (100 * (1_000_000 * 4 + 700_000 * 6 + 950_000 * 2) * 435 + year // 2) // year == 122_042
    assert (100 * (70_000 + 50_000 * 2) * 435 + year // 2) // year == 2_054
    assert (100 * (400_000 + 4 * 520_000) * 80 + year // 2) // year == 5_511
    assert (100 * 40_000_000 * (31 + 28 + 20) * 310 + year // 2) // year == 27_211_111
    shares = [37_000_000 * need // 530_000 for need in (300_000, 170_000, 60_000)]
    assert shares == [20_943_396, 11_867_924, 4_188_679] and sum(shares) == 36_999_999


def test_the_interest_of_every_deposit_stands_in_its_text() -> None:
    found = [
        interest_of_deposit("ONE", 4, 10), interest_of_deposit("SEVEN", 4, 27),
        interest_of_deposit("TERM", 5, 6), interest_of_deposit("TERM", 6, 15),
        int(run_of(THIRTEEN, "pool").plan.tables.deposits.rows.accrued[1]),
    ]  # fmt: skip
    assert [grouped(each) for each in found] == [
        "330.56", "2,800.00", "59.17", "3,892.78", "3,781.25",
    ]  # fmt: skip
    assert all(f"| {grouped(each)} |" in text_of(THIRTEEN) for each in found)


def test_the_interest_earned_by_the_one_account_is_posted_and_accrued_together() -> None:
    assert grouped(cny(run_of(ONE, "as_is")).interest_earned) == "3,965.23"
    assert "3,965.23" in text_of(ONE)


def test_the_results_of_zero_balancing_stand_in_its_text() -> None:
    for run in study_of(TWO).runs:
        found = cny(run)
        cells = (
            run.plan.name, grouped(found.idle_cash), grouped(found.external_debt),
            grouped(found.interest_paid), found.payments_disturbed.count,
            found.payments_enabled.count,
        )  # fmt: skip
        assert f"| {' | '.join(map(str, cells))} |" in text_of(TWO)


def test_the_group_balance_by_day_stands_in_the_text_of_zero_balancing() -> None:
    run = run_of(TWO, "zero_linked")
    days = (2, 3, 4, 5, 6, 10, 11, 12)
    balances = [f"{book(run, 'HQ-1', 3, day) // 100:,}" for day in days]
    assert f"| balance | {' | '.join(balances)} |" in text_of(TWO)
    assert [book(run, "HQ-1", 3, day) for day in (9, 13)] == [33_000_000, -5_000_000]


def test_the_positions_of_zero_balancing_are_those_of_its_text() -> None:
    found = cny(run_of(TWO, "zero_linked")).intercompany
    owed = {debtor_to[0]: f"{debtor_to[2] // 100:,}" for debtor_to in found}
    assert owed == {"EAST": "500,000", "WEST": "370,000", "NORTH": "30,000"}
    text = text_of(TWO)
    assert all(f"{name} {owed[name.upper()]}" in text for name in ("East", "West", "North"))


def sweep_cell(before: int, after: int) -> str:
    """What the first evening did to an account, as the table of scenario 03 writes it."""
    if after == before:
        return "-"
    return f"{'up' if after < before else 'down'} {abs(after - before) // 100:,}"


def test_the_first_evening_of_every_rule_stands_in_its_text() -> None:
    opening = {"A-1": 82_000_000, "B-1": 2_000_000, "C-1": -3_000_000, "D-1": 5_000_000}
    rules = ("target_constant", "target_fixed", "threshold", "keep", "range", "range_to")
    for structure in rules:
        run = run_of(THREE, structure)
        cells = [sweep_cell(seen, book(run, name, 4, 13)) for name, seen in opening.items()]
        assert f"| {structure} | {' | '.join(cells)} | " in text_of(THREE)


def test_the_three_ways_to_share_stand_in_their_text() -> None:
    for structure in ("short_partial", "short_whole", "short_pro_rata"):
        run = run_of(THREE, structure)
        lacked = {"B-1": 30_000_000, "C-1": 17_000_000, "D-1": 6_000_000}
        given = [grouped(need + book(run, name, 4, 14)) for name, need in lacked.items()]
        left = grouped(book(run, "HQ-1", 4, 14))
        assert f"| {structure} | {' | '.join(given)} | {left} |" in text_of(THREE)


def flagship_line(run: Run) -> str:
    """One line of the flagship's table of results."""
    found = cny(run)
    amounts = (
        found.idle_cash, found.external_debt, found.interest_paid, found.fees, found.net_benefit
    )  # fmt: skip
    cells = [f"`{run.plan.name}`", *map(grouped, amounts), f"{found.payments_disturbed.count:,}"]
    return f"| {' | '.join(cells)} |"


def test_the_results_of_the_flagship_stand_in_its_text() -> None:
    for run in study_of(FLAGSHIP).runs:
        assert flagship_line(run) in text_of(FLAGSHIP)


def test_the_flagship_has_the_size_its_text_says() -> None:
    scenario = study_of(FLAGSHIP).scenario
    sizes = (len(scenario.items), len(scenario.entities), len(scenario.accounts))
    assert sizes == (19_163, 20, 60)
    assert "19,163" in text_of(FLAGSHIP) and "20 entities, 60 accounts" in text_of(FLAGSHIP)


def test_a_loan_of_the_flagship_pays_its_last_interest_with_the_principal() -> None:
    # 21 June to 9 July are 10 + 9 days: 200,000,000 x 19 x 3.10 % / 360 = 327,222.2222...
    run = run_of(FLAGSHIP, "as_is")
    loan = run.plan.names.loans.index("TERM-HQ-2025")
    (accrual,) = np.flatnonzero(
        (run.plan.tables.accruals.kind == LOAN) & (run.plan.tables.accruals.subject == loan)
    )
    events = run.projection.events
    own = events[(events[:, KIND] == INTEREST) & (events[:, REF] == accrual)]
    days = [run.plan.names.days[day].isoformat() for day in own[:, DAY]]
    assert days == ["2026-03-21", "2026-06-21", "2026-07-10"]
    assert own[-1, AMOUNT] == -327_222_22


def test_the_line_is_drawn_on_average_as_the_flagships_text_says() -> None:
    for structure, millions in (("as_is", "236.3"), ("zero_linked", "21.9")):
        run = run_of(FLAGSHIP, structure)
        owed = run.projection.owed[:, run.plan.names.loans.index("LINE-HQ")]
        assert f"{owed.mean() / 1e8:.1f}" == millions
        assert f"{millions} million" in text_of(FLAGSHIP)


def test_idle_cash_and_loans_stand_side_by_side_on_the_eve_of_mid_autumn() -> None:
    run = run_of(FLAGSHIP, "as_is")
    names, day = run.plan.names, row(run, 9, 24)
    local = np.array([currency == "CNY" for currency in names.currencies])
    held = np.maximum(run.projection.book[day, local], 0).sum()
    owed = dict(zip(names.loans, run.projection.owed[day].tolist(), strict=True))
    assert f"{held / 1e8:.1f}" == "678.6" and "**678.6**" in text_of(FLAGSHIP)
    assert f"{owed['LINE-HQ'] / 1e8:.1f}" == "276.2"
    terms = sum(amount for name, amount in owed.items() if name.startswith("TERM"))
    assert terms == 305_000_000_00


def test_the_dividend_meets_the_cash_the_flagships_text_says() -> None:
    run = run_of(FLAGSHIP, "zero_linked")
    events = run.projection.events
    paid = (events[:, KIND] == PAYMENT) & (events[:, AMOUNT] == -150_000_000_00)
    (seen,) = events[paid, SEEN]
    assert f"{grouped(int(seen))} lie in the group account" in text_of(FLAGSHIP)
