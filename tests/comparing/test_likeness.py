"""Payments not made, and payments made otherwise than today, by hand on small groups."""

from dataclasses import replace

from tests.made_runs import account, group, item, link, pool
from treasury.comparing.likeness import Difference, Tally
from treasury.comparison import study
from treasury.scenario import Scenario
from treasury.tables import CAUSE_OWN_CASH


def spent() -> Scenario:
    """A's 100 are swept to H, which then helps B to pay 70: A's own payment of 100 fails.

    Alone A can pay and B cannot.
    """
    return group(
        queue="cancel",
        accounts=(account("H", "HQ", 0), account("B", "BR", 0), account("A", "SUB", 100)),
        structures=(pool(payment_mode="full"),),
        links=(link("A", "H"), link("B", "H")),
        items=(item("first", 1, "B", "-70"), item("second", 1, "A", "-100")),
        fees=(),
        term_loans=(),
        credit_lines=(),
    )


def test_every_payment_that_is_not_made_is_listed_also_where_it_fails_alone_too() -> None:
    """Alone B cannot pay its 70; in the pool A cannot pay its 100."""
    alone, pooled = study(spent()).runs
    for run, name, amount in ((alone, "first", 7000), (pooled, "second", 10000)):
        (payment,) = run.not_made
        assert run.plan.names.items[payment.item] == name
        assert payment.here_day == -1
        (found,) = run.figures
        assert found.payments_not_made == Tally(count=1, amount=amount)
        assert found.payments_made.count + found.payments_not_made.count == 2
        assert found.repayments_not_made == Tally()
    assert alone.disturbed == ()
    assert (alone.not_made[0].alone_day, pooled.not_made[0].alone_day) == (-1, 1)
    assert alone.not_made[0].cause == CAUSE_OWN_CASH


def test_what_is_paid_otherwise_than_today_is_told_for_the_group_and_for_each_member() -> None:
    """B's 70 are paid in the pool alone, A's 100 today alone."""
    (run,) = study(spent()).runs[1:]
    (found,) = run.figures
    missing, added = Tally(count=1, amount=10000), Tally(count=1, amount=7000)
    assert found.against_as_is == Difference(missing=missing, added=added)
    assert (found.against_as_is.amount, found.against_as_is.count) == (-3000, 0)
    members = {one.entity: one.against_as_is for one in run.members}
    assert members == {
        "HQ": Difference(), "BR": Difference(added=added), "SUB": Difference(missing=missing),
    }  # fmt: skip


def test_payments_on_another_day_than_today_are_told_apart_by_direction() -> None:
    """Today's pool pays the rent a day before it is paid in `half`, where T stands alone."""
    half = replace(pool(), id="half")
    found = study(
        group(
            as_is="pool",
            structures=(pool(), half),
            links=(*group().links, replace(link("B", "H"), structure="half")),
        )
    )
    rent = Tally(count=1, amount=15000)
    assert found.runs[1].figures[0].against_as_is == Difference(later=rent)
    assert study(group()).runs[1].figures[0].against_as_is == Difference(earlier=rent)


def test_a_term_loan_that_is_not_repaid_is_counted_apart() -> None:
    """H spends all it has before the loan of 400 falls due."""
    poor = group(items=(item("all", 2, "H", "-1990"),), credit_lines=())
    for run in study(poor).runs[:1]:
        (found,) = run.figures
        loan = Tally(count=1, amount=40000)
        assert found.payments_not_made == found.repayments_not_made == loan
        assert found.external_debt == 40000
