"""An account's day told in sentences, on a pool of three levels."""

import datetime
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.reporting.made_pool import item, pool, simulated
from treasury.credit import TermLoan
from treasury.interest import Terms
from treasury.plan.plan import Plan
from treasury.pooling.structure import Structure
from treasury.rates import Index, IndexRate, Rate
from treasury.reporting.explaining.day_view import view_day
from treasury.reporting.explaining.figures import close_of
from treasury.reporting.explaining.interest_words import finely
from treasury.reporting.explaining.means import free_cash, payable
from treasury.reporting.explaining.sentences import event_sentence
from treasury.reporting.explaining.story import explain_day
from treasury.scenario import Scenario
from treasury.tables import ACCOUNT, BASE, DAY, KIND, PAYMENT, QUEUED, SETTLED, Projection

EAST, HQ, S1, S2 = 0, 1, 2, 3


@pytest.fixture(scope="module")
def made() -> tuple[Plan, Projection]:
    return simulated(pool())


def day_of(made: tuple[Plan, Projection], account: int, number: int) -> list[str]:
    """The story of a day of January."""
    return explain_day(*made, account, number - 1)


def story_of(scenario: Scenario, account: int, number: int, structure: str | None = "P") -> str:
    """The story of a day of another scenario, as one text."""
    return "\n".join(day_of(simulated(scenario, structure), account, number))


def test_a_day_is_told_from_its_opening_to_its_headroom(made: tuple[Plan, Projection]) -> None:
    assert day_of(made, S1, 5) == [
        "S1-1 (CNY at bank ICBC, entity S1) on Monday 2026-01-05, run P (structure P).",
        "Opened with 0.55 book.",
        "opening: Fee f (account fee): 10.00 left S1-1. Balance: -9.45.",
        (
            "start of day: Received 1,234.56 on S1-1: r1 (Dealer); -9.45 was there before. "
            "Balance: "
            "1,225.11."
        ),
        "11:00: not in this pass: Rule ZBA (zero balancing) runs at end of day only.",
        (
            "end of day: Rule ZBA (zero balancing) saw 1,225.11 on S1-1 and sent 1,200.00 up to "
            "EAST-1; the multiple of 100.00 rounded it down from 1,225.11. Balance: 25.11."
        ),
        (
            "  Further up: Rule ZT (zero balancing) saw 1,200.00 on EAST-1 and sent 1,200.00 up to "
            "HQ-1."
        ),
        "Closed with 25.11 book.",
        "Position: 1,700.00 net sent up to EAST-1.",
        "Entitlement: 1,725.11.",
        "Headroom: it could still pay 2,905.11 (25.11 of its own, 2,880.00 from its header).",
    ]


def test_money_that_came_down_is_followed_to_the_root(made: tuple[Plan, Projection]) -> None:
    story = day_of(made, S2, 2)
    came = next(line for line in story if "asked EAST-1 for 320.00" in line)
    behind = story[story.index(came) + 1]
    assert behind.startswith("  Behind it: Rule ZT (zero balancing) saw -320.00 on EAST-1 after")
    assert "HQ-1 could give 2,000.00 with its credit line, so all of it came." in behind


def test_a_header_hears_what_stood_behind_its_participants_sweep(
    made: tuple[Plan, Projection],
) -> None:
    story = day_of(made, HQ, 2)
    assert "  Behind it: 1 account had sent 500.00 up to EAST-1 in this pass." in story
    assert "HQ-1 is a root of structure P: no rule sweeps it." in story


def test_a_queued_payment_is_told_on_both_days(made: tuple[Plan, Projection]) -> None:
    first, second = "\n".join(day_of(made, S2, 6)), "\n".join(day_of(made, S2, 7))
    assert "10:30: Queued 5,000.00 from S2-1: p2; own money fell short and the header" in first
    assert "1 payment waits for the next day, 5,000.00 in all." in first
    assert "09:00: Linked draw: HQ-1 passed 4,800.00 down to EAST-1 for payment p2" in second
    assert "09:00: Paid 5,000.00 from S2-1: p2, late: it was due on 2026-01-06" in second


def test_a_closed_day_names_the_calendars(made: tuple[Plan, Projection]) -> None:
    assert (
        "No sweep with EAST-1: 2026-01-01 is not a business day of structure P (calendar CN) or "
        "of bank ICBC (calendar CN)."
    ) in day_of(made, S1, 1)
    assert "Nothing came in or went out." in day_of(made, S1, 1)


def test_a_rule_that_did_not_fire_says_what_it_saw(made: tuple[Plan, Projection]) -> None:
    assert (
        "11:00: no sweep with HQ-1. Rule ZT (zero balancing) saw 0.00: it sends only what is "
        "above 0.00, so nothing was sent up; it asks only below 0.00, so nothing was asked for."
    ) in day_of(made, EAST, 20)


def test_a_link_in_one_direction_says_so() -> None:
    links = pool().links
    up = replace(links[1], direction="up")
    story = story_of(pool(links=(links[0], up, links[2])), S1, 6)
    assert "saw 25.11" in story or "wanted to send 25.11" in story
    down = replace(links[1], direction="down")
    story = story_of(pool(links=(links[0], down, links[2])), S1, 6)
    assert "nothing goes up this link (direction down); it asks only below 0.00" in story
    story = story_of(pool(links=(replace(links[0], direction="up"), up, links[2])), EAST, 20)
    assert "nothing comes down this link (direction up)" in story


def test_a_keep_and_a_threshold_say_why_they_are_silent() -> None:
    base = pool()
    keep = replace(base.rules[0], preset="keep", keep=Decimal(9000), multiple=None, minimum=None)
    keep = replace(keep, maximum=None, minimum_deficit=None, maximum_deficit=None)
    keep = replace(keep, multiple_deficit=None)
    story = story_of(pool(rules=(keep, *base.rules[1:])), S1, 6)
    assert "Rule ZBA (keeps 9,000.00) saw" in story
    assert "it sends only what is above 9,000.00, so nothing was sent up" in story
    assert "nothing comes down this link (direction up)" in story
    both = replace(base.links[1], direction="both")
    links = (base.links[0], both, base.links[2])
    story = story_of(pool(rules=(keep, *base.rules[1:]), links=links), S1, 6)
    assert "it asks for nothing but what its branch lacks, and that was nothing" in story
    threshold = replace(base.rules[1], preset="threshold", target=None, threshold=Decimal(9000))
    story = story_of(pool(rules=(base.rules[0], threshold, base.rules[2])), S2, 5)
    assert "Rule TT (threshold of 9,000.00) saw" in story
    assert "it sends from 9,000.00 on, so nothing was sent up" in story


def test_a_header_whose_branch_asked_says_what_was_left() -> None:
    base = pool()
    ranged = replace(base.rules[2], preset="range", low=Decimal(0), high=Decimal(9000))
    rules = (*base.rules[:2], ranged)
    accounts = tuple(
        replace(each, opening=Decimal(500)) if each.id == "EAST-1" else each
        for each in base.accounts
    )
    story = story_of(pool(rules=rules, accounts=accounts), EAST, 2)
    # 500.00 of its own and 500.00 from S1-1, less the 320.00 that S2-1 asks for
    assert "saw 1,000.00: it sends only what is above 9,000.00" in story
    assert "it asks only below 0.00 (680.00 after its participants' needs)" in story
    held_up = replace(base.rules[1], minimum_deficit=Decimal(400))
    story = story_of(pool(rules=(base.rules[0], held_up, ranged), accounts=accounts), EAST, 2)
    assert "it asks only below 0.00, so nothing was asked for" in story


def test_a_threshold_that_is_reached_by_nothing_sends_nothing() -> None:
    base = pool()
    zero = replace(base.rules[2], preset="threshold", threshold=Decimal(0))
    story = story_of(pool(rules=(*base.rules[:2], zero)), EAST, 20)
    assert "saw 0.00: there was nothing to send up; it asks only below 0.00" in story


def test_range_and_fixed_target_are_named_in_words() -> None:
    base = pool()
    ranged = replace(base.rules[1], preset="range", target=None, low=Decimal(10), high=Decimal(900))
    story = story_of(pool(rules=(base.rules[0], ranged, base.rules[2])), S2, 5)
    assert "Rule TT (range from 10.00 to 900.00) saw" in story
    back = replace(ranged, to=Decimal(50))
    story = story_of(pool(rules=(base.rules[0], back, base.rules[2])), S2, 5)
    assert "Rule TT (range from 10.00 to 900.00, back to 50.00) saw" in story
    fixed = replace(base.rules[1], preset="target_fixed")
    story = story_of(pool(rules=(base.rules[0], fixed, base.rules[2])), S2, 5)
    assert "Rule TT (fixed target of 200.00) saw" in story


def test_without_a_structure_and_outside_it_nothing_is_swept() -> None:
    assert "This run has no structure: nothing is swept" in story_of(pool(), S1, 5, None)
    links = pool().links[:1]
    story = story_of(pool(links=links), S1, 5)
    assert "S1-1 does not take part in structure P." in story


def test_participants_that_stayed_quiet_are_named(made: tuple[Plan, Projection]) -> None:
    assert "Nothing was swept between it and its participant S2-1." in day_of(made, EAST, 8)


def test_settled_interest_shows_the_calculation(made: tuple[Plan, Projection]) -> None:
    story = day_of(made, EAST, 20)
    # positions: 500 - 320 on the 2nd, and so on; 60,480 x 2 % / 360 = 3.36
    assert (
        "close: Internal interest of EAST-1 on money fetched down from HQ-1 (terms int) settled: "
        "60,480.00 x 2.00 % / 360 = 3.36, rounded half up to 3.36 owed; it is posted the next day."
    ) in story
    posted = day_of(made, EAST, 21)
    assert any(line.startswith("opening: Internal interest of EAST-1") for line in posted)


def test_interest_that_is_due_with_a_loan_s_principal_names_it() -> None:
    loan = TermLoan(
        id="T", account="HQ-1", principal=Decimal(1800), terms="cur",
        drawn_on=datetime.date(2025, 12, 1), repaid_on=datetime.date(2026, 1, 30),
    )  # fmt: skip
    scenario = pool(term_loans=(loan,))
    # 21 to 29 January are 9 days: 1,800 x 9 x 5 % / 360 = 2.25.
    assert (
        "close: Loan interest of T (terms cur) settled: 16,200.00 x 5.00 % / 360 = 2.25, rounded "
        "half up to 2.25 owed; it is posted the next day; its principal of 1,800.00 is due the "
        "same day."
    ) in story_of(scenario, HQ, 29)
    assert (
        "opening: Loan interest of T (terms cur): 2.25 was charged to HQ-1; its principal of "
        "1,800.00 is due the same day. Balance:"
    ) in story_of(scenario, HQ, 30)
    made = simulated(scenario)
    events = made[1].events[made[1].events[:, KIND] == SETTLED]
    told = [event_sentence(made[0], row) for row in events.tolist()]
    assert (
        "Loan interest of T (terms cur): 2.25 owed, settled at the close, posted next day; its "
        "principal of 1,800.00 is due the same day."
    ) in told
    (twentieth,) = (line for line in story_of(scenario, HQ, 20).splitlines()
                    if line.startswith("close: Loan interest of T"))  # fmt: skip
    assert "principal" not in twentieth


def test_interest_of_several_periods_and_a_carried_remainder_add_up() -> None:
    base = pool()
    terms = (replace(base.terms[0], carry_remainder=True), base.terms[1])
    rates = (
        *base.rates,
        Rate(terms="cur", side="credit", rate="0.7%", valid_from=datetime.date(2026, 2, 1)),
    )
    made = simulated(pool(terms=terms, rates=rates))
    told = [
        line
        for day in (19, 50)
        for line in explain_day(*made, HQ, day)
        if line.startswith("close: Credit interest of HQ-1")
    ]
    assert len(told) == 2
    assert " carried over = " in told[1] and " x 0.35 % / 360 + " in told[1]
    assert " x 0.70 % / 360" in told[1]
    for line in told:
        calculation = line.split(" settled: ")[1].split(" = ")
        total = Decimal(0)
        for term in calculation[0].split(" + "):
            words = term.replace(",", "").replace("%", "").split()
            if words[1] == "carried":
                total += Decimal(words[0])
            else:
                total += Decimal(words[0]) * Decimal(words[2]) / 100 / Decimal(words[4])
        exact, rounded = calculation[1].split(", rounded half up to ")
        assert abs(total - Decimal(exact.replace(",", ""))) < Decimal("0.0000001")
        assert rounded.split()[0].replace(",", "") == str(round(total, 2))
    change = "\n".join(explain_day(*made, HQ, 30))
    assert "interest number" in change and "in tier 1 at 0.35 %, divided by 360" in change


def test_a_rate_that_follows_an_index_shows_its_fixing_and_its_margin() -> None:
    fixings = {"01-01": "0.25%", "01-15": "0.4%"}
    rates = tuple(
        replace(one, rate="DR + 10 bps", floor="0.4%")
        if (one.terms, one.side) == ("cur", "credit")
        else one
        for one in pool().rates
    )
    made = simulated(
        pool(
            rates=rates,
            indices=(Index(id="DR", oldest=60),),
            index_rates=tuple(
                IndexRate(index="DR", date=datetime.date.fromisoformat(f"2026-{on}"), rate=rate)
                for on, rate in fixings.items()
            ),
        )
    )
    told = next(
        line
        for line in explain_day(*made, HQ, 19)
        if line.startswith("close: Credit interest of HQ-1")
    )
    assert " x 0.40 % (the floor; DR 0.25 % of 2026-01-01 + 0.10 % would be 0.35 %) / 360" in told
    assert " x 0.50 % (DR 0.40 % of 2026-01-15 + 0.10 %) / 360 = " in told
    change = "\n".join(explain_day(*made, HQ, 13))
    assert "in tier 1 at 0.40 % (the floor; DR 0.25 % of 2026-01-01" in change


def test_exact_amounts_are_written_with_six_more_decimals() -> None:
    plan, _ = simulated(pool())
    assert finely(plan, HQ, Fraction(1463194444, 10000)) == "1,463.194444"
    assert finely(plan, HQ, Fraction(-1, 3)) == "-0.00333333"
    assert finely(plan, HQ, Fraction(100)) == "1.00"


def test_value_balances_and_overdrafts_are_told() -> None:
    made = simulated(pool(first_day=datetime.date(2026, 1, 1)))
    story = "\n".join(explain_day(*made, HQ, 29))
    assert "its value date is 4 days later" in story
    assert " value." in story.split("Closed with")[1].splitlines()[0]
    alone = story_of(pool(), S2, 2, None)
    assert "Closed with -120.00 book, overdrawn overnight (overdraft limit: 0.00)." in alone


def test_headroom_is_what_the_day_loop_would_pay() -> None:
    """A payment at the very end of a day could use what the close of a day without it shows."""
    probe = item("probe", 8, "S1-1", "-999999", time=datetime.time(23, 59))
    rules = pool().rules
    early = tuple(replace(rule, times=(datetime.time(1),), end_of_day=False) for rule in rules)
    for mode in ("full", "standalone"):
        structures = (Structure(id="P", calendar="CN", payment_mode=mode, internal_terms="int"),)
        changes = {"rules": early, "structures": structures}
        plan, projection = simulated(pool(**changes))
        close = close_of(plan, projection, 7)
        expected = payable(close, S1, free_cash(close, S1))
        plan, projection = simulated(pool(items=(*pool().items, probe), **changes))
        events = projection.events
        asked = events[(events[:, KIND] == QUEUED) & (events[:, ACCOUNT] == S1)]
        assert asked[asked[:, DAY] == 7][0, BASE] == expected


def test_a_protected_header_is_told_that_the_money_is_not_its_own() -> None:
    structures = (Structure(id="P", calendar="CN", payment_mode="standalone"),)
    links = tuple(replace(link, rule="ZBA") for link in pool().links[1:])
    story = story_of(pool(structures=structures, links=links), EAST, 5)
    assert "(1,580.00 of its own, but all of that is its participants' money)" in story


def test_an_unlimited_overdraft_has_no_bound() -> None:
    accounts = tuple(replace(account, overdraft="unlimited") for account in pool().accounts)
    assert "Headroom: it could still pay without bound." in story_of(pool(accounts=accounts), S1, 5)


def test_the_balances_in_a_story_end_at_the_close() -> None:
    plan, projection = simulated(pool())
    for account in range(4):
        for row in range(len(plan.names.days)):
            view = view_day(plan, projection, account, row)
            said = explain_day(plan, projection, account, row)
            balances = [line.rsplit("Balance: ", 1)[1][:-1] for line in said if "Balance: " in line]
            closed = next(line for line in said if line.startswith("Closed with")).split()[2]
            assert (balances or [said[1].split()[2]])[-1] == closed
            assert view.opening == (
                projection.book[row - 1, account] if row else plan.tables.accounts.opening[account]
            )


def test_payments_are_all_told_somewhere() -> None:
    plan, projection = simulated(pool())
    paid = projection.events[projection.events[:, KIND] == PAYMENT]
    assert len(paid) == 3
    for row in paid.tolist():
        story = "\n".join(explain_day(plan, projection, row[ACCOUNT], row[DAY]))
        assert "Paid " in story


def test_terms_without_rates_bear_nothing() -> None:
    story = story_of(pool(rates=(), terms=(Terms(id="cur"), Terms(id="int"))), HQ, 20)
    assert "settled" not in story
