"""Problems of amounts: digits, signs, limits that contradict, sums beyond 64 bits."""

from datetime import date
from decimal import ROUND_UP, Context, Decimal, localcontext

from treasury.arrays import UNLIMITED
from treasury.errors import Complaint
from treasury.money import DIGITS, NotMinorUnits, to_minor, written
from treasury.plan.problems.conversions import converted_at_most
from treasury.plan.problems.facts import SUM_DIGITS, Facts, Found, amount, wrong
from treasury.plan.problems.fee_terms import charges_at_most, highest_growth, payers_at_most
from treasury.plan.problems.rates import number_of, price_of
from treasury.pooling.rules import Rule
from treasury.rates import RATE_MAX, RATE_ONE

SIGNS = (
    ("accounts", "overdraft", False),
    ("accounts", "intraday_overdraft", False),
    ("accounts", "reserve", False),
    ("credit_lines", "limit", False),
    ("credit_lines", "drawn", False),
    ("credit_limits", "limit", False),
    ("term_loans", "principal", True),
    ("overdraft_agreements", "overdue", False),
    ("fees", "amount", True),
    ("fee_terms", "amount", True),
    ("fee_terms", "minimum", False),
    ("fee_terms", "maximum", False),
    ("opening_numbers", "number", False),
    ("links", "internal_limit", False),
    ("budgets", "amount", False),
    ("adjustments", "amount", True),
    ("holds", "amount", True),
    ("position_limits", "amount", False),
    ("clearing", "limit", True),
    ("schedules", "amount", False),
    ("notional_members", "debit_cap", False),
    ("benefit_splits", "reward_amount", True),
    ("money_market_sweeps", "keep", False),
    ("money_market_sweeps", "minimum", False),
    ("money_market_sweeps", "multiple", True),
    ("money_market_sweeps", "redemption_minimum", False),
    ("money_market_sweeps", "redemption_multiple", True),
    ("money_market_sweeps", "maximum", True),
    ("money_market_sweeps", "invested", False),
)
"""Amounts that may not be below zero; where True, not zero either."""

LARGEST = UNLIMITED // 2
ZERO = Decimal(0)
PLAINLY_DIGITS = 12
"""An amount with at most so many digits before the point can be held in any currency."""
UNITS = {currency: Decimal((0, (1,), -digits)) for currency, digits in DIGITS.items()}
"""One minor unit of each currency: most amounts are written with as many decimals."""

SAFETY = 4
"""Books, value balances, positions and the sum of all of them are at most this many times what
moves: each unit may stand once on an account, once in a position and be counted for both ends."""

INTEREST_ON_INTEREST, ROUNDED_BY_DAY = 3, 366 * 100
"""Compounded in arrears over at most a year, no day bears more than so many times the highest
fixing (e to the power of 366 / 360), and of rounding so many 1e-8: 366 times 0.0001 %."""

WEIGHT_MARGIN_DAYS = 31
"""30E/360 weighs the last day of February up to 3: over a run, less than this beyond its days."""


BITS_SHARED = 61
"""A notional pool's result is shared by sums of interest numbers, which exact shares allow to have
so many bits."""

OF_A_DEPOSIT = 23
"""What moves of a deposit, by its amount: it goes, comes back, and bears at most 100 % a year for
the twenty years that one may be old."""

ORDERS = ("keep", "minimum", "multiple", "redemption_minimum", "redemption_multiple", "maximum")
"""What of a money market sweep is no money: all but what is invested before the run."""

NOT_MONEY = (
    "opening_numbers", "rates", "rules", "schedules", "links", "budgets", "position_limits",
    "clearing", "agreed_deposits", "notional_members", "benefit_splits", "withdrawals",
)  # fmt: skip
"""Lists whose amounts allow or count something, and are no money that exists or comes to exist."""


def amounts_that_do_not_fit(facts: Facts) -> Found:
    """Amounts with more decimals than a currency has, or larger than can be held."""
    for path, value, currencies in facts.cells:
        for currency in currencies:
            if plainly_fits(value, currency):
                continue
            try:
                minor = to_minor(value, currency)
            except NotMinorUnits:
                minor = None
            if minor is None and value.adjusted() <= 18:
                message = f"{amount(value)} has more decimals than {currency}"
                expected = f"at most {DIGITS[currency]} decimals"
            elif minor is None or abs(minor) >= LARGEST:
                message = f"{amount(value)} is larger than can be held exactly"
                expected = f"less than {written(LARGEST, currency, grouped=True)} {currency}"
            else:
                continue
            yield Complaint(path=path, message=message, expected=expected)
            break


def plainly_fits(value: Decimal, currency: str) -> bool:
    """Whether the amount fits the currency at first sight; twenty thousand items are many."""
    return value.adjusted() < PLAINLY_DIGITS and value.same_quantum(UNITS[currency])


def wrong_signs(facts: Facts) -> Found:
    """Amounts below zero where only zero or more makes sense."""
    for name, key, positive in SIGNS:
        for index, each in enumerate(getattr(facts.scenario, name)):
            value = getattr(each, key)
            if not isinstance(value, Decimal):
                continue
            if value <= 0 and (positive or value < 0):
                message = f"{amount(value)} is {'not above' if positive else 'below'} zero"
                expected = "an amount above zero" if positive else "zero or more"
                yield wrong(name, index, key, message, expected)


def items_of_zero(facts: Facts) -> Found:
    """Items that move nothing."""
    for index, item in enumerate(facts.scenario.items):
        if item.amount == 0:
            expected = "above zero for a receipt, below zero for a payment"
            yield wrong("items", index, "amount", "an item of zero moves nothing", expected)


def reserves_beside_overdrafts(facts: Facts) -> Found:
    """A reserve where the overdraft may fund participants: only one of them can be the limit."""
    for index, account in enumerate(facts.scenario.accounts):
        if account.reserve is not None and account.overdraft_may_fund:
            message = "a reserve is given while the overdraft may fund participants"
            expected = "overdraft_may_fund false, or no reserve"
            yield wrong("accounts", index, "reserve", message, expected)


def intraday_overdrafts_of_no_use(facts: Facts) -> Found:
    """Intraday overdrafts that allow no more than the overdraft does all day and night."""
    for index, account in enumerate(facts.scenario.accounts):
        given, overnight = account.intraday_overdraft, account.overdraft
        if given is None or given < 0 or (overnight != "unlimited" and given > overnight):
            continue
        most = overnight if overnight == "unlimited" else amount(overnight)
        message = f"the intraday overdraft allows no more than the overdraft of {most}"
        expected = "an amount above the overdraft, or no intraday_overdraft"
        yield wrong("accounts", index, "intraday_overdraft", message, expected)


def credit_lines_that_contradict(facts: Facts) -> Found:
    """Two lines on one account, or more drawn than the limit; two limits from one day."""
    seen: dict[str, str] = {}
    for index, line in enumerate(facts.scenario.credit_lines):
        if line.account in seen:
            message = f"account {line.account!r} already has the credit line {seen[line.account]!r}"
            yield wrong("credit_lines", index, "account", message, "one credit line an account")
        seen.setdefault(line.account, line.id)
        if line.drawn > line.limit:
            message = f"{amount(line.drawn)} is drawn, more than the limit"
            expected = f"at most {amount(line.limit)}"
            yield wrong("credit_lines", index, "drawn", message, expected)
    begun: set[tuple[str, date]] = set()
    for index, dated in enumerate(facts.scenario.credit_limits):
        if (dated.credit_line, dated.valid_from) in begun:
            message = f"{dated.credit_line!r} has two limits from {dated.valid_from} on"
            yield wrong("credit_limits", index, "valid_from", message, "one limit from a day")
        begun.add((dated.credit_line, dated.valid_from))


def sums_beyond_64_bits(facts: Facts) -> Found:
    """Currencies in which balances or interest numbers could leave 64 bits."""
    days = (facts.scenario.last_day - facts.scenario.first_day).days + 1
    if days < 1:
        return
    for currency, bound in sorted(balances_at_most(facts, days).items()):
        opening = opening_numbers_by_currency(facts).get(currency, 0)
        bits = BITS_SHARED if facts.scenario.notional_pools else 63
        room = min(LARGEST, (2**bits - 1 - opening) // (days + WEIGHT_MARGIN_DAYS))
        if bound > room:
            message = (
                f"balances in {currency} could reach {written(bound, currency, grouped=True)} "
                f"over {days} days, counting every opening balance, item, limit, loan, hold and fee"
            )
            expected = f"at most {written(max(0, room), currency, grouped=True)} to stay exact"
            yield Complaint(path=(), message=message, expected=expected)


def balances_at_most(facts: Facts, days: int) -> dict[str, int]:
    """For each currency, what its balances together cannot exceed in so many days; minor units.

    Where sweeps convert, what could become it out of another one counts too.
    """
    growth = growth_bound(facts, days)
    moved = converted_at_most(facts, moved_by_currency(facts, days))
    return {currency: SAFETY * amount * growth for currency, amount in moved.items()}


def moved_by_currency(facts: Facts, days: int) -> dict[str, int]:
    """For each currency, minor units that exist or can come to exist, without interest.

    What a rule may fetch down counts too: where an overdraft has no bound, it is created. A fee
    counts as often as it can be charged, with its minimum; a maximum only lowers it.
    Amounts that are complained about for themselves do not count.
    """
    amounts: dict[tuple[str, str, str], list[Decimal]] = {}
    moved: dict[str, Decimal] = {}
    periods = days // 28 + 1
    repeats = {
        ("fees", "amount"): periods,
        ("deposits", "amount"): OF_A_DEPOSIT,
        ("fee_terms", "amount"): charges_at_most(facts, days),
        ("fee_terms", "minimum"): periods * payers_at_most(facts),
        ("fee_terms", "maximum"): 0,
        **{("money_market_sweeps", key): 0 for key in ORDERS},
    }
    with localcontext(Context(prec=SUM_DIGITS)):
        for path, value, currencies in facts.cells:
            if currencies and below_largest(value, currencies[0]):
                key = str(path[0]), str(path[-1]), currencies[0]
                amounts.setdefault(key, []).append(value)
        for (name, what, code), values in amounts.items():
            if name not in NOT_MONEY or (what == "internal_limit" and limits_are_taxed(facts)):
                total = sum(map(abs, values), ZERO) * repeats.get((name, what), 1)
                moved[code] = moved.get(code, ZERO) + total
        for link in facts.scenario.links:
            rule, currency = facts.rules.get(link.rule), facts.currency(link.participant)
            if rule is not None and currency is not None:
                wanted = [abs(value) for value in (rule.target, rule.low, rule.to) if value]
                wanted += filled_by_schedule(facts, rule, link.participant)
                moved[currency] = moved.get(currency, ZERO) + max(wanted, default=ZERO)
        return {currency: rounded_up(value, currency) for currency, value in moved.items()}


def limits_are_taxed(facts: Facts) -> bool:
    """Whether internal limits are money in that a tax is a share of them."""
    return any(term.base == "agreed_limit" for term in facts.scenario.tax_terms)


def filled_by_schedule(facts: Facts, rule: Rule, account: str) -> list[Decimal]:
    """The most that the rule's schedules could fill the account to, for each of them."""
    found = []
    for name in (rule.target_schedule, rule.low_schedule):
        lines = [line for line in facts.scenario.schedules if line.schedule == name]
        most = max((abs(line.amount) for line in lines if line.amount), default=ZERO)
        if any(line.next_business_days for line in lines):
            most += facts.paid_out.get(account, ZERO)
        found.append(most)
    return found


def below_largest(value: Decimal, currency: str) -> bool:
    """Whether the amount, whatever its sign, can be held exactly; most are seen to at once."""
    return value.adjusted() < PLAINLY_DIGITS or rounded_up(abs(value), currency) < LARGEST


def rounded_up(value: Decimal, currency: str) -> int:
    """The amount in minor units, rounded up; it is not below zero."""
    return int(value.scaleb(DIGITS[currency]).to_integral_value(ROUND_UP))


def opening_numbers_by_currency(facts: Facts) -> dict[str, int]:
    """For each currency, the sum of interest numbers from before the run."""
    found: dict[str, int] = {}
    with localcontext(Context(prec=SUM_DIGITS)):
        for number in facts.scenario.opening_numbers:
            currency = facts.currency(number.account)
            if currency:
                minor = rounded_up(abs(number.number), currency)
                found[currency] = found.get(currency, 0) + minor
    return found


def growth_bound(facts: Facts, days: int) -> int:
    """By how many times interest could raise amounts over the run, rounded up.

    Compounding however often stays below e to the power of rate x years.
    """
    highest = highest_rate(facts)
    with localcontext() as context:
        context.rounding = ROUND_UP
        years = Decimal(days + WEIGHT_MARGIN_DAYS) / 360
        growth = ((highest + highest_growth(facts)) / RATE_ONE * years).exp()
        return int(growth.to_integral_value())


def highest_rate(facts: Facts) -> int:
    """No rate of the scenario is higher, whatever its index comes to; whole 1e-8 a year."""
    scenario = facts.scenario
    highest = max((abs(number_of(each.rate) or 0) for each in scenario.index_rates), default=0)
    found = 0
    texts = [line.rate for line in scenario.rates]
    texts += [contract.rate for contract in scenario.agreed_deposits]
    texts += [deposit.rate for deposit in scenario.deposits]
    for text in texts:
        price = price_of(text)
        if price is not None:
            found = max(found, abs(price.margin) + (highest if price.follows else 0))
    for rate in scenario.rates:
        found = max(found, *(abs(number_of(text) or 0) for text in (rate.floor, rate.cap)))
    if any(terms.compounded_in_arrears for terms in scenario.terms):
        found = INTEREST_ON_INTEREST * found + ROUNDED_BY_DAY
    return min(found, RATE_MAX)


AMOUNT_PROBLEMS = (
    amounts_that_do_not_fit,
    wrong_signs,
    items_of_zero,
    reserves_beside_overdrafts,
    intraday_overdrafts_of_no_use,
    credit_lines_that_contradict,
)
