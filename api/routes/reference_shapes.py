"""How reference data are shaped: what is added, and what is shown."""

import datetime
import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from api.routes.shapes import Body, Corrects, Day, Named, Shown, Text
from api.workflows.reference_data import SIDES
from treasury.dates import Weekday
from treasury.money import DIGITS
from treasury.rates import NotARate, parse_rate

FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2999, 12, 31)
PRICE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


def wrong(message: str) -> PydanticCustomError:
    """What is wrong with a value, as the body's refusal tells it."""
    return PydanticCustomError("unfit", "{said}", {"said": message})


def currency(code: str) -> str:
    """The code of a currency; refused where there is none of it."""
    if code not in DIGITS:
        raise wrong("is no currency known here; an ISO 4217 code such as CNY is")
    return code


def percent(text: str) -> str:
    """A rate a year in per cent."""
    try:
        parse_rate(f"{text}%")
    except NotARate as reason:
        raise wrong(f"is not right: {reason}") from None
    return text


def price(text: str) -> str:
    """An FX rate: above zero, at most nine digits before and behind the point."""
    if not PRICE.fullmatch(text) or not text.strip("0."):
        raise wrong("is no rate; a number above zero as text is, such as 7.8123")
    return text


def saturday_and_sunday() -> list[Weekday]:
    """The weekend where nothing else is said."""
    return ["sat", "sun"]


Date = Annotated[Day, Field(ge=FIRST, le=LAST)]
Dates = Annotated[list[Date], Field(max_length=5000)]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"),
                Field(examples=["LPR-1Y"])]  # fmt: skip
Currency = Annotated[str, AfterValidator(currency), Field(max_length=3, examples=["CNY"])]
Price = Annotated[str, AfterValidator(price), Field(max_length=20, examples=["7.8123"])]
Percent = Annotated[str, AfterValidator(percent), Field(max_length=20, examples=["3.45"])]


Until = Annotated[Date | None, Field(
    description="The last day it is known for; null: until the next version begins.")]  # fmt: skip


class NewVersion(Body):
    """What every version says: from when it holds, and where it is from."""

    effective_from: Annotated[Date, Field(description="The first day on which it holds.")]
    source: Annotated[Named, Field(description="Who says so, and where.")]
    corrects: Corrects = None


class NewCalendar(NewVersion):
    """The business days of a place, from a day until the last day that is known."""

    key: Key
    valid_until: Annotated[Date, Field(description="The last day it knows.")]
    weekend: Annotated[list[Weekday], Field(
        default_factory=saturday_and_sunday, max_length=7,
        description="Days of the week without business.")]  # fmt: skip
    closed: Annotated[Dates, Field(
        default_factory=list, description="Holidays, within the days it knows.")]  # fmt: skip
    extra_working: Annotated[Dates, Field(
        default_factory=list, description="Business days on a weekend (调休).")]  # fmt: skip


class NewRate(NewVersion):
    """An index or a published rate, in per cent a year."""

    key: Key
    percent: Annotated[Percent, Field(description="Per cent a year, as a decimal text.")]
    valid_until: Until = None


class NewFxRate(NewVersion):
    """Units of `quote` for one of `base`: the mid rate, or what a bank buys and sells at."""

    base: Annotated[Currency, Field(description="The currency of which one unit is priced.")]
    quote: Annotated[Currency, Field(description="The currency in which it is priced.")]
    bid: Annotated[Price | None, Field(description="What a bank buys the base at.")] = None
    mid: Annotated[Price | None, Field(description="The middle.")] = None
    ask: Annotated[Price | None, Field(description="What a bank sells the base at.")] = None
    valid_until: Until = None

    @model_validator(mode="after")
    def sides(self) -> "NewFxRate":
        """Refuse a pair of one currency, no side at all, and sides in the wrong order."""
        given = [Decimal(value) for side in SIDES if (value := getattr(self, side)) is not None]
        if self.base == self.quote:
            raise wrong("base and quote are one currency; two are needed")
        if not given:
            raise wrong("no rate is given; give mid, or bid and ask")
        if self.mid is None and (self.bid is None or self.ask is None):
            raise wrong("one side alone is no rate; give mid, or bid and ask")
        if given != sorted(given):
            raise wrong("the sides are not in order; bid is at most mid, and mid at most ask")
        return self


class NewProfile(NewVersion):
    """How a bank or vendor runs the same rules, as the engine takes it."""

    key: Key
    name: Text = ""
    version: Annotated[Named, Field(description="The version of what is described.")]
    about: Annotated[str, Field(max_length=2000, description="In words.")] = ""
    order: Annotated[
        Literal["concentrate_then_fund", "level_by_level"],
        Field(description="All concentration first, or header by header."),
    ] = "concentrate_then_fund"
    limits: Annotated[Text, Field(description="The limits that bind, in their order.")] = (
        "maximum multiple minimum")  # fmt: skip
    rounding: Annotated[Literal["down", "half_up"], Field(
        description="What a multiple does.")] = "down"  # fmt: skip
    may_raise: Annotated[bool, Field(
        description="Whether a rule may raise an amount to its minimum.")] = False  # fmt: skip
    may_share: Annotated[bool, Field(
        description="Whether a short header may share in part or pro rata.")] = True  # fmt: skip
    protect_participants: Annotated[bool, Field(
        description="What holds for structures that do not say.")] = True  # fmt: skip


class Span(Shown):
    """From when until when a version holds, and where it is from."""

    effective_from: Annotated[datetime.date | None, Field(
        description="The first day on which it holds; null: always.")]  # fmt: skip
    valid_until: Annotated[datetime.date | None, Field(
        description="The last day it is known for; null: until the next version.")]  # fmt: skip
    source: Annotated[str, Field(description="Who says so, and where.")]
    built_in: Annotated[bool, Field(description="Whether it comes with the engine.")]
    number: Annotated[int, Field(description="1; 2 is the correction of 1 of the same day.")]
    corrected_by: Annotated[int | None, Field(
        description="The number of the version that took its place; null: it stands.")]  # fmt: skip


class Keyed(Shown):
    """A key and its versions; the bank's own go before those that are built in."""

    key: str
    versions: Annotated[list[Span], Field(description="From when to when, and by whom.")]


class Version(Span):
    """A version and what it says."""

    key: str
    values: Annotated[dict[str, Any], Field(description="What it says, as it was added.")]


class Kept(Version):
    """A version of the bank's own, and when it was added; it is never edited."""

    created_at: datetime.datetime


class OnDay(Shown):
    """What is known of a key on a day: the version in force, or why it is unknown."""

    key: str
    date: datetime.date
    known: Annotated[bool, Field(description="Whether anybody knows.")]
    detail: Annotated[str, Field(description="Why it is unknown; empty where it is known.")]
    version: Annotated[Version | None, Field(description="What holds; null: unknown.")]


class CalendarOnDay(OnDay):
    """The same; whether the day is a business day (null: unknown)."""

    business_day: Annotated[bool | None, Field(description="Null: unknown.")]


class Added(Version):
    """A version that was added; what is hardly meant, in sentences."""

    warnings: Annotated[list[str], Field(description="What is hardly meant, in sentences.")]
