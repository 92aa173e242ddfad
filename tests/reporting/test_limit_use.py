"""The table of position limits and their use, calculated by hand."""

from dataclasses import replace

from tests.hand.tables import group
from tests.hand.test_membership_by_hand import lived, on
from tests.hand.test_position_limits_by_hand import limit
from treasury.reporting.csvs import csv_text, run_files
from treasury.reporting.page.structure import positions_part
from treasury.reporting.position_limits import limit_use
from treasury.reporting.run_tables import run_tables

# Day 1: 50 come down, within 60. Day 2: the limit is 30; S pays 20 and gets nothing. Day 3: S
# receives 100 and sends up 80, of which 50 repay.
LOWERED = group(
    """
    account | entity | opening | header | rule         | intraday
    H       | HQ     | 500     |        |              |
    S       | SUB    | -50     | H      | zero_balance | 70
    """,
    """
    day | account | amount
    2   | S       | -20
    3   | S       | 100
    """,
    days=3,
    pool={"payment_mode": "standalone"},
)
LIMITS = (
    limit("60", "HQ", "SUB", valid_until=on(1)),
    limit("30", "HQ", "SUB", id="M", valid_from=on(2), reason="lowered"),
    limit("1000", debtor="HQ", id="N"),
)


def test_the_most_that_was_owed_stands_beside_each_limit() -> None:
    run = lived(replace(LOWERED, position_limits=LIMITS, as_is="pool"))
    assert csv_text(limit_use(run)).splitlines()[1:] == [
        "L,HQ,SUB,gross,CNY,60.00,2026-03-02,2026-03-02,50.00,2026-03-02,50.00,0,0,",
        "M,HQ,SUB,gross,CNY,30.00,2026-03-03,2026-03-04,50.00,2026-03-03,0.00,1,1,lowered",
        "N,(anybody),HQ,gross,CNY,1000.00,2026-03-02,2026-03-04,30.00,2026-03-04,30.00,0,0,",
    ]


def test_the_table_is_a_file_and_stands_on_the_page_where_there_are_limits() -> None:
    bare = run_tables(lived(replace(LOWERED, as_is="pool")))
    tables = run_tables(lived(replace(LOWERED, position_limits=LIMITS, as_is="pool")))
    assert len(run_files(bare)["position_limits.csv"].splitlines()) == 1
    assert len(run_files(tables)["position_limits.csv"].splitlines()) == 4
    title = tables.limits.title
    assert title in str(positions_part(tables, [])) and title not in str(positions_part(bare, []))
