"""Accounts that are frozen, closed or left out of sweeps, restated from section 6 and the record.

A stopped account is not swept, nor is its branch; a stopped header stops what is below it. From a
frozen or closed account no money leaves, so no linked draw passes it either.
"""

import datetime

from tests.reference.setting import Edge, Setting


def stops_of(setting: Setting, account: str, day: datetime.date) -> set[str]:
    """The kinds of stop under which an account stands on a day."""
    return {
        one.kind
        for one in setting.scenario.stops
        if one.account == account
        and one.valid_from <= day
        and (one.valid_until is None or day <= one.valid_until)
    }


def may_cross(setting: Setting, edge: Edge, day: datetime.date) -> bool:
    """Whether a sweep may cross the link: nothing on the way from its participant to the root
    is stopped."""
    account: str | None = edge.participant
    while account is not None:
        if stops_of(setting, account, day):
            return False
        above = setting.edges.get(account)
        account = None if above is None else above.header
    return True


def nothing_leaves(setting: Setting, account: str, day: datetime.date) -> bool:
    """Whether the account is frozen or closed."""
    return bool(stops_of(setting, account, day) & {"frozen", "closed"})


def is_closed(setting: Setting, account: str, day: datetime.date) -> bool:
    """Whether the account takes nothing and pays nothing."""
    return "closed" in stops_of(setting, account, day)
