"""A calendar or a profile of the bank's own -> the engine's record, judged as in a scenario."""

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from treasury.dates import Calendar
from treasury.errors import Complaint, Refused
from treasury.plan.problems.dates import calendars
from treasury.plan.problems.facts import Facts
from treasury.plan.problems.profiles import limits_of_profiles
from treasury.pooling.profiles import Profile
from treasury.scenario import Scenario, json_text

Values = Mapping[str, Any]


def calendar_of(key: str, day: datetime.date, values: Values) -> dict[str, Any]:
    """What is kept of the calendar; refused where it contradicts itself."""
    found = Calendar(id=key, valid_from=day, **tupled(values))
    dates = (*found.closed, *found.extra_working)
    outside = [each for each in dates if not day <= each <= found.valid_until]
    wrong = [
        Complaint(path=("closed" if each in found.closed else "extra_working",),
                  message=f"{each} lies outside of the days that it knows",
                  expected=f"a day from {day} to {found.valid_until}")
        for each in outside[:1]
    ]  # fmt: skip
    scenario = Scenario(id="x", first_day=day, last_day=day, calendars=(found,))
    refuse([*wrong, *calendars(Facts(scenario=scenario))])
    return kept(found)


def profile_of(key: str, day: datetime.date, values: Values) -> dict[str, Any]:
    """What is kept of the profile; refused where its limits make no sense."""
    found = Profile(id=key, dated=day, source="", **values)
    scenario = Scenario(id="x", first_day=day, last_day=day, profiles=(found,))
    refuse(limits_of_profiles(Facts(scenario=scenario)))
    return kept(found)


def tupled(values: Values) -> dict[str, Any]:
    """The values with lists as the engine has them."""
    return {key: tuple(each) if isinstance(each, list) else each for key, each in values.items()}


def refuse(found: Iterable[Complaint]) -> None:
    """Refuse what is wrong with the record, with its path in the record."""
    wrong = [replace(each, path=each.path[2:] or each.path) for each in found]
    if wrong:
        raise Refused(wrong)


def kept(record: Calendar | Profile) -> dict[str, Any]:
    """Every field of the record as JSON."""
    names = [name for name in record.__dataclass_fields__ if name != "source"]
    return {name: json.loads(json_text(getattr(record, name))) for name in names}
