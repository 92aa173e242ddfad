"""Random links that take days, and transfers that the bank sends back."""

from dataclasses import replace

from hypothesis import strategies as st

from tests.properties.picking import pick, sometimes
from tests.properties.strategies_paying import mode_of
from tests.properties.strategies_rules import Cast
from treasury.pooling.rules import Rule
from treasury.pooling.structure import Link, Rejection, Structure

WITHOUT_DRAWS = ("standalone", "receive_only")


def with_delays(
    draw: st.DrawFn,
    cast: Cast,
    rules: tuple[Rule, ...],
    pools: tuple[Structure, ...],
    links: tuple[Link, ...],
) -> tuple[Link, ...]:
    """The links, some between two banks with a delay; their payments then draw on nothing."""
    if not sometimes(draw, cast.scope, "transit"):
        return links
    bank = {account.id: account.bank for account in cast.accounts}
    at_once = {rule.id for rule in rules if rule.frequency == "real_time" or rule.reverse_next_day}
    found = []
    for link in links:
        apart = bank[link.participant] != bank[link.header]
        fits = apart and link.rule not in at_once and link.at_end != "novate"
        delay = pick(draw, [1, 0, 2, 1, 3]) if fits else 0
        found.append(taking_days(link, pools, delay) if delay else link)
    return tuple(found)


def taking_days(link: Link, pools: tuple[Structure, ...], delay: int) -> Link:
    """The link with a delay, and without what cannot be had where money takes days."""
    return replace(without_draws(link, pools), delay=delay, overdraw_in_passing=False)


def without_draws(link: Link, pools: tuple[Structure, ...]) -> Link:
    """The link in a payment mode that draws on nothing: its own, or the participant's own money."""
    draws = mode_of(link, pools) not in WITHOUT_DRAWS
    return replace(link, payment_mode="standalone") if draws else link


def draw_rejections(draw: st.DrawFn, cast: Cast, links: tuple[Link, ...]) -> tuple[Rejection, ...]:
    """For each participant whose link takes days perhaps a day or two whose transfers come back."""
    slow = sorted({(link.structure, link.participant) for link in links if link.delay})
    found = set()
    for structure, participant in slow:
        for _ in range(pick(draw, [0, 1, 2])):
            found.add((structure, participant, pick(draw, cast.days)))
    return tuple(
        Rejection(structure=structure, participant=participant, date=day)
        for structure, participant, day in sorted(found)
    )
