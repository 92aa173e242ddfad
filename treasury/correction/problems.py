"""What is wrong with late items, or with the day on which they are known.

Whatever is wrong with an item as such is judged with the problems of a scenario, as if it had been
in the run from the beginning. Source: the banking day, section 9.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

from treasury.errors import Complaint
from treasury.flows.items import Item
from treasury.plan.problems.every import complaints
from treasury.scenario import Scenario

FOR_THE_READER = (
    "counterparty", "counterparty_account", "text", "category", "reference", "bank_code",
)  # fmt: skip
OBEYED = ("id", "date", "value_date", "account", "amount", "ledger", *FOR_THE_READER)
"""The columns that mean something for what the bank has booked already."""
AS_ITEMS = tuple(name for name in OBEYED if name != "value_date")


def late_complaints(
    scenario: Scenario,
    items: Sequence[Item],
    today: datetime.date,
    earlier: Sequence[Item] = (),
) -> list[Complaint]:
    """Everything that is wrong with the late items of a run, by their place in the file.

    The late items of `earlier` corrections are right, and known.
    """
    known = replace(scenario, items=(*scenario.items, *map(plain, earlier)))
    found = [*as_items(known, items)]
    for at, item in enumerate(items):
        found += [
            Complaint(path=("items", at, key), message=message, expected=expected)
            for key, message, expected in faults(scenario, item, today)
        ]
    return found


def as_items(scenario: Scenario, items: Sequence[Item]) -> Iterator[Complaint]:
    """What is wrong with the late items as items of the scenario; its own are right."""
    known, added = len(scenario.items), map(plain, items)
    for complaint in complaints(replace(scenario, items=(*scenario.items, *added))):
        name, place, *rest = (*complaint.path, None, None)[: max(2, len(complaint.path))]
        if name == "items" and isinstance(place, int) and place >= known:
            key = tuple(each for each in rest if each is not None)
            yield replace(complaint, path=("items", place - known, *key), where="")
        else:
            yield replace(complaint, path=(), where="the run with the late items")


def plain(item: Item) -> Item:
    """The late item as one that is in time, by what is obeyed of it."""
    return Item(**{name: getattr(item, name) for name in AS_ITEMS})


def faults(scenario: Scenario, item: Item, today: datetime.date) -> Iterator[tuple[str, str, str]]:
    """What is wrong with one late item: column, what is wrong, what would be right."""
    if item.date != today:
        message = f"is booked on {item.date}, and the correction is made on {today}"
        yield "date", message, f"{today}, or a correction of its own on the day it is known"
    if item.value_date is None:
        yield "value_date", "is missing", "the day from which the item bears interest"
    elif item.value_date > item.date:
        message = f"value date {item.value_date} is after the booking date {item.date}"
        yield "value_date", message, "the booking date or earlier: it is known late"
    elif item.value_date < scenario.first_day:
        message = f"value date {item.value_date} is before the run"
        yield "value_date", message, f"{scenario.first_day} or later: earlier terms are not known"
    for each in fields(Item):
        if each.name not in OBEYED and getattr(item, each.name) != each.default:
            message = "does nothing here: the bank has booked the item, nothing is decided again"
            yield each.name, message, "an empty cell"
    if closed_on(scenario, item, today):
        message = f"account {item.account!r} is closed on {today}, and takes no posting"
        yield "account", message, "a day on which it is open"


def closed_on(scenario: Scenario, item: Item, today: datetime.date) -> bool:
    """Whether the item's account is closed on the day."""
    return any(
        stop.account == item.account
        and stop.kind == "closed"
        and stop.valid_from <= today <= (stop.valid_until or datetime.date.max)
        for stop in scenario.stops
    )
