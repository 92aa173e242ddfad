"""What was booked on the days of a run as the items of its scenario, each as what it is.

What the run computes itself is left out: interest of accounts with interest terms, sweeps whose
mirror was booked on these days too, and what reverses either. An entry's category decides, as in
`treasury import`, whatever it was booked as. Nothing is guessed: an account whose statements end
before the run is refused.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.problems import Wrong, invalid
from api.store import entries as store
from api.store.partners import fed_accounts
from api.workflows.unit import Unit
from treasury.importing.making import cell, value_dates
from treasury.linting.view import listed
from treasury.money import written

ITEMS_MAX = 100_000
AT = "#/from/items"
SWEEP = "sweep"
Left = dict[tuple[str, str], str]
"""Why an entry, by its account's row and its id, is no item."""
TEXTS = {"counterparty": "counterparty", "counterparty_account": "counterparty_account",
         "text": "text", "code": "bank_code"}  # fmt: skip
"""What the bank said of an entry, and what an item calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """The items of the days, and what every report has to say of them."""

    items: list[dict[str, Any]]
    notices: list[dict[str, Any]]


def booked_items(
    unit: Unit, client_id: str, days: tuple[datetime.date, datetime.date], bearing: set[str]
) -> Booked:
    """The items from the first to the last day; `bearing` are accounts whose terms are known."""
    first, last = days
    feeds = fed_accounts(unit.connection, client_id)
    short = [each for each in feeds if (each.document["last_day"] or "") < last.isoformat()]
    rows = store.between(unit.connection, client_id, first, last, ITEMS_MAX + 1)
    if wrong := [*map(ends_early, short), *too_many(rows)]:
        raise invalid(wrong)
    left = left_out(rows, bearing)
    items = [item(row) for row in rows if (row.account_id, row.key) not in left]
    incomplete = sorted(each.key for each in feeds if not each.document["complete"])
    alone = sum(each["category"] == SWEEP for each in items)
    return Booked(items=items, notices=list(notices(days, left, alone, incomplete)))


def ends_early(feed: Any) -> Wrong:
    """An account whose statements do not tell all days of the run."""
    end = feed.document["last_day"] or "no day"
    return Wrong(pointer=AT, detail=f"the statements of account {feed.key} tell it until {end}",
                 expected="an earlier last day, its statements, or no booked items")  # fmt: skip


def too_many(rows: Sequence[Any]) -> Iterator[Wrong]:
    """More entries than a scenario is made of here."""
    if len(rows) > ITEMS_MAX:
        expected = f"days with at most {ITEMS_MAX:,} entries"
        yield Wrong(pointer=AT, detail="too much was booked on these days", expected=expected)


def left_out(rows: Sequence[Any], bearing: set[str]) -> Left:
    """The entries that the run computes itself: interest, sweeps, and what reverses them.

    A sweep is left out with its mirror or not at all: a half of it would move the group's cash.
    """
    there = {(row.account_id, row.key) for row in rows}
    left: Left = {}
    for row in rows:
        mirrored = (row.other_account_id, row.other_key) in there
        if category_of(row) == "interest" and row.account in bearing:
            left[row.account_id, row.key] = "interest"
        elif row.partner_kind == SWEEP and mirrored:
            left[row.account_id, row.key] = SWEEP
    for row in rows:
        reverses = row.partner_kind == "reversal" and category_of(row) == "reversal"
        if reverses and (why := left.get((row.other_account_id, row.other_key))):
            left[row.account_id, row.key] = why
    return left


def category_of(row: Any) -> str:
    """What the entry is, in words: as its partner tells, else as it says itself."""
    if row.partner_kind in ("own_transfer", SWEEP):
        return str(row.partner_kind).replace("_", " ")
    return str(row.document["category"])


def item(row: Any) -> dict[str, Any]:
    """The entry as an item."""
    value, said = value_dates(row.value_date, row.booking_date)
    texts = {name: cell(row.document.get(each, "")) for each, name in TEXTS.items()}
    reference = row.document.get("bank_reference") or row.document.get("customer_reference", "")
    dates = {"value_date": value, "bank_value_date": said}
    return {
        "id": row.key, "date": row.booking_date.isoformat(), "account": row.account,
        "amount": written(row.amount, row.currency), "category": category_of(row),
        "reference": cell(reference), **{name: text for name, text in texts.items() if text},
        **{name: day.isoformat() for name, day in dates.items() if day},
    }  # fmt: skip


def notices(
    days: tuple[datetime.date, datetime.date], left: Left, alone: int, incomplete: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """What the items are, what is not among them, and where statements have gaps.

    `alone` sweeps are among the items.
    """
    first, last = days
    text = f"Receipts and payments are those that were booked from {first} to {last}."
    words: Mapping[str, str] = {
        "interest": "of interest on accounts with interest terms",
        SWEEP: "of sweeps of a cash pool, with their mirrors",
    }
    counts = {why: list(left.values()).count(why) for why in words}
    told = [f"{entries(count)} {words[why]}" for why, count in counts.items() if count]
    if told:
        text += (" Left out by category, whatever they were booked as, because the run computes "
                 f"them: {', '.join(told)}.")  # fmt: skip
    if alone:
        text += (" Kept, because no mirror of theirs was booked on these days: "
                 f"{entries(alone)} of category sweep.")  # fmt: skip
    yield {"text": text}
    if incomplete:
        gaps = f"The statements of {listed(list(incomplete))} have gaps or do not add up"
        yield {"text": f"{gaps}: what they do not tell is not among the items.",
               "accounts": list(incomplete)}  # fmt: skip


def entries(count: int) -> str:
    """So many entries, in words."""
    return f"{count} {'entry' if count == 1 else 'entries'}"
