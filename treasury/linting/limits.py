"""Lints of limits: promises above what a header has, hasty budgets, listed members without one."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from treasury.linting.remark import Remark, Remarks
from treasury.linting.view import Pool, grouped, lends_at_most, listed
from treasury.plan.ceilings import ceilings_of, crosses_borders, ends_of
from treasury.plan.problems.ceilings import down_under, up_under
from treasury.plan.problems.facts import amount
from treasury.pooling.structure import Link, PositionLimit
from treasury.scenario import Scenario

RHYTHM = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
"""About how many days a budget's period has; only their order counts."""
SWEEPS_EVERY = {"daily": 1, "real_time": 1, "weekly": 7, "month_end": 30}
"""About how many days lie between two sweeps of a rule that runs by itself."""


def limit_remarks(scenario: Scenario) -> Remarks:
    """Limits of credit lines that fall below what is drawn before the run: what is not repaid by
    then stays drawn above them; limits that begin after it."""
    yield from limits_after_the_run(scenario)
    lines = {line.id: line for line in scenario.credit_lines}
    for index, dated in enumerate(scenario.credit_limits):
        drawn = lines[dated.credit_line].drawn
        replaced = any(
            dated.valid_from < other.valid_from <= scenario.first_day
            for other in scenario.credit_limits
            if other.credit_line == dated.credit_line
        )
        if dated.limit < drawn and dated.valid_from <= scenario.last_day and not replaced:
            yield Remark(
                name="limit_below_drawn",
                severity="warning",
                path=("credit_limits", index, "limit"),
                message=(
                    f"from {dated.valid_from} on {dated.credit_line!r} may lend "
                    f"{grouped(dated.limit)}, and {grouped(drawn)} is drawn before the first day: "
                    "what the account cannot repay by then stays drawn above the limit"
                ),
                suggestion="cash for it by that day, or the limit as it was agreed looked up again",
            )


def limits_after_the_run(scenario: Scenario) -> Remarks:
    """Dated limits of credit lines from which no day of the run sees anything.

    Not refused, unlike a link that is in force on no day: they are versions, as later rates and
    fees are, and a facility that is cut in autumn is true in a run to the summer as well.
    """
    for index, dated in enumerate(scenario.credit_limits):
        if dated.valid_from > scenario.last_day:
            yield Remark(
                name="limit_after_run",
                severity="warning",
                path=("credit_limits", index, "valid_from"),
                message=(
                    f"{dated.credit_line!r} may lend {grouped(dated.limit)} from "
                    f"{dated.valid_from} on, and the run ends on {scenario.last_day}: the limit "
                    "counts on no day of it"
                ),
                suggestion=f"{scenario.last_day} or earlier, or leave it for a longer run",
            )


def budgets_faster_than_sweeps(pool: Pool) -> Remarks:
    """Budgets whose period ends before the rule that refills the account runs again."""
    for index, budget in enumerate(pool.facts.scenario.budgets):
        own = pool.own.get(budget.participant) if budget.structure == pool.structure.id else None
        if own is None:
            continue
        rule = pool.facts.rules[own[1].rule]
        every = SWEEPS_EVERY.get(rule.frequency)
        if every is None or every <= RHYTHM[budget.period]:
            continue
        yield Remark(
            name="budget_faster_than_sweep",
            severity="warning",
            path=("budgets", index, "period"),
            message=(
                f"{budget.participant!r} has a new budget every {budget.period}, and the rule "
                f"{rule.id!r} that refills it sweeps only {rule.frequency}: in between the budget "
                "is there and the money is not"
            ),
            suggestion=f"a sweep at least every {budget.period}, or a longer period",
        )


def limits_above_capacity(pool: Pool) -> Remarks:
    """Headers that promised their participants more than they could borrow or keep ready."""
    for header, links in pool.below.items():
        promised = [(index, link) for index, link in links if link.internal_limit]
        account = pool.facts.accounts[header]
        if not promised or account.overdraft == "unlimited":
            continue
        total = sum((link.internal_limit or Decimal(0) for _, link in promised), Decimal(0))
        lines = pool.facts.scenario.credit_lines
        own = (line for line in lines if line.account == header)
        borrowed = sum((lends_at_most(pool.facts.scenario, line) for line in own), Decimal(0))
        ready = account.overdraft + borrowed + (account.reserve or Decimal(0))
        if total > ready:
            yield Remark(
                name="limits_above_capacity",
                severity="warning",
                path=("links", promised[0][0], "internal_limit"),
                message=(
                    f"{header!r} promises {grouped(total)} of internal limits to "
                    f"{listed([link.participant for _, link in promised])}; its overdraft, credit "
                    f"lines and reserve are {grouped(ready)} together, and what others sent up may "
                    "be needed by them"
                ),
                suggestion=f"limits of at most {amount(ready)} in all, a line or a reserve",
            )


def limits_above_position_limits(pool: Pool) -> Remarks:
    """Internal limits that a position limit between the same legal persons takes back."""
    for at, link in pool.links:
        if link.internal_limit is None:
            continue
        under = [
            limit for limit in ceilings_of(pool.facts.scenario, pool.structure.id)
            if not limit.net and limit.amount < link.internal_limit
            and down_under(pool.facts, limit, link)
        ]  # fmt: skip
        if not under:
            continue
        least = min(under, key=lambda limit: limit.amount)
        yield Remark(
            name="limit_above_position_limit",
            severity="warning",
            path=("links", at, "internal_limit"),
            message=(
                f"the internal limit of {link.participant!r} is {grouped(link.internal_limit)}; "
                f"the position limit {least.id!r} lets {grouped(least.amount)} be owed at most"
            ),
            suggestion=f"an internal limit of at most {amount(least.amount)}",
        )


def listed_without_a_limit(pool: Pool) -> Remarks:
    """Listed members that send money up to another legal person without any limit on it.

    Source: Chinese practice, sections 3 and 9: a listed member's deposits stay within the maximum
    of its financial services agreement (金融服务协议).
    """
    facts = pool.facts
    found: dict[str, list[tuple[int, Link]]] = {}
    limits = ceilings_of(facts.scenario, pool.structure.id)
    for index, link in pool.links:
        owner, header = facts.person(link.participant), facts.person(link.header)
        if owner is None or owner == header or not facts.entities[owner].listed:
            continue
        capped = facts.rules[link.rule].preset == "cumulative_cap"
        capped |= any(caps_deposits(one, owner) and up_under(facts, one, link) for one in limits)
        if facts.sends_up(link) and not capped:
            found.setdefault(owner, []).append((index, link))
    for owner, links in found.items():
        index, first = links[0]
        yield Remark(
            name="listed_without_limit",
            severity="warning",
            path=("links", index, "participant"),
            message=(
                f"{owner!r} is listed, and in {pool.structure.id!r} "
                f"{listed([link.participant for _, link in links])} may send up any amount to "
                f"{facts.person(first.header)!r}"
            ),
            suggestion=(
                f"a line of position_limits with creditor = {owner!r}, or a rule with preset "
                "cumulative_cap: the most that its financial services agreement lets it deposit"
            ),
        )


def caps_deposits(limit: PositionLimit, owner: str) -> bool:
    """Whether the limit bounds what the legal person deposits: gross, and no quota of a border."""
    return not limit.net and (limit.creditor == owner or not crosses_borders(limit))


def quotas_of_one_currency(pool: Pool) -> Remarks:
    """Limits that name a country where money crosses the same border in another currency, too.

    Source: Chinese practice, section 10: a quota (外债额度) bounds all currencies together.
    """
    facts = pool.facts
    limits = ceilings_of(facts.scenario, pool.structure.id)
    for limit in filter(crosses_borders, limits):
        beside = set(currencies_beside(pool, limit))
        alone = sorted(beside - {one.currency for one in limits if same_sides(one, limit)})
        if alone:
            yield Remark(
                name="quota_of_one_currency",
                severity="warning",
                path=("position_limits", facts.scenario.position_limits.index(limit), "currency"),
                message=(
                    f"{limit.id!r} counts what is owed across the border in {limit.currency}; in "
                    f"{pool.structure.id!r} money crosses it in {' and '.join(alone)}, too, which "
                    "no limit of the same sides counts"
                ),
                suggestion="a line for each currency; their amounts share the quota out",
            )


def currencies_beside(pool: Pool, limit: PositionLimit) -> Iterator[str]:
    """Other currencies in which money crosses between the sides of the limit."""
    facts = pool.facts
    owed = {facts.currency(link.header) for _, link in pool.links} - {None, limit.currency}
    for currency in filter(None, owed):
        other = replace(limit, currency=currency)
        if any(
            (facts.sends_up(link) and up_under(facts, other, link))
            or (facts.lets_down(link) and down_under(facts, other, link))
            for _, link in pool.links
        ):
            yield currency


def same_sides(one: PositionLimit, other: PositionLimit) -> bool:
    """Whether two limits are of the same sides, and counted in the same way."""
    return (ends_of(one), one.net) == (ends_of(other), other.net)


LIMIT_LINTS = (
    budgets_faster_than_sweeps,
    limits_above_capacity,
    limits_above_position_limits,
    listed_without_a_limit,
    quotas_of_one_currency,
)
