"""Lints of overdraft agreements: nights that a run cannot pass, cash that never repays."""

from datetime import timedelta

from treasury.credit import OverdraftAgreement
from treasury.linting.remark import Remark, Remarks
from treasury.linting.view import Pool
from treasury.plan.overdrafts import next_of
from treasury.scenario import Scenario

ONE_DAY = timedelta(days=1)
NEARLY = 10
"""Nights are nearly used where at most one of so many agreed is left."""


def overdraft_remarks(scenario: Scenario) -> Remarks:
    """What agreements say that no run of these days can show, or that is nearly used already."""
    days = (scenario.last_day - scenario.first_day).days + 1
    accounts = [one.account for one in scenario.overdraft_agreements]
    for index, one in enumerate(scenario.overdraft_agreements):
        left = one.nights - one.nights_before
        alone = accounts.count(one.account) == 1  # in turn, nights go on from one to the next
        if one.overdue == 0 and days <= left and alone:
            yield remark(
                index, "nights_beyond_run", "nights",
                f"the run has {days} days, and {one.account!r} may be overdrawn on {left} more "
                "nights in a row: it shows nothing of the agreement",
                "a longer run, or the nights_before that are used already",
            )  # fmt: skip
        yield from without_agreement(scenario, index, one)
        if one.nights_before and NEARLY * left <= one.nights:
            yield remark(
                index, "nights_nearly_used", "nights_before",
                f"of the {one.nights} nights agreed for {one.account!r} {left} are left on the "
                "first day: if it is not covered by then, what is overdrawn becomes overdue",
                "a close at or above zero before that, or the nights_before looked up again",
            )  # fmt: skip


def without_agreement(scenario: Scenario, index: int, one: OverdraftAgreement) -> Remarks:
    """An agreement that ends in the run, and none of its account begins on the next day."""
    ends, later = one.valid_until, next_of(one, scenario.overdraft_agreements)
    if ends is None or ends >= scenario.last_day:
        return
    begins = later.valid_from if later else None
    if begins == ends + ONE_DAY:
        return
    until = f" to {begins}" if begins and begins <= scenario.last_day else ""
    yield remark(
        index, "overdraft_without_agreement", "valid_until",
        f"nights of {one.account!r} count to {ends}: afterwards its overdraft "
        f"goes on without any{until}, and nothing becomes overdue unless it was closed by then",
        f"valid_until {scenario.last_day} or later, or none, where the bank goes on "
        f"counting, or an agreement from {ends + ONE_DAY} on",
    )  # fmt: skip


def remark(index: int, name: str, key: str, message: str, suggestion: str) -> Remark:
    """A warning about an agreement."""
    return Remark(
        name=name, severity="warning", path=("overdraft_agreements", index, key), message=message,
        suggestion=suggestion,
    )  # fmt: skip


def overdue_that_is_swept_away(pool: Pool) -> Remarks:
    """Agreements of participants whose cash goes up each evening before it could repay."""
    for index, one in enumerate(pool.facts.scenario.overdraft_agreements):
        if one.account in pool.own and leaves_nothing(pool, one.account):
            _, link = pool.own[one.account]
            yield remark(
                index, "overdue_swept_away", "account",
                f"in {pool.structure.id!r} the rule {link.rule!r} sends all cash up from "
                f"{one.account!r} before an overdue loan is repaid from it: once there is one, it "
                "stays",
                "a rule that keeps something, or funding that keeps the account from being "
                "overdrawn for so long",
            )  # fmt: skip


def leaves_nothing(pool: Pool, account: str) -> bool:
    """Whether the rule of the account's link sends everything up at the end of the day."""
    _, link = pool.own[account]
    rule = pool.facts.rules[link.rule]
    at_evening = not rule.times or rule.end_of_day is True
    return rule.preset == "zero_balance" and at_evening and pool.facts.sends_up(link)


OVERDRAFT_LINTS = (overdue_that_is_swept_away,)
