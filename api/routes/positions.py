"""/clients/{id}/positions: what the accounts hold, by their statements."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from api.access import Ask, needs
from api.problems import Wrong, invalid
from api.routes.forms import form_of
from api.routes.shapes import Day, Money, Shown
from api.workflows import positions
from api.workflows.positions import Asked
from treasury.money import written

router = APIRouter(prefix="/clients/{client_id}", tags=["positions"])
FORMS = {"json": "application/json", "csv": "text/csv"}
AS_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}},
}


class Position(Shown):
    """An account at the end of the day; null where no statement tells it by then.

    `moved` is the day on which the account last moved, `told_until` the last its statements tell.
    """

    account: str = Field(description="The account's id.")
    number: str | None = Field(description="Its number or IBAN at the bank, without blanks.")
    entity: str = Field(description="The id of the entity that holds it.")
    bank: str = Field(description="The id of its bank.")
    currency: str = Field(description="Its currency.")
    book: Money | None = Field(description="By booking date; positive is the client's asset.")
    value: Money | None = Field(description="By value date.")
    moved: Day | None = Field(description="The day on which it last moved.")
    told_until: Day | None = Field(description="The last day that its statements tell.")


class Total(Shown):
    """All accounts of a currency whose balance is known."""

    book: Money = Field(description="The sum by booking date.")
    value: Money = Field(description="The sum by value date.")
    accounts: int = Field(description="How many accounts are in it.")


class Positions(Shown):
    """All accounts at the end of a day; `unknown` are those that no statement tells by then."""

    date: Day = Field(description="The day, at whose end it is.")
    accounts: list[Position] = Field(description="Every account, by id.")
    totals: list[Total] = Field(description="The sum of each currency; never across currencies.")
    unknown: int = Field(
        description="How many accounts no statement tells by then; they are in no total."
    )


class DayPosition(Shown):
    """A day's end."""

    date: Day = Field(description="The day, at whose end it is.")
    book: Money = Field(description="By booking date.")
    value: Money = Field(description="By value date.")


class AccountPositions(Shown):
    """An account day by day, from the first day that is known."""

    account: str = Field(description="The account's id.")
    currency: str = Field(description="Its currency.")
    told_until: Day | None = Field(description="The last day that its statements tell.")
    days: list[DayPosition] = Field(description="Every day, also those on which nothing moved.")


Date = Annotated[Day | None, Query(description="The end of this day, for all accounts.")]
Key = Annotated[str | None, Query(max_length=64, description="One account, day by day.")]
First = Annotated[Day | None, Query(alias="from", description="The first day.")]
Last = Annotated[Day | None, Query(alias="to", description="The last day.")]
Format = Annotated[Literal["json", "csv"] | None, Query(description="Goes before Accept.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for."""

    date: Day | None
    account: str | None
    first: Day | None
    last: Day | None
    format: str | None


def wanted(
    date: Date = None, account: Key = None, first: First = None, last: Last = None,
    format: Format = None,
) -> Wanted:  # fmt: skip
    """What is asked for."""
    return Wanted(date=date, account=account, first=first, last=last, format=format)


@router.get(
    "/positions", response_model=Positions | AccountPositions, responses=AS_CSV,
    openapi_extra=needs("positions:read"),
)  # fmt: skip
def read_positions(
    ask: Ask, request: Request, client_id: str, want: Annotated[Wanted, Depends(wanted)]
) -> Any:
    """All accounts at the end of a day, one day by day, or (as CSV) all of them day by day.

    Without a date it is the last day that any statement tells. Taking out CSV is remembered."""
    form = form_of(request, want.format, FORMS)
    if wrong := list(mixed(form, want)):
        raise invalid(wrong)
    if form == "csv":
        days = Asked(first=want.first or want.date, last=want.last or want.date)
        return as_csv(ask, client_id, want.account, days)
    if (key := want.account) is not None:
        days = Asked(first=want.first, last=want.last)
        return over_time(ask.read(lambda unit: positions.over_time(unit, client_id, key, days)))
    return on_day(ask.read(lambda unit: positions.on_day(unit, client_id, want.date)))


def mixed(form: str, want: Wanted) -> Iterator[Wrong]:
    """Parameters that do not go together."""
    period = want.first or want.last
    if want.date and period:
        expected = "`date` for one day, or `from` and `to`"
        yield Wrong(pointer="date", detail="goes with no `from` or `to`", expected=expected)
    if form == "json" and want.date and want.account:
        expected = "`from` and `to` of the account's days"
        yield Wrong(pointer="date", detail="goes with no `account`", expected=expected)
    if form == "json" and not want.account and period:
        expected = "`account`, or format=csv for all accounts day by day"
        yield Wrong(pointer="account", detail="is missing", expected=expected)


def as_csv(ask: Ask, client_id: str, account: str | None, asked: Asked) -> Response:
    """The table as it is streamed."""
    return ask.stream(
        lambda unit: positions.exported(unit, client_id, account, asked),
        "text/csv; charset=utf-8", "positions.csv",
    )  # fmt: skip


def money(minor: int | None, currency: str) -> Money | None:
    """The amount, None where it is not known."""
    if minor is None:
        return None
    return Money.model_construct(amount=written(minor, currency), currency=currency)


def on_day(found: positions.OnDay) -> Response:
    """The positions of a day."""
    accounts = [
        Position.model_construct(
            account=row.key, number=row.number, entity=row.entity, bank=row.bank,
            currency=row.currency, book=money(row.book, row.currency),
            value=money(row.value, row.currency), moved=row.day, told_until=row.last_day,
        )
        for row in found.accounts
    ]  # fmt: skip
    totals = [
        Total.model_construct(book=money(one.book, one.currency), accounts=one.accounts,
                              value=money(one.value, one.currency))
        for one in found.totals
    ]  # fmt: skip
    return sent(Positions.model_construct(
        date=found.date, accounts=accounts, totals=totals, unknown=found.unknown))  # fmt: skip


def over_time(found: positions.OverTime) -> Response:
    """The days of an account."""
    row = found.account
    days = [
        DayPosition.model_construct(date=day, book=money(book, row.currency),
                                    value=money(value, row.currency))
        for day, book, value in found.days
    ]  # fmt: skip
    return sent(AccountPositions.model_construct(
        account=row.key, currency=row.currency, told_until=row.last_day, days=days))  # fmt: skip


def sent(shown: Shown) -> Response:
    """The body as it is: made here, so that it need not be looked at a second time."""
    return Response(shown.model_dump_json(), media_type="application/json")
