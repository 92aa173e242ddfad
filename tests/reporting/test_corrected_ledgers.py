"""The words and tables of a correction of a run with virtual ledgers."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from rich.console import Console

from tests.hand.back_value import correct as correct_plain
from tests.hand.tables import group, on
from tests.hand.test_corrected_ledgers_by_hand import (
    HEAD,
    INNER,
    RATES,
    RECEIPT,
    correct,
    divided,
    in_turn,
    inside,
)
from treasury.accounts.virtual import VirtualLedger
from treasury.correction.correcting import Correction, books
from treasury.rates import Rate
from treasury.reporting.correcting.folder import write_correction
from treasury.reporting.correcting.ledger_tables import (
    inner_table,
    ledger_balance_table,
    ledger_entry_table,
)
from treasury.reporting.correcting.ledger_words import inner_sentence
from treasury.reporting.correcting.tables import late_table
from treasury.reporting.correcting.terminal import Shown, show
from treasury.reporting.table import Table, cells
from treasury.scenario import Scenario


def said(found: Correction, at: int = 0) -> str:
    """The sentence of a posting of internal interest that is corrected."""
    return inner_sentence(found, inside(found).touched[at])


def why(known: Scenario, right: Scenario, at: int = 0) -> str:
    """What is said in brackets where the terms were other ones, known on day 25."""
    (found,) = in_turn(known, ("", 25), right=right)
    return said(found, at).partition("unassigned ledger (")[2]


def why_open(known: Scenario, right: Scenario) -> str:
    """What is said of the period that is open on day 25, where the terms were other ones."""
    (found,) = in_turn(known, ("", 25), right=right)
    return said(found, len(inside(found).touched) - 1)


def lines(table: Table) -> list[tuple[str, ...]]:
    """The rows of a table as they stand in its file."""
    return list(zip(*cells(table), strict=True))


def printed(found: Correction) -> str:
    """What is printed of a correction."""
    console = Console(width=200)
    with console.capture() as captured:
        show(Shown(found, books(found, "delta"), "delta", ()), console)
    return captured.get()


def test_interest_of_a_ledger_is_told_by_its_balance_days():
    found = correct(divided(), RECEIPT)
    assert said(found) == (
        "Internal interest of L in A, credit side (贷方计息): 19.00 was posted on 2026-03-21, "
        "21.00 is right, difference 2.00 against the unassigned ledger (100,000.00 CNY-days more "
        "x 0.72 % / 360 = 2.00)."
    )
    assert said(found, 1) == (
        "Internal interest of L in A, credit side (贷方计息): not posted yet; up to today 7.20 "
        "instead of 6.00 has accrued (60,012.00 CNY-days more x 0.72 % / 360 = 1.20024, rounded "
        "1.20)."
    )


def test_each_side_of_both_is_told_for_itself_and_a_net_by_the_side_it_lies_on():
    short = HEAD + "10 | L | -150000"
    found = correct(divided("both"), short)
    assert said(found).startswith("Internal interest of L in A, both sides (借贷方分别计息), cr")
    assert said(found, 1).startswith(
        "Internal interest of L in A, both sides (借贷方分别计息), debit side: nothing was posted"
    )
    assert "(500,000.00 CNY-days fewer x 0.72 % / 360 = -10.00)" in said(found)
    assert "(1,000,000.00 CNY-days more x 3.60 % / 360 = -100.00)" in said(found, 1)
    assert said(correct(divided("net"), short)).endswith(
        "(950,000.00 CNY-days fewer of net credit x 0.72 % / 360 + 550,000.00 CNY-days more of "
        "net debit x 3.60 % / 360 = -74.00)."
    )


def test_what_rounding_did_is_said():
    left = correct(divided(opening="1012"), HEAD + "1 | L | 10")
    assert said(left).endswith("= 0.0038, with what the first rounding left over 0.01).")
    carry = divided(opening="1012", days=60, terms=(replace(INNER, carry_remainder=True),))
    found = correct(carry, HEAD + "1 | L | 10", 55)
    assert said(found).endswith("= 0.0038, with the remainders that are carried over 0.01).")


def test_which_internal_rates_were_used_is_said_first():
    known = divided()
    twice = Rate(terms="inner", side="credit", rate="1.44%", valid_from=on(11))
    assert why(known, divided(rates=(*RATES, twice))) == (
        "0.72 % was used, 1.44 % is right from 2026-03-12: 450,000.00 CNY-days fewer x 0.72 % / "
        "360 + 450,000.00 CNY-days more x 1.44 % / 360 = 9.00)."
    )
    assert why(known, divided(terms=(replace(INNER, day_count="ACT/365F"),))).startswith(
        "another day count was used than is right: "
    )
    low = Rate(terms="inner", side="credit", rate="0.72%", up_to=Decimal(60000))
    tiers = (low, replace(low, up_to=None), RATES[1])
    parted = (replace(low, up_to=Decimal(20000)), replace(low, up_to=None), RATES[1])
    assert why(divided(rates=tiers), divided(rates=parted)).startswith(
        "other tiers were used than are right from 2026-03-02: "
    )


def test_a_rate_that_is_right_from_before_the_open_period_is_told_from_its_own_day():
    # Open since day 20; the rate is right from day 11, whatever was used up to day 21 or before.
    twice = Rate(terms="inner", side="credit", rate="1.44%", valid_from=on(11))
    right = divided(rates=(*RATES, twice))
    assert "0.72 % was used, 1.44 % is right from 2026-03-12: " in why_open(divided(), right)
    later = Rate(terms="inner", side="credit", rate="1.44%", valid_from=on(22))
    assert "0.72 % was used, 1.44 % is right from 2026-03-12: " in why_open(
        divided(rates=(*RATES, later)), right
    )
    known = divided(rates=(*RATES, replace(twice, rate="0.96%")))
    always = divided(rates=(replace(RATES[0], rate="1.44%"), RATES[1]))
    assert "0.96 % was used, 1.44 % is right from 2026-03-02: " in why_open(known, always)
    assert "0.72 % was used, 1.44 % is right from 2026-03-23: " in why_open(
        divided(), divided(rates=(*RATES, later))
    )


def test_terms_that_round_otherwise_are_said():
    (found,) = in_turn(
        divided(opening="1015"),
        ("", 25),
        right=divided(opening="1015", terms=(replace(INNER, rounding="down"),)),
    )
    # 1,015 x 19 x 0.00002 = 0.3857: 0.39 was posted, 0.38 is right.
    assert said(found).endswith("(the terms round or carry otherwise).")


def test_what_follows_from_a_remainder_alone_is_said():
    # 1,012.00 leave 0.00456 and 1,012.38 bear 0.6276756; a receipt of 11.00 on day 1 that leaves
    # on day 20 makes 0.38874, 0.39, and 0.62768180 less 0.00126: 0.63 and 0.63.
    carry = divided(opening="1012", days=60, terms=(replace(INNER, carry_remainder=True),))
    found = correct(carry, HEAD + "1 | L | 11\n20 | L | -11.01", 55)
    told = [one for one in inside(found).touched if not one.changed]
    assert [inner_sentence(found, one).partition("(follows")[2] for one in told] == [
        " from what rounding left over before)." for _ in told
    ]


def test_many_terms_are_counted():
    # Nine rates in the period of 19 days, and a late receipt on all of its days.
    steps = tuple(
        Rate(
            terms="inner", side="credit", rate=f"0.{8 + at // 10}{at % 10}%", valid_from=on(2 + at)
        )
        for at in range(9)
    )
    found = correct(divided(rates=(*RATES, *steps)), HEAD + "1 | L | 100")
    assert "2 more of such terms, one for each rate and tier = " in said(found)


def test_the_tables_have_what_is_posted_and_what_was_known():
    found = correct(divided(), RECEIPT)
    what, made = "Internal interest of L in A, credit side (贷方计息)", "100,000.00 CNY-days more"
    told = f"{what}: what is right less what was posted ({made} x 0.72 % / 360 = 2.00)"
    assert lines(ledger_entry_table(found, "delta")) == [
        ("2026-03-26", "2026-03-11", "A", "L", "10000.00", "CNY", "item", "late",
         "late item late0-0"),
        ("2026-03-26", "2026-03-21", "A", "L", "2.00", "CNY", "internal interest", "difference",
         told),
        ("2026-03-26", "2026-03-21", "A", "unassigned", "-2.00", "CNY", "internal interest",
         "difference", told),
    ]  # fmt: skip
    steps = ledger_entry_table(found, "full").data["why"]
    assert steps[1] == f"{what}: as it was posted, taken back"
    assert steps[3] == f"{what}: as it is right ({made} x 0.72 % / 360 = 2.00)"
    (past, open_) = lines(inner_table(found))
    assert past[:9] == (
        "A", "L", "credit", "CNY", what, "2026-03-21", "19.00", "21.00", "2.00",
    )  # fmt: skip
    assert open_[5:9] == ("open", "6.00", "7.20", "1.20")
    first = lines(ledger_balance_table(found))[0]
    assert first == ("2026-03-11", "A", "L", "CNY", "50000.00", "60000.00")


def test_the_files_and_the_terminal_have_the_ledgers(tmp_path: Path):
    found = correct(divided(), RECEIPT)
    out = tmp_path / "out"
    files = write_correction(out, found, books(found, "delta"), "delta")
    assert [file.name for file in files][3:] == [
        "ledger_entries.csv", "ledger_corrections.csv", "ledger_value_balances.csv",
    ]  # fmt: skip
    assert write_correction(out, found, books(found, "full"), "full") == files
    told = printed(found)
    assert "Internal interest of virtual ledgers corrected" in told
    assert "What would be posted on virtual ledgers today" in told
    assert "A, L: 2.00 CNY of internal interest in all; no cash moves" in told
    assert "A, unassigned: -2.00 CNY of internal interest in all; no cash moves" in told
    assert "Ledger" in told and "No interest" not in told


def test_where_no_interest_of_the_past_changes_that_is_said():
    told = printed(correct(divided(), RECEIPT, 15))
    assert (
        "No interest, fee, tax or internal interest of a virtual ledger that was posted changes."
    ) in told


def test_a_table_of_nothing_is_left_out():
    twice = (replace(RATES[0], rate="1.44%"), RATES[1])
    (found,) = in_turn(divided(), ("", 25), right=divided(rates=twice))
    told = printed(found)
    assert "What would be posted today" not in told and "Nothing would be" not in told
    assert "What would be posted on virtual ledgers today" in told
    later = Rate(terms="inner", side="credit", rate="1.44%", valid_from=on(22))
    (found,) = in_turn(divided(), ("", 25), right=divided(rates=(*RATES, later)))
    told = printed(found)
    assert "Nothing would be posted today." in told and "What would be posted" not in told


def test_each_side_of_a_ledger_has_a_name_in_the_table():
    table = inner_table(correct(divided("both"), HEAD + "10 | L | -150000"))
    assert table.data["side"][:2] == ["credit", "debit"]
    net = inner_table(correct(divided("net"), HEAD + "10 | L | -150000"))
    assert set(net.data["side"]) == {"net"}


def test_an_account_without_ledgers_beside_one_that_has_some():
    known = divided()
    other = group("account | opening\nA | 100000\nB | 5", days=30)
    known = replace(
        known, accounts=other.accounts, entities=other.entities, structures=other.structures,
        links=other.links, rules=other.rules,
    )  # fmt: skip
    found = correct_plain(known, "value | account | amount\n3 | B | 20", 25, structure=None)
    assert lines(late_table(found))[0][:3] == ("late1", "B", "")
    assert lines(ledger_entry_table(found, "delta")) == []
    own = replace(known.ledgers[0], id="M", account="B", opening=Decimal(0))
    both = "value | account | amount\n3 | A | 20\n3 | B | 20"
    found = correct_plain(replace(known, ledgers=(*known.ledgers, own)), both, 25, structure=None)
    assert "Account" in printed(found)
    assert [row[2:4] for row in lines(ledger_entry_table(found, "delta"))] == [
        ("A", "unassigned"), ("B", "unassigned"),
    ]  # fmt: skip


def test_a_ledger_that_bears_nothing_has_no_words():
    found = correct(divided("none"), RECEIPT)
    assert inside(found).touched == () and isinstance(found.plan.scenario.ledgers[0], VirtualLedger)
    assert lines(inner_table(found)) == []
