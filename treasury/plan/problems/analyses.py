"""Problems of account analyses: accounts that do not belong together, rates that are none, days."""

from collections.abc import Iterator
from datetime import date, timedelta
from heapq import heappop, heappush

from treasury.account_analysis import AccountAnalysis, chains_of, held_in
from treasury.accounts.chart import Stop
from treasury.dates import settles_on
from treasury.fees import PERIODS, Fee, FeeTerm
from treasury.interest import Terms
from treasury.plan.analyses import charged
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.plan.problems.names import suggestions
from treasury.plan.problems.rates import price_of
from treasury.rates import RATE_ONE, NotARate, parse_rate

NAME = "account_analyses"
LENGTH = {"month": 1, "quarter": 3, "year": 12}
ONE_RATE = "terms with one credit rate, segmented, neither tiered nor compounded in arrears"


def analyses(facts: Facts) -> Iterator[tuple[int, AccountAnalysis]]:
    """The account analyses with their places."""
    yield from enumerate(facts.scenario.account_analyses)


def analysed_accounts(facts: Facts) -> Found:
    """Accounts that are not there, or twice, and analyses of none."""
    words = suggestions("accounts", set(facts.accounts))
    for index, each in analyses(facts):
        if not each.accounts:
            yield wrong(NAME, index, "accounts", "no account is analysed", "one account or more")
        for place, account in enumerate(each.accounts):
            if account not in facts.accounts and not facts.is_broken("accounts", account):
                yield wrong(NAME, index, "accounts", *words(account))
            if account in each.accounts[:place]:
                message = f"{account!r} is named twice"
                yield wrong(NAME, index, "accounts", message, "each account once")


def analysed_apart(facts: Facts) -> Found:
    """Accounts of several banks, currencies or legal persons in one analysis."""
    for index, each in analyses(facts):
        known = [one for one in (*each.accounts, each.settlement_account) if one in facts.accounts]
        for account in known[1:]:
            key = "accounts" if account in each.accounts else "settlement_account"
            first, other = facts.accounts[known[0]], facts.accounts[account]
            if other.currency != first.currency:
                message = f"{account!r} is in {other.currency}, {first.id!r} in {first.currency}"
                yield wrong(NAME, index, key, message, f"an account in {first.currency}")
            if other.bank != first.bank:
                message = f"{account!r} is held at {other.bank}, {first.id!r} at {first.bank}"
                yield wrong(NAME, index, key, message, f"an account at {first.bank}")
            owners = facts.person(known[0]), facts.person(account)
            if None not in owners and owners[0] != owners[1] and not each.several_entities:
                message = f"{account!r} belongs to {owners[1]}, {first.id!r} to {owners[0]}"
                expected = f"an account of {owners[0]}, or several_entities = true"
                yield wrong(NAME, index, key, message, expected)


def analysed_twice(facts: Facts) -> Found:
    """Accounts in two analyses on one day, of which none continues the other.

    Each that begins while others hold is told against one of them.
    """
    holding, told = dict[str, list[Holding]](), set[tuple[int, int]]()
    for index, each in sorted(analyses(facts), key=lambda one: begins(one[1])):
        for account in dict.fromkeys(each.accounts):
            held = holding.setdefault(account, [])
            while held and held[0][0] < begins(each):
                heappop(held)
            met = next((one for one in held if not in_turn(one[2], each)), None)
            heappush(held, (each.valid_until or date.max, index, each))
            if met is None or (met[1], index) in told:
                continue
            told.add((met[1], index))
            later, other = max(index, met[1]), each.id if index < met[1] else met[2].id
            message = f"{account!r} is in two analyses on the same day"
            expected = f"days outside those of {other!r}, or one analysis"
            yield wrong(NAME, later, "accounts", message, expected)


Holding = tuple[date, int, AccountAnalysis]
"""The last day of an analysis, its place, and the analysis."""


def begins(one: AccountAnalysis) -> date:
    """The first day of the analysis."""
    return one.valid_from or date.min


def in_turn(one: AccountAnalysis, other: AccountAnalysis) -> bool:
    """Whether one of the two continues the other."""
    return one.follows == other.id or other.follows == one.id


def analysed_in_turn(facts: Facts) -> Found:
    """Analyses that continue themselves, what another continues too, or what has not ended."""
    known, taken = facts.by_id(NAME), dict[str, str]()
    circular = continuing_themselves(known)
    for index, each in analyses(facts):
        earlier: AccountAnalysis | None = known.get(each.follows or "")
        if earlier is None:
            continue
        if each.id in circular:
            message = f"{each.id!r} continues itself"
            yield wrong(NAME, index, "follows", message, "an analysis that ended before it begins")
            continue
        first = taken.setdefault(earlier.id, each.id)
        if first != each.id:
            message = f"{earlier.id!r} is continued by {first!r} already"
            yield wrong(NAME, index, "follows", message, "one analysis that continues another")
        if earlier.valid_until is None:
            message = f"{earlier.id!r}, which {each.id!r} continues, has no last day"
            yield wrong(NAME, index, "follows", message, f"a valid_until of {earlier.id!r}")
        elif each.valid_from is None or each.valid_from <= earlier.valid_until:
            begins = f"begins on {each.valid_from}" if each.valid_from else "has no first day"
            ends = f"{earlier.id!r}, which it continues, ends on {earlier.valid_until}"
            message, expected = f"{each.id!r} {begins}, and {ends}", "the day after that or later"
            yield wrong(NAME, index, "valid_from", message, expected)
        yield from continued_elsewhere(facts, index, (earlier, each))


def continuing_themselves(known: dict[str, AccountAnalysis]) -> set[str]:
    """The analyses that stand before themselves in their chain."""
    found, seen = set[str](), set[str]()
    for one in known.values():
        way, at = list[str](), one.id
        while at in known and at not in seen:
            seen.add(at)
            way.append(at)
            at = known[at].follows or ""
        if at in way:
            found |= set(way[way.index(at) :])
    return found


def continued_elsewhere(
    facts: Facts, index: int, pair: tuple[AccountAnalysis, AccountAnalysis]
) -> Found:
    """An analysis, and one that it continues at another bank, in another currency, or of another
    legal person."""
    earlier, later = pair
    found = [facts.accounts.get(one.settlement_account) for one in pair]
    if found[0] is None or found[1] is None:
        return
    first, other = found[0], found[1]
    if first.currency != other.currency:
        message = f"{earlier.id!r} is in {first.currency}, {later.id!r} in {other.currency}"
        yield wrong(NAME, index, "follows", message, f"an analysis in {other.currency}")
    if first.bank != other.bank:
        message = f"{earlier.id!r} is held at {first.bank}, {later.id!r} at {other.bank}"
        yield wrong(NAME, index, "follows", message, f"an analysis at {other.bank}")
    owners = facts.person(first.id), facts.person(other.id)
    if None not in owners and owners[0] != owners[1] and not later.several_entities:
        message = f"{other.id!r} belongs to {owners[1]}, and {earlier.id!r} is charged to "
        expected = f"an account of {owners[0]}, or several_entities = true"
        yield wrong(NAME, index, "settlement_account", f"{message}{owners[0]}", expected)


def analysed_periods(facts: Facts) -> Found:
    """Days that no month has, and settlements more often than there are periods."""
    for index, each in analyses(facts):
        for key in ("day", "charge_day"):
            day = getattr(each, key)
            if day is not None and not 1 <= day <= 31:
                yield wrong(NAME, index, key, f"{day} is not a day of a month", "1 to 31")
        if LENGTH[each.settles] < LENGTH[each.every]:
            message = f"a period of a {each.every} cannot be settled every {each.settles}"
            yield wrong(NAME, index, "settles", message, f"{each.every}, or less often")


def reserve_shares(facts: Facts) -> Found:
    """Reserves that are no share of a balance, or leave nothing of it."""
    for index, each in analyses(facts):
        try:
            share = parse_rate(each.reserve_share)
        except NotARate:
            share = -1
        if not 0 <= share < RATE_ONE:
            message = f"{each.reserve_share!r} is no share of a balance that leaves some of it"
            yield wrong(NAME, index, "reserve_share", message, "a percentage from 0% to below 100%")


def earnings_credit_rates(facts: Facts) -> Found:
    """Terms that are no earnings credit rate: tiers, other days' rates, rates below zero."""
    for index, each in analyses(facts):
        terms = facts.terms.get(each.terms)
        lines = [rate for _, rate in facts.rates.get(each.terms, []) if rate.side == "credit"]
        if terms is None:
            continue
        what = misfit(terms, tiered=any(line.up_to is not None for line in lines))
        if what:
            message = f"{each.terms!r} {what}, and an earnings credit has one rate a day"
            yield wrong(NAME, index, "terms", message, ONE_RATE)
        for line in lines:
            price = price_of(line.rate)
            if price is not None and price.follows is None and price.margin < 0:
                message = f"{each.terms!r} pays {line.rate}, and an earnings credit is never owed"
                yield wrong(NAME, index, "terms", message, "a rate of zero or more")


def misfit(terms: Terms, *, tiered: bool) -> str:
    """What of the terms an earnings credit has not, as a clause; empty where there is nothing."""
    if tiered:
        return "has tiers"
    if terms.compounded_in_arrears:
        return "is compounded in arrears"
    if terms.rate_change == "settlement_day":
        return "bears the rates of its settlement day"
    return ""


def analysed_fees(facts: Facts) -> Found:
    """Fees of accounts that their analysis does not hold, in other currencies, or charged once."""
    known, held = facts.by_id(NAME), held_in(chains_of(facts.scenario.account_analyses))
    fees: list[tuple[str, int, Fee | FeeTerm]] = [
        *(("fees", index, fee) for index, fee in enumerate(facts.scenario.fees)),
        *(("fee_terms", index, fee) for index, fee in enumerate(facts.scenario.fee_terms)),
    ]
    lines = {line.id: line.account for line in facts.scenario.credit_lines}
    for name, index, fee in fees:
        analysis: AccountAnalysis | None = known.get(fee.analysis or "")
        if analysis is None or not analysis.accounts:
            continue
        account = fee.account or lines.get(getattr(fee, "credit_line", None) or "")
        if account in facts.accounts and account not in held[analysis.id]:
            message = f"{account!r}, which pays it, is not analysed in {analysis.id!r}"
            expected = f"an account of {analysis.id!r}, or no analysis"
            yield wrong(name, index, "analysis", message, expected)
        currency, own = getattr(fee, "currency", None), facts.currency(analysis.settlement_account)
        if None not in (currency, own) and currency != own:
            message = f"the fee is in {currency}, the analysis {analysis.id!r} in {own}"
            yield wrong(name, index, "analysis", message, f"an analysis in {currency}")
        if name == "fee_terms" and fee.every == "once":
            message = "a fee charged once belongs to no period of an analysis"
            yield wrong(name, index, "analysis", message, "no analysis, or every = month")


def closed_settlement_accounts(facts: Facts) -> Found:
    """Settlement accounts that are closed when they may be charged."""
    stops: dict[str, list[Stop]] = {}
    for stop in facts.scenario.stops:
        if stop.kind == "closed":
            stops.setdefault(stop.account, []).append(stop)
    for index, each in analyses(facts):
        closed = stops.get(each.settlement_account, [])
        for day in charge_days(facts, each) if closed else ():
            if any(stop.valid_from <= day <= (stop.valid_until or date.max) for stop in closed):
                message = f"{each.settlement_account!r} is closed on {day}, and may be charged then"
                expected = "an account that is open on the days on which it may be charged"
                yield wrong(NAME, index, "settlement_account", message, expected)
                break


def charge_days(facts: Facts, one: AccountAnalysis) -> Iterator[date]:
    """The days of the run on which the analysis may be charged: what its settlements leave due, at
    the opening of the next day or of the first charge day from then on; also after its end."""
    day, due = max(facts.scenario.first_day, begins(one)), False
    while day < facts.scenario.last_day and (due or one.holds_on(day)):
        settles = settles_on(day, PERIODS[one.settles], one.day) or day == one.valid_until
        due, day = due or (one.holds_on(day) and settles), day + timedelta(days=1)
        if due and charged(one, day):
            yield day
            due = False


ANALYSIS_PROBLEMS = (
    analysed_accounts,
    analysed_apart,
    analysed_twice,
    analysed_in_turn,
    analysed_periods,
    reserve_shares,
    earnings_credit_rates,
    analysed_fees,
    closed_settlement_accounts,
)
