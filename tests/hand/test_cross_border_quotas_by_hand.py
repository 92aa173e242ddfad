"""Cross-border quotas (跨境额度): position limits that name countries, calculated by hand.

H is head office's account in China unless a test says otherwise; HKCO and SGCO are companies in
Hong Kong and Singapore, HKBR is a branch of the Chinese company DOM in Hong Kong. Every run of
these tests is checked as well.
"""

from dataclasses import replace
from typing import Any

import pytest

from tests.hand.tables import draws, fates, group, moves, on
from tests.hand.test_membership_by_hand import lived, positions, relinked
from tests.hand.test_position_limits_by_hand import NESTED, QUIET, limit, limited
from treasury.scenario import Scenario
from treasury.tables import CAUSE_HEADER, CAUSE_POSITION

COUNTRIES = {"HKCO": "HK", "HKBR": "HK", "HQBR": "HK", "HKSUB": "HK", "SGCO": "SG"}
BRANCHES = {"HKBR": "DOM", "HQBR": "HQ"}


def abroad(
    accounts: str, items: str = "", *, at: dict[str, str] | None = None, **more: Any
) -> Scenario:
    """The group of a table, each unit in its country (`at`, or as above; else China)."""
    scenario = group(accounts, items, **more)
    countries = COUNTRIES | (at or {})
    units = [replace(one, country=countries.get(one.id, "CN")) for one in scenario.entities]
    units = [replace(one, branch_of=BRANCHES[one.id], legal_form="branch") if one.id in BRANCHES
             else one for one in units]  # fmt: skip
    return replace(scenario, entities=tuple(units))


def inflow(amount: str, **more: Any) -> Any:
    """A limit of what units in China owe those abroad."""
    return limit(amount, **{"debtor_country": "CN", **more})


def outflow(amount: str, **more: Any) -> Any:
    """A limit of what units in China are owed by those abroad."""
    return limit(amount, **{"creditor_country": "CN", **more})


# --- which end, and what crosses a border ---------------------------------------------------------

FIVE = """
    account | entity | opening | header | rule         | priority
    H       | HQ     | 0       |        |              |
    D       | DOM    | 40      | H      | zero_balance | 1
    K1      | HKCO   | 70      | H      | zero_balance | 2
    K2      | HKCO   | 50      | H      | zero_balance | 3
    S       | SGCO   | 30      | H      | zero_balance | 4
    B       | HKBR   | 20      | H      | zero_balance | 5
    """
D, K1, K2, S, B = "D > H 40", "K1 > H 70", "K2 > H 50", "S > H 30", "B > H 20"


@pytest.mark.parametrize(
    ("limits", "sent"),
    [
        # all that China owes those abroad: K1 70, K2 30 of 50, nothing of S and B; D is at home
        ([limit("100", debtor_country="CN")], [D, K1, "K2 > H 30"]),
        # the last one gets what is left: 160 - 70 - 50 - 30 = 10
        ([limit("160", debtor_country="CN")], [D, K1, K2, S, "B > H 10"]),
        # all that units in Hong Kong are owed from elsewhere: K1 70, K2 30; B is there, too
        ([limit("100", creditor_country="HK")], [D, K1, "K2 > H 30", S]),
        # a country on either end: China's debt to Hong Kong alone
        ([limit("130", creditor_country="HK", debtor_country="CN")], [D, K1, K2, S, "B > H 10"]),
        ([limit("10", creditor_country="SG", debtor_country="CN")], [D, K1, K2, "S > H 10", B]),
        # a legal person who is owed: DOM, by units in China across a border. D is in China itself;
        # the branch in Hong Kong is DOM, too
        ([limit("15", "DOM", debtor_country="CN")], [D, K1, K2, S, "B > H 15"]),
        ([limit("100", "HKCO", debtor_country="CN")], [D, K1, "K2 > H 30", S, B]),
        # a legal person who owes: HQ, to units in Hong Kong
        ([limit("75", creditor_country="HK", debtor="HQ")], [D, K1, "K2 > H 5", S]),
        # the other way round: money that China lends, or that Hong Kong owes
        ([limit("0", creditor_country="CN")], [D, K1, K2, S, B]),
        ([limit("0", debtor_country="HK")], [D, K1, K2, S, B]),
        # of two limits the one that leaves least: of 120 70 + 30, then 20 of S
        (
            [limit("120", debtor_country="CN"), limit("100", creditor_country="HK", id="M")],
            [D, K1, "K2 > H 30", "S > H 20"],
        ),
    ],
)
def test_a_country_is_that_of_the_unit_and_only_what_crosses_its_border_counts(limits, sent):
    assert moves(limited(abroad(FIVE), *limits)) == sent


def test_a_branch_abroad_owes_its_own_legal_person_nothing():
    table = """
        account | entity | opening | header | rule         | priority
        H       | HQ     | 0       |        |              |
        E       | HQBR   | 20      | H      | zero_balance | 1
        K       | HKCO   | 70      | H      | zero_balance | 2
        """
    assert moves(limited(abroad(table), inflow("0"))) == ["E > H 20"]


@pytest.mark.parametrize(
    ("most", "sent"),
    [
        # P takes 10 of Q's 30 from Singapore, and 20 from its neighbour, which crosses no border
        (limit("10", debtor_country="HK"), ["Q > P 10", "R > P 20", "P > H 35"]),
        # what is owed in Hong Kong is no debt of China: of P's 5 + 30 + 20, 10 may go on
        (limit("10", debtor_country="CN"), ["Q > P 30", "R > P 20", "P > H 10"]),
    ],
)
def test_each_link_counts_between_the_countries_of_its_own_two_ends(most, sent):
    table = """
        account | entity | opening | header | rule         | priority
        H       | HQ     | 0       |        |              |
        P       | HKCO   | 5       | H      | zero_balance | 1
        Q       | SGCO   | 30      | P      | zero_balance | 1
        R       | HKSUB  | 20      | P      | zero_balance | 2
        """
    assert moves(limited(abroad(table), most)) == sent


SHORT = """
    account | entity | opening | header | rule         | priority
    H       | HQ     | 500     |        |              |
    D       | DOM    | -70     | H      | zero_balance | 1
    K       | HKCO   | -70     | H      | zero_balance | 2
    S       | SGCO   | -70     | H      | zero_balance | 3
    """


@pytest.mark.parametrize(
    ("most", "came"),
    [
        (limit("100", creditor_country="CN"), ["H > D 70", "H > K 70", "H > S 30"]),
        (limit("50", debtor_country="HK"), ["H > D 70", "H > K 50", "H > S 70"]),
        (limit("50", "HQ", debtor_country="SG"), ["H > D 70", "H > K 70", "H > S 50"]),
        (limit("0", creditor_country="CN", debtor="SGCO"), ["H > D 70", "H > K 70"]),
        # nothing was lent the other way, so net is the same
        (limit("100", creditor_country="CN", net=True), ["H > D 70", "H > K 70", "H > S 30"]),
    ],
)
def test_lending_abroad_goes_as_far_as_its_quota_in_the_turn_of_the_pass(most, came):
    assert moves(limited(abroad(SHORT), most)) == came


# --- gross and net --------------------------------------------------------------------------------

IN_AND_OUT = """
    account | entity | opening | header | rule         | priority
    H       | HQ     | 500     |        |              |
    S       | SGCO   | 100     | H      | zero_balance | 1
    K       | HKCO   | -50     | H      | zero_balance | 2
    """


@pytest.mark.parametrize(
    ("net", "sent", "of_s", "of_k"),
    [
        # gross: S 60 of 100, nothing more on day 2; the 30 of K repay and are free
        (False, ["S > H 60", "H > K 50", "K > H 30"], ["60", "60", "60"], ["-50", "-20", "-20"]),
        # net: 60 - 50 = 10, so on day 2 50 may come: the 40 of S, and of K's 30 the 10 that are
        # left. On day 3 it is 100 - 40 = 60: nothing
        (True, ["S > H 60", "H > K 50", "S > H 40", "K > H 10"],
         ["60", "100", "100"], ["-50", "-40", "-40"]),
    ],
)  # fmt: skip
def test_net_makes_room_by_lending_and_stops_a_repayment_where_gross_does_neither(
    net, sent, of_s, of_k
):
    items = "day | account | amount\n2 | K | 30"
    scenario = limited(abroad(IN_AND_OUT, items, days=3), inflow("60", net=net))
    assert moves(scenario) == sent
    run = lived(scenario)
    assert (positions(run, "S", "H"), positions(run, "K", "H")) == (of_s, of_k)


@pytest.mark.parametrize(
    ("net", "room"),
    [(False, "60"), (True, "110")],  # 60 - 0; 60 - (0 - 50)
)
def test_below_zero_the_net_exposure_leaves_more_than_the_amount(net, room):
    table = IN_AND_OUT.replace("| 100     |", "| 0       |")
    scenario = abroad(table, "day | account | amount\n2 | S | 200", days=2)
    assert moves(limited(scenario, inflow("60", net=net))) == ["H > K 50", f"S > H {room}"]


def test_a_net_quota_each_way_leaves_what_the_other_way_took():
    # S brings 60 in; out may go 30 - (0 - 60) = 90 of the 100
    table = IN_AND_OUT.replace("-50 ", "-100")
    scenario = limited(
        abroad(table), inflow("60", net=True), outflow("30", net=True, id="M")
    )  # fmt: skip
    assert moves(scenario) == ["S > H 60", "H > K 90"]


def test_domestic_loans_make_no_room_in_a_net_quota():
    table = IN_AND_OUT.replace("HKCO", "DOM ")
    scenario = abroad(table, "day | account | amount\n2 | K | 5", days=2)
    assert moves(limited(scenario, inflow("60", net=True))) == ["S > H 60", "H > K 50", "K > H 5"]


def test_net_asked_for_between_two_companies_sets_off_their_accounts():
    table = """
        account | entity | opening | header | rule         | priority
        H       | HQ     | 500     |        |              |
        IN      | SUB    | 100     | H      | zero_balance | 1
        OUT     | SUB    | -80     | H      | zero_balance | 2
        """
    items = "day | account | amount\n2 | IN | 50"
    # day 1: 60, then 60 - 80 = -20; day 2: 60 + 20 = 80 of the 40 + 50
    scenario = limited(group(table, items, days=2), limit("60", "SUB", "HQ", net=True))
    assert moves(scenario) == ["IN > H 60", "H > OUT 80", "IN > H 80"]


def test_what_is_settled_when_a_link_ends_may_lift_the_net_inflow_above_its_quota():
    scenario = abroad(IN_AND_OUT, "day | account | amount\n2 | K | 50\n3 | S | 10", days=3)
    ends = {"participant": "K", "header": "H", "priority": 2, "valid_until": on(2),
            "at_end": "settle"}  # fmt: skip
    scenario = limited(relinked(scenario, ends), inflow("0", net=True))
    # day 1: no room for S; K fetches 50. Day 2: of S 50, then no room for K's repayment, which is
    # settled at the close. Day 3: 50 are above 0, and nothing is added
    assert moves(scenario) == ["H > K 50", "S > H 50"]
    run = lived(scenario)
    assert positions(run, "S", "H") == ["0", "50", "50"]
    assert positions(run, "K", "H") == ["-50", "0", "0"]


# --- a quota that changes -------------------------------------------------------------------------


def dated(net: bool) -> list[Any]:
    """60 on day 1, 30 on days 2 and 3, from day 4 on 100."""
    return [
        inflow("60", net=net, valid_until=on(1)),
        inflow("30", net=net, id="M", valid_from=on(2), valid_until=on(3)),
        inflow("100", net=net, id="N", valid_from=on(4)),
    ]


@pytest.mark.parametrize(
    ("net", "of_s"),
    [
        # day 1: 60; days 2 and 3: 60 are above 30; day 4: 100 - 60 = 40
        (False, ["60", "60", "60", "100"]),
        # day 2: above 30, too, until K has fetched 50; day 3: 30 - (60 - 50) = 20;
        # day 4: 100 - (80 - 50) = 70, and 20 are there
        (True, ["60", "60", "80", "100"]),
    ],
)
def test_a_quota_is_lowered_and_raised_by_date(net, of_s):
    table = """
        account | entity | opening | header | rule         | priority | overdraft
        H       | HQ     | 500     |        |              |          |
        S       | SGCO   | 100     | H      | zero_balance | 1        |
        K       | HKCO   | 0       | H      | zero_balance | 2        | 50
        """
    scenario = abroad(table, "day | account | amount\n2 | K | -50", days=4)
    run = lived(limited(scenario, *dated(net)))
    assert positions(run, "S", "H") == of_s
    assert positions(run, "K", "H") == ["0", "-50", "-50", "-50"]


# --- linked draws ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("most", "paid", "made"),
    [
        (outflow("30"), "30", True),
        (outflow("30"), "30.01", False),
        # S has lent 20 in, which makes as much room where it is taken off
        (outflow("30", net=True), "50", True),
        (outflow("30", net=True), "50.01", False),
        (limit("30", "HQ", debtor_country="HK"), "30.01", False),
        (inflow("20"), "400", True),  # does not speak of this
    ],
)
def test_a_payment_draws_from_abroad_as_far_as_the_quota(most, paid, made):
    table = f"""
        account | entity | opening | header | rule         | mode
        H       | HQ     | 500     |        |              |
        K       | HKCO   | 0       | H      | {QUIET} | full
        S       | SGCO   | 20      | H      | zero_balance |
        """
    items = f"day | time | account | amount\n2 | 10:00 | K | -{paid}"
    scenario = limited(abroad(table, items, days=2), most)
    assert draws(scenario) == ([f"H > K {paid}"] if made else [])
    assert fates(scenario) == {"K1": "made 2 10:00" if made else "refused 2 close"}
    causes = [one.cause for one in lived(scenario).not_made]
    assert causes == ([] if made else [CAUSE_POSITION])


@pytest.mark.parametrize(
    ("most", "paid", "made"),
    [
        # gross: S owes all of the 100; what K has sent up is repaid to it and free
        (outflow("100"), "100", True),
        # net: 100 lent - 100 deposited = 0, and what comes down to K is money that goes out
        (outflow("20", net=True), "20", True),
        (outflow("20", net=True), "20.01", False),
    ],
)
def test_what_an_account_has_sent_up_comes_back_free_gross_and_not_net(most, paid, made):
    table = """
        account | entity | opening | header | rule         | priority | mode
        H       | HQ     | 500     |        |              |          |
        K       | HKCO   | 100     | H      | zero_balance | 1        | own_deposits
        S       | SGCO   | -100    | H      | zero_balance | 2        |
        """
    items = f"day | time | account | amount\n2 | 10:00 | K | -{paid}"
    scenario = limited(abroad(table, items, days=2), most)
    assert moves(scenario)[:2] == ["K > H 100", "H > S 100"]
    assert draws(scenario) == ([f"H > K {paid}"] if made else [])
    causes = [one.cause for one in lived(scenario).not_made]
    assert causes == ([] if made else [CAUSE_POSITION])


@pytest.mark.parametrize(
    ("owed", "paid", "cause"),
    [
        ("30", "40", None),  # 10 of B's own and the 30 that may cross the border
        ("30", "40.01", CAUSE_POSITION),
        ("500", "110.01", CAUSE_HEADER),  # H has 100, B 10: the quota is not what lacks
    ],
)
def test_a_border_further_up_the_way_keeps_back_what_a_sub_header_would_pass_on(owed, paid, cause):
    table = NESTED.format(b="10", rule=QUIET, c="0")
    at = {"SUBB": "HK", "SUBC": "HK"}
    scenario = abroad(table, f"time | account | amount\n10:00 | C | -{paid}", at=at)
    scenario = limited(scenario, outflow(owed))
    assert draws(scenario) == ([] if cause else ["H > B 30", "B > C 40"])
    assert [one.cause for one in lived(scenario).not_made] == ([cause] if cause else [])
