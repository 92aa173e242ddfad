"""The worked examples that were calculated elsewhere, run through the real pipeline.

They lie beside the repository (`../shared/oracles`), or where TREASURY_ORACLES points.
"""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.hand.tables import balances, draws, fates, group, lived, minor, moves, plain
from tests.oracles.examples import example, needs_examples, section
from treasury.clearing import Channel, execution
from treasury.interest import Terms
from treasury.loading.calendars import builtin, builtin_clearing
from treasury.money import split, to_decimal
from treasury.pooling.structure import Budget
from treasury.rates import Rate
from treasury.scenario import Scenario

pytestmark = needs_examples


def crossing(rule: str, sees: str) -> list[str]:
    """What a participant P and a rich header H move at this balance of P."""
    return moves(
        group(f"""
        account | opening   | header | rule
        H       | 10000000  |        |
        P       | {sees}    | H      | {rule}
        """)
    )


def said(way: str, amount: str) -> list[str]:
    """The same in the example's words."""
    ends = {"up": "P > H", "down": "H > P"}
    return [f"{ends[way]} {plain(minor(amount))}"] if Decimal(amount) else []


RULES = {"V01": "threshold threshold={H}", "V02": "collar threshold={H} collar={C}",
         "V03": "fixed amount={F}", "V04": "target_constant target={T}",
         "V05": "target_fixed target={T}", "V06": "percentage share={share}"}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_rules(name):
    given = example("sweep_rules", name)
    rule = RULES[name].format(**given, share=percent(given.get("p", "0")))
    for sees, way, amount in given["cases"]:
        assert crossing(rule, sees) == ([] if way == "none" else said(way, amount)), sees


def test_v07_zero_balance_with_limits():
    for case in example("sweep_rules", "V07")["cases"]:
        limits = [f"{key}={value}" for key, value in case.items() if key not in ("b", "up")]
        rule = " ".join(["zero_balance", *limits])
        assert crossing(rule, case["b"]) == said("up", case["up"]), rule


def percent(share: str) -> str:
    """A share written as a decimal fraction, as a percentage."""
    return f"{Decimal(share) * 100:f}%"


def test_o5_one_balance_under_many_rules():
    given = example("sweep_rules", "O5")
    rules = {"zero_balance": "", "keep": "keep={K}", "range": "low={L} high={H}",
             "percentage": "share={share}", "whole_units": "keep={K} unit={u}",
             "fixed": "amount={F}"}  # fmt: skip
    assert {case["rule"] for case in given["cases"]} <= set(rules)
    for case in given["cases"]:
        share = percent(case.get("p", "0"))
        rule = f"{case['rule']} {rules[case['rule']].format(**case, share=share)}"
        assert crossing(rule, given["b"]) == said("up", case["up"]), rule


def test_o5b_share_of_receipts():
    case = example("sweep_rules", "O5b")["cases"][0]
    before = Decimal(case["b"]) - Decimal(case["R"])
    one = group(
        f"""
        account | opening  | header | rule
        H       | 0        |        |
        P       | {before} | H      | {case["rule"]} share={percent(case["p"])}
        """,
        f"""
        account | amount
        P       | {case["R"]}
        """,
    )
    assert moves(one) == said("up", case["up"])


def test_o5b_cumulative_cap():
    # The money upstreamed before is sent up on the first day, the rest of the room on the second.
    case = example("sweep_rules", "O5b")["cases"][1]
    one = group(
        f"""
        account | opening              | header | rule
        H       | 0                    |        |
        P       | {case["upstreamed"]} | H      | {case["rule"]} cap={case["C"]}
        """,
        f"""
        day | account | amount
        2   | P       | {case["b"]}
        """,
        days=2,
    )
    assert moves(one) == [*said("up", case["upstreamed"]), *said("up", case["up"])]


def test_v08_raised_to_the_minimum():
    for case in example("sweep_rules", "V08")["cases"]:
        words = f"target={case['T']} minimum={case['minimum']} multiple={case.get('units', '0.01')}"
        one = group(
            f"""
            account | opening     | header | rule
            H       | 1000        |        |
            P       | {case["b"]} | H      | target_constant {words}{" raise" * case["raise"]}
            """,
            pool={"profile": "t24"},
        )
        up = [move for move in moves(one) if move.startswith("P > H")]
        assert up == said("up", case["up"]), words


def funded(scenario: Scenario, names: list[str]) -> list[str]:
    """What each account received from the header H on the first day, with two decimals."""
    position = lived(scenario).position
    return [str(to_decimal(-position[name, "H"][0], "CNY")) for name in names]


@pytest.mark.parametrize(("words", "partial"), [("partial", True), ("all_or_nothing", False)])
def test_v09_a_header_with_too_little(words, partial):
    one = group(
        """
        account | opening | header | rule         | priority
        H       | 70      |        |              |
        A       | -50     | H      | zero_balance | 1
        B       | -50     | H      | zero_balance | 2
        """,
        pool={"partial": partial},
    )
    assert funded(one, ["A", "B"]) == example("structures", "V09")[words]["funded"]


def test_o6_three_levels():
    one = group("""
        account | opening | header | rule
        Level1  | 1000000 |        |
        Level2  | 250000  | Level1 | keep keep=200000
        Level3a | 300000  | Level2 | keep keep=100000
        Level3b | 500000  | Level2 | keep keep=100000
        """)
    given = example("structures", "O6")
    after = given["after"]
    expected = dict(zip(balances(one), [after["level1"], after["level2"], *after["level3"]],
                        strict=True))  # fmt: skip
    assert balances(one) == {name: plain(minor(text)) for name, text in expected.items()}
    assert balances(one)["Level1"] != plain(minor(given["wrong_order_gives"]["level1"]))
    assert sum(minor(text) for text in balances(one).values()) == minor(given["total"])


def intraday(header: str) -> Scenario:
    """O7: 4.5 % on what stays overnight."""
    items = example("structures", "O7")["items"]
    signs = {"pay": "-", "receive": ""}
    lines = [f"{time} | Child | {signs[what]}{amount}" for time, what, amount, _ in items]
    one = group(
        f"""
        account | opening  | intraday  | header | rule         | terms
        Header  | {header} |           |        |              |
        Child   | 0        | 3000000   | Header | zero_balance | T
        """,
        "\n".join(["time | account | amount", *lines]),
    )
    rates = (Rate(terms="T", side="debit", rate="4.5%"),)
    return replace(one, terms=(Terms(id="T"),), rates=rates)


def test_o7_an_overdraft_in_the_day_is_covered_at_its_end():
    given = example("structures", "O7")["end_of_day"]
    one = intraday(given["header_before"])
    assert fates(one) == {"Child1": "made 1 09:30", "Child3": "made 1 14:00"}
    assert balances(one) == {
        "Header": plain(minor(given["header"])),
        "Child": plain(minor(given["child"])),
    }
    assert moves(one, at=True) == [f"close Header > Child {plain(minor(given['funded']))}"]
    assert plain(-lived(one).position["Child", "Header"][0]) == plain(minor(given["borrowed"]))


def test_o7_what_the_header_cannot_cover_stays_overnight_and_costs():
    given = example("structures", "O7")["if_header_has_1500000"]
    outcome = lived(intraday("1500000"))
    assert outcome.book["Child"] == [minor(given["child_overnight"])]
    cost = minor(given["interest_per_day_at_4.5pct_360"])
    assert outcome.accrued["account", "Child", "debit"] == -cost


@pytest.mark.parametrize("scope", ["all_outgoing", "pool_draw_only"])
def test_o19_two_lines_with_a_month_s_budget(scope):
    given = example("structures", "O19")[scope]
    one = group(
        """
        account | opening | header | rule                  | mode
        Header  | 1000000 |        |                       | standalone
        Income  | 0       | Header | zero_balance at=09:00 | receive_only
        Expense | 100000  | Header | keep keep=1000000     | budget
        """,
        """
        time  | account | amount
        08:00 | Income  | 640000
        10:00 | Expense | -400000
        11:00 | Expense | -450000
        12:00 | Expense | -200000
        """,
        budgets=(
            Budget(structure="pool", participant="Expense", amount=Decimal(1000000), scope=scope),
        ),
    )
    assert [fate.startswith("made") for fate in fates(one).values()] == given["paid"]
    drawn = sum(minor(text.rpartition(" ")[2]) for text in draws(one))
    assert drawn == minor(given["pool_draws"])
    paid = [400_000, 450_000, 200_000]
    used = {"all_outgoing": 100 * sum(paid[:2]), "pool_draw_only": drawn}[scope]
    assert 100 * 1_000_000 - used == minor(given["budget_left"])


def test_o21_needs_in_order_of_priority():
    one = group("""
        account | opening | header | rule         | priority
        H       | 1000000 |        |              |
        A       | -600000 | H      | zero_balance | 1
        B       | -500000 | H      | zero_balance | 2
        C       | -400000 | H      | zero_balance | 3
        """)
    assert funded(one, ["A", "B", "C"]) == example("structures", "O21")["priority"]


def test_o22_three_equal_parts():
    parts = example("structures", "O22")["parts"]
    assert [str(to_decimal(part, "CNY")) for part in split(100_00, [1, 1, 1])] == parts
    one = group(
        """
        account | opening | header | rule
        H       | 100     |        |
        A       | -50     | H      | zero_balance
        B       | -50     | H      | zero_balance
        C       | -50     | H      | zero_balance
        """,
        pool={"when_short": "pro_rata"},
    )
    assert funded(one, ["A", "B", "C"]) == parts


def test_o15_the_window_of_the_high_value_system():
    examples = section("clearing_2026_cn")
    channel = Channel(builtin_clearing()["HVPS"], builtin()["CN"])
    for entered, executes, business_date in examples["cases"]:
        found = execution((channel,), datetime.datetime.fromisoformat(entered.split(" ", 1)[1]))
        assert found is not None
        told = (f"{found.at:%Y-%m-%d %H:%M}", found.business_date.isoformat())
        assert told == (executes, business_date), entered


def test_nothing_is_drawn_where_no_account_pays_from_above():
    assert draws(intraday("10000000")) == []
