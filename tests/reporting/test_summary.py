"""`summary.json`: the contract of its keys, decimal strings, and equal bytes."""

import json
import re
from decimal import Decimal

import treasury
from tests.reporting.made_study import another_small_study, small_study
from treasury.reporting.summary import summary_text

AMOUNT = re.compile(r"-?\d+(\.\d+)?")
FIGURE_KEYS = {
    "currency", "idle_cash", "external_debt", "interest_earned", "interest_paid", "fees",
    "net_benefit", "waterfall", "sweeps", "payments_made", "payments_disturbed",
    "payments_enabled", "overdraft_nights", "intercompany",
}  # fmt: skip
BESIDES = {
    "idle_cash_as_is", "root_cash", "payments_not_made", "repayments_not_made", "note",
}  # fmt: skip


def small_summary() -> dict:
    """The small study's summary, read back."""
    return json.loads(summary_text(small_study()))


def test_the_summary_has_the_keys_of_the_contract():
    found = small_summary()
    assert {"fingerprint", "engine", "checks", "structures"} <= set(found)
    assert found["engine"] == treasury.__version__
    assert re.fullmatch("[0-9a-f]{64}", found["fingerprint"])
    for check in found["checks"]:
        assert {"name", "passed", "examined", "detail", "structure"} == set(check)
        assert check["passed"] in (True, False, None)
        assert check["examined"] > 0 or check["passed"] is not True


def test_as_is_comes_first_and_each_currency_once():
    structures = small_summary()["structures"]
    assert [one["name"] for one in structures] == ["as_is", "zba", "least"]
    for one in structures:
        assert [figures["currency"] for figures in one["figures"]] == ["CNY", "USD"]


def test_amounts_are_decimal_strings_with_the_currencys_digits():
    for one in small_summary()["structures"]:
        for figures in one["figures"]:
            assert set(figures) == FIGURE_KEYS | BESIDES
            amounts = [figures[name] for name in ("idle_cash", "fees", "net_benefit")]
            amounts += [step["amount"] for step in figures["waterfall"]]
            amounts += [figures["sweeps"]["amount"]]
            amounts += [pair["closing"] for pair in figures["intercompany"]]
            assert all(AMOUNT.fullmatch(text) and text[-3] == "." for text in amounts)


def test_the_figures_are_those_calculated_by_hand():
    figures = small_summary()["structures"][1]["figures"][0]
    assert figures["sweeps"] == {"count": 3, "amount": "1950.25"}
    assert figures["fees"] == "10.00"
    assert figures["interest_earned"] == "0.21"
    assert figures["intercompany"] == [{"creditor": "SUB", "debtor": "HQ", "closing": "700.12"}]
    assert figures["payments_enabled"] == {"count": 1, "amount": "900.00"}
    assert figures["payments_disturbed"] == {"count": 0, "amount": "0.00"}


def test_a_benefit_that_is_not_like_for_like_carries_a_note():
    """Today B's 900 are not paid; in `zba` they are, in `least` A's 300 are not paid either."""
    as_is, zba, least = (one["figures"][0] for one in small_summary()["structures"])
    assert as_is["note"] == ""
    assert zba["note"] == (
        "900.00 CNY more was paid than today (1 payment more); the benefit lacks interest on that "
        "money, so it is not like for like."
    )
    assert least["note"].startswith("300.00 CNY less was paid than today (1 payment fewer); ")
    not_made = [one["payments_not_made"]["amount"] for one in (as_is, zba, least)]
    assert not_made == ["900.00", "0.00", "1200.00"]


def test_the_waterfall_sums_to_the_net_benefit():
    for one in small_summary()["structures"]:
        for figures in one["figures"]:
            total = sum((Decimal(step["amount"]) for step in figures["waterfall"]), Decimal(0))
            assert total == Decimal(figures["net_benefit"])


def test_equal_studies_give_equal_bytes():
    assert summary_text(small_study()) == summary_text(another_small_study())


def test_what_a_root_lacked_is_said_where_payments_are_disturbed():
    least = small_summary()["structures"][2]
    assert [one["account"] for one in least["headroom"]] == ["H"]
