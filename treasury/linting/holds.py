"""Lints of holds: rules that what is held keeps from firing, and funding that a hold swallows."""

from datetime import date
from decimal import Decimal

from treasury.dates import day_list
from treasury.linting.remark import Remark, Remarks
from treasury.linting.rules import FIRES_ABOVE, filled_to, trigger_words
from treasury.linting.view import Pool, grouped
from treasury.pooling.structure import Link


def held_by_day(pool: Pool, account: str) -> dict[date, Decimal]:
    """What is held of the account on each day of the run."""
    scenario = pool.facts.scenario
    own = [hold for hold in scenario.holds if hold.account == account]
    return {
        day: sum(
            (
                hold.amount for hold in own
                if (hold.valid_from or day) <= day <= (hold.valid_until or day)
            ),
            Decimal(0),
        )
        for day in day_list(scenario.first_day, scenario.last_day)
    }  # fmt: skip


def accounts_held(pool: Pool) -> dict[str, int]:
    """The participants of which something is held, each with the place of its first hold."""
    found: dict[str, int] = {}
    for index, hold in enumerate(pool.facts.scenario.holds):
        if hold.account in pool.own:
            found.setdefault(hold.account, index)
    return found


def rules_that_a_hold_silences(pool: Pool) -> Remarks:
    """Rules that never send up because what is held every day is all that could ever be there."""
    for account, place in accounts_held(pool).items():
        _, link = pool.own[account]
        most, held = pool.most(account), held_by_day(pool, account)
        waits = waits_for(pool, link)
        least = min(amount + waits.get(day, Decimal(0)) for day, amount in held.items())
        reachable = min(waits.values(), default=Decimal(0)) <= most
        if least <= most or not reachable or not pool.facts.sends_up(link):
            continue
        yield Remark(
            name="hold_silences_rule",
            severity="warning",
            path=("holds", place, "amount"),
            message=(
                f"in {pool.structure.id!r} the rule {link.rule!r} sends nothing up from "
                f"{account!r} in this run: {grouped(min(held.values()))} or more of it is held on "
                f"every day{beside_words(pool, link)}, and the account with those below it owns "
                f"and receives {grouped(most)} at most"
            ),
            suggestion="a smaller hold, one with its last day, or no such link",
        )


def beside_words(pool: Pool, link: Link) -> str:
    """What the link's rule waits for beside what is held, as a clause; empty where for nothing."""
    key = FIRES_ABOVE.get(pool.facts.rules[link.rule].preset)
    return f", beside which it waits for {key} {trigger_words(pool, link, key)}" if key else ""


def waits_for(pool: Pool, link: Link) -> dict[date, Decimal]:
    """The amount that the link's rule waits for on each day; {} where it waits for none."""
    key = FIRES_ABOVE.get(pool.facts.rules[link.rule].preset)
    return pool.amounts(link, key) if key else {}


def targets_that_a_hold_swallows(pool: Pool) -> Remarks:
    """Rules that fill an account of which more is held on a day than it could ever own itself."""
    for account, place in accounts_held(pool).items():
        _, link = pool.own[account]
        most, held = pool.most(account), held_by_day(pool, account)
        day = next((day for day, amount in held.items() if amount > most), None)
        target = filled_to(pool, link)
        if day is None or target <= 0 or not pool.facts.fetches_down(link):
            continue
        yield Remark(
            name="hold_swallows_funding",
            severity="warning",
            path=("holds", place, "amount"),
            message=(
                f"in {pool.structure.id!r} the rule {link.rule!r} fills {account!r} to "
                f"{grouped(target)} beside what is held of it, and {grouped(held[day])} is held on "
                f"{day}, more than the {grouped(most)} that it could own itself: each sweep is "
                "caught by the hold until that is covered"
            ),
            suggestion="a stop with kind = no_sweeps for that time, or direction = up",
        )


HOLD_LINTS = (rules_that_a_hold_silences, targets_that_a_hold_swallows)
