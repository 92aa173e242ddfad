"""Random members that join, leave and move: links with a first and a last day."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from hypothesis import strategies as st

from tests.properties.picking import pick
from tests.properties.strategies_rules import Cast
from treasury.pooling.structure import Link

ONE_DAY = datetime.timedelta(days=1)
Above = Callable[[], Link]
"""Draws a link of the same participant, to some header."""


def draw_dates(
    draw: st.DrawFn, cast: Cast, others: list[Link], link: Link, again: Above
) -> list[Link]:
    """The link for the whole run, or from a day, or to a day, or to a day and then another one.

    `others` are the links of the accounts above.
    """
    days = cast.days
    usual = "dated_links" not in cast.scope.options or len(days) == 1
    if usual or pick(draw, [True, True, False]):
        return [link]
    kind = pick(draw, ["moves", "joins", "leaves", "moves", "comes back"])
    last = pick(draw, days[:-1])
    if kind == "joins":
        return [replace(link, valid_from=last + ONE_DAY)]
    if kind == "leaves":
        return [replace(link, valid_until=last, at_end="settle")]
    mode = link.payment_mode
    following = replace(again(), valid_from=last + ONE_DAY, payment_mode=mode)
    if kind == "comes back":
        following = replace(following, valid_from=pick(draw, days[days.index(last) + 1 :]))
        return [replace(link, valid_until=last, at_end="settle"), following]
    ends = [link.header, following.header]
    ways = [set(way_up(end, others, last + ONE_DAY)) for end in ends]
    at_end: Literal["settle", "novate"] = "settle"
    if ways[0] & ways[1]:
        at_end = pick(draw, ("novate", "settle"))
    return [replace(link, valid_until=last, at_end=at_end), following]


def way_up(account: str, links: list[Link], day: datetime.date) -> list[str]:
    """The account and every header above it on a day."""
    for link in links:
        begun = link.valid_from is None or link.valid_from <= day
        if link.participant == account and begun and not (
            link.valid_until is not None and link.valid_until < day
        ):  # fmt: skip
            return [account, *way_up(link.header, links, day)]
    return [account]
