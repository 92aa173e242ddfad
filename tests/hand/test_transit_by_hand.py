"""Money on its way between two banks, calculated by hand; every check passes on each run.

Day 1 is Monday 2 March 2026. The header's bank rests on Saturdays and Sundays (days 6, 7, 13, 14)
and on day 8, a Monday.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tests.hand.tables import MONDAY, draws, fates, group, moves, plain
from tests.hand.test_membership_by_hand import book, lived, on, positions
from treasury.accounts.chart import Stop
from treasury.accounts.ledger import entries
from treasury.booking import book as booked
from treasury.comparison import Run
from treasury.dates import Calendar
from treasury.interest import Terms
from treasury.pooling.structure import Link, PositionLimit, Rejection
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.tables import ARRIVED, KIND, ON_ITS_WAY, REASON, SENT_BACK, SETTLEMENT

RESTS = Calendar(
    id="RESTS",
    closed=(MONDAY + timedelta(days=7),),
    valid_from=date(2026, 1, 1),
    valid_until=date(2026, 12, 31),
)
TWO_BANKS = """
    account | entity   | bank  | opening | header | rule         | delay
    H       | HQ       | There | {header} |       |              |
    P       | {entity} | Here  | {own}   | H      | {rule}       | {delay}
    """


USUAL = {"own": "100", "header": "0", "rule": "zero_balance", "delay": "1", "entity": "SUB"}


def two_banks(items: str = "", *, days: int = 4, **fields: Any) -> Scenario:
    """P at one bank, its header H at another, and a link that takes a day; `fields` of the table
    (see `USUAL`), and of the scenario."""
    cells = {name: fields.pop(name, usual) for name, usual in USUAL.items()}
    one = group(TWO_BANKS.format(**cells), items, days=days, as_is="pool", **fields)
    banks = tuple(
        replace(bank, calendar="RESTS") if bank.id == "There" else bank for bank in one.banks
    )
    overdrafts = tuple(
        replace(each, overdraft=Decimal(100)) if each.id == "P" else each for each in one.accounts
    )
    return replace(one, banks=banks, calendars=(RESTS,), accounts=overdrafts)


def coming(run: Run, account: str) -> list[str]:
    """What is on its way to the account at the end of each day."""
    column = run.projection.transit[:, run.plan.names.accounts.index(account)]
    return [plain(int(each)) for each in column]


def told(run: Run) -> list[str]:
    """Every pair of the books after the opening, as `day: debit / credit amount`."""
    return [
        f"{entry.booking_day + 1}: {pair.debit.name} / {pair.credit.name} {plain(pair.amount)}"
        .replace(":CNY", "")
        for entry in entries(booked(run.plan, run.projection.events))
        if entry.event >= 0
        for pair in entry.pairs
    ]  # fmt: skip


# --- when it arrives ----------------------------------------------------------------------------

ARRIVALS = [
    # delay  H at the end of days 1 to 10
    (0, ["100", "100", "100", "100", "140", "140", "140", "140", "140", "140"]),
    (1, ["0", "100", "100", "100", "100", "100", "100", "100", "140", "140"]),
    (2, ["0", "0", "100", "100", "100", "100", "100", "100", "100", "140"]),
    (3, ["0", "0", "0", "100", "100", "100", "100", "100", "100", "100"]),
]


@pytest.mark.parametrize(("delay", "header"), ARRIVALS)
def test_a_sweep_arrives_so_many_business_days_later(delay: int, header: list[str]) -> None:
    items = "day | account | amount\n5 | P | 40"  # Friday: the next business day is day 9
    run = lived(two_banks(items, delay=delay, days=10))
    assert book(run, "P") == ["0"] * 10
    assert book(run, "H") == header
    assert positions(run, "P", "H") == ["100"] * 4 + ["140"] * 6  # n grows at once
    sent = [100] * 4 + [140] * 6
    assert coming(run, "H") == [plain(100 * n - 100 * int(h)) for n, h in zip(sent, header)]  # noqa: B905


def test_what_has_not_arrived_by_the_last_day_is_carried_as_on_its_way() -> None:
    run = lived(two_banks(days=1))
    assert (book(run, "P"), book(run, "H"), coming(run, "H")) == (["0"], ["0"], ["100"])


def test_what_arrives_comes_before_anything_else_of_its_day() -> None:
    items = "day | time | account | amount\n1 | | H | -70\n2 | 00:00 | P | 5"
    one = two_banks(items, days=2, queue="carry", pool={"root_payment_mode": "full"})
    assert fates(one) == {"H1": "made 2 open"}  # before P's receipt at midnight


# --- what a need sees, what a concentration sees ------------------------------------------------


def test_a_need_counts_what_is_on_its_way_and_asks_for_nothing_twice() -> None:
    items = "time | account | amount\n12:00 | P | -30"
    rule = "zero_balance at=09:00,11:00,15:00,17:00"
    one = two_banks(items, own="-50", header="500", rule=rule, days=3)
    # 09:00: 50 lack; 11:00: 50 are on their way; 15:00: 30 more lack; 17:00: nothing
    assert moves(one, at=True) == ["09:00 H > P 50", "15:00 H > P 30"]
    run = lived(one)
    assert book(run, "P") == ["-80", "0", "0"]
    assert book(run, "H") == ["420", "420", "420"]
    assert coming(run, "P") == ["80", "0", "0"]
    assert positions(run, "P", "H") == ["-80", "-80", "-80"]


def test_a_concentration_sends_what_is_there_and_not_what_is_on_its_way() -> None:
    items = "day | time | account | amount\n1 | 10:00 | P | 60"
    rule = "zero_balance at=09:00,11:00"
    one = two_banks(items, own="-50", header="500", rule=rule, days=2)
    # 09:00: 50 come down; 11:00: 10 are there, so 10 go up, and on day 2 the 50 go back up
    assert moves(one, at=True) == ["09:00 H > P 50", "11:00 P > H 10", "09:00 P > H 50"]
    assert book(lived(one), "P") == ["0", "0"]


def test_a_header_s_hole_is_covered_once() -> None:
    one = group(
        """
        account | bank  | opening | priority | header | rule                        | delay
        H       | There | -50     |          |        |                             |
        P       | Here  | 80      | 1        | H      | cover_overdraft at=09:00,15:00 | 1
        Q       | Here  | 30      | 2        | H      | cover_overdraft at=09:00,15:00 | 1
        """,
        days=2,
        as_is="pool",
    )
    assert moves(one) == ["P > H 50"]
    assert book(lived(one), "H") == ["-50", "0"]


def test_money_moves_on_from_a_sub_header_when_it_has_arrived() -> None:
    one = group(
        """
        account | bank  | opening | header | rule         | delay
        Top     | There | 0       |        |              |
        Mid     | Here  | 0       | Top    | zero_balance | 1
        Low     | Third | 100     | Mid    | zero_balance | 1
        """,
        days=4,
        as_is="pool",
    )
    run = lived(one)
    assert book(run, "Top") == ["0", "0", "100", "100"]
    assert coming(run, "Mid") == ["100", "0", "0", "0"]
    assert coming(run, "Top") == ["0", "100", "0", "0"]


def test_a_need_goes_down_level_by_level_as_it_arrives() -> None:
    one = group(
        """
        account | bank  | opening | overdraft | header | rule         | delay
        Top     | There | 100     |           |        |              |
        Mid     | Here  | 0       |           | Top    | zero_balance | 1
        Low     | Third | -40     | 40        | Mid    | zero_balance | 1
        """,
        days=4,
        as_is="pool",
    )
    # day 1: Mid has nothing to give and asks for Low; day 2: its 40 are there and go on
    run = lived(one)
    assert moves(one) == ["Top > Mid 40", "Mid > Low 40"]
    assert book(run, "Low") == ["-40", "-40", "0", "0"]
    assert book(run, "Top") == ["60"] * 4


# --- sent back -----------------------------------------------------------------------------------


def ends(run: Run) -> list[int]:
    """The kinds of the events in which money on its way ended."""
    kinds = run.projection.events[:, KIND]
    return kinds[np.isin(kinds, (ARRIVED, SENT_BACK))].tolist()


def test_a_rejected_sweep_comes_back_and_is_tried_again_as_a_new_one() -> None:
    back = (Rejection(structure="pool", participant="P", date=on(1), reason="wrong account"),)
    one = two_banks(rejections=back)
    run = lived(one)
    # day 2: the 100 come back at opening and are swept again in the evening
    assert moves(one) == ["P > H 100", "P > H 100"]
    assert book(run, "P") == ["0", "0", "0", "0"]
    assert book(run, "H") == ["0", "0", "100", "100"]
    assert positions(run, "P", "H") == ["100"] * 4
    assert ends(run) == [SENT_BACK, ARRIVED]


def test_between_its_return_and_the_next_sweep_it_is_the_participant_s_again() -> None:
    back = (Rejection(structure="pool", participant="P", date=on(1)),)
    items = "day | time | account | amount\n2 | 10:00 | P | -100"
    run = lived(two_banks(items, rejections=back))
    assert positions(run, "P", "H") == ["100", "0", "0", "0"]
    assert book(run, "H") == ["0", "0", "0", "0"]


def test_rejected_funding_goes_back_to_the_header() -> None:
    back = (Rejection(structure="pool", participant="P", date=on(1)),)
    run = lived(two_banks(own="-50", header="500", rejections=back))
    assert book(run, "P") == ["-50", "-50", "0", "0"]
    assert book(run, "H") == ["450", "450", "450", "450"]
    assert positions(run, "P", "H") == ["-50"] * 4
    assert ends(run) == [SENT_BACK, ARRIVED]


def test_what_comes_to_a_closed_account_goes_back() -> None:
    shut = (Stop(account="H", kind="closed", valid_from=on(2), valid_until=on(2)),)
    run = lived(two_banks(stops=shut))
    # day 2: H is closed, the 100 come back and no link of H sweeps; day 3: sent again
    assert book(run, "P") == ["0", "100", "0", "0"]
    assert book(run, "H") == ["0", "0", "0", "100"]
    assert ends(run) == [SENT_BACK, ARRIVED]


def test_a_frozen_account_is_credited() -> None:
    halt = (Stop(account="H", kind="frozen", valid_from=on(2), valid_until=on(2)),)
    assert book(lived(two_banks(stops=halt)), "H") == ["0", "100", "100", "100"]


# --- links that end ------------------------------------------------------------------------------


def ending(one: Scenario, day: int) -> Scenario:
    """The scenario with its link ending on a day of the table, and settled."""
    links = tuple(replace(link, valid_until=on(day), at_end="settle") for link in one.links)
    return replace(one, links=links)


def test_a_link_is_settled_when_what_was_on_its_way_has_arrived() -> None:
    items = "day | account | amount\n2 | P | 40"
    run = lived(ending(two_banks(items, days=5), 2))
    # day 2, the last: the 40 go up, and nothing is settled; day 3: 40 arrive, 140 go back
    assert book(run, "P") == ["0", "0", "0", "140", "140"]
    assert book(run, "H") == ["0", "100", "0", "0", "0"]
    assert coming(run, "P") == ["0", "0", "140", "0", "0"]
    assert positions(run, "P", "H") == ["100", "140", "0", "0", "0"]
    events = run.projection.events
    waits = events[events[:, KIND] == SETTLEMENT][0]
    assert waits[REASON] & ON_ITS_WAY


def test_a_settlement_that_is_rejected_is_paid_again() -> None:
    back = (Rejection(structure="pool", participant="P", date=on(2)),)
    run = lived(ending(two_banks(rejections=back, days=5, rule="keep keep=0"), 2))
    # day 2: H settles 100; day 3: it comes back and is settled again; day 4: it is there
    assert book(run, "P") == ["0", "0", "0", "100", "100"]
    assert positions(run, "P", "H") == ["100", "0", "0", "0", "0"]
    assert ends(run) == [ARRIVED, SENT_BACK, ARRIVED]


# --- payments ------------------------------------------------------------------------------------


def test_what_is_on_its_way_counts_to_the_receiver_s_entitlement() -> None:
    # P's 100 are on their way to H: without them H would seem to owe P more than it has
    items = "time | account | amount\n10:00 | H | -10"
    one = two_banks(items, header="10", rule="zero_balance at=09:00")
    assert fates(one) == {"H1": "made 1 10:00"}


def test_what_is_on_its_way_pays_nothing() -> None:
    items = "time | account | amount\n10:00 | H | -11"
    one = two_banks(items, header="10", rule="zero_balance at=09:00")
    assert fates(one) == {"H1": "refused 1 close"}


@pytest.mark.parametrize(("delay", "pays", "drawn"), [
    (0, "60", ["Top > Mid 30", "Mid > Low 50"]),
    (1, "60", []),
    (1, "30", ["Mid > Low 20"]),
])  # fmt: skip
def test_a_payment_draws_on_no_link_that_takes_days(
    delay: int, pays: str, drawn: list[str]
) -> None:
    one = group(
        f"""
        account | bank  | opening | header | rule         | mode          | delay
        Top     | There | 0       |        |              |               |
        Mid     | Here  | 50      | Top    | keep keep=20 | standalone    | {delay}
        Low     | Here  | 10      | Mid    | keep keep=10 | full          |
        """,
        f"day | account | amount\n2 | Low | -{pays}",
        days=2,
        as_is="pool",
    )
    assert draws(one) == drawn
    lived(one)


# --- interest and books --------------------------------------------------------------------------


@pytest.mark.parametrize(("delay", "of_header"), [(0, "30"), (1, "20"), (2, "10")])
def test_what_is_on_its_way_earns_nobody_bank_interest(delay: int, of_header: str) -> None:
    one = two_banks(own="100000", delay=delay, days=3)
    accounts = tuple(replace(each, terms="T", overdraft=Decimal(0)) for each in one.accounts)
    rates = (Rate(terms="T", side="credit", rate="3.6%"), Rate(terms="T", side="debit", rate="0%"))
    run = lived(replace(one, accounts=accounts, terms=(Terms(id="T"),), rates=rates))
    # 100,000.00 x 3.6 % / 360 = 10.00 a day, from the day of arrival to day 3
    earned = run.projection.accrued[run.plan.tables.accruals.sign > 0]
    assert [plain(int(each)) for each in earned] == [of_header, "0"]


def test_each_book_carries_what_is_on_its_way_to_its_own_account() -> None:
    assert told(lived(two_banks(days=2))) == [
        "1: SUB:position:HQ / SUB:bank:P 100",
        "1: HQ:transit:H / HQ:position:SUB 100",
        "2: HQ:bank:H / HQ:transit:H 100",
    ]
    assert told(lived(two_banks(days=2, own="-50", header="500"))) == [
        "1: SUB:transit:P / SUB:position:HQ 50",
        "1: HQ:position:SUB / HQ:bank:H 50",
        "2: SUB:bank:P / SUB:transit:P 50",
    ]
    assert told(lived(two_banks(days=2, entity="HQ"))) == [
        "1: HQ:transit:H / HQ:bank:P 100",
        "2: HQ:bank:H / HQ:transit:H 100",
    ]


def test_what_is_sent_back_is_booked_the_other_way_round() -> None:
    back = (Rejection(structure="pool", participant="P", date=on(1)),)
    sent = "day | time | account | amount\n2 | 10:00 | P | -100"
    assert told(lived(two_banks(sent, days=2, rejections=back)))[2:4] == [
        "2: SUB:bank:P / SUB:position:HQ 100",
        "2: HQ:position:SUB / HQ:transit:H 100",
    ]
    assert told(lived(two_banks(sent, days=2, entity="HQ", rejections=back)))[1] == (
        "2: HQ:bank:P / HQ:transit:H 100"
    )


def test_what_is_settled_over_one_link_goes_up_the_next_when_it_is_there() -> None:
    one = ending(two_banks(days=4), 2)
    other = Link(
        structure="pool", participant="P", header="H", rule="rule-P", delay=1, valid_from=on(3)
    )
    run = lived(replace(one, links=(*one.links, other)))
    # day 2: H settles 100 over the link that ends; day 3: it is there and goes up the next one
    assert book(run, "P") == ["0", "0", "0", "0"]
    assert coming(run, "P") == ["0", "100", "0", "0"]
    assert coming(run, "H") == ["100", "0", "100", "0"]


def test_what_the_bank_sends_back_frees_the_room_under_a_position_limit() -> None:
    """HQ may owe 60: on its way they are owed already; sent back, they may go up once more."""
    cap = PositionLimit(id="L", debtor="HQ", currency="CNY", amount=Decimal(60))
    one = two_banks(
        position_limits=(cap,),
        rejections=(Rejection(structure="pool", participant="P", date=on(1)),),
    )
    run = lived(one)
    assert moves(one) == ["P > H 60", "P > H 60"]
    assert positions(run, "P", "H") == ["60", "60", "60", "60"]
    assert book(run, "P") == ["40", "40", "40", "40"]
    assert book(run, "H") == ["0", "0", "60", "60"]
    assert coming(run, "H") == ["60", "60", "0", "0"]
