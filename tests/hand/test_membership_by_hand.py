"""Members that join, leave and move by date: days calculated by hand, all checks passing."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import MONDAY, fates, group, plain
from tests.properties.agreement import difference
from treasury.comparison import Run, study
from treasury.interest import Terms
from treasury.plan.problems.every import complaints
from treasury.pooling.structure import Budget, Link
from treasury.rates import Rate
from treasury.scenario import Scenario


def on(day: int) -> Any:
    """The date of a day of the table, counted from 1."""
    return MONDAY + timedelta(days=day - 1)


def relinked(scenario: Scenario, *links: dict[str, Any]) -> Scenario:
    """The scenario with these links in place of those of their participants."""
    rules = {link.participant: link.rule for link in scenario.links}
    moved = {fields["participant"] for fields in links}
    kept = [each for each in scenario.links if each.participant not in moved]
    fresh = [Link(structure="pool", rule=rules[each["participant"]], **each) for each in links]
    return replace(scenario, links=(*kept, *fresh), as_is="pool")


def lived(scenario: Scenario) -> Run:
    """The run of the pool; nothing is wrong with the scenario and no check fails."""
    assert [found.sentence() for found in complaints(scenario)] == []
    run = study(scenario).runs[0]
    assert [(check.name, check.detail) for check in run.checks if check.passed is False] == []
    return run


def book(run: Run, account: str) -> list[str]:
    """The account's book balance at the end of each day."""
    column = run.projection.book[:, run.plan.names.accounts.index(account)]
    return [plain(int(each)) for each in column]


def positions(run: Run, participant: str, header: str) -> list[str]:
    """n of the link between the two at the end of each day."""
    names, links = run.plan.names, run.plan.tables.links
    ends = names.accounts.index(participant), names.accounts.index(header)
    pairs = zip(links.participant.tolist(), links.header.tolist(), strict=True)
    (link,) = [at for at, pair in enumerate(pairs) if pair == ends]
    return [plain(int(each)) for each in run.projection.position[:, link]]


SIMPLE = """
account | entity | opening | header | rule
H       | HQ     | 0       |        |
P       | SUB    | 100     | H      | zero_balance
"""


def test_a_member_that_leaves_gets_back_what_it_had_sent_up() -> None:
    items = "day | account | amount\n2 | P | 40\n3 | P | 5"
    scenario = relinked(
        group(SIMPLE, items, days=4),
        {"participant": "P", "header": "H", "valid_until": on(2), "at_end": "settle"},
    )
    run = lived(scenario)
    # day 1: 100 up; day 2: 40 up, then 140 back; day 3: the 5 stay
    assert book(run, "P") == ["0", "140", "145", "145"]
    assert book(run, "H") == ["100", "0", "0", "0"]
    assert positions(run, "P", "H") == ["100", "0", "0", "0"]


def test_a_header_that_is_short_pays_the_rest_when_it_can() -> None:
    items = "day | account | amount\n1 | H | 50\n2 | H | -120\n3 | H | 60\n4 | H | 90"
    pool = {"root_payment_mode": "full"}
    scenario = relinked(
        group(SIMPLE, items, days=5, pool=pool),
        {"participant": "P", "header": "H", "valid_until": on(2), "at_end": "settle"},
    )
    run = lived(scenario)
    # day 2: 150 - 120 = 30 come back, 70 are still open; day 3: 60; day 4: the last 10
    assert positions(run, "P", "H") == ["100", "70", "10", "0", "0"]
    assert book(run, "P") == ["0", "30", "90", "100", "100"]
    assert book(run, "H") == ["150", "0", "0", "80", "80"]


def test_a_member_that_leaves_repays_what_it_had_borrowed_as_far_as_it_has_money() -> None:
    table = """
    account | entity | opening | header | rule                   | overdraft
    H       | HQ     | 500     |        |                        |
    P       | SUB    | 0       | H      | target_constant target=80 |
    """
    items = "day | account | amount\n2 | P | -60\n4 | P | 100"
    scenario = relinked(
        group(table, items, days=4),
        {"participant": "P", "header": "H", "valid_until": on(2), "at_end": "settle"},
    )
    run = lived(scenario)
    # day 1: 80 come; day 2: 60 paid, 60 come, then all 80 go back; 60 are owed until day 4
    assert book(run, "P") == ["80", "0", "0", "40"]
    assert positions(run, "P", "H") == ["-80", "-60", "-60", "0"]


def test_a_member_joins_on_its_first_day() -> None:
    scenario = relinked(
        group(SIMPLE, days=3), {"participant": "P", "header": "H", "valid_from": on(2)}
    )
    run = lived(scenario)
    assert book(run, "P") == ["100", "0", "0"]


LEVELS = """
account | entity | opening | header | rule
H       | HQ     | 0       |        |
R       | REG    | 10      | H      | zero_balance
P       | SUB    | 100     | R      | zero_balance
"""


def test_a_member_moves_to_the_header_of_its_header_and_no_cash_moves() -> None:
    scenario = relinked(
        group(LEVELS, days=3),
        {"participant": "P", "header": "R", "valid_until": on(1), "at_end": "novate"},
        {"participant": "P", "header": "H", "valid_from": on(2)},
    )
    run = lived(scenario)
    # day 1: 100 to R, 110 to H. Day 2: H owes P the 100, and R only its own 10
    assert positions(run, "P", "R") == ["100", "0", "0"]
    assert positions(run, "P", "H") == ["0", "100", "100"]
    assert positions(run, "R", "H") == ["110", "10", "10"]
    assert book(run, "H") == ["110", "110", "110"]


def test_a_member_moves_between_two_headers_under_one_root() -> None:
    table = """
    account | entity | opening | header | rule
    H       | HQ     | 0       |        |
    R       | REG    | 10      | H      | zero_balance
    S       | SOU    | 20      | H      | zero_balance
    P       | SUB    | 100     | R      | zero_balance
    """
    scenario = relinked(
        group(table, "day | account | amount\n3 | P | 7", days=3),
        {"participant": "P", "header": "R", "valid_until": on(2), "at_end": "novate"},
        {"participant": "P", "header": "S", "valid_from": on(3)},
    )
    run = lived(scenario)
    # day 3: S owes P 100 and H owes S 120 instead of R 110; then P's 7 go up through S
    assert positions(run, "P", "R") == ["100", "100", "0"]
    assert positions(run, "P", "S") == ["0", "0", "107"]
    assert positions(run, "R", "H") == ["110", "110", "10"]
    assert positions(run, "S", "H") == ["20", "20", "127"]


def test_a_sub_group_joins_with_its_own_pool() -> None:
    scenario = relinked(
        group(LEVELS, days=2), {"participant": "R", "header": "H", "valid_from": on(2)}
    )
    run = lived(scenario)
    assert book(run, "R") == ["110", "0"] and book(run, "H") == ["0", "110"]


def test_two_levels_that_leave_the_same_evening_are_paid_from_the_top_down() -> None:
    leaving = {"valid_until": on(2), "at_end": "settle"}
    scenario = relinked(
        group(LEVELS, days=3),
        {"participant": "R", "header": "H", **leaving},
        {"participant": "P", "header": "R", **leaving},
    )
    run = lived(scenario)
    # H returns 110 to R, R returns 100 of them to P, on one evening
    assert book(run, "P")[1] == "100" and book(run, "R")[1] == "10" and book(run, "H")[1] == "0"


def test_who_owes_two_headers_of_one_level_repays_the_one_with_the_lower_id_first() -> None:
    accounts = """
    account | entity | opening | header | rule
    R       | HQ     | 1000    |        |
    G       | SUB-G  | 0       | R      | zero_balance
    H       | SUB-H  | 0       | R      | zero_balance
    P       | SUB-P  | 0       | G      | zero_balance
    """
    items = "day | account | amount\n1 | P | -30\n2 | P | -20\n3 | P | 25"
    overdrafts = [replace(each, overdraft=Decimal(100)) if each.id == "P" else each
                  for each in group(accounts, items, days=3).accounts]  # fmt: skip
    scenario = relinked(
        replace(group(accounts, items, days=3), accounts=tuple(overdrafts)),
        {"participant": "P", "header": "G", "valid_until": on(1), "at_end": "settle"},
        {"participant": "P", "header": "H", "valid_from": on(2), "valid_until": on(2),
         "at_end": "settle"},
    )  # fmt: skip
    run = lived(scenario)
    # 30 of G, then 20 of H, and no cash to repay; the 25 of day 3 go to G alone
    assert positions(run, "P", "G") == ["-30", "-30", "-5"]
    assert positions(run, "P", "H") == ["0", "-20", "-20"]


def test_interest_posted_after_the_end_is_settled_the_same_day() -> None:
    terms = Terms(id="internal", day_count="ACT/360", settles="monthly", settlement_day=4)
    rates = tuple(
        Rate(terms="internal", side=side, rate=rate)
        for side, rate in (("credit", "36%"), ("debit", "0%"))
    )
    opening = SIMPLE.replace("| 100  ", "| 1000 ").replace(
        "H       | HQ     | 0 ", "H       | HQ     | 50"
    )
    scenario = relinked(
        group(opening, days=5, pool={"internal_terms": "internal"}, terms=(terms,), rates=rates),
        {"participant": "P", "header": "H", "valid_until": on(2), "at_end": "settle"},
    )
    run = lived(scenario)
    # 1,000 for one night (2 March) at 36 %: 1.00, settled on the 4th, posted on the 5th, paid then
    assert positions(run, "P", "H") == ["1000", "0", "0", "0", "0"]
    assert book(run, "P")[2:] == ["1000", "1001", "1001"]
    assert Decimal(book(run, "H")[3]) == 49


def test_interest_of_a_link_that_was_taken_over_is_paid_when_it_is_posted() -> None:
    terms = Terms(id="internal", day_count="ACT/360", settles="monthly", settlement_day=4)
    rates = tuple(
        Rate(terms="internal", side=side, rate=rate)
        for side, rate in (("credit", "36%"), ("debit", "0%"))
    )
    opening = SIMPLE.replace("| 100  ", "| 1000 ").replace(
        "H       | HQ     | 0 ", "H       | HQ     | 50"
    )
    scenario = relinked(
        group(opening, days=5, pool={"internal_terms": "internal"}, terms=(terms,), rates=rates),
        {"participant": "P", "header": "H", "valid_until": on(1), "at_end": "novate"},
        {"participant": "P", "header": "H", "valid_from": on(2)},
    )
    run = lived(scenario)
    # 1,000 at 36 %: one night on the first link, 1.00; two nights on the second, 2.00. Posted on
    # the 5th: 2.00 are added to the second position; 1.00 is paid in the evening, swept next day.
    open_in_all = [plain(int(each)) for each in run.projection.position.sum(axis=1)]
    assert open_in_all == ["1000", "1000", "1000", "1002", "1003"]
    assert book(run, "P") == ["0", "0", "0", "1", "0"]
    assert book(run, "H") == ["1050", "1050", "1050", "1049", "1050"]
    assert difference(scenario, "pool") == ""


@pytest.mark.parametrize("mode", ["full", "own_deposits"])
def test_who_has_left_pays_alone(mode: str) -> None:
    items = "day | account | amount\n3 | P | -90\n4 | P | -90"
    scenario = relinked(
        group(SIMPLE, items, days=4, pool={"payment_mode": mode}),
        {"participant": "P", "header": "H", "valid_until": on(2), "at_end": "settle"},
    )
    run = lived(scenario)
    assert book(run, "P") == ["0", "100", "10", "10"] and len(run.not_made) == 1


def test_what_comes_back_in_the_evening_pays_what_waits() -> None:
    items = "day | account | amount\n2 | P | -90"
    scenario = relinked(
        group(SIMPLE, items, days=3),
        {"participant": "P", "header": "H", "valid_until": on(2), "at_end": "settle"},
    )
    run = lived(scenario)
    # standalone: P has sent its 100 up and waits with 90; in the evening 100 come back
    assert book(run, "P") == ["0", "10", "10"] and run.not_made == ()


def test_members_of_one_header_are_served_by_priority_whenever_they_came() -> None:
    table = """
    account | entity | opening | header | rule                    | priority
    H       | HQ     | 150     |        |                         |
    B       | SUB    | 0       | H      | target_constant target=100 | 3
    F       | FAR    | 0       | H      | target_constant target=100 | 1
    """
    scenario = relinked(
        group(table, days=3),
        {
            "participant": "F",
            "header": "H",
            "priority": 1,
            "valid_until": on(2),
            "at_end": "novate",
        },
        {"participant": "F", "header": "B", "valid_from": on(3)},
    )
    # day 1: F first, though it stands below B later
    assert book(lived(scenario), "F")[0] == "100" and book(lived(scenario), "B")[0] == "50"


def test_a_budget_binds_only_while_its_link_is_in_force() -> None:
    items = "day | account | amount\n2 | P | -30\n4 | P | -60"
    scenario = relinked(
        group(SIMPLE, items, days=4, pool={"payment_mode": "standalone"}),
        {
            "participant": "P", "header": "H", "valid_until": on(2), "at_end": "settle",
            "payment_mode": "budget",
        },
    )  # fmt: skip
    budget = Budget(structure="pool", participant="P", amount=Decimal(40))
    run = lived(replace(scenario, budgets=(budget,)))
    # 30 of 40 are used; after the link has ended 60 are paid from its own money
    assert book(run, "P") == ["0", "70", "70", "10"] and run.not_made == ()


def test_what_an_account_pays_before_it_is_in_the_mode_uses_none_of_its_budget():
    """H is a root in mode budget from day 2 only; its 60 of day 1 leave the budget of 100 whole."""
    one = group(
        """
        account | opening | header | rule                         | mode
        H       | 500     |        |                              |
        P       | 0       | H      | range low=0 high=100 at=09:00 | standalone
        """,
        """
        day | time  | account | amount
        1   | 10:00 | H       | -60
        2   | 10:00 | H       | -100
        2   | 11:00 | H       | -1
        """,
        days=2,
        pool={"root_payment_mode": "budget"},
        budgets=(Budget(structure="pool", participant="H", amount=Decimal(100)),),
    )
    scenario = relinked(one, {"participant": "P", "header": "H", "valid_from": on(2)})
    assert book(lived(scenario), "H") == ["440", "340"]
    assert fates(scenario) == {
        "H1": "made 1 10:00", "H2": "made 2 10:00", "H3": "refused 2 close",
    }  # fmt: skip
    assert difference(scenario, "pool") == ""
