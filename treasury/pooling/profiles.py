"""Profiles: how banks and vendors differ in running the same rules, as named, dated data.

A profile says in which order a pass goes, in which order limits bind and how amounts are
rounded, and what may be chosen. The kernel knows these properties and no profile's name. The
profiles that come with the engine lie in `treasury/data/profiles`, each with its source; a
scenario may bring its own. Source: the banking day, sections 3, 4 and 6.
"""

import datetime
from typing import Literal

from treasury.record import record

Order = Literal["concentrate_then_fund", "level_by_level"]
LIMIT_STEPS = ("maximum", "multiple", "minimum")


@record
class Profile:
    """One version of a profile, described from its source on a date.

    `order` of a pass: all concentration from the deepest level up, then all funding from the top
    down; or header by header, deepest level first, both directions. `limits` are the limits that
    bind, in their order, in both directions; rules with others are refused. `rounding` is what a
    multiple does: cut down to it, or round half up to it, even past the balance or the need.
    `may_raise`: a rule may raise a smaller amount to its minimum. `may_share`: a short header may
    share in part or pro rata; else it serves by priority, all or nothing. `protect_participants`
    is what holds for structures that do not say.
    """

    id: str
    name: str = ""
    version: str
    dated: datetime.date
    source: str
    about: str = ""
    order: Order = "concentrate_then_fund"
    limits: str = " ".join(LIMIT_STEPS)
    rounding: Literal["down", "half_up"] = "down"
    may_raise: bool = False
    may_share: bool = True
    protect_participants: bool = True


def steps_of(profile: Profile) -> tuple[str, ...]:
    """The limits that bind under the profile, in their order.

    >>> steps_of(Profile(id="x", version="1", dated=datetime.date(2026, 1, 1), source="s",
    ...                  limits="multiple minimum"))
    ('multiple', 'minimum')
    """
    return tuple(profile.limits.split())
