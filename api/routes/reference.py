"""/calendars, /rates, /fx-rates, /profiles and /clearing-systems: what is known, by date."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api.access import Ask, Asking, needs
from api.problems import refused
from api.routes.reference_shapes import (
    Added,
    CalendarOnDay,
    Kept,
    Keyed,
    NewCalendar,
    NewFxRate,
    NewProfile,
    NewRate,
    OnDay,
    Version,
)  # fmt: skip
from api.routes.shapes import Cursor, Day, Limit, Listed, asked, created, listed
from api.store.paging import LIMIT, Page
from api.workflows import reference
from api.workflows.doing import Answer
from api.workflows.reference_data import Kind, business_day, pair
from api.workflows.reference_records import calendar_of, profile_of
from api.workflows.unit import Unit
from treasury.errors import Refused

router = APIRouter(tags=["reference"])
READ, WRITE = needs("reference:read"), needs("reference:write")
Key = Annotated[str, Path(max_length=200, description="Its key: CN, LPR-1Y, EURCNY.")]
OnDate = Annotated[Day | None, Query(description="The day; else today (UTC).")]
NOT_VALUES = ("key", "effective_from", "source", "corrects")


@router.get("/calendars", openapi_extra=READ)
def list_calendars(ask: Ask, limit: Limit = LIMIT, cursor: Cursor = "") -> Listed[Keyed]:
    """The calendars, built in and the bank's own, each with its source and until when it knows."""
    return page(ask, "calendar", limit, cursor)


@router.get("/calendars/{key}", openapi_extra=READ)
def read_calendar(ask: Ask, key: Key, date: OnDate = None) -> CalendarOnDay:
    """A calendar as it is known on a day, and whether that is a business day."""
    found = ask.read(lambda unit: reference.read(unit, "calendar", key, date))
    works = None if found.version is None else business_day(found.version.values, found.date)
    return CalendarOnDay(**said(found), business_day=works)


@router.get("/calendars/{key}/versions", openapi_extra=READ)
def list_calendar_versions(
    ask: Ask, key: Key, limit: Limit = LIMIT, cursor: Cursor = ""
) -> Listed[Kept]:
    """The bank's own versions of a calendar as they were added, corrected ones among them."""
    return history(ask, "calendar", key, (limit, cursor))


@router.post("/calendars", status_code=201, response_model=Added, openapi_extra=WRITE)
def add_calendar(ask: Ask, body: NewCalendar) -> Response:
    """Add a version of a calendar, from a day until the last day it knows."""
    try:
        values = calendar_of(body.key, body.effective_from, body.model_dump(exclude={*NOT_VALUES}))
    except Refused as found:
        raise refused(found.complaints, "#") from None
    return added(ask, "calendar", "calendars", body.key, body, values)


@router.get("/rates", openapi_extra=READ)
def list_rates(ask: Ask, limit: Limit = LIMIT, cursor: Cursor = "") -> Listed[Keyed]:
    """The indices and published rates that the bank keeps, and their dates."""
    return page(ask, "rate", limit, cursor)


@router.get("/rates/{key}", openapi_extra=READ)
def read_rate(ask: Ask, key: Key, date: OnDate = None) -> OnDay:
    """A rate as it is known on a day: the version that began last."""
    return on_day(ask, "rate", key, date)


@router.get("/rates/{key}/versions", openapi_extra=READ)
def list_rate_versions(
    ask: Ask, key: Key, limit: Limit = LIMIT, cursor: Cursor = ""
) -> Listed[Kept]:
    """The bank's own versions of a rate as they were added, corrected ones among them."""
    return history(ask, "rate", key, (limit, cursor))


@router.post("/rates", status_code=201, response_model=Added, openapi_extra=WRITE)
def add_rate(ask: Ask, body: NewRate) -> Response:
    """Add a rate from a day on, in per cent a year; an implausible one is kept with a warning."""
    return added(ask, "rate", "rates", body.key, body, plain(body))


@router.get("/fx-rates", openapi_extra=READ)
def list_fx_rates(ask: Ask, limit: Limit = LIMIT, cursor: Cursor = "") -> Listed[Keyed]:
    """The pairs of currencies that the bank keeps rates of, and their dates."""
    return page(ask, "fx_rate", limit, cursor)


@router.get("/fx-rates/{key}", openapi_extra=READ)
def read_fx_rate(ask: Ask, key: Key, date: OnDate = None) -> OnDay:
    """The rate of a pair as it is known on a day; EURCNY is CNY for one EUR."""
    return on_day(ask, "fx_rate", key, date)


@router.get("/fx-rates/{key}/versions", openapi_extra=READ)
def list_fx_rate_versions(
    ask: Ask, key: Key, limit: Limit = LIMIT, cursor: Cursor = ""
) -> Listed[Kept]:
    """The bank's own versions of a pair's rate as they were added, corrected ones among them."""
    return history(ask, "fx_rate", key, (limit, cursor))


@router.post("/fx-rates", status_code=201, response_model=Added, openapi_extra=WRITE)
def add_fx_rate(ask: Ask, body: NewFxRate) -> Response:
    """Add the rate of a pair from a day on; an implausible one is kept with a warning."""
    return added(ask, "fx_rate", "fx-rates", pair(body.base, body.quote), body, plain(body))


@router.get("/profiles", openapi_extra=READ)
def list_profiles(ask: Ask, limit: Limit = LIMIT, cursor: Cursor = "") -> Listed[Keyed]:
    """The profiles of banks and vendors, built in and the bank's own."""
    return page(ask, "profile", limit, cursor)


@router.get("/profiles/{key}", openapi_extra=READ)
def read_profile(ask: Ask, key: Key, date: OnDate = None) -> OnDay:
    """A profile as it is known on a day."""
    return on_day(ask, "profile", key, date)


@router.get("/profiles/{key}/versions", openapi_extra=READ)
def list_profile_versions(
    ask: Ask, key: Key, limit: Limit = LIMIT, cursor: Cursor = ""
) -> Listed[Kept]:
    """The bank's own versions of a profile as they were added, corrected ones among them."""
    return history(ask, "profile", key, (limit, cursor))


@router.post("/profiles", status_code=201, response_model=Added, openapi_extra=WRITE)
def add_profile(ask: Ask, body: NewProfile) -> Response:
    """Add a version of a profile."""
    try:
        values = profile_of(body.key, body.effective_from, body.model_dump(exclude={*NOT_VALUES}))
    except Refused as found:
        raise refused(found.complaints, "#") from None
    return added(ask, "profile", "profiles", body.key, body, values)


@router.get("/clearing-systems", openapi_extra=READ)
def list_clearing_systems(ask: Ask, limit: Limit = LIMIT, cursor: Cursor = "") -> Listed[Keyed]:
    """The clearing systems that are built in, with the versions of their windows."""
    return page(ask, "clearing", limit, cursor)


@router.get("/clearing-systems/{key}", openapi_extra=READ)
def read_clearing_system(ask: Ask, key: Key, date: OnDate = None) -> OnDay:
    """The window of a clearing system as it is known on a day, in its local time."""
    return on_day(ask, "clearing", key, date)


def page(ask: Asking, kind: Kind, limit: int, cursor: str) -> Listed[Keyed]:
    """A page of what there is of a kind."""
    return listed(ask.read(lambda unit: reference.listed(unit, kind, asked(limit, cursor))), Keyed)


def history(ask: Asking, kind: Kind, key: str, part: tuple[int, str]) -> Listed[Kept]:
    """A page (limit, cursor) of the bank's own versions of a key."""
    found = ask.read(lambda unit: reference.history(unit, kind, key, asked(*part)))
    items = [Kept(**Version.model_validate(each.version).model_dump(), created_at=each.created_at)
             for each in found.items]  # fmt: skip
    return listed(Page(items=items, next=found.next), Kept)


def on_day(ask: Asking, kind: Kind, key: str, date: datetime.date | None) -> OnDay:
    """What is known of a key on a day."""
    return OnDay(**said(ask.read(lambda unit: reference.read(unit, kind, key, date))))


def said(found: reference.OnDay) -> dict[str, Any]:
    """What is known, as it is shown."""
    version = None if found.version is None else Version.model_validate(found.version)
    return {"key": found.key, "date": found.date, "known": version is not None,
            "detail": found.why, "version": version}  # fmt: skip


def plain(body: NewRate | NewFxRate) -> dict[str, Any]:
    """What the version says, without what every version says."""
    return body.model_dump(mode="json", exclude={*NOT_VALUES}, exclude_none=True)


def added(
    ask: Asking, kind: Kind, under: str, key: str, body: Any, values: Mapping[str, Any]
) -> Response:
    """The answer to a version that is added."""
    new = reference.New(
        key=key, effective_from=body.effective_from, source=body.source, values=values,
        corrects=body.corrects,
    )  # fmt: skip

    def work(unit: Unit) -> Answer:
        found = reference.added(unit, kind, new)
        shown = Version.model_validate(found.version).model_dump()
        path = f"/api/v1/{under}/{key}?date={new.effective_from.isoformat()}"
        return created(Added(**shown, warnings=list(found.warnings)), path)

    return ask.post(work)
