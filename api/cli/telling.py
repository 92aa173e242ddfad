"""What the service is told: its settings from the environment and the command's own words."""

import os
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from api.settings import PREFIX, Settings
from treasury.errors import Complaint, Refused


def told(**words: Any) -> Settings:
    """The settings; words that are not None come before the environment. Refused where wrong."""
    given = {name: value for name, value in words.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        raise Refused([complaint(each, given) for each in error.errors()]) from None


def complaint(error: ErrorDetails, given: dict[str, Any]) -> Complaint:
    """One setting that is not right, by the name a user knows it by."""
    name = str(error["loc"][0])
    where = f"--{name.replace('_', '-')}" if name in given else f"{PREFIX}{name.upper()}"
    message = error["msg"][0].lower() + error["msg"][1:]
    return Complaint(path=(name,), where=where, message=message)


def unknown() -> list[str]:
    """Names in the environment that look like settings and are none: most likely misspelt."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
