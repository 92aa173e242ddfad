"""The guarantee's check, and which payments fare differently than alone."""

from dataclasses import replace

from tests.made_runs import (
    Made,
    group,
    item,
    made,
    made_group,
    pool,
)
from treasury.checking.payments import fared


def boundless() -> Made:
    """Every account in mode full, under a root whose overdraft has no limit."""
    accounts = tuple(
        replace(found, overdraft="unlimited") if found.id == "H" else found
        for found in group().accounts
    )
    return made(group(accounts=accounts))


def test_no_payment_is_disturbed_under_the_guarantee() -> None:
    found = boundless().checks()[17]
    assert (found.passed, found.examined) == (True, 4)


def test_a_disturbed_payment_breaks_the_guarantee() -> None:
    run = boundless()
    wages = run.plan.names.items.index("wages")
    found = run.projected("made_day", (wages,), 1).checks()[17]
    assert found.passed is False
    assert "payment wages of A, 200.00 CNY on 2026-03-20, is disturbed" in found.detail


def test_the_guarantee_says_nothing_of_other_modes() -> None:
    standalone = made(group(structures=(pool(root_payment_mode="standalone"),)))
    assert "H is not" in standalone.checks()[17].detail
    assert "H has one" in made_group().checks()[17].detail


def test_a_payment_made_sooner_than_alone_is_enabled_one_made_later_disturbed() -> None:
    run = made_group()
    items = run.plan.names.items
    found = fared(run.plan, run.projection, run.alone)
    assert [items[at] for at in found.enabled] == ["rent"]
    assert len(found.disturbed) == 0
    bent = run.projected("made_minute", (items.index("tax"),), 60)
    later = fared(bent.plan, bent.projection, bent.alone)
    assert [items[at] for at in later.disturbed] == ["tax"]
    assert [run.alone[0].names.items[at] for at in later.disturbed_alone] == ["tax"]


def test_a_payment_refused_alone_and_here_fares_the_same() -> None:
    run = made(group(items=(item("rent", 1, "T", "-15000"),)))
    found = fared(run.plan, run.projection, run.alone)
    assert len(found.disturbed) == len(found.enabled) == 0
