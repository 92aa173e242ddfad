"""Lints of rules and links: what can never fire, priorities that order nothing, closed ways."""

from decimal import Decimal

from treasury.linting.remark import Remark, Remarks
from treasury.linting.view import Pool, grouped, listed
from treasury.plan.problems.facts import amount
from treasury.plan.profiles import profile_of
from treasury.pooling.rules import Rule, schedules_named
from treasury.pooling.structure import Link

FIRES_ABOVE = {
    "threshold": "threshold",
    "collar": "threshold",
    "keep": "keep",
    "whole_units": "keep",
    "range": "high",
    "target_constant": "target",
    "target_fixed": "target",
    "fixed": "amount",
}
"""The amount a balance has to reach before each preset sends anything up."""
FILLS_TO = ("target", "low")
"""The amounts to which rules fill a participant."""
KEEPS = ("target", "keep", "low", "collar")
"""The amounts that rules leave on a participant or fill it to."""


def rules_that_can_never_fire(pool: Pool) -> Remarks:
    """Rules whose trigger is above all the money that could ever reach the account."""
    silent: dict[str, list[tuple[int, Link]]] = {}
    for index, link in pool.links:
        trigger = trigger_of(pool, link)
        waits = trigger is not None and trigger > pool.most(link.participant)
        if waits and pool.facts.sends_up(link):
            silent.setdefault(link.rule, []).append((index, link))
    for name, links in silent.items():
        rule = pool.facts.rules[name]
        key = FIRES_ABOVE[rule.preset]
        yield Remark(
            name="rule_never_fires",
            severity="warning",
            path=("links", links[0][0], "rule"),
            message=(
                f"in {pool.structure.id!r} the rule {name!r} sends nothing up from "
                f"{listed([link.participant for _, link in links])} in this run: it waits for "
                f"{key} {trigger_words(pool, links[0][1], key)}, and "
                f"{with_those_below(len(links))} and receives less than that"
            ),
            suggestion=f"a lower {key}, or direction = down if only funding is meant",
        )


def with_those_below(links: int) -> str:
    """One or several participants with their branches, and a verb.

    >>> with_those_below(1), with_those_below(2)
    ('the account with those below it owns', 'each of them with those below it owns')
    """
    return f"{'the account' if links == 1 else 'each of them'} with those below it owns"


def trigger_of(pool: Pool, link: Link) -> Decimal | None:
    """The lowest balance on any day at which the link's rule sends something up.

    None where it waits for none.
    """
    key = FIRES_ABOVE.get(pool.facts.rules[link.rule].preset)
    return min(pool.amounts(link, key).values(), default=None) if key else None


def trigger_words(pool: Pool, link: Link, key: str) -> str:
    """The amount that the rule waits for, or the schedule that gives it."""
    rule = pool.facts.rules[link.rule]
    name = schedules_named(rule).get(key)
    return f"of schedule {name!r}" if name else grouped(getattr(rule, key))


def holidays_only(pool: Pool) -> Remarks:
    """Rules whose every day of sweeping is closed for the link."""
    for index, link in pool.links:
        rule = pool.facts.rules[link.rule]
        chosen = days_chosen(rule, pool, link)
        if chosen is not None and not any(chosen):
            yield Remark(
                name="sweeps_on_holidays_only",
                severity="error",
                path=("links", index, "rule"),
                message=(
                    f"{rule.id!r} never sweeps {link.participant!r}: every day it names is closed "
                    f"for {pool.structure.id!r} or for one of the two banks, or outside the run"
                ),
                suggestion="a day on which both banks work, or frequency = daily",
            )


def days_chosen(rule: Rule, pool: Pool, link: Link) -> list[bool] | None:
    """For each day that the rule names, whether it is open; None where it names none."""
    works = pool.works(link)
    if rule.dates:
        return [works.get(day, False) for day in rule.dates]
    if rule.weekdays:
        names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        return [open_ for day, open_ in works.items() if names[day.weekday()] in rule.weekdays]
    return None


def priorities_without_effect(pool: Pool) -> Remarks:
    """Priorities of participants among which nothing is ever decided by priority."""
    shares = pool.structure.when_short == "pro_rata"
    for header, links in pool.below.items():
        if len({link.priority for _, link in links}) < 2:
            continue
        fetch = any(pool.facts.fetches_down(link) for _, link in links)
        presets = {pool.facts.rules[link.rule].preset for _, link in links}
        if (fetch and not shares) or "cover_overdraft" in presets:
            continue
        why = (
            "a header that is short shares pro rata"
            if fetch
            else "none of them fetches anything down"
        )
        yield Remark(
            name="priority_without_effect",
            severity="warning",
            path=("links", links[0][0], "priority"),
            message=f"the priorities below {header!r} order nothing: {why}",
            suggestion="no priorities, or when_short = priority" if fetch else "no priorities",
        )


def never_served(pool: Pool) -> Remarks:
    """Headers whose reserve is above all the money they could ever have: nobody is funded."""
    for header, links in pool.below.items():
        account = pool.facts.accounts[header]
        most = pool.most(header)
        if account.overdraft_may_fund or account.reserve is None or account.reserve < most:
            continue
        served = [index for index, link in links if pool.facts.fetches_down(link)]
        if served and header not in pool.own:
            yield Remark(
                name="never_funded",
                severity="error",
                path=("links", served[0], "priority"),
                message=(
                    f"no participant of {header!r} is ever funded, whatever its priority: the "
                    f"header keeps a reserve of {grouped(account.reserve)} and all it could ever "
                    f"hold is {grouped(most)}"
                ),
                suggestion="a lower reserve, or overdraft_may_fund = true",
            )


def closed_above_funding(pool: Pool) -> Remarks:
    """Sub-headers that nothing comes down to, with participants that want to be funded."""
    for account, (index, link) in pool.own.items():
        wanting = [each for _, each in pool.below.get(account, []) if pool.facts.fetches_down(each)]
        if not wanting or pool.facts.fetches_down(link) or rule_lets_down(pool, link):
            continue
        names = listed([each.participant for each in wanting])
        fetch = "fetches" if len(wanting) == 1 else "fetch"
        yield Remark(
            name="funding_below_a_closed_link",
            severity="warning",
            path=("links", index, "direction"),
            message=(
                f"{account!r} sends up only, and {names} below it {fetch} money down: what "
                f"{account!r} does not hold itself cannot reach them"
            ),
            suggestion=f"direction = both for {account!r}, or direction = up below it",
        )


def rule_lets_down(pool: Pool, link: Link) -> bool:
    """Whether the needs of a branch may pass this link although its own rule fetches nothing."""
    return link.direction in ("down", "both")


def more_below_than_may_stay(pool: Pool) -> Remarks:
    """Sub-headers that may keep less than their participants are to be filled to."""
    for account, (index, link) in pool.own.items():
        rule = pool.facts.rules[link.rule]
        if rule.preset != "range" or rule.high is None or pool.facts.fetches_down(link):
            continue
        asked = sum(
            (
                filled_to(pool, each)
                for _, each in pool.below.get(account, [])
                if pool.facts.currency(each.participant) == pool.facts.currency(account)
            ),
            Decimal(0),
        )
        if asked > rule.high:
            yield Remark(
                name="target_above_range",
                severity="warning",
                path=("links", index, "rule"),
                message=(
                    f"{account!r} keeps at most {grouped(rule.high)}, and those below it are to be "
                    f"filled to {grouped(asked)} together; nothing more comes down to it"
                ),
                suggestion=f"a range up to {amount(asked)}, lower targets, or direction = both",
            )


def filled_to(pool: Pool, link: Link) -> Decimal:
    """The balance the rule fills its participant to, on every day; 0 where it fills holes only."""
    given = [min(pool.amounts(link, key).values(), default=Decimal(0)) for key in FILLS_TO]
    return max(given)


def served_before_its_header(pool: Pool) -> Remarks:
    """Sub-headers that fund others before they are funded, in profiles that go level by level.

    Source: the banking day, section 3: an unfunded second level is a property of such profiles.
    """
    if profile_of(pool.facts.scenario, pool.structure).order != "level_by_level":
        return
    for account, (index, link) in pool.own.items():
        wanting = [each for _, each in pool.below.get(account, []) if pool.facts.fetches_down(each)]
        rule = pool.facts.rules[link.rule]
        keeps = any(any(pool.amounts(link, key).values()) for key in KEEPS)
        if not wanting or keeps or link.overdraw_in_passing or not pool.facts.fetches_down(link):
            continue
        yield Remark(
            name="second_level_unfunded",
            severity="warning",
            path=("links", index, "overdraw_in_passing"),
            message=(
                f"in {pool.structure.id!r}, under profile {pool.structure.profile!r}, {account!r} "
                f"serves {listed([each.participant for each in wanting])} before its own header "
                f"serves it, and its rule {rule.id!r} keeps nothing to serve them with"
            ),
            suggestion=(
                f"a line of {pool.structure.id!r} with overdraw_in_passing = true for {account!r}, "
                "a target on it, or a profile that concentrates first and then funds"
            ),
        )


def returns_sent_on(pool: Pool) -> Remarks:
    """Sub-headers that send on for good what their participants are to have back next morning."""
    for account, (index, link) in pool.own.items():
        below = [each for _, each in pool.below.get(account, [])]
        lent = [each for each in below if pool.facts.rules[each.rule].reverse_next_day]
        rule, record = pool.facts.rules[link.rule], pool.facts.accounts[account]
        keeps = rule.reverse_next_day or FIRES_ABOVE.get(rule.preset) or record.overdraft
        if not lent or keeps or not pool.facts.sends_up(link):
            continue
        yield Remark(
            name="return_sent_on",
            severity="warning",
            path=("links", index, "rule"),
            message=(
                f"in {pool.structure.id!r} {account!r} sends on, and does not get back, what "
                f"{listed([each.participant for each in lent])} sent it for the night: it may have "
                "nothing to return in the morning"
            ),
            suggestion=f"reverse_next_day = true for {account!r} as well, or a keep on it",
        )


RULE_LINTS = (
    rules_that_can_never_fire,
    holidays_only,
    priorities_without_effect,
    never_served,
    closed_above_funding,
    more_below_than_may_stay,
    served_before_its_header,
    returns_sent_on,
)
