"""Why a posting is corrected, in a banker's words: changed balance-days x rate, rounded once.

Amounts are written in major units of the account's currency.
"""

from collections.abc import Sequence
from fractions import Fraction

from treasury.comparing.notional import record_of
from treasury.correction.correcting import Correction
from treasury.correction.postings import OPEN, Changed, Difference, interest_part, money_at
from treasury.money import round_fraction, written
from treasury.plan.plan import Plan
from treasury.reporting.correcting.analysis_words import charge_reason, way_words
from treasury.reporting.correcting.lent_words import exempt_words
from treasury.reporting.correcting.used_words import place_in, used_words
from treasury.reporting.explaining.analysis_words import called
from treasury.reporting.explaining.interest_words import finely
from treasury.reporting.explaining.levy_words import levy_words, number_words, up_to_words
from treasury.reporting.explaining.posting_words import accrual_money, accrual_words
from treasury.reporting.explaining.rate_words import rate_words, versions
from treasury.reporting.explaining.rule_words import money
from treasury.reporting.notices import notice_texts
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    ANALYSIS_CHARGED,
    AT_INTERNAL_RATES,
    AUX,
    BASE,
    DAY,
    EVENT_COLUMNS,
    INTEREST,
    INTERNAL_INTEREST,
    REF,
    SEEN,
    TAX,
)

ON_ACCRUALS = (INTEREST, INTERNAL_INTEREST)
MOST = 8
"""So many terms of a sum are written out; a rate of every day makes one for each."""
FEW = 2
"""So many days of a rate compounded in arrears are written out."""
FROZEN = "Facts are frozen: no payment, sweep or draw is done again"
STAYS = (
    ", and the late money stays where it is. What would have been swept is another question: run "
    "the scenario with the items on their value dates, and compare."
)
TERMS = (
    "The terms of the run were other than they are right: what they price is worked out anew, by "
    "the right ones."
)


def earlier_words(correction: Correction) -> list[str]:
    """What earlier corrections made known, a sentence each."""
    days = correction.plan.names.days
    return [
        f"After the correction of {days[one.today]}, which made {known_words(one)} known."
        for one in correction.in_turn[:-1]
    ]


def frozen_words(correction: Correction) -> str:
    """What is not done again, as a sentence."""
    return FROZEN + (STAYS if len(correction.late.amount) else ".")


def known_words(one: Correction) -> str:
    """What a correction made known: `2 late items`, `other terms`."""
    count, told = len(one.late.amount), []
    if count:
        told.append(f"{count} late item{'s' if count != 1 else ''}")
    if one.known.plan is not one.right.plan:
        told.append("other terms")
    return " and ".join(told)


def notice_words(correction: Correction) -> list[str]:
    """What is said with every figure, of the terms as they were known and as they are right."""
    plans = (correction.known.plan, correction.right.plan)
    return list(dict.fromkeys(words for plan in plans for words in notice_texts(plan.scenario)))


def what(correction: Correction, one: Difference) -> str:
    """What is corrected: `Credit interest of S-1 (terms CN)`, or the fee, tax or analysis."""
    if one.kind == ANALYSIS_CHARGED:
        return called(correction.right.plan, one.ref)
    if one.kind in ON_ACCRUALS:
        row = correction.rows.accruals[one.ref]
        return accrual_words(row.plan, row.at)
    row = correction.rows.levies[one.ref]
    charged = one.kind == TAX and one.day != OPEN
    day = one.day if charged else last_day(correction, one)
    told = levy_words(row.plan, row.at, max(0, min(day, len(row.plan.names.days) - 1)))
    right = place_in(correction.right.places.levies, one.ref)
    now = (row.plan, row.at) if right is None else (correction.right.plan, right)
    return told + up_to_words(*now, day) if charged else told


def reason(correction: Correction, one: Difference) -> str:
    """Why the posting differs, as one sentence: the numbers, what they make, the rounding."""
    if one.kind == ANALYSIS_CHARGED:
        return charge_reason(correction, one)
    if one.exact is None:
        return share_reason(correction, one)
    way = way_words(correction, one)
    if way:
        return way
    terms = sum_words(correction, one, one.changed)
    if not terms:
        return otherwise(correction, one)
    exact = finely(correction.plan, one.account, one.exact)
    words = f"{terms} = {exact}{rounding_words(correction, one)}{exempt_words(correction, one)}"
    used = used_words(correction, one, last_day(correction, one))
    return f"{used}: {words}" if used else words


def share_reason(correction: Correction, one: Difference) -> str:
    """Why a share in a notional pool's result differs: by rates of its own, by the result."""
    kinds = correction.plan.tables.accruals.kind
    own = tuple(each for each in one.changed if kinds[each.bearing[0]] in AT_INTERNAL_RATES)
    pools = tuple(each for each in one.changed if each not in own)
    told = [f"its part at internal rates changes by {sum_words(correction, one, own)}"] * bool(own)
    by_rates = is_by_rates(correction, one)
    if pools and not (own and by_rates):
        told.append(f"the pool's result changes by {pool_words(correction, one, pools)}")
    used = used_words(correction, one, last_day(correction, one)) if told else ""
    rest = (
        "what shares at internal rates leave changes"
        if by_rates
        else "the weights of shares change"
    )
    return (f"{used}: " if used else "") + ("; ".join(told) or rest)


def pool_words(correction: Correction, one: Difference, pools: tuple[Changed, ...]) -> str:
    """What changes a pool's result, what it comes to, and what of it the account has."""
    plan = correction.plan
    total = finely(plan, one.account, interest_part(correction.rows.plan, pools))
    mine = money(plan, one.account, one.right - one.posted)
    taken = [takes_off(correction, each) for each in pools]
    words = f"{sum_words(correction, one, pools, taken)} = {total} in all"
    if len(pools) < len(one.changed):
        return words
    return f"{words}, the share of {plan.names.accounts[one.account]} by {mine}"


def is_by_rates(correction: Correction, one: Difference) -> bool:
    """Whether the share is in a pool whose participants share at internal rates."""
    row = correction.rows.accruals[one.ref]
    accruals = row.plan.tables.accruals
    pool = record_of(row.plan, int(accruals.subject[accruals.into[row.at]]))
    return pool.allocation == "rate_based"


def last_day(correction: Correction, one: Difference) -> int:
    """The last day that the posting is of, as far as it has come."""
    return (one.day if one.day != OPEN else correction.today + 1) - 1


def otherwise(correction: Correction, one: Difference) -> str:
    """Why an amount differs that is made of the same numbers."""
    if one.kind == TAX and one.day == OPEN:
        return "it is charged on what has accrued and is not posted yet"
    if one.kind not in ON_ACCRUALS:
        return "the minimum or the maximum of a charge was another one"
    if correction.known.plan is not correction.right.plan:
        return "the terms round or carry otherwise"
    return "follows from what rounding left over before"


def rounding_words(correction: Correction, one: Difference) -> str:
    """How the exact difference became the one that is posted, as the end of a sentence."""
    exact, difference, plan = one.exact or Fraction(0), one.right - one.posted, correction.plan
    if exact == difference:
        return ""
    rounded = said(plan, one, difference)
    if one.kind not in ON_ACCRUALS and abs(difference - exact) >= 1:
        return f", within the minimum and the maximum of a charge {rounded}"
    if one.kind in ON_ACCRUALS and plan.tables.accruals.carry[one.ref]:
        return f", with the remainders that are carried over {rounded}"
    if round_fraction(exact.numerator, exact.denominator) == difference:
        return f", rounded {rounded}"
    return f", with what the first rounding left over {rounded}"


def said(plan: Plan, one: Difference, minor: int) -> str:
    """An amount of the posting, with its currency where that is not its account's."""
    if one.kind == INTERNAL_INTEREST:
        return accrual_money(plan, one.ref, minor)
    return money(plan, one.account, minor)


def takes_off(correction: Correction, each: Changed) -> bool:
    """Whether a number takes from a pool's result what it bears: debit interest of the pool, or
    what its accounts would have earned without it."""
    accruals, row = correction.rows.plan.tables.accruals, each.bearing[0]
    return int(accruals.sign[accruals.into[row]]) * int(accruals.factor[row]) < 0


def sum_words(
    correction: Correction,
    one: Difference,
    changed: tuple[Changed, ...],
    taken: Sequence[bool] = (),
) -> str:
    """The changed numbers and what they bear, those that are `taken` off with a minus; of more
    than can be read, how many there are."""
    day = last_day(correction, one)
    if len(changed) > FEW and all(by_day(correction, one, each) for each in changed):
        return compounded_sum(correction, one, changed)
    told = [changed_words(correction, one, each, day) for each in changed[:MOST]]
    left = len(changed) - len(told)
    more = [f"{left} more of such terms, one for each rate and tier"] if left else []
    for at, off in enumerate(taken[: len(told)]):
        told[at] = f"less {told[at]}" if off else told[at]
    return " + ".join([*told, *more]).replace(" + less ", " - ")


def by_day(correction: Correction, one: Difference, each: Changed) -> bool:
    """Whether a number bears what one day adds to a rate compounded in arrears."""
    if one.kind not in ON_ACCRUALS:
        return False
    row = correction.rows.versions[each.version]
    quote = versions(row.plan)[row.plan.names.versions[row.at]].quotes[each.bearing[1]]
    return quote.compounded is not None and quote.daily


def compounded_sum(correction: Correction, one: Difference, changed: tuple[Changed, ...]) -> str:
    """What the days bear that have another rate or balance, as it is right less as it was."""
    before = tuple(each._replace(before=0, now=each.before) for each in changed)
    now = tuple(each._replace(before=0) for each in changed)
    right, used = (
        finely(correction.plan, one.account, interest_part(correction.rows.plan, part))
        for part in (now, before)
    )
    return f"{right} less {used} on the days whose rate or balance is another one"


def changed_words(correction: Correction, one: Difference, each: Changed, day: int) -> str:
    """One changed number and what it bears: `40,000.00 CNY-days more x 0.35 % / 360`."""
    row, plan = [0] * EVENT_COLUMNS, correction.plan
    row[ACCOUNT], row[DAY] = one.account, day
    row[AMOUNT], way = abs(each.now - each.before), "more" if each.now > each.before else "fewer"
    if one.kind not in ON_ACCRUALS:
        levy = correction.rows.levies[each.bearing[0]]
        row[REF], row[SEEN], row[BASE] = levy.at, *each.bearing[2:]
        return f"{number_words(levy.plan, row)} {way.replace('fewer', 'less')}"
    version = correction.rows.versions[each.version]
    _, row[BASE], _, row[SEEN] = each.bearing
    row[AUX] = version.at
    currency = plan.names.currencies[money_at(plan, one.kind, one.ref, one.account)]
    days = written(row[AMOUNT], currency, grouped=True)
    return f"{days} {currency}-days {way} x {rate_words(version.plan, row)} / {row[SEEN]}"


def sentence(correction: Correction, one: Difference) -> str:
    """All of it as one sentence: what was posted, what is right, the difference, how it comes."""
    plan = correction.plan
    posted, right, difference = (
        said(plan, one, amount) for amount in (one.posted, one.right, one.right - one.posted)
    )
    why = reason(correction, one)
    if one.day == OPEN:
        head = f"not posted yet; up to today {right} instead of {posted} has accrued"
        if one.kind == ANALYSIS_CHARGED:
            right, posted = (money(plan, one.account, -due) for due in (one.right, one.posted))
            head = f"not charged yet; as of today {right} would be due instead of {posted}"
        return f"{what(correction, one)}: {head} ({why})."
    when = plan.names.days[one.day].isoformat()
    return (
        f"{what(correction, one)}: {posted if one.posted else 'nothing'} was posted on {when}, "
        f"{right} is right, "
        f"difference {difference} ({why})."
    )
