"""Virtual ledgers of a run that is corrected, written as the hand calculation, in fen.

Days count from 1, 2 March 2026. Internal rates are 0.72 % for credit and 3.60 % for debit on 360
days: 0.20 and 1.00 a day on 10,000.00. Interest is settled on the 20th, the close of day 19, and
posted on day 20. The account has 100,000.00 and bears nothing at the bank unless said otherwise.
"""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.hand.back_value import KINDS
from tests.hand.tables import group, on, rows
from treasury.accounts.virtual import UNASSIGNED, Adjustment, LedgerInterest, VirtualLedger
from treasury.checks import check_correction
from treasury.correction.correcting import Correction, Method, corrected
from treasury.correction.facts import fact_complaints, moved_facts
from treasury.correction.ledger_entries import lines_on_ledgers
from treasury.correction.ledgers import LedgersCorrected
from treasury.correction.postings import OPEN
from treasury.correction.problems import late_complaints
from treasury.flows.items import Item
from treasury.interest import Terms
from treasury.plan.problems.every import complaints
from treasury.plan.resolve import resolve
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate

INNER = Terms(id="inner", settles="monthly", settlement_day=20)
RATES = (
    Rate(terms="inner", side="credit", rate="0.72%"),
    Rate(terms="inner", side="debit", rate="3.60%"),
)
HEAD = "value | ledger | amount\n"
RECEIPT = HEAD + "10 | L | 10000"


def divided(
    way: LedgerInterest = "credit", opening: str = "50000", days: int = 30, **more: object
) -> Scenario:
    """The account A with the ledger L."""
    terms = None if way == "none" else "inner"
    own = VirtualLedger(id="L", account="A", interest=way, terms=terms, opening=Decimal(opening))
    fields = {"ledgers": (own,), "terms": (INNER,), "rates": RATES, **more}
    return replace(group("account | opening\nA | 100000", days=days), **fields)  # type: ignore[arg-type]


def items(table: str, known: int, name: str = "late") -> tuple[Item, ...]:
    """The items of a table (value, a day; ledger; amount), known and booked on a day."""
    return tuple(
        Item(
            id=f"{name}{number}",
            date=on(known),
            value_date=on(int(row["value"])),
            account="A",
            amount=Decimal(row["amount"]),
            ledger=row["ledger"] or None,
        )
        for number, row in enumerate(rows(table) if table else ())
    )


def in_turn(
    scenario: Scenario, *turns: tuple[str, int], right: Scenario | None = None
) -> list[Correction]:
    """What each of several corrections corrects, the last by right terms if they are others;
    nothing is wrong with them, and every check passes."""
    for each in (scenario, right or scenario):
        assert [one.sentence() for one in complaints(each)] == []
    plan = resolve(scenario, None, "as_is")
    projection, found, earlier = simulate(plan), list[Correction](), tuple[Item, ...]()
    for number, (table, known) in enumerate(turns):
        late = items(table, known, f"late{number}-")
        wrong = late_complaints(scenario, late, on(known), earlier)
        assert [one.sentence() for one in wrong] == []
        by = resolve(right, None, "as_is") if right and number + 1 == len(turns) else None
        assert by is None or moved_facts(plan, by) == fact_complaints(scenario, by.scenario) == []
        after = found[-1] if found else None
        found.append(corrected(plan, projection, late, known - 1, right=by, after=after))
        checks = check_correction(found[-1], projection)
        assert [check for check in checks if check.passed is False] == []
        earlier += late
    return found


def correct(scenario: Scenario, table: str, known: int = 25) -> Correction:
    """What the items correct."""
    return in_turn(scenario, (table, known))[0]


def inside(found: Correction) -> LedgersCorrected:
    """The ledgers of a correction."""
    assert found.ledgers
    return found.ledgers


def touched(found: Correction) -> list[tuple[int | str, int, int]]:
    """Internal interest that is corrected: day of posting (`open`: none yet), posted, right."""
    return [
        ("open" if one.day == OPEN else one.day + 1, one.posted, one.right)
        for one in inside(found).touched
    ]


def posted(found: Correction, method: Method = "delta") -> list[tuple[str, str, int, int]]:
    """What would be posted on ledgers today: ledger, step, value day, amount."""
    ids = inside(found).now.table.ids
    return [
        (ids[line.ledger], line.step, line.value_day + 1, line.amount)
        for line in lines_on_ledgers(found, method)
    ]


def test_a_late_receipt_of_a_ledger_earned_there():
    # 50,000 x 19 days x 0.20 per 10,000 = 19.00; 10,000 more on days 10 to 19: 10 x 0.20 = 2.00.
    found = correct(divided(), RECEIPT)
    # Open, days 20 to 25: 50,019 x 6 x 0.00002 = 6.00228; right 60,021 x 6 x 0.00002 = 7.20252.
    assert touched(found) == [(20, 19_00, 21_00), ("open", 6_00, 7_20)]
    assert inside(found).touched[0].exact == 2_00
    assert inside(found).touched[1].exact == Fraction(10_002_00 * 6 * 2, 100_000)
    late = ("L", "late", 10, 10_000_00)
    assert posted(found) == [
        late,
        ("L", "difference", 20, 2_00),
        (UNASSIGNED, "difference", 20, -2_00),
    ]
    assert posted(found, "full") == [
        late,
        ("L", "reversal", 20, -19_00), (UNASSIGNED, "reversal", 20, 19_00),
        ("L", "replayed", 20, 21_00), (UNASSIGNED, "replayed", 20, -21_00),
    ]  # fmt: skip


def test_what_names_no_ledger_belongs_to_the_unassigned_one_and_no_interest_changes():
    for ledger in ("", UNASSIGNED):
        found = correct(divided(), HEAD + f"10 | {ledger} | 10000")
        assert touched(found) == []
        assert posted(found) == [(UNASSIGNED, "late", 10, 10_000_00)]


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        # From day 10 on the ledger is 10,000 short: 9 days at 50,000, 10 days at -10,000.
        ("none", []),
        ("credit", [(20, 19_00, 9_00)]),  # 450,000 x 0.00002
        ("both", [(20, 19_00, 9_00), (20, 0, -10_00)]),  # and 100,000 x 0.0001
        ("net", [(20, 19_00, 7_00)]),  # 450,000 - 100,000 = 350,000 x 0.00002
    ],
)
def test_a_late_payment_costs_a_ledger_what_its_way_says(way, expected):
    found = correct(divided(way), HEAD + "10 | L | -60000")
    assert [one for one in touched(found) if one[0] != "open"] == expected


def test_a_net_that_turns_from_credit_to_debit():
    # 9 days at 50,000 and 10 at -100,000: 450,000 - 1,000,000 = -550,000 x 0.0001 = -55.00.
    found = correct(divided("net"), HEAD + "10 | L | -150000")
    one = inside(found).touched[0]
    assert (one.posted, one.right) == (19_00, -55_00)
    assert [(each.borne.side, each.before, each.now) for each in one.changed] == [
        (0, 950_000_00, 0), (1, 0, 550_000_00),
    ]  # fmt: skip
    assert posted(found)[1:] == [
        ("L", "difference", 20, -74_00), (UNASSIGNED, "difference", 20, 74_00),
    ]  # fmt: skip


def test_nothing_is_posted_before_the_settlement_is_past():
    # Known on the settlement day itself: 19.00 or 21.00 is posted tomorrow.
    found = correct(divided(), RECEIPT, 19)
    assert touched(found) == [("open", 19_00, 21_00)]
    assert posted(found) == [("L", "late", 10, 10_000_00)]
    assert touched(correct(divided(), RECEIPT, 20))[0] == (20, 19_00, 21_00)


def test_what_rounding_left_over_is_in_the_difference():
    # 1,012.00 x 19 x 0.00002 = 0.38456: 0.38. With 10.00 on day 1: 0.38836, 0.39, one fen more
    # where the exact difference is 0.0038.
    found = correct(divided(opening="1012"), HEAD + "1 | L | 10")
    one = inside(found).touched[0]
    assert (one.posted, one.right, one.exact) == (38, 39, Fraction(10_00 * 19 * 2, 100_000))


def test_what_the_bank_posts_otherwise_belongs_to_the_unassigned_ledger():
    # The bank pays 3.60 %: 10,000 on days 10 to 19 is 10.00 more on day 20, and the ledger's 2.00.
    bank = Terms(id="bank", settles="monthly", settlement_day=20)
    pays = Rate(terms="bank", side="credit", rate="3.60%")
    known = divided(terms=(INNER, bank), rates=(*RATES, pays))
    known = replace(known, accounts=(replace(known.accounts[0], terms="bank"),))
    found = correct(known, RECEIPT)
    assert [(KINDS[one.kind], one.right - one.posted) for one in found.touched][:1] == [
        ("interest", 10_00)
    ]
    assert posted(found) == [
        ("L", "late", 10, 10_000_00),
        (UNASSIGNED, "difference", 20, 10_00),
        ("L", "difference", 20, 2_00), (UNASSIGNED, "difference", 20, -2_00),
    ]  # fmt: skip
    # On day 25 the ledger has 60,000 + 21.00; the account 110,000 + 190.00 + 10.00.
    assert inside(found).now.value[24].tolist() == [60_021_00, 50_179_00]
    assert found.now.value[24].tolist() == [110_200_00]


def test_corrections_in_turn_start_from_what_stands():
    # 21.00 stands since day 22; with 10,000 more since day 15, 5 x 0.20 = 1.00: 22.00.
    one, two = in_turn(divided(), (RECEIPT, 22), (HEAD + "15 | L | 10000", 25))
    assert touched(one)[0] == (20, 19_00, 21_00)
    assert touched(two)[0] == (20, 21_00, 22_00)
    assert posted(two)[1:] == [
        ("L", "difference", 20, 1_00), (UNASSIGNED, "difference", 20, -1_00),
    ]  # fmt: skip


def test_a_second_settlement_bears_on_what_the_first_should_have_posted():
    # Days 20 to 50 are settled on 20 April, the close of day 50, and posted on day 51:
    # 50,019 x 31 x 0.00002 = 31.01178; right 60,021 x 31 x 0.00002 = 37.21302.
    found = correct(divided(days=60), RECEIPT, 55)
    assert touched(found)[:2] == [(20, 19_00, 21_00), (51, 31_01, 37_21)]


def test_an_adjustment_stays_where_it_was_booked():
    # 20,000 leave on day 5 with value on day 11: 50,000 x 10 + 30,000 x 9 = 770,000, 15.40.
    moved = Adjustment(
        date=on(5), value_date=on(11), account="A", from_ledger="L", to_ledger=UNASSIGNED,
        amount=Decimal(20000),
    )  # fmt: skip
    found = correct(divided(adjustments=(moved,)), RECEIPT)
    assert touched(found)[0] == (20, 15_40, 17_40)


def test_internal_rates_that_were_other_ones():
    # 1.44 % and not 0.72 % from day 11 on: 9 days at 0.40 for 10 at 0.20 each: 5 x 9 x 0.20 more.
    twice = Rate(terms="inner", side="credit", rate="1.44%", valid_from=on(11))
    right = divided(rates=(*RATES, twice))
    (found,) = in_turn(divided(), ("", 25), right=right)
    assert touched(found)[0] == (20, 19_00, 28_00)


def test_a_ledger_that_should_have_borne_by_other_terms_is_posted_on_their_days():
    # By terms that settle on the 15th: day 14, posted on day 15, 50,000 x 14 x 0.00002 = 14.00.
    sooner = Terms(id="sooner", settles="monthly", settlement_day=15)
    same = tuple(replace(one, terms="sooner") for one in RATES)
    known = divided(terms=(INNER, sooner), rates=(*RATES, *same))
    right = replace(known, ledgers=(replace(known.ledgers[0], terms="sooner"),))
    (found,) = in_turn(known, ("", 25), right=right)
    # Open: 50,014 x 11 days x 0.00002 = 11.00308 since the 15th, not 50,019 x 6 = 6.00.
    assert touched(found) == [(15, 0, 14_00), (20, 19_00, 0), ("open", 6_00, 11_00)]


def test_items_and_right_terms_together():
    # 1.44 % all the time: 50,000 x 19 + 10,000 x 10 = 1,050,000 x 0.00004 = 42.00.
    twice = (replace(RATES[0], rate="1.44%"), RATES[1])
    (found,) = in_turn(divided(), (RECEIPT, 25), right=divided(rates=twice))
    assert touched(found)[0] == (20, 19_00, 42_00)


def test_a_carried_remainder_is_carried_again():
    # 0.38456 leaves 0.00456; 0.39 of 0.38836 leaves -0.00164. Then 31 days on 1,012.38 bear
    # 0.6276756, 0.63 with it; right 1,022.39 bear 0.6338818, 0.6322418 with it: 0.63 as well.
    carry = replace(INNER, carry_remainder=True)
    known = divided(opening="1012", days=60, terms=(carry,))
    found = correct(known, HEAD + "1 | L | 10", 55)
    assert touched(found)[:2] == [(20, 38, 39), (51, 63, 63)]
    assert posted(found)[1:] == [("L", "difference", 20, 1), (UNASSIGNED, "difference", 20, -1)]
    assert [line[1] for line in posted(found, "full")] == [
        "late", *["reversal"] * 2, *["replayed"] * 2, *["reversal"] * 2, *["replayed"] * 2,
    ]  # fmt: skip


def test_openings_ways_and_adjustments_are_facts():
    known = divided()
    moved = Adjustment(
        date=on(5), account="A", from_ledger="L", to_ledger=UNASSIGNED, amount=Decimal(1)
    )
    for right, words in (
        (divided(opening="1"), "ledgers[0].opening: is 1, and 50000 in the run"),
        (divided("both"), "ledgers[0].interest: is both, and credit in the run"),
        (
            replace(known, adjustments=(moved,)),
            "adjustments[0]: A, L, unassigned is not in the run",
        ),
    ):
        (found,) = fact_complaints(known, right)
        assert found.sentence().startswith(words), found.sentence()
