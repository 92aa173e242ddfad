"""Random clearing systems, cut-offs of banks, and payments that name a system."""

import datetime
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from tests.properties.picking import pick, sometimes
from tests.properties.scope import Scope
from treasury.accounts.chart import Bank
from treasury.clearing import ClearingWindow
from treasury.dates import Calendar
from treasury.flows.items import Item

Systems = tuple[ClearingWindow, ...]
HOURS = (
    ("09:00", "12:00", False),
    ("20:30", "17:15", True),
    ("09:00", "15:30", False),
    (None, None, False),
)


def draw_systems(
    draw: st.DrawFn, scope: Scope, currencies: set[str], calendars: tuple[Calendar, ...]
) -> Systems:
    """Now and then a clearing system in each currency, with one window for all days."""
    if not sometimes(draw, scope, "clearing"):
        return ()
    found = []
    for currency in sorted(currencies):
        opens, closes, before = pick(draw, HOURS)
        found.append(
            ClearingWindow(
                system=f"CLEAR-{currency}",
                calendar=pick(draw, [None, *(one.id for one in calendars)]),
                opens=None if opens is None else datetime.time.fromisoformat(opens),
                closes=None if closes is None else datetime.time.fromisoformat(closes),
                opens_day_before=before,
                currency=currency,
                limit=pick(draw, [None, Decimal(10_000)]),
            )
        )
    return tuple(found)


def with_cut_offs(
    draw: st.DrawFn, scope: Scope, banks: tuple[Bank, ...], systems: Systems
) -> tuple[Bank, ...]:
    """The banks, some with a cut-off or, where there is one currency, a clearing system."""
    if "clearing" not in scope.options or not (systems or pick(draw, [False, False, True])):
        return banks
    found = []
    for bank in banks:
        cut_off = pick(draw, [None, "15:30", "12:00", "10:00"])
        clearing = systems[0].system if len(systems) == 1 and pick(draw, (False, True)) else None
        late = pick(draw, ["next_day", "refuse"]) if cut_off or clearing else "next_day"
        time = None if cut_off is None else datetime.time.fromisoformat(cut_off)
        found.append(replace(bank, cut_off=time, clearing=clearing, after_cut_off=late))
    return tuple(found)


def by_system(draw: st.DrawFn, item: Item, currency: str, systems: Systems) -> Item:
    """The item, if a payment now and then by a named system of its currency."""
    fitting = [one.system for one in systems if one.currency == currency]
    if item.amount > 0 or not fitting or pick(draw, [True, True, False]):
        return item
    return replace(item, clearing=fitting[0])
