"""Problems of deposits with a principal: amounts, dates, notices, what is left, demand rates."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from treasury.deposits import USUAL, Deposit, Withdrawal, agreed_day, in_order, least
from treasury.plan.deposits import Life, accrued, lived
from treasury.plan.fixings import NoFixing, Published, published
from treasury.plan.problems.amounts import amounts_that_do_not_fit
from treasury.plan.problems.facts import Facts, Found, amount, wrong
from treasury.plan.problems.rates import RATE_PROBLEMS, READ_FIRST, unreadable_price
from treasury.rates import RATE_MAX
from treasury.scenario import Scenario

NAME, TAKEN = "deposits", "withdrawals"
LONGEST = timedelta(days=20 * 365)
"""No deposit was placed longer ago, so that its interest has a bound."""
ZERO = Decimal(0)
ABOVE = "an amount above zero"


def placed(facts: Facts) -> Iterator[tuple[int, Deposit]]:
    """The deposits with their places."""
    yield from enumerate(facts.scenario.deposits)


def deposit_amounts(facts: Facts) -> Found:
    """Amounts that are none, or less than what must stay; rates that cannot be read."""
    for index, deposit in placed(facts):
        for key in ("minimum", "minimum_withdrawal"):
            value = getattr(deposit, key)
            if value is not None and value < 0:
                yield wrong(NAME, index, key, f"{amount(value)} is below zero", "zero or more")
        yield from above_zero(NAME, index, deposit, "amount")
        minimum = least(deposit, facts.currency(deposit.account) or "")[0]
        if 0 < deposit.amount < minimum:
            message = f"{amount(deposit.amount)} is less than must stay on the deposit"
            expected = f"at least {amount(minimum)}, or another minimum"
            yield wrong(NAME, index, "amount", message, expected)
        yield from unreadable_price(facts, (NAME, index, "rate"), deposit.rate)
    for index, withdrawal in enumerate(facts.scenario.withdrawals):
        for key in ("amount", "notified_amount"):
            yield from above_zero(TAKEN, index, withdrawal, key)


def above_zero(name: str, index: int, each: Deposit | Withdrawal, key: str) -> Found:
    """An amount that is given and is none."""
    value = getattr(each, key)
    if value is not None and value <= 0:
        yield wrong(name, index, key, f"{amount(value)} is not above zero", ABOVE)


def keys_of_products(facts: Facts) -> Found:
    """Keys that a product lacks, or that would not be obeyed."""
    for index, deposit in placed(facts):
        if deposit.product == "time":
            if deposit.matures_on is None:
                yield wrong(NAME, index, "matures_on", "a time deposit needs its term", "a date")
            if deposit.minimum_withdrawal is not None:
                message = "any part of a time deposit may be withdrawn early"
                expected = "no minimum_withdrawal"
                yield wrong(NAME, index, "minimum_withdrawal", message, expected)
            continue
        if deposit.matures_on is not None:
            message = "a notice deposit has no term"
            yield wrong(NAME, index, "matures_on", message, "no matures_on, or product = time")
        if deposit.at_maturity != "pay_out":
            message = "a notice deposit has no maturity"
            yield wrong(NAME, index, "at_maturity", message, "no at_maturity")


def deposit_dates(facts: Facts) -> Found:
    """Deposits placed after the run or longer ago than is meant, or that end before they begin."""
    first, last = facts.scenario.first_day, facts.scenario.last_day
    for index, deposit in placed(facts):
        ends = deposit.matures_on
        if deposit.structure is not None and deposit.placed_on < first:
            message = f"it was placed on {deposit.placed_on}, before the structure began to sweep"
            expected = f"{first} or later, or no structure: what stands already is in every run"
            yield wrong(NAME, index, "placed_on", message, expected)
        if deposit.placed_on > last:
            message = f"it is placed on {deposit.placed_on}, after the run"
            yield wrong(NAME, index, "placed_on", message, f"{last} or earlier")
        elif last - deposit.placed_on > LONGEST:
            message = f"it was placed on {deposit.placed_on}, more than twenty years ago"
            yield wrong(NAME, index, "placed_on", message, f"{last - LONGEST} or later")
        if ends is not None and ends <= deposit.placed_on:
            message = f"it matures on {ends}, not after {deposit.placed_on}"
            yield wrong(NAME, index, "matures_on", message, "a later day")


def found_deposits(facts: Facts) -> dict[str, Deposit]:
    """The deposits by id."""
    found: dict[str, Deposit] = facts.by_id(NAME)
    return found


def notices(facts: Facts) -> Found:
    """Lines that say nothing, and notices that cannot have been given so."""
    known = found_deposits(facts)
    for index, line in enumerate(facts.scenario.withdrawals):
        deposit = known.get(line.deposit)
        if line.date is None and line.notified_on is None:
            message = "neither a withdrawal nor a notice"
            yield wrong(TAKEN, index, "date", message, "a date, or notified_on")
        if line.date is None and line.amount is not None:
            message = "an amount is given, and no date on which it is withdrawn"
            expected = "a date, or notified_amount for a notice that was not used"
            yield wrong(TAKEN, index, "amount", message, expected)
        for key in ("agreed_on", "notified_amount"):
            if getattr(line, key) is not None and line.notified_on is None:
                message = f"{key} is given without a notice"
                yield wrong(TAKEN, index, key, message, f"notified_on, or no {key}")
        if deposit is not None:
            yield from notice_of(index, line, deposit)


def notice_of(index: int, line: Withdrawal, deposit: Deposit) -> Found:
    """What is wrong between a line and its deposit, one thing at a time."""
    told, agreed = line.notified_on, agreed_day(deposit, line)
    if told is not None and not USUAL[deposit.product].notice:
        message = "a time deposit takes no notice"
        yield wrong(TAKEN, index, "notified_on", message, "only date and amount")
    elif line.date is not None and line.date <= deposit.placed_on:
        message = f"{line.date} is not after the day of placing, {deposit.placed_on}"
        yield wrong(TAKEN, index, "date", message, "a later day")
    elif told is not None and told < deposit.placed_on:
        message = f"notice on {told}, before the deposit was placed"
        yield wrong(TAKEN, index, "notified_on", message, f"{deposit.placed_on} or later")
    elif told is not None and agreed is not None and agreed < told:
        message = f"agreed for {agreed}, before the notice"
        yield wrong(TAKEN, index, "agreed_on", message, f"{told} or later")
    elif told is not None and line.date is not None and line.date < told:
        message = f"notice on {told}, after the withdrawal"
        yield wrong(TAKEN, index, "notified_on", message, f"{line.date} or earlier")
    elif deposit.matures_on and line.date and paid_by_then(deposit, line.date):
        message = f"{deposit.id!r} is paid out on {deposit.matures_on}"
        yield wrong(TAKEN, index, "date", message, "an earlier day, or at_maturity = stay")


def paid_by_then(deposit: Deposit, day: date) -> bool:
    """Whether a time deposit has been paid out at its maturity by the day."""
    assert deposit.matures_on is not None
    return deposit.at_maturity == "pay_out" and day >= deposit.matures_on


def more_than_there_is(facts: Facts) -> Found:
    """Withdrawals of more than is left, after all is gone, or two of one deposit on one day."""
    scenario = facts.scenario
    if any(True for problem in (deposit_amounts, notices) for _ in problem(facts)):
        return
    for _, deposit in placed(facts):
        left, seen = deposit.amount, set[tuple[date | None, date | None]]()
        why = ""
        minimum = least(deposit, facts.currency(deposit.account) or "")[0]
        for line in in_order(deposit, scenario.withdrawals):
            index = next(at for at, each in enumerate(scenario.withdrawals) if each is line)
            key = line.date, None if line.date else agreed_day(deposit, line)
            asked = ZERO if line.date is None else (left if line.amount is None else line.amount)
            told = line.notified_amount or ZERO
            if key in seen:
                message = f"{deposit.id!r} has two lines of one day"
                yield wrong(TAKEN, index, "date", message, "one line for both")
            elif left == 0:
                message = f"nothing is left of {deposit.id!r}{why}"
                yield wrong(TAKEN, index, "date", message, "no line")
            elif asked > left:
                message = f"{amount(asked)} is more than is left of {deposit.id!r}"
                yield wrong(TAKEN, index, "amount", message, f"at most {amount(left)}")
            elif told > left:
                message = f"notice of {amount(told)}, more than is left of {deposit.id!r}"
                yield wrong(TAKEN, index, "notified_amount", message, f"at most {amount(left)}")
            seen.add(key)
            why = why_gone(line, left - asked, minimum) if left else why
            left = max(ZERO, left - asked)
            left = left if left >= minimum else ZERO


def why_gone(line: Withdrawal, rest: Decimal, minimum: Decimal) -> str:
    """Why a withdrawal left nothing of a deposit, after a colon; `rest` is what it would have left.

    >>> one = Withdrawal(deposit="D", date=date(2026, 2, 1))
    >>> why_gone(one, Decimal(400_000), Decimal(500_000))
    ': the withdrawal of 2026-02-01 left less than the 500000 that must stay, which closed it'
    >>> why_gone(one, Decimal(0), Decimal(500_000))
    ': the withdrawal of 2026-02-01 took all of it'
    """
    if rest <= 0:
        return f": the withdrawal of {line.date} took all of it"
    return (
        f": the withdrawal of {line.date} left less than the {amount(minimum)} that must stay, "
        "which closed it"
    )


def accounts_that_cannot(facts: Facts) -> Found:
    """Deposits of accounts without the one demand rate, or with virtual ledgers."""
    divided = {ledger.account for ledger in facts.scenario.ledgers}
    for index, deposit in placed(facts):
        if deposit.account in divided:
            message = f"{deposit.account!r} is divided into virtual ledgers: whose would it be?"
            yield wrong(NAME, index, "account", message, "an account without virtual ledgers")
        yield from demand_rate(facts, index, deposit)


def demand_rate(facts: Facts, index: int, deposit: Deposit) -> Found:
    """An account whose terms have not one credit rate at a time."""
    account = facts.accounts.get(deposit.account)
    if account is None or facts.is_broken("rates", account.terms or ""):
        return
    terms = facts.terms.get(account.terms or "")
    if account.terms is not None and terms is None:
        return
    lines = [rate for _, rate in facts.rates.get(account.terms or "", [])]
    credit = [rate for rate in lines if rate.side == "credit"]
    expected = "interest terms with one credit rate at a time"
    if terms is None or not credit:
        message = f"{account.id!r} has no demand rate, which a deposit bears without notice"
        yield wrong(NAME, index, "account", message, expected)
    elif any(rate.up_to is not None for rate in credit):
        message = f"{terms.id!r} has tiers, and what is withdrawn without notice bears one rate"
        yield wrong(NAME, index, "account", message, expected)


DEPOSIT_PROBLEMS = (
    deposit_amounts,
    keys_of_products,
    notices,
    more_than_there_is,
    accounts_that_cannot,
)


def deposits_without_a_rate(facts: Facts) -> Found:
    """Days on which a deposit has no listed rate, or no demand rate; deposits that ended before
    the run. Said where nothing else is wrong."""
    if not facts.scenario.deposits or something_else_is_wrong(facts):
        return
    fixings = published(facts.scenario)
    for index, deposit in placed(facts):
        if facts.currency(deposit.account) is not None:
            yield from unfit(facts.scenario, index, deposit, fixings)


def something_else_is_wrong(facts: Facts) -> bool:
    """Whether deposits, or what their rates are read from, are wrong in another way."""
    lists = (*READ_FIRST, "accounts", NAME, TAKEN)
    if any(map(facts.any_broken, lists)):
        return True
    known, calendars = facts.by_id("indices"), {None, *facts.by_id("calendars")}
    if not all(each.index in known for each in facts.scenario.index_rates):
        return True
    if not all(each.calendar in calendars for each in facts.scenario.indices):
        return True
    earlier = (*RATE_PROBLEMS, *DEPOSIT_PROBLEMS, deposit_dates)
    amounts = (each for each in amounts_that_do_not_fit(facts) if each.path[0] in (NAME, TAKEN))
    return any(True for problem in earlier for _ in problem(facts)) or any(True for _ in amounts)


def unfit(scenario: Scenario, index: int, deposit: Deposit, fixings: dict[str, Published]) -> Found:
    """What is found out when the deposit is lived through."""
    try:
        life = lived(scenario, deposit, fixings)
        accrued(life)
    except NoFixing as error:
        yield wrong(NAME, index, "rate", str(error), error.expected)
        return
    rates = [spell.quote.rate for each in life.payouts for spell in each.spells if spell.quote]
    if any(abs(rate) > RATE_MAX for rate in rates):
        message = "with its index the rate is beyond 100 % a year"
        yield wrong(NAME, index, "rate", message, "an index and a margin within it")
    yield from while_closed(scenario, index, life)
    if not life.left and all(each.on < scenario.first_day for each in life.payouts):
        message = f"nothing of {deposit.id!r} is left when the run begins"
        yield wrong(NAME, index, "placed_on", message, "a deposit that is there in the run")


def while_closed(scenario: Scenario, index: int, life: Life) -> Found:
    """A deposit placed, or paid out, on a day of the run on which its account is closed."""
    deposit = life.deposit
    closed = [
        (stop.valid_from, stop.valid_until or date.max)
        for stop in scenario.stops
        if stop.kind == "closed" and stop.account == deposit.account
    ]
    moves = [(deposit.placed_on, "gives nothing")]
    moves += [(payout.on, "takes nothing back") for payout in life.payouts]
    for day, cannot in moves:
        if day >= scenario.first_day and any(since <= day <= until for since, until in closed):
            message = f"{deposit.account!r} is closed on {day}, and {cannot}"
            yield wrong(NAME, index, "account", message, "a day on which it is open")
            return


DEPOSIT_DATES = (deposit_dates, deposits_without_a_rate)
