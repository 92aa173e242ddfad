"""The worked examples that were calculated elsewhere, run through the real pipeline.

They lie beside the repository (`../shared/oracles`), or where TREASURY_ORACLES points.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.hand.tables import balances, draws, fates, group, lived, minor, moves, plain
from tests.oracles.examples import example, needs_examples, section
from treasury.clearing import Channel, execution
from treasury.deposits import Deposit, Withdrawal
from treasury.fees import FeeTerm
from treasury.flows.items import Item
from treasury.interest import Terms
from treasury.loading.calendars import builtin, builtin_clearing
from treasury.money import split, to_decimal
from treasury.pooling.structure import Budget
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

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


# --- interest -----------------------------------------------------------------------------------


def holding(opening: str, rate: Rate, first: datetime.date, days: int, **terms: Any) -> Scenario:
    """One account with terms T from a day on; overdrawn it costs nothing unless the rate says."""
    free = Rate(terms="T", side="debit", rate="0%")
    one = group(f"""
        account | opening   | overdraft | terms
        A       | {opening} | unlimited | T
        """)
    last = first + datetime.timedelta(days=days - 1)
    return replace(
        one,
        first_day=first,
        last_day=last,
        terms=(Terms(id="T", **terms),),
        rates=(rate,) if rate.side == "debit" else (rate, free),
    )


def test_o1_a_quarter_of_demand_deposit():
    given = example("interest", "O1")
    first = datetime.date(2026, 3, 21)
    demand = Rate(terms="T", side="credit", rate="0.35%")
    one = holding("1200000", demand, first, 93)
    changes = ((20, Decimal(3_450_000 - 1_200_000)), (46, Decimal(800_000 - 3_450_000)))
    items = tuple(
        Item(id=f"i{after}", date=first + datetime.timedelta(days=after), account="A",
             amount=amount)
        for after, amount in changes
    )  # fmt: skip
    (posting,) = lived(replace(one, items=items)).postings
    assert posting.amount == minor(given["interest"])
    assert posting.day == datetime.date.fromisoformat(given["posted"])
    held = 1_200_000 * 20 + 3_450_000 * 26 + 800_000 * 46
    assert held == Fraction(given["interest_number"])


def seven_days(*lines: Withdrawal) -> list[int]:
    """The interest that the notice deposit of the example is paid, by withdrawal."""
    first = datetime.date(2026, 3, 2)
    one = holding("6000000", Rate(terms="T", side="credit", rate="0.20%"), first, 122)
    deposit = Deposit(
        id="N", account="A", product="notice_7", amount=Decimal(5_000_000), placed_on=first,
        rate="1.10%",
    )  # fmt: skip
    outcome = lived(replace(one, deposits=(deposit,), withdrawals=lines))
    return [paid.interest for paid in outcome.paid_out]


def test_o4_seven_days_notice_with_and_without():
    given = example("interest", "O4")
    april, june = datetime.date(2026, 4, 27), datetime.date(2026, 6, 30)
    first = Withdrawal(deposit="N", date=april, amount=Decimal(2_000_000),
                       notified_on=datetime.date(2026, 4, 20))  # fmt: skip
    rest = Withdrawal(deposit="N", date=june, notified_on=datetime.date(2026, 6, 23))
    assert seven_days(first, rest) == [minor(given["with_notice"]), minor(given["rest"])]
    silent = replace(first, notified_on=None)
    assert seven_days(silent) == [minor(given["without_notice"])]


@pytest.mark.parametrize(
    ("place", "opening", "rate", "days"), [(0, "20000", "2.50%", 92), (1, "1000", "3%", 30)]
)
def test_w09_actual_days_over_365(place, opening, rate, days):
    credit = Rate(terms="T", side="credit", rate=rate)
    one = holding(
        opening, credit, datetime.date(2026, 7, 1), days, day_count="ACT/365F", settles="never"
    )
    expected = minor(example("interest", "W09")["interest"][place])
    assert lived(one).accrued["account", "A", "credit"] == expected


def test_o16_seven_nights_of_an_overdraft():
    debit = Rate(terms="T", side="debit", rate="4.35%")
    one = holding("-5000000", debit, datetime.date(2026, 7, 1), 7)
    cost = minor(example("interest", "O16")["interest"])
    assert lived(one).accrued["account", "A", "debit"] == -cost


@pytest.mark.parametrize(("place", "limit"), [(0, "30000000"), (1, "300000")])
def test_o16_the_commitment_fee_of_a_line_and_its_minimum(place, limit):
    once = FeeTerm(
        fee="commitment", base="credit_line", credit_line="line-A", rate="0.2%", every="once",
        date=datetime.date(2026, 3, 10), minimum=Decimal(1000),
    )  # fmt: skip
    one = group(f"account | opening | line\nA | 100000 | {limit}", fee_terms=(once,))
    (fee,) = lived(replace(one, last_day=datetime.date(2026, 3, 10))).levies
    assert fee.amount == minor(example("interest", "O16")["fee"][place])


def test_o9_the_bank_s_fee_for_thirty_days_of_an_entrusted_loan():
    agent = FeeTerm(fee="agent", base="loan_balance", rate="0.1%", every="month", day=1)
    lent = group(
        """
        account | opening | header | rule         | entity
        H       | 0       |        |              | HQ
        P       | 2000000 | H      | zero_balance | Sub
        """,
        fee_terms=(agent,),
    )
    june = replace(lent, first_day=datetime.date(2026, 6, 1), last_day=datetime.date(2026, 7, 1))
    (fee,) = lived(june).levies
    assert (str(fee.day), fee.amount) == (
        "2026-07-01", minor(example("tax_and_regulation", "O9")["fee"])
    )  # fmt: skip


def test_o9_tax_on_an_entrusted_loan():
    right = example("tax_and_regulation", "O9")
    taxes = (
        TaxTerm(tax="VAT", base="internal_interest", rate="6%", price_includes_tax=True),
        TaxTerm(tax="surcharge", base="tax", on="VAT", rate="12%"),
        TaxTerm(tax="stamp", base="loan_drawn", rate="0.005%"),
    )
    lent = group(
        """
        account | opening | header | rule         | entity
        H       | 0       |        |              | HQ
        P       | 2000000 | H      | zero_balance | Sub
        """,
        tax_terms=taxes,
        terms=(Terms(id="in", settles="monthly", settlement_day=30),),
        rates=(
            Rate(terms="in", side="credit", rate="3%"),
            Rate(terms="in", side="debit", rate="3%"),
        ),
        pool={"internal_terms": "in"},
    )
    # 2,000,000.00 x 3 % x 30 / 360 = 5,000.00.
    june = replace(lent, first_day=datetime.date(2026, 6, 1), last_day=datetime.date(2026, 7, 1))
    charged = {one.fee: one.amount for one in lived(june).levies}
    assert charged == {name: minor(right[name.lower()]) for name in ("VAT", "surcharge", "stamp")}


def test_nothing_is_drawn_where_no_account_pays_from_above():
    assert draws(intraday("10000000")) == []
