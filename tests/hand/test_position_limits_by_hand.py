"""Position limits (往来限额): what one legal person may owe another, calculated by hand.

Every run of these tests is checked as well: what a limit left at each sweep and payment is derived
a second time from the records and the events.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import draws, fates, group, moves
from tests.hand.test_membership_by_hand import lived, on, positions
from treasury.pooling.structure import PositionLimit
from treasury.reporting.explaining.sentences import event_sentence
from treasury.scenario import Scenario
from treasury.tables import CAUSE_HEADER, CAUSE_POSITION, CEILING


def limit(amount: str, creditor: str | None = None, debtor: str | None = None, **more: Any) -> Any:
    """A limit of what the debtor may owe the creditor; its id is L unless given."""
    fields = {"id": "L", "currency": "CNY", **more}
    return PositionLimit(creditor=creditor, debtor=debtor, amount=Decimal(amount), **fields)


def limited(scenario: Scenario, *limits: PositionLimit) -> Scenario:
    """The scenario under these limits, and nothing wrong with its run."""
    found = replace(scenario, position_limits=limits, as_is="pool")
    lived(found)
    return found


def told(scenario: Scenario) -> list[str]:
    """The sentences of the events that a position limit bound."""
    run = lived(scenario)
    events = run.projection.events.tolist()
    return [event_sentence(run.plan, row) for row in events if row[CEILING] >= 0]


# --- sweeps up ------------------------------------------------------------------------------------

ONE = """
    account | entity | opening | header | rule
    H       | HQ     | 0       |        |
    S       | SUB    | 100     | H      | {rule}
    """


@pytest.mark.parametrize(
    ("rule", "most", "sent"),
    [
        ("zero_balance", "60", ["S > H 60"]),
        ("zero_balance", "100", ["S > H 100"]),  # just as much
        ("zero_balance", "0", []),
        ("zero_balance maximum=50", "60", ["S > H 50"]),  # the maximum is less
        ("zero_balance multiple=50", "99.99", ["S > H 50"]),  # still a whole multiple
        ("zero_balance minimum=60", "60", ["S > H 60"]),  # and not below the minimum
        ("zero_balance minimum=60", "59.99", []),
        ("keep keep=30", "60", ["S > H 60"]),  # of 70
    ],
)
def test_a_sweep_up_goes_as_far_as_the_limit_and_no_further(rule, most, sent):
    scenario = limited(group(ONE.format(rule=rule)), limit(most, "SUB", "HQ"))
    assert moves(scenario) == sent


def test_the_sentence_names_the_limit_and_what_it_leaves():
    scenario = group(ONE.format(rule="zero_balance"), "day | account | amount\n2 | S | 50", days=2)
    first, second = told(limited(scenario, limit("60", "SUB", "HQ", reason="agreement of 2025")))
    assert first == (
        "Rule rule-S (zero balancing) saw 100.00 on S and sent 60.00 up to H; the position limit "
        "L (HQ may owe SUB 60.00 at most; agreement of 2025) leaves 60.00."
    )
    assert second == (
        "Rule rule-S (zero balancing) saw 90.00 on S and wanted to send 90.00 up to H; the "
        "position limit L (HQ may owe SUB 60.00 at most; agreement of 2025) leaves 0.00; nothing "
        "was sent."
    )


def test_a_profile_that_rounds_half_up_sends_all_or_nothing():
    pool = {"profile": "sap", "partial": False}
    scenario = group(ONE.format(rule="zero_balance multiple=30"), pool=pool)  # 100 becomes 90
    assert moves(limited(scenario, limit("90", "SUB", "HQ"))) == ["S > H 90"]
    stopped = limited(scenario, limit("89.99", "SUB", "HQ"))
    assert moves(stopped) == []
    assert told(stopped) == [
        (
            "Rule rule-S (zero balancing) saw 100.00 on S and wanted to send 100.00 up to H; the "
            "multiple of 30.00 rounded it down from 100.00; the position limit L (HQ may owe SUB "
            "89.99 at most) leaves 89.99, not the whole 90.00; nothing was sent."
        )
    ]


def test_an_amount_raised_to_the_minimum_moves_whole_or_not_at_all():
    table = ONE.format(rule="percentage share=50% minimum=80 raise")  # 50 becomes 80
    scenario = group(table, pool={"profile": "t24"})
    assert moves(limited(scenario, limit("80", "SUB", "HQ"))) == ["S > H 80"]
    stopped = limited(scenario, limit("60", "SUB", "HQ"))
    assert moves(stopped) == []
    assert told(stopped) == [
        (
            "Rule rule-S (50% of the balance) saw 100.00 on S and wanted to send 50.00 up to H; "
            "the position limit L (HQ may owe SUB 60.00 at most) leaves 60.00; it was raised from "
            "50.00 to the minimum of 80.00, not the whole 80.00; nothing was sent."
        )
    ]


THREE = """
    account | entity | opening | header | rule         | priority
    H       | HQ     | 0       |        |              |
    A1      | SUBA   | 70      | H      | zero_balance | 2
    A2      | SUBA   | 50      | H      | zero_balance | 3
    B       | SUBB   | 40      | H      | zero_balance | 1
    E       | HQ     | 5       | H      | zero_balance | 9
    """


@pytest.mark.parametrize(
    ("limits", "sent"),
    [
        # all that HQ owes: B 40, A1 60 of 70, nothing of A2; E is HQ's own and owes itself nothing
        ([limit("100", debtor="HQ")], ["B > H 40", "A1 > H 60", "E > H 5"]),
        # all that SUBA is owed, on both of its accounts
        ([limit("100", "SUBA")], ["B > H 40", "A1 > H 70", "A2 > H 30", "E > H 5"]),
        # the pair: the same here, for SUBA is owed by HQ alone
        ([limit("100", "SUBA", "HQ")], ["B > H 40", "A1 > H 70", "A2 > H 30", "E > H 5"]),
        # of two limits the one that leaves less
        (
            [limit("100", debtor="HQ"), limit("50", "SUBA", id="K")],
            ["B > H 40", "A1 > H 50", "E > H 5"],
        ),
        # the other way round, or another currency: it does not speak of this
        ([limit("0", "HQ", "SUBA")], ["B > H 40", "A1 > H 70", "A2 > H 50", "E > H 5"]),
    ],
)
def test_a_limit_without_a_creditor_or_debtor_counts_all_of_them_together(limits, sent):
    assert moves(limited(group(THREE), *limits)) == sent


def test_each_way_counts_for_itself_deposits_are_not_set_off_against_loans():
    table = """
        account | entity | opening | header | rule         | priority
        H       | HQ     | 0       |        |              |
        IN      | SUB    | 100     | H      | zero_balance | 1
        OUT     | SUB    | -80     | H      | zero_balance | 2
        """
    later = "day | account | amount\n2 | IN | 20"
    limits = limit("60", "SUB", "HQ"), limit("50", "HQ", "SUB", id="M")
    # on day 2 there is no room either way, though 60 - 50 is but 10
    scenario = limited(group(table, later, days=2), *limits)
    assert moves(scenario) == ["IN > H 60", "H > OUT 50"]


def test_in_real_time_the_limit_binds_too():
    table = ONE.format(rule="zero_balance frequency=real_time")
    scenario = group(table, "time | account | amount\n10:00 | S | 20")
    assert moves(limited(scenario, limit("60", "SUB", "HQ")), at=True) == ["10:00 S > H 60"]


# --- sweeps down ----------------------------------------------------------------------------------

TWO_SHORT = """
    account | entity | opening | header | rule         | priority
    H       | HQ     | 500     |        |              |
    A       | SUBA   | -70     | H      | zero_balance | 1
    B       | SUBB   | -70     | H      | zero_balance | 2
    """


@pytest.mark.parametrize(
    ("limits", "pool", "came"),
    [
        ([limit("50", "HQ", "SUBA")], {}, ["H > A 50", "H > B 70"]),
        ([limit("100", "HQ")], {}, ["H > A 70", "H > B 30"]),
        # a header that gives no parts passes over what does not fit when its turn comes
        ([limit("100", "HQ")], {"partial": False}, ["H > A 70"]),
        # and what does not fit at all is asked for only as far as it fits
        ([limit("50", "HQ", "SUBA")], {"partial": False}, ["H > A 50", "H > B 70"]),
        ([limit("0", debtor="SUBA")], {}, ["H > B 70"]),
    ],
)
def test_a_sweep_down_goes_as_far_as_the_limit(limits, pool, came):
    assert moves(limited(group(TWO_SHORT, pool=pool), *limits)) == came


def test_a_share_of_a_pro_rata_grant_is_cut_where_there_is_no_room():
    # each may ask for 60; H has 90: 45 each; when B's turn comes, 60 - 45 = 15 is left
    table = TWO_SHORT.replace("500", "90 ")
    scenario = limited(group(table, pool={"when_short": "pro_rata"}), limit("60", "HQ"))
    assert moves(scenario) == ["H > A 45", "H > B 15"]
    assert told(scenario)[-1] == (
        "Rule rule-B (zero balancing) saw -70.00 on B and asked H for 70.00; position limits let "
        "it ask for 60.00 only; H could give 45.00, but the position limit L (HQ may be owed 60.00 "
        "in all at most) leaves 15.00: 15.00 came."
    )


def test_the_sentence_of_a_grant_names_the_limit():
    scenario = limited(group(TWO_SHORT), limit("100", "HQ"))
    assert told(scenario) == [
        (
            "Rule rule-B (zero balancing) saw -70.00 on B and asked H for 70.00; H could give "
            "430.00, but the position limit L (HQ may be owed 100.00 in all at most) leaves 30.00: "
            "30.00 came."
        )
    ]


NESTED = """
    account | entity | opening | header | rule         | mode
    H       | HQ     | 100     |        |              |
    B       | SUBB   | {b}     | H      | {rule}       | full
    C       | SUBC   | {c}     | B      | zero_balance | full
    """


def test_a_sub_header_asks_only_for_what_may_come_down_to_its_participants():
    table = NESTED.format(b="0", rule="zero_balance", c="-50")
    scenario = limited(group(table), limit("20", "SUBB", "SUBC"))
    assert moves(scenario) == ["H > B 20", "B > C 20"]


def test_a_sub_header_keeps_only_what_may_come_down_to_its_participants():
    table = NESTED.format(b="80", rule="keep keep=0", c="-50")  # up alone: 80 - 20 goes up
    scenario = limited(group(table), limit("20", "SUBB", "SUBC"))
    assert moves(scenario) == ["B > H 60", "B > C 20"]


# --- what is owed already -------------------------------------------------------------------------


def test_a_lowered_limit_lets_nothing_more_cross_and_repaying_is_free():
    items = """
        day | account | amount
        2   | S       | -20
        3   | S       | 100
        """
    table = """
        account | entity | opening | header | rule         | intraday
        H       | HQ     | 500     |        |              |
        S       | SUB    | -50     | H      | zero_balance | 70
        """
    scenario = limited(
        group(table, items, days=3, pool={"payment_mode": "standalone"}),
        limit("60", "HQ", "SUB", valid_until=on(1)),
        limit("30", "HQ", "SUB", id="M", valid_from=on(2)),
    )
    # day 1: 50 comes, within 60; day 2: 50 is owed, above 30, so nothing comes for the 20 that S
    # paid; day 3: all 80 go up, 50 of them repay and 30 are a deposit
    assert moves(scenario) == ["H > S 50", "S > H 80"]
    assert positions(lived(scenario), "S", "H") == ["-50", "-50", "30"]


def test_a_limit_holds_from_its_first_day_to_its_last():
    items = "day | account | amount\n2 | S | 10\n3 | S | 10"
    scenario = limited(
        group(ONE.format(rule="zero_balance"), items, days=3),
        limit("0", "SUB", "HQ", valid_from=on(2), valid_until=on(2)),
    )
    assert moves(scenario) == ["S > H 100", "S > H 20"]


# --- linked draws ---------------------------------------------------------------------------------

QUIET = "keep keep=1000000"
PAYS = """
    account | entity | opening | header | rule       | mode   | limit
    H       | HQ     | 500     |        |            |        |
    S       | SUB    | 0       | H      | {rule}     | {mode} | {inner}
    """


@pytest.mark.parametrize(
    ("mode", "inner", "most", "paid", "made"),
    [
        ("full", "", "30", "30", True),
        ("full", "", "30", "30.01", False),
        ("own_plus_limit", "50", "30", "30", True),
        ("own_plus_limit", "50", "30", "30.01", False),
        ("own_plus_limit", "20", "30", "20.01", False),  # the internal limit is less
    ],
)
def test_a_payment_draws_as_far_as_the_limit(mode, inner, most, paid, made):
    table = PAYS.format(rule=QUIET, mode=mode, inner=inner)
    items = f"time | account | amount\n10:00 | S | -{paid}"
    scenario = limited(group(table, items), limit(most, "HQ", "SUB"))
    assert draws(scenario) == ([f"H > S {paid}"] if made else [])


@pytest.mark.parametrize(("paid", "made"), [("100", True), ("100.01", False)])
def test_what_an_account_has_sent_up_comes_back_whatever_the_limit(paid, made):
    table = PAYS.format(rule="zero_balance", mode="own_deposits", inner="").replace(
        "SUB    | 0  ", "SUB    | 100"
    )
    items = f"day | time | account | amount\n2 | 10:00 | S | -{paid}"
    scenario = limited(group(table, items, days=2), limit("0", "HQ", "SUB"))
    assert list(fates(scenario).values()) == ["made 2 10:00" if made else "refused 2 close"]


def test_the_sentence_of_a_payment_names_the_limit_that_kept_it_back():
    table = PAYS.format(rule=QUIET, mode="full", inner="")
    scenario = limited(group(table, "time | account | amount\n10:00 | S | -40"),
                       limit("30", "HQ", "SUB"))  # fmt: skip
    assert [one.cause for one in lived(scenario).not_made] == [CAUSE_POSITION]
    assert told(scenario)[0] == (
        "Queued 40.00 from S: S1; own money fell short and a position limit kept back what would "
        "have come down: the position limit L (SUB may owe HQ 30.00 at most) leaves 30.00 (0.00 "
        "was free, it could pay 30.00)."
    )


@pytest.mark.parametrize(
    ("owed", "paid", "made", "cause"),
    [
        ("30", "40", True, 0),  # 10 of B's own and 30 that B may still owe HQ
        ("30", "40.01", False, CAUSE_POSITION),
        ("500", "110.01", False, CAUSE_HEADER),  # H has 100, B 10: the limit is not what lacks
    ],
)
def test_a_limit_further_up_the_way_keeps_back_what_a_sub_header_would_pass_on(
    owed, paid, made, cause
):
    table = NESTED.format(b="10", rule=QUIET, c="0")
    items = f"time | account | amount\n10:00 | C | -{paid}"
    scenario = limited(group(table, items), limit(owed, "HQ", "SUBB"))
    assert draws(scenario) == (["H > B 30", "B > C 40"] if made else [])
    assert [one.cause for one in lived(scenario).not_made] == ([] if made else [cause])
