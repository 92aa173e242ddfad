"""What is known of calendars, rates, FX rates and profiles: built in, or the bank's own.

Each key has versions, from a day on; a version may say until when it knows anything, else it holds
until the next one begins. On a day the bank's own version goes before one that is built in, and of
its own the one that began last. A version that was corrected by another one of the same day says
nothing any more. Where none says anything about the day, it is unknown: nothing is guessed.
"""

import datetime
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Literal

from treasury.dates import WEEKDAYS
from treasury.fx import contradict, jumps, seems_turned
from treasury.loading.calendars import builtin, builtin_clearing
from treasury.loading.profiles import builtin_profiles
from treasury.rates import parse_rate
from treasury.scenario import json_text

Day = datetime.date
Kind = Literal["calendar", "rate", "fx_rate", "profile", "clearing"]
SIDES = ("bid", "mid", "ask")
"""The sides of an FX rate, in their order."""
FX_MIN, FX_MAX = Decimal("0.0001"), Decimal(100_000)
DAY = datetime.timedelta(days=1)
PERCENT = 10**6
RATE_HIGH, RATE_LOW, RATE_JUMP = 30 * PERCENT, -5 * PERCENT, 5 * PERCENT
"""Rates a year and their changes, in whole 1e-8, beyond which they are doubted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What is said of a key from a day on (None: always), until a day (None: the next version).

    `number` counts the bank's own of one day; `corrected_by` is that of the next (None: it stands).
    """

    key: str
    effective_from: Day | None
    valid_until: Day | None
    source: str
    built_in: bool
    values: Mapping[str, Any]
    number: int = 1
    corrected_by: int | None = None


@cache
def built_in(kind: Kind) -> dict[str, tuple[Version, ...]]:
    """The versions that come with the engine, by key."""
    if kind == "calendar":
        return {key: (of_record(key, each, each.valid_from, each.valid_until),)
                for key, each in builtin().items()}  # fmt: skip
    if kind == "profile":
        return {key: (of_record(key, each, None, None),)
                for key, each in builtin_profiles().items()}  # fmt: skip
    if kind == "clearing":
        return {
            key: tuple(of_record(key, each, each.valid_from, each.valid_until) for each in windows)
            for key, windows in builtin_clearing().items()
        }
    return {}


def of_record(key: str, record: Any, first: Day | None, last: Day | None) -> Version:
    """The built-in version that a record of the engine is."""
    values = {each.name: json.loads(json_text(getattr(record, each.name)))
              for each in fields(record)}  # fmt: skip
    return Version(
        key=key, effective_from=first, valid_until=last, source=record.source, built_in=True,
        values=values,
    )  # fmt: skip


def own(row: Any, corrected_by: int | None = None) -> Version:
    """The bank's own version in a row."""
    until = row.document.get("valid_until")
    return Version(
        key=row.key, effective_from=row.effective_from, source=row.source, built_in=False,
        valid_until=Day.fromisoformat(until) if until else None, values=row.document,
        number=row.number, corrected_by=corrected_by,
    )  # fmt: skip


def all_of(kind: Kind, key: str, rows: Iterable[Any]) -> list[Version]:
    """All versions of a key, the built-in ones first, then by date and number."""
    mine = [row for row in rows if row.key == key]
    there = {(row.effective_from, row.number) for row in mine}
    return [*built_in(kind).get(key, ()), *(own(row, follower(row, there)) for row in mine)]


def follower(row: Any, there: AbstractSet[tuple[Day, int]]) -> int | None:
    """The number of the version that corrects this one, if one does."""
    following = (row.effective_from, row.number + 1)
    return row.number + 1 if following in there else None


def on(versions: Iterable[Version], day: Day) -> Version | None:
    """The version in force on the day; None where none says anything about it."""
    return latest(with_ends(versions), day)


def in_turn(versions: Iterable[Version], first: Day, last: Day) -> Iterator[tuple[Day, Version]]:
    """Each version in force from the first day to the last, and from which of these days on.

    One that is cut short by a shorter one comes again after it.
    """
    ends = [(end, each) for end, each in with_ends(versions)
            if begin(each) <= last and first <= end]  # fmt: skip
    changes = {begin(each) for _, each in ends}
    changes |= {end + DAY for end, _ in ends if end < last}
    before = None
    for day in sorted({first, *(each for each in changes if first < each)}):
        found = latest(ends, day)
        if found is not None and found is not before:
            yield day, found
        before = found


def with_ends(versions: Iterable[Version]) -> list[tuple[Day, Version]]:
    """Each version that stands, with its last day: as it says, else before the next one begins."""
    stand = [each for each in versions if each.corrected_by is None]
    begins = {built: sorted(begin(each) for each in stand if each.built_in == built)
              for built in (True, False)}  # fmt: skip
    found = []
    for each in stand:
        later = begins[each.built_in]
        place = bisect_right(later, begin(each))
        following = later[place] - DAY if place < len(later) else Day.max
        found.append((each.valid_until or following, each))
    return found


def latest(ends: Iterable[tuple[Day, Version]], day: Day) -> Version | None:
    """Of those that say something about the day the one that began last, own before built in."""
    speaking = [each for end, each in ends if begin(each) <= day <= end]
    return max(speaking, key=lambda each: (not each.built_in, begin(each)), default=None)


def begin(version: Version) -> Day:
    """The first day of which the version says anything."""
    return version.effective_from or Day.min


def unknown(versions: Iterable[Version], day: Day) -> str:
    """Why nothing is known on the day, as a sentence."""
    found = [each for each in versions if each.corrected_by is None]
    before = [each.valid_until for each in found if each.valid_until and each.valid_until < day]
    after = [each.effective_from for each in found
             if each.effective_from and each.effective_from > day]  # fmt: skip
    ends = f"what is known ends on {max(before)}" if before else ""
    begins = f"what is known begins on {min(after)}" if after else ""
    return f"Unknown on {day}: {' and '.join(filter(None, (ends, begins)))}."


def business_day(values: Mapping[str, Any], day: Day) -> bool:
    """Whether the calendar with these values calls the day a business day.

    >>> business_day({"weekend": ["sat", "sun"], "closed": ["2026-01-01"], "extra_working": []},
    ...              Day(2026, 1, 1))
    False
    """
    if day.isoformat() in values["extra_working"]:
        return True
    weekend = WEEKDAYS[day.weekday()] in values["weekend"]
    return not weekend and day.isoformat() not in values["closed"]


def pair(base: str, quote: str) -> str:
    """The key of an FX rate: units of `quote` for one of `base`."""
    return f"{base}{quote}"


def price(values: Mapping[str, Any]) -> Decimal:
    """The rate to compare with: the mid, else the middle of bid and ask, else the one there is."""
    if values.get("mid"):
        return Decimal(values["mid"])
    sides = [Decimal(values[side]) for side in ("bid", "ask") if values.get(side)]
    return sum(sides, Decimal(0)) / len(sides)


def doubts_of_fx(
    values: Mapping[str, Any], before: Version | None, other: Version | None
) -> Iterator[str]:
    """What is hardly meant: `before` is the pair's rate so far, `other` the opposite pair's."""
    rate = price(values)
    if not FX_MIN <= rate <= FX_MAX:
        yield f"{rate} {values['quote']} for one {values['base']} is an unusual rate"
    if before is not None:
        last = price(before.values)
        if jumps(Fraction(rate), Fraction(last)):
            turned = seems_turned(Fraction(rate), Fraction(last))
            way = "; it may be written the other way round" if turned else ""
            yield f"it was {last} from {before.effective_from}: a change of more than a fifth{way}"
    if other is not None and contradict(
        Fraction(rate), Fraction(price(other.values)), same_day=False
    ):
        yield (f"it contradicts {price(other.values)} {values['base']} for one "
               f"{values['quote']}, in force from {other.effective_from}")  # fmt: skip


def doubts_of_rate(values: Mapping[str, Any], before: Version | None) -> Iterator[str]:
    """What is hardly meant by a rate a year; `before` is what it was so far."""
    rate = parse_rate(f"{values['percent']}%")
    if not RATE_LOW <= rate <= RATE_HIGH:
        yield f"{values['percent']} % a year is an unusual rate"
    if before is not None:
        last = before.values["percent"]
        if abs(rate - parse_rate(f"{last}%")) > RATE_JUMP:
            yield (f"it was {last} % from {before.effective_from}: a change of more than five "
                   "percentage points")  # fmt: skip
