"""Problems of rates compounded in arrears (期末复利): options that contradict each other."""

from collections.abc import Callable, Iterator

from treasury.interest import YEAR_DAYS, Terms
from treasury.loading.shapes import shapes
from treasury.plan.problems.facts import Facts, Found, wrong

LOCKOUT_MAX = 31
DECIMALS = range(4, 7)
OPTIONS = ("observation_shift", "lockout", "compounded_decimals")
SWITCH = "compounded_in_arrears"
Wrong = tuple[str, str, str]
"""Key, message, what would be right."""


def options_of_compounding(facts: Facts, indices: Callable[[Facts, str], list[str]]) -> Found:
    """Options of compounding that would not be obeyed; `indices` are those that terms follow."""
    for place, terms in enumerate(facts.scenario.terms):
        if not terms.compounded_in_arrears:
            for key in OPTIONS:
                if getattr(terms, key) != shapes(Terms)[key].default:
                    message = f"no rate of {terms.id!r} is compounded in arrears"
                    expected = f"{SWITCH} = true, or no {key}"
                    yield wrong("terms", place, key, message, expected)
            continue
        for problem in (wrong_periods, wrong_options):
            for key, message, expected in problem(terms):
                yield wrong("terms", place, key, message, expected)
        yield from indices_without_calendar(facts, place, terms, indices(facts, terms.id))
        yield from who_cannot_bear(facts, terms)


def wrong_periods(terms: Terms) -> Iterator[Wrong]:
    """Interest periods that compounding in arrears has not, or days that cannot be compounded."""
    if terms.settles == "never":
        message = f"{terms.id!r} is never settled, so it has no interest period to compound over"
        yield "settles", message, "monthly, quarterly or yearly"
    if terms.resets != "daily":
        message = "what is compounded in arrears takes the fixing of every business day"
        yield "resets", message, "no resets"
    if terms.day_count not in YEAR_DAYS:
        message = f"{terms.day_count} has no one year of days to compound by"
        yield "day_count", message, " or ".join(YEAR_DAYS)


def wrong_options(terms: Terms) -> Iterator[Wrong]:
    """Lookback, shift and lockout that cannot go together, or that nobody uses."""
    if terms.observation_shift and not terms.fixing_lag:
        message = "without a lookback there are no other days to observe"
        yield "observation_shift", message, "a fixing_lag, or no observation_shift"
    if terms.observation_shift and terms.rate_change == "segmented":
        message = "the days observed weigh otherwise than those of the period, day by day"
        expected = "rate_change = settlement_day, or no observation_shift"
        yield "observation_shift", message, expected
    if terms.observation_shift and terms.lockout:
        message = "a period that is observed earlier needs no lockout"
        yield "lockout", message, "observation_shift or lockout"
    if not 0 <= terms.lockout <= LOCKOUT_MAX:
        message = f"a lockout of {terms.lockout} business days is none that anybody uses"
        yield "lockout", message, f"0 to {LOCKOUT_MAX}"
    if terms.compounded_decimals not in DECIMALS:
        message = f"compounded rates are not published with {terms.compounded_decimals} decimals"
        yield "compounded_decimals", message, f"{DECIMALS[0]} to {DECIMALS[-1]}"


def indices_without_calendar(facts: Facts, place: int, terms: Terms, names: list[str]) -> Found:
    """What compounds a business day at a time needs to know which days these are."""
    if not names and not facts.is_broken("rates", terms.id):
        message = f"no rate of {terms.id!r} follows an index, so none is compounded"
        yield wrong("terms", place, SWITCH, message, f"no {SWITCH}, or an index in rates")
    known = facts.by_id("indices")
    for name in names:
        if not terms.fixing_lag and name in known and known[name].calendar is None:
            message = f"{terms.id!r} compounds by business days of {name!r}, which has no calendar"
            yield wrong("terms", place, SWITCH, message, f"a calendar of {name!r}")


def who_cannot_bear(facts: Facts, terms: Terms) -> Found:
    """Deposits, virtual ledgers and numbers from before the run at a compounded rate."""
    scenario = facts.scenario
    message = f"{terms.id!r} is compounded in arrears"
    for name in ("agreed_deposits", "deposits", "opening_numbers"):
        for index, each in enumerate(getattr(scenario, name)):
            account = facts.accounts.get(each.account)
            if account is not None and account.terms == terms.id:
                yield wrong(name, index, "account", message, "terms whose rate is known before")
    for index, ledger in enumerate(scenario.ledgers):
        if ledger.terms == terms.id:
            yield wrong("ledgers", index, "terms", message, "terms whose rate is known before")
