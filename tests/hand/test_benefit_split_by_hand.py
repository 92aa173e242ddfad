"""A benefit shared at arm's length written as the hand calculation, in fen.

Ten days, 1,000,000.00 of North and 500,000.00 overdrawn by South, swept to HQ without an internal
price. The bank pays 0.36 % and asks 3.6 %: 0.001 % and 0.01 % a day.

    alone   North earns 1,000,000.00 x 0.001 % x 10 = 100.00; South pays 500,000.00 x 0.01 % x 10
            = 500.00: together -400.00
    pool    HQ earns 500,000.00 x 0.001 % x 10 = 50.00
    benefit 450.00: North loses 100.00, South gains 500.00, HQ gains 50.00
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import group
from tests.scenarios.shipped import SCENARIOS
from treasury.accounts.chart import Entity
from treasury.checks import CheckResult
from treasury.comparing.figures import Member
from treasury.comparing.splitting import Share
from treasury.comparing.splitting_check import splitting_check
from treasury.comparison import Run, study
from treasury.flows.items import Item
from treasury.interest import Terms
from treasury.plan.problems.every import complaints
from treasury.plan.reading import read
from treasury.pooling.benefit import BenefitSplit
from treasury.rates import Rate
from treasury.reporting.run_tables import run_tables
from treasury.reporting.splits import split_words
from treasury.scenario import Scenario

POOL = """
    account | opening    | header | rule         | entity | terms | overdraft
    HQ-1    | 0          |        |              | HQ     | bank  |
    N-1     | 1000000.00 | HQ-1   | zero_balance | North  | bank  |
    S-1     | -500000.00 | HQ-1   | zero_balance | South  | bank  | 500000
    """
LED = BenefitSplit(structure="pool", leader="HQ", reward="10%")


def pooled(*agreed: BenefitSplit, accounts: str = POOL) -> Scenario:
    """The pool over ten days with these agreements."""
    found = group(
        accounts,
        days=10,
        benefit_splits=agreed,
        terms=(Terms(id="bank"),),
        rates=(Rate(terms="bank", side="credit", rate="0.36%"),
               Rate(terms="bank", side="debit", rate="3.6%")),
    )  # fmt: skip
    assert complaints(found) == []
    return found


def run_with(agreed: BenefitSplit, accounts: str = POOL) -> Run:
    """The pool's run."""
    return study(pooled(agreed, accounts=accounts)).runs[1]


def told(run: Run) -> dict[str, tuple[int, int, int, int]]:
    """Reward, share, what it has and what is still to be paid to it, by entity."""
    return {one.entity: (one.reward, one.share, one.benefit, one.adjustment) for one in run.shares}


def passed(run: Run) -> bool | None:
    (found,) = (one for one in run.checks if one.name.startswith("34"))
    return found.passed


def test_a_tenth_is_the_leader_s_and_the_rest_goes_by_what_each_brings():
    # 45.00 is HQ's; 405.00 go 1,000,000 : 500,000.
    run = run_with(LED)
    assert told(run) == {
        "HQ": (45_00, 0, 50_00, -5_00),
        "North": (0, 270_00, -100_00, 370_00),
        "South": (0, 135_00, 500_00, -365_00),
    }
    assert passed(run) is True


@pytest.mark.parametrize(
    ("by", "north", "south"),
    [("deposits", 405_00, 0), ("borrowing", 0, 405_00), ("even", 202_50, 202_50)],
)
def test_the_members_share_by_what_they_agreed_on(by: Any, north: int, south: int):
    run = run_with(replace(LED, by=by))
    assert [one.share for one in run.shares] == [0, north, south]
    assert passed(run) is True


def test_a_leader_that_shares_takes_its_part_of_the_rest_too():
    # HQ's own 250,000.00 stay where they are, and count: 405.00 go 1 : 4 : 2 over 1,750,000.00.
    accounts = POOL.replace("HQ-1    | 0         ", "HQ-1    | 250000.00 ")
    run = run_with(replace(LED, leader_shares=True), accounts)
    assert [one.share for one in run.shares] == [57_86, 231_43, 115_71]
    assert passed(run) is True


def test_a_reward_in_money_is_no_more_than_there_is():
    amount = replace(LED, currency="CNY", reward=None, reward_amount=Decimal("449.99"))
    assert [one.due for one in run_with(amount).shares] == [449_99, 1, 0]
    assert [one.due for one in run_with(replace(amount, reward="10%")).shares] == [450_00, 0, 0]


def test_a_reward_that_was_cut_is_told():
    amount = replace(LED, currency="CNY", reward_amount=Decimal(9_999_999))
    (words,) = split_words(run_with(amount))
    assert (
        "HQ is due 450.00 for leading it (10% and 9,999,999.00 agreed: a reward is at most what "
        "is gained); 0.00 is shared" in words
    )
    assert "agreed:" not in split_words(run_with(LED))[0]


def test_a_head_office_and_its_branch_are_one_member():
    # South is a branch of North: North with it has -100.00 + 500.00 = 400.00 and is due all of the
    # 405.00 that are not HQ's.
    scenario = pooled(LED)
    entities = (
        Entity(id="HQ"),
        Entity(id="North"),
        Entity(id="South", legal_form="branch", branch_of="North"),
    )
    done = study(replace(scenario, entities=entities))
    assert told(done.runs[1]) == {
        "HQ": (45_00, 0, 50_00, -5_00),
        "North": (0, 405_00, 400_00, 5_00),
    }
    table = run_tables(done.runs[1]).benefit_shares
    assert table.data["brought"] == [0, 1_500_000_00]
    assert table.data["verdict"] == ["yes", "yes"]
    assert passed(done.runs[1]) is True


def test_a_branch_that_leads_is_its_head_office():
    # North leads where its branch South is named: 45.00, and nothing of the rest; all is shared
    # by HQ, which brings nothing, so that it is the leader's.
    entities = (
        Entity(id="HQ"),
        Entity(id="North"),
        Entity(id="South", legal_form="branch", branch_of="North"),
    )
    scenario = replace(pooled(replace(LED, leader="South")), entities=entities)
    assert complaints(scenario) == []
    run = study(scenario).runs[1]
    assert told(run) == {"HQ": (0, 0, 50_00, -50_00), "North": (45_00, 405_00, 400_00, 50_00)}
    assert passed(run) is True
    assert "North is due 45.00 for leading it" in split_words(run)[0]


def test_one_legal_person_shares_with_nobody_and_who_gets_no_reward_is_not_named():
    branches = tuple(
        Entity(id=name, legal_form="branch", branch_of="HQ") for name in ("North", "South")
    )
    run = study(replace(pooled(LED), entities=(Entity(id="HQ"), *branches))).runs[1]
    assert split_words(run)[0].startswith("All 450.00 CNY that the structure gains is HQ's: ")
    free = split_words(run_with(replace(LED, reward=None, by="even")))[0]
    assert "for leading it" not in free and "450.00 is shared in equal parts" in free


def test_shares_of_what_is_not_like_for_like_say_so():
    # Alone South cannot pay its 100.00, in the pool it can.
    scenario = pooled(LED, accounts=POOL.replace("| bank  | 500000", "| bank  |       ").replace(
        "-500000.00", "0         "
    ))  # fmt: skip
    bill = Item(id="bill", date=scenario.last_day, account="S-1", amount=Decimal(-100))
    full = tuple(replace(one, payment_mode="full") for one in scenario.structures)
    run = study(replace(scenario, items=(bill,), structures=full)).runs[1]
    assert (
        " 100.00 CNY more was paid than today (1 payment more); the benefit lacks interest on that "
        "money, so it is not like for like." in split_words(run)[0]
    )
    notes = run_tables(run).benefit_shares.data["note"]
    assert all(note.startswith("100.00 CNY more was paid than today") for note in notes)
    assert set(run_tables(run_with(LED)).benefit_shares.data["note"]) == {""}


def test_of_a_loss_nobody_is_rewarded_and_nobody_is_no_worse_off():
    # Both are in credit and earn alone; the pool's account has no terms, so nothing is earned.
    accounts = POOL.replace("HQ     | bank", "HQ     |     ").replace("-500000.00", "500000.00 ")
    run = run_with(LED, accounts)
    assert told(run) == {
        "HQ": (0, 0, 0, 0),
        "North": (0, -100_00, -100_00, 0),
        "South": (0, -50_00, -50_00, 0),
    }
    verdicts = run_tables(run).benefit_shares.data["verdict"]
    assert verdicts == ["yes", *["no: there is a loss to share"] * 2]


def test_in_a_loss_what_a_member_has_and_what_it_is_due_are_told_apart():
    # Above: North and South lose 150.00. Now South has an overdraft beside, which the pool repays.
    accounts = POOL.replace("HQ     | bank", "HQ     |     ").replace("-500000.00", "-10000.00 ")
    run = run_with(LED, accounts)
    # North loses 100.00, South gains 10,000.00 x 0.01 % x 10 = 10.00: 90.00 go 100 : 1.
    assert told(run) == {
        "HQ": (0, 0, 0, 0),
        "North": (0, -89_11, -100_00, 10_89),
        "South": (0, -89, 10_00, -10_89),
    }
    assert run_tables(run).benefit_shares.data["verdict"] == [
        "yes", "no: there is a loss to share", "yes under these prices; not when the loss is shared"
    ]  # fmt: skip
    assert split_words(run) == [
        (
            "The structure gains nothing: against today it loses 90.00 CNY. Nobody is due anything "
            "for leading it, and the loss is shared by the balances, above and below zero, that "
            "they would have alone, without the leader."
        )
    ]


def test_who_left_today_s_pool_is_among_those_whose_benefit_is_shared():
    # Today all three pool; the new structure is without North, which loses the 0.00 it was paid
    # for its money and earns 100.00 again, while HQ pays interest on South's 500,000.00: 500.00
    # in place of earning 50.00.
    scenario = pooled()
    (_, south) = scenario.links
    overdrawn = replace(scenario.accounts[0], overdraft=Decimal(500_000))
    scenario = replace(
        scenario,
        as_is="pool",
        benefit_splits=(replace(LED, structure="without"),),
        accounts=(overdrawn, *scenario.accounts[1:]),
        structures=(*scenario.structures, replace(scenario.structures[0], id="without")),
        links=(*scenario.links, replace(south, structure="without")),
    )
    assert complaints(scenario) == []
    run = study(scenario).runs[1]
    assert told(run) == {
        "HQ": (0, 0, -550_00, 550_00),
        "North": (0, 0, 100_00, -100_00),
        "South": (0, -450_00, 0, -450_00),
    }
    assert sum(one.benefit for one in run.shares) == run.figures[0].net_benefit
    assert passed(run) is True


def test_where_nobody_brings_anything_all_is_the_leader_s():
    accounts = POOL.replace("-500000.00", "0         ")
    run = run_with(replace(LED, by="borrowing"), accounts)
    assert [one.share for one in run.shares] == [sum(one.benefit for one in run.shares), 0, 0]
    assert passed(run) is True


def test_what_the_report_says():
    run = run_with(replace(LED, text="As signed in May."))
    assert split_words(run) == [
        (
            "Of 450.00 CNY that the structure gains, HQ is due 45.00 for leading it; 405.00 is "
            "shared by the balances, above and below zero, that they would have alone, without "
            "the leader. As signed in May."
        )
    ]
    table = run_tables(run).benefit_shares
    assert table.data["brought"] == [0, 1_000_000_00, 500_000_00]
    even = run_tables(run_with(replace(LED, by="even"))).benefit_shares
    assert even.data["brought"] == [None, None, None]
    assert table.data["verdict"] == ["yes", "not under these prices; yes when shared", "yes"]
    assert run_tables(study(pooled()).runs[1]).benefit_shares.data["entity"] == []


def test_the_benefit_of_a_pool_of_several_currencies_is_not_shared_by_currency():
    given = read(SCENARIOS / "07_notional_overlay")
    agreed = (BenefitSplit(structure="overlay", currency="USD", leader="HOLDING"),)
    (found,) = complaints(replace(given, benefit_splits=agreed))
    assert found.path == ("benefit_splits", 0, "structure")
    assert "sets off several currencies" in found.message
    alone = (replace(agreed[0], structure="dollars"),)
    assert complaints(replace(given, benefit_splits=alone)) == []


def test_a_structure_without_an_agreement_shares_nothing():
    done = study(pooled(LED))
    assert done.runs[0].shares == () and passed(done.runs[0]) is None


def bent(run: Run, place: int, **fields: Any) -> tuple[Share, ...]:
    """The run's shares with one of them changed."""
    shares = list(run.shares)
    shares[place] = replace(shares[place], **fields)
    return tuple(shares)


def test_the_check_finds_every_share_that_is_not_as_agreed():
    done = study(pooled(LED))
    run, alone = done.runs[1], done.standalone.projection

    def found(shares: tuple[Share, ...], members: tuple[Member, ...] = run.members) -> CheckResult:
        return splitting_check(run.plan, members, alone, shares)

    assert found(run.shares).passed is True
    for shares in (
        run.shares[1:],
        bent(run, 0, reward=44_00),
        bent(run, 1, share=269_00),
        bent(run, 1, brought=1),
        bent(run, 2, benefit=0),
        bent(run, 2, share=135_01),
    ):
        assert found(shares).passed is False
    others = tuple(replace(one, benefit=one.benefit + 1) for one in run.members)
    assert found(run.shares, others).passed is False


def test_an_agreement_for_one_day_is_of_that_day():
    # Ten days and one day share alike: the balances do not change, so their proportions do not.
    short = replace(pooled(LED), last_day=datetime.date(2026, 3, 2))
    assert [one.share for one in study(short).runs[1].shares] == [0, 27_00, 13_50]
