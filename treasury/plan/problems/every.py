"""Everything a scenario of readable records can still have wrong with it.

Each problem is a small function that yields complaints and assumes nothing about the others, so
that a treasurer gets all of them at once. They are listed at the end of their modules:
names, amounts, rules, schedules, structures, rates, terms, FX rates, virtual ledgers, notional
pools, deposits, borrowing, overdraft agreements, what is never used, dates.
"""

from collections.abc import Callable

from treasury.errors import Complaint
from treasury.plan.problems.agreed import AGREED_PROBLEMS, agreed_rates_without_a_fixing
from treasury.plan.problems.amounts import AMOUNT_PROBLEMS, sums_beyond_64_bits
from treasury.plan.problems.analyses import ANALYSIS_PROBLEMS
from treasury.plan.problems.borrowing import BORROWING_PROBLEMS
from treasury.plan.problems.ceilings import CEILING_DATES, CEILING_PROBLEMS
from treasury.plan.problems.clearing import CLEARING_PROBLEMS, days_without_a_window
from treasury.plan.problems.conversions import CONVERSION_DATES, CONVERSION_PROBLEMS
from treasury.plan.problems.dates import DATE_PROBLEMS, strange_years
from treasury.plan.problems.deposits import DEPOSIT_DATES, DEPOSIT_PROBLEMS
from treasury.plan.problems.facts import Broken, Facts, Found
from treasury.plan.problems.fee_terms import FEE_TERM_DATES, FEE_TERM_PROBLEMS
from treasury.plan.problems.fx import FX_PROBLEMS, days_without_a_rate
from treasury.plan.problems.holidays import HOLIDAY_DATES, HOLIDAY_PROBLEMS
from treasury.plan.problems.internal_rates import INTERNAL_RATE_PROBLEMS
from treasury.plan.problems.ledgers import LEDGER_PROBLEMS, adjustment_dates
from treasury.plan.problems.levies import SOURCE_PROBLEMS
from treasury.plan.problems.membership import MEMBERSHIP_PROBLEMS
from treasury.plan.problems.money_market import MONEY_MARKET_DATES, MONEY_MARKET_PROBLEMS
from treasury.plan.problems.names import NAME_PROBLEMS
from treasury.plan.problems.nested import NESTED_PROBLEMS
from treasury.plan.problems.netting import NETTING_PROBLEMS
from treasury.plan.problems.notional import NOTIONAL_DATES, NOTIONAL_PROBLEMS
from treasury.plan.problems.on_lending import ON_LENDING_PROBLEMS
from treasury.plan.problems.overdrafts import OVERDRAFT_PROBLEMS
from treasury.plan.problems.overlays import OVERLAY_DATES, OVERLAY_PROBLEMS
from treasury.plan.problems.payments import PAYMENT_PROBLEMS, budgets_that_lack
from treasury.plan.problems.profiles import PROFILE_PROBLEMS
from treasury.plan.problems.rates import RATE_PROBLEMS, days_without_a_fixing
from treasury.plan.problems.registers import REGISTER_PROBLEMS
from treasury.plan.problems.rules import RULE_PROBLEMS
from treasury.plan.problems.schedules import (
    SCHEDULE_PROBLEMS,
    days_without_an_amount,
    ranges_that_cross,
)
from treasury.plan.problems.set_off import SET_OFF_DATES, SET_OFF_PROBLEMS
from treasury.plan.problems.splits import SPLIT_PROBLEMS
from treasury.plan.problems.structures import STRUCTURE_PROBLEMS
from treasury.plan.problems.sweep_clearing import (
    SWEEP_CLEARING_PROBLEMS,
    limits_against_clearing,
)
from treasury.plan.problems.taxes import TAX_DATES, TAX_PROBLEMS
from treasury.plan.problems.terms import (
    TERMS_PROBLEMS,
    opening_numbers,
    rates_that_begin_late,
)
from treasury.plan.problems.times import TIME_PROBLEMS, months_not_known
from treasury.plan.problems.transit import TRANSIT_PROBLEMS, rejections
from treasury.plan.problems.unused import UNUSED_PROBLEMS
from treasury.scenario import Scenario

Problem = Callable[[Facts], Found]

ALWAYS: tuple[Problem, ...] = (
    *NAME_PROBLEMS,
    *AMOUNT_PROBLEMS,
    *RULE_PROBLEMS,
    *SCHEDULE_PROBLEMS,
    *TIME_PROBLEMS,
    *PROFILE_PROBLEMS,
    *STRUCTURE_PROBLEMS,
    *NETTING_PROBLEMS,
    *CONVERSION_PROBLEMS,
    *PAYMENT_PROBLEMS,
    *CLEARING_PROBLEMS,
    *CEILING_PROBLEMS,
    *RATE_PROBLEMS,
    *AGREED_PROBLEMS,
    *TERMS_PROBLEMS,
    *HOLIDAY_PROBLEMS,
    *FX_PROBLEMS,
    *LEDGER_PROBLEMS,
    *NOTIONAL_PROBLEMS,
    *INTERNAL_RATE_PROBLEMS,
    *REGISTER_PROBLEMS,
    *NESTED_PROBLEMS,
    *OVERLAY_PROBLEMS,
    *SET_OFF_PROBLEMS,
    *DEPOSIT_PROBLEMS,
    *MONEY_MARKET_PROBLEMS,
    *BORROWING_PROBLEMS,
    *OVERDRAFT_PROBLEMS,
    *UNUSED_PROBLEMS,
    *TRANSIT_PROBLEMS,
    *SWEEP_CLEARING_PROBLEMS,
    *FEE_TERM_PROBLEMS,
    *ANALYSIS_PROBLEMS,
    *TAX_PROBLEMS,
    *SOURCE_PROBLEMS,
    *SPLIT_PROBLEMS,
    *ON_LENDING_PROBLEMS,
)
IF_THE_RUN_IS_KNOWN: tuple[Problem, ...] = (
    *DATE_PROBLEMS,
    adjustment_dates,
    months_not_known,
    *MEMBERSHIP_PROBLEMS,
    *CEILING_DATES,
    *NOTIONAL_DATES,
    *SET_OFF_DATES,
    rejections,
    *FEE_TERM_DATES,
    *TAX_DATES,
    rates_that_begin_late,
    days_without_a_fixing,
    agreed_rates_without_a_fixing,
    *DEPOSIT_DATES,
    *MONEY_MARKET_DATES,
    opening_numbers,
    days_without_a_rate,
    *CONVERSION_DATES,
    budgets_that_lack,
    days_without_an_amount,
    ranges_that_cross,
    days_without_a_window,
    limits_against_clearing,
    sums_beyond_64_bits,
    *OVERLAY_DATES,
    *HOLIDAY_DATES,
)
"""Problems that depend on the first and last day; left out where those could not be read, or lie
in years that nobody means."""


def complaints(scenario: Scenario, broken: Broken = frozenset()) -> list[Complaint]:
    """Everything that is wrong with the scenario's meaning, [] if nothing is.

    `broken` names records that stand in the files but could not be read (`Loaded.broken`):
    what refers to them is not complained about.
    """
    facts = Facts(scenario=scenario, broken=broken)
    days_known = not {("scenario", "first_day"), ("scenario", "last_day")} & broken
    found = list(strange_years(facts)) if days_known else []
    problems = (*ALWAYS, *IF_THE_RUN_IS_KNOWN) if days_known and not found else ALWAYS
    return found + [complaint for problem in problems for complaint in problem(facts)]
