"""Runs compared on the same items: figures by hand, members, disturbances, headroom."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.made_runs import A, B, H, account, day, group, item, link, made_group, pool
from treasury.comparing.figures import Figures
from treasury.comparing.headroom import Search
from treasury.comparing.likeness import Difference, Tally
from treasury.comparing.results import Result, waterfall
from treasury.comparison import Payment, Study, study
from treasury.dates import Calendar
from treasury.fees import Fee
from treasury.loading.folder import from_json
from treasury.loading.profiles import with_profiles
from treasury.pooling.rules import Rule
from treasury.scenario import Scenario, canonical, fingerprint_of
from treasury.tables import CAUSE_HEADER, CAUSE_OWN_CASH, UNTIMED

MADE = study(group())


def test_the_pools_figures_are_those_worked_out_by_hand() -> None:
    """Interest: see the balances in the comments, 0.01 % a day; the as-is run is stand-alone.

    Credit balances alone, without H, by day: 1,600.00, 1,595.00, 1,545.00 and twice 1,095.50;
    at H in the pool: 3,600.00, 3,445.00, 3,545.00 and twice 2,695.72.
    Earned, pool: A 0.02 (200.00 for a day of value), H 1.06; accrued 0.02 and 0.54. Alone:
    0.60 + 0.30 + 0.15 + 0.05, accrued 0.32 + 0.18 + 0.01 + 0.05. The loan: 400 for three days.
    """
    assert MADE.runs[1].figures == (
        Figures(
            currency="CNY",
            idle_cash=0,
            idle_cash_as_is=(160000 + 159500 + 154500 + 2 * 109550) // 5,
            root_cash=(360000 + 344500 + 354500 + 2 * 269572 + 2) // 5,
            external_debt=24000,  # 400.00 owed on three nights of five
            interest_earned=2 + 106 + 2 + 54,
            interest_paid=36,
            fees=500,
            net_benefit=164 - 166,
            waterfall=(
                ("interest earned", 164 - 166),
                ("interest paid", 0),
                ("fees", 0),
                ("intercompany interest", 0),
            ),
            sweeps=Tally(count=7, amount=10000 + 110000 + 50000 + 500 + 30000 + 30000 + 2),
            payments_made=Tally(count=4, amount=15000 + 20000 + 45000 + 40000),
            payments_not_made=Tally(),
            repayments_not_made=Tally(),
            payments_disturbed=Tally(count=0, amount=0),
            payments_enabled=Tally(count=1, amount=15000),
            against_as_is=Difference(earlier=Tally(count=1, amount=15000)),
            overdraft_nights=0,
            intercompany=(("SUB", "HQ", 105018), ("SUB2", "SUB", 25001)),
        ),
    )


def test_idle_cash_alone_is_every_credit_balance() -> None:
    """Day-end totals of 3,600.00, 3,595.00, 3,545.00 and twice 2,695.74, averaged half up."""
    (found,) = MADE.runs[0].figures
    assert found.idle_cash == (360000 + 359500 + 354500 + 2 * 269574 + 2) // 5
    assert (found.interest_earned, found.net_benefit) == (166, 0)


def test_overdrafts_are_debt_and_nights_and_cost_interest_until_the_end() -> None:
    """B has 500.00 and 0.15 of interest, pays 1,100 and is 599.85 short on the last two nights.

    At 7.2 %, 0.02 % a day, they cost 2 x 0.11997 = 0.24, accrued and not yet posted.
    """
    drawn = group(
        accounts=tuple(replace(found, overdraft=Decimal(1000)) for found in group().accounts),
        items=(item("large", 3, "B", "-1100"),), fees=(), term_loans=(), credit_lines=(),
    )  # fmt: skip
    (found,) = study(drawn).standalone.figures
    assert found.overdraft_nights == 2
    assert found.external_debt == 2 * 59985 // 5
    assert found.interest_paid == 24


def test_idle_cash_is_compared_on_the_accounts_that_are_no_root_here() -> None:
    """The pool leaves out H, today nothing: no balance is below zero today."""
    for run in MADE.runs[0], MADE.runs[1]:
        (found,) = run.figures
        book = MADE.runs[0].projection.book
        outside = [at for at in range(len(book[0])) if at not in run.plan.names.roots]
        assert found.idle_cash_as_is == (sum(book[:, outside].sum(axis=1).tolist()) + 2) // 5
    assert MADE.runs[0].figures[0].idle_cash == MADE.runs[0].figures[0].idle_cash_as_is
    assert MADE.runs[0].figures[0].root_cash == 0


def test_members_share_what_the_group_gains_and_internal_interest_cancels() -> None:
    members = {found.entity: found for found in MADE.runs[1].members}
    assert {name: found.internal_interest for name, found in members.items()} == {
        "BR": 0, "HQ": -27, "SUB": 27 - 2 + 1 - 3, "SUB2": 2 - 1 + 3,
    }  # fmt: skip
    assert sum(found.benefit for found in members.values()) == 164 - 166
    assert members["SUB"].result == 4 + 23
    assert members["SUB"].benefit == 4 + 23 - (30 + 18)
    assert (members["BR"].fees, members["BR"].interest_earned) == (500, 0)


def test_an_enabled_payment_tells_when_it_was_made_here_and_alone_and_why_not() -> None:
    run = MADE.runs[1]
    rent = run.plan.names.items.index("rent")
    assert run.enabled == (
        Payment(
            item=rent, alone_day=2, alone_minute=UNTIMED, here_day=1, here_minute=UNTIMED,
            cause=CAUSE_OWN_CASH,
        ),
    )  # fmt: skip
    assert run.disturbed == run.headroom == ()


def test_the_waterfall_sums_to_the_difference_of_the_results() -> None:
    here = Result(interest_earned=7, interest_paid=11, fees=3, internal_interest=2)
    as_is = Result(interest_earned=5, interest_paid=19, fees=1, internal_interest=-4)
    assert sum(amount for _, amount in waterfall(here, as_is)) == here.total - as_is.total == 14


def test_all_runs_pass_their_checks() -> None:
    for run in (MADE.standalone, *MADE.runs):
        assert all(found.passed is not False for found in run.checks)


# --- which runs ---------------------------------------------------------------------------


def with_two_structures(as_is: str | None) -> Study:
    """The group with `pool`, and `half` that only B is in and that costs 3.00."""
    half = replace(pool(), id="half")
    fee = Fee(
        id="half", account="B", amount=Decimal(3), every="once", date=day(1), structure="half"
    )
    return study(
        group(
            as_is=as_is,
            structures=(pool(), half),
            fees=(*group().fees, fee),
            links=(*group().links, replace(link("B", "H"), structure="half")),
        )
    )


def test_without_an_as_is_structure_the_client_has_none_today() -> None:
    found = with_two_structures(None)
    assert [run.plan.name for run in found.runs] == ["as_is", "pool", "half"]
    assert found.runs[0].plan.structure is None
    assert found.runs[0].projection is found.standalone.projection
    assert found.runs[0].checks is found.standalone.checks
    assert found.runs[0].figures == found.standalone.figures


def test_the_as_is_structure_comes_first_and_only_once() -> None:
    found = with_two_structures("half")
    assert [run.plan.name for run in found.runs] == ["as_is", "pool"]
    assert found.runs[0].plan.structure == "half"
    assert found.runs[0].figures[0].net_benefit == 0
    assert found.runs[0].figures[0].sweeps.count > 0


def test_benefit_is_measured_against_as_is_and_disturbance_against_standing_alone() -> None:
    """`half` pays a fee of 3.00 that `pool` does not."""
    pooled, alone = (with_two_structures(as_is).runs[1].figures[0] for as_is in ("half", None))
    assert dict(pooled.waterfall)["fees"] == 300
    assert dict(alone.waterfall)["fees"] == 0
    assert pooled.net_benefit == sum(amount for _, amount in pooled.waterfall)
    assert pooled.payments_enabled == alone.payments_enabled == Tally(count=1, amount=15000)


@pytest.mark.parametrize("as_is", [None, "pool"])
def test_progress_grows_from_nothing_to_one(as_is: str | None) -> None:
    told: list[tuple[float, str]] = []
    study(group(as_is=as_is), lambda done, text: told.append((done, text)))
    shares = [done for done, _ in told]
    assert shares == sorted(shares)
    assert 0 < shares[0] < 1 == shares[-1]
    assert told[-1][1].endswith("done")


def test_currencies_are_never_added() -> None:
    dollars = account("D", "HQ", 700, currency="USD")
    found = study(group(accounts=(*group().accounts, dollars)))
    assert [figures.currency for figures in found.runs[1].figures] == ["CNY", "USD"]
    assert found.runs[1].figures[0] == MADE.runs[1].figures[0]
    assert found.runs[1].figures[1].idle_cash > 70000 - 1
    assert [member.currency for member in found.runs[1].members if member.entity == "HQ"] == [
        "CNY",
        "USD",
    ]


# --- disturbances and the headroom that would have removed them ----------------------------


def short(mode: str = "full", **more: object) -> Scenario:
    """A's 100 are swept to H, which then helps B to pay 70: A's own payment of 100 fails.

    Alone A can pay. H would have to be able to give 70 more.
    """
    given: dict[str, object] = {
        "queue": "cancel",
        "accounts": (account("H", "HQ", 0), account("B", "BR", 0), account("A", "SUB", 100)),
        "structures": (pool(payment_mode=mode),),
        "links": (link("A", "H"), link("B", "H")),
        "items": (item("first", 1, "B", "-70"), item("second", 1, "A", "-100")),
        "fees": (),
        "term_loans": (),
        "credit_lines": (),
        **more,
    }
    return group(**given)


def test_a_payment_spent_on_another_account_is_disturbed_with_its_first_cause() -> None:
    (run,) = study(short()).runs[1:]
    assert [run.plan.names.items[found.item] for found in run.disturbed] == ["second"]
    assert run.disturbed[0].cause == CAUSE_HEADER
    assert (run.disturbed[0].alone_day, run.disturbed[0].here_day) == (1, -1)
    assert run.figures[0].payments_disturbed == Tally(count=1, amount=10000)
    assert run.figures[0].payments_enabled == Tally(count=1, amount=7000)


def test_the_headroom_is_what_the_root_lacked_to_the_unit() -> None:
    root = study(short()).runs[1].plan.names.accounts.index("H")
    assert study(short()).runs[1].headroom == ((root, 7000),)


def test_several_payments_need_the_headroom_of_them_all() -> None:
    """Two of A's payments, 60 and 40, fail; with 70 more at the root both are made."""
    twice = short(
        items=(
            item("first", 1, "B", "-70"), item("second", 1, "A", "-60"),
            item("third", 2, "A", "-40"),
        )
    )  # fmt: skip
    (run,) = study(twice).runs[1:]
    assert len(run.disturbed) == 2
    assert [amount for _, amount in run.headroom] == [7000]


def test_no_headroom_helps_accounts_that_may_not_draw() -> None:
    (run,) = study(short(mode="standalone")).runs[1:]
    assert [run.plan.names.items[found.item] for found in run.disturbed] == ["second"]
    assert [amount for _, amount in run.headroom] == [None]


def test_a_reserve_is_lowered_by_the_headroom() -> None:
    """H keeps 30 for itself: 30 more is lacking."""
    accounts = short().accounts
    reserving = replace(accounts[0], overdraft_may_fund=False, reserve=Decimal(30))
    (run,) = study(short(accounts=(reserving, *accounts[1:]))).runs[1:]
    assert [amount for _, amount in run.headroom] == [10000]


def test_a_payment_outside_the_structure_disturbed_by_its_fee_has_no_headroom() -> None:
    fee = Fee(id="f", account="X", amount=Decimal(1), every="once", date=group().first_day,
              structure="pool")  # fmt: skip
    outside = short(
        accounts=(*short().accounts, account("X", "HQ", 10)),
        fees=(fee,),
        items=(item("all", 1, "X", "-10"),),
    )
    (run,) = study(outside).runs[1:]
    assert len(run.disturbed) == 1
    assert run.headroom == ()


def test_roots_are_searched_side_by_side() -> None:
    """The same shortage under G, of 20: each root gets its own answer."""
    both = short(
        accounts=(*short().accounts, account("G", "HQ", 0), account("C", "SUB", 100),
                  account("D", "BR", 0), account("E", "BR", 0)),
        links=(*short().links, link("C", "G"), link("D", "G"), link("E", "D")),
        items=(*short().items, item("third", 1, "E", "-20"), item("fourth", 1, "C", "-100")),
    )  # fmt: skip
    run = study(both).runs[1]
    names = run.plan.names.accounts
    assert {names[root]: amount for root, amount in run.headroom} == {"H": 7000, "G": 2000}


@pytest.mark.parametrize("need", [1, 2, 37, 99, 100, 101, 12345])
@pytest.mark.parametrize(
    "shortfall",
    [lambda left: left, lambda left: 1, lambda left: 1000, lambda left: max(1, left // 3)],
    ids=["exact", "one", "too much", "a third"],
)
def test_the_search_ends_at_the_smallest_amount(need: int, shortfall: Callable[[int], int]) -> None:
    search = Search(step=shortfall(need))
    tries = 0
    while not search.done:
        extra = search.next()
        search.learn(0 if extra >= need else shortfall(need - extra))
        tries += 1
    assert (search.high, search.low) == (need, need - 1)
    assert tries < 60


# --- the fingerprint ----------------------------------------------------------------------


def test_permuting_lists_without_order_keeps_the_fingerprint() -> None:
    turned = group(
        accounts=group().accounts[::-1], links=group().links[::-1], rates=group().rates[::-1],
        entities=group().entities[::-1], terms=group().terms[::-1],
    )  # fmt: skip
    assert canonical(turned) == canonical(group()) == MADE.text
    assert fingerprint_of(MADE.text) == MADE.fingerprint
    holidays = Calendar(id="c", closed=(day(0), day(1)), valid_from=day(0), valid_until=day(4))
    other_way = replace(holidays, closed=holidays.closed[::-1])
    assert canonical(group(calendars=(holidays,))) == canonical(group(calendars=(other_way,)))
    assert len(MADE.fingerprint) == 64


def test_the_order_of_items_and_structures_is_data() -> None:
    assert canonical(group(items=group().items[::-1])) != canonical(group())
    two = (pool(), replace(pool(), id="half"))
    assert canonical(group(structures=two)) != canonical(group(structures=two[::-1]))


@pytest.mark.parametrize(
    ("written", "same"), [("18.150", "18.15"), ("100", "100.00"), ("-0.00", "0"), ("1E+2", "100")]
)
def test_an_amount_written_otherwise_is_the_same(written: str, same: str) -> None:
    rules = [(Rule(id="zero", preset="keep", keep=Decimal(text)),) for text in (written, same)]
    assert canonical(group(rules=rules[0])) == canonical(group(rules=rules[1]))
    assert f'"keep":"{same.removesuffix(".00")}"' in canonical(group(rules=rules[0]))


def test_a_default_written_out_is_the_same_as_one_left_out() -> None:
    assert canonical(group(overtaking=False)) == canonical(group())
    assert canonical(group(overtaking=True)) != canonical(group())


def test_the_canonical_text_is_json_that_reads_back_as_the_same_scenario() -> None:
    text = canonical(with_profiles(group(items=(item("noon", 1, "A", "-0.50", text="中 é"),))))
    assert canonical(from_json(text)) == text
    assert json.loads(text)["items"][0]["amount"] == "-0.5"
    assert "\\u" not in text


def test_what_a_structure_says_against_its_profile_is_read_back() -> None:
    scenario = group()
    for protects in (True, False):
        (said,) = (
            replace(each, profile="cn", protect_participants=protects)
            for each in scenario.structures
        )
        back = from_json(canonical(replace(scenario, structures=(said,))))
        assert back.structures[0].protect_participants is protects


def test_the_same_scenario_gives_the_same_run_twice() -> None:
    again = made_group()
    assert (again.projection.events == MADE.runs[1].projection.events).all()
    assert again.projection.book[-1][[A, B, H]].tolist() == [0, 0, 269572]
