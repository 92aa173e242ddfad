"""Scenario 20: what its text says of a pool whose header sweeps into a money market fund."""

from tests.scenarios.answers import cny, grouped, is_result, text_of
from tests.scenarios.shipped import run_of
from treasury.tables import AMOUNT, DAY, INVESTED, KIND, LINE_DRAW, REINVESTED

TWENTY = "20_money_market_sweep"
STRUCTURES = ("pool", "pool_and_fund")


def moved(kind: int) -> list[tuple[str, int]]:
    """The events of a kind that moved something: date, and whole fen."""
    run = run_of(TWENTY, "pool_and_fund")
    events = run.projection.events[run.projection.events[:, KIND] == kind]
    return [
        (str(run.plan.names.days[event[DAY]]), int(event[AMOUNT]))
        for event in events
        if event[AMOUNT]
    ]


def test_what_the_fund_distributes_is_worked_out_in_the_text() -> None:
    first, second, third = moved(REINVESTED)
    # 61,900,000 at 1.46 % / 365 is 0.004 % a day
    assert first == ("2026-03-16", (4_300_000 * 3 + 4_680_000 * 7 + 4_060_000 * 4) * 4 // 1000)
    assert is_result(TWENTY, "2,476.00")
    assert second[1] == round(151_146_756_00 * 146 / 3_650_000)
    assert (third[1], grouped(third[1]) in text_of(TWENTY)) == (4_398_63, True)


def test_each_evening_of_the_text_moved_what_it_says() -> None:
    found = dict(moved(INVESTED))
    assert found["2026-03-02"] == -4_300_000_00 and found["2026-03-05"] == -380_000_00
    assert found["2026-03-12"] == 620_000_00 and dict(moved(LINE_DRAW)) == {
        "2026-03-12": 115_000_00
    }
    assert found["2026-04-07"] == -150_000_00 and "2026-04-04" not in found
    assert found["2026-04-22"] == 1_900_000_00


def test_the_table_of_the_text_is_what_the_runs_say() -> None:
    alone = cny(run_of(TWENTY, "as_is"))
    named = ("interest earned", "interest paid", "net benefit", "benefit of headquarters")
    rows: dict[str, list[int]] = {name: [] for name in named}
    for name in STRUCTURES:
        run = run_of(TWENTY, name)
        figures = cny(run)
        head = next(one for one in run.members if one.entity == "YUNLING")
        rows["interest earned"].append(figures.interest_earned - alone.interest_earned)
        rows["interest paid"].append(alone.interest_paid - figures.interest_paid)
        rows["net benefit"].append(figures.net_benefit)
        rows["benefit of headquarters"].append(head.benefit)
    for name, amounts in rows.items():
        assert f"| {name} | {' | '.join(map(grouped, amounts))} |" in text_of(TWENTY)


def test_one_payment_waits_for_the_evening_and_everybody_gains() -> None:
    run = run_of(TWENTY, "pool_and_fund")
    (payment,) = run.disturbed
    assert payment.alone_day == payment.here_day == 51
    assert all(one.benefit > 0 for one in run.members)
    assert (cny(run).invested or 0) // 1_000_000 == 437  # 4.38 million, rounded
