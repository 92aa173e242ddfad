"""Names and amounts in words: what an index of a plan is called in a sentence.

Amounts are minor units and are written in major units of the account's currency, grouped.
Rules are read from the resolved row of the sweep equation, so the words say what the kernel obeyed.
"""

from functools import lru_cache

from treasury.money import DIGITS
from treasury.plan.plan import Plan
from treasury.pooling.rules import Equation, Rule, schedules_named
from treasury.reporting.amounts import amount_text
from treasury.tables import END_OF_DAY, UNTIMED


def money(plan: Plan, account: int, minor: int) -> str:
    """The amount as a banker writes it in the account's currency, without the code.

    Sentences name the currency where it is not plain from the account they speak of.
    """
    return amount_text(minor, DIGITS[plan.names.currencies[account]], grouped=True)


def clock(minute: int) -> str:
    """The time of day of an event.

    >>> clock(570), clock(1440), clock(-1)
    ('09:30', 'end of day', 'start of day')
    """
    if minute == UNTIMED:
        return "start of day"
    if minute >= END_OF_DAY:
        return "end of day"
    return f"{minute // 60:02d}:{minute % 60:02d}"


STOP_KINDS = ("no_sweeps", "frozen", "closed")


def stop_words(plan: Plan, account: int, day: int) -> str:
    """How the account is stopped on the day and why, as a clause; empty where it is not."""
    name, date = plan.names.accounts[account], plan.names.days[day]
    stops = [
        stop for stop in plan.scenario.stops
        if stop.account == name and stop.valid_from <= date
        and (stop.valid_until is None or date <= stop.valid_until)
    ]  # fmt: skip
    if not stops:
        return ""
    stop = max(stops, key=lambda each: STOP_KINDS.index(each.kind))
    state = "is left out of sweeps" if stop.kind == "no_sweeps" else f"is {stop.kind}"
    until = f" until {stop.valid_until.isoformat()}" if stop.valid_until else ""
    reason = f" ({one_line(stop.reason)})" if stop.reason else ""
    return f"{state} from {stop.valid_from.isoformat()}{until}{reason}"


def one_line(text: str) -> str:
    r"""The user's text with every run of white space as one blank: it stays inside its sentence.

    >>> one_line(" Dealer\n  A ")
    'Dealer A'
    """
    return " ".join(text.split())


def equation_at(plan: Plan, day: int, link: int) -> Equation:
    """The link's row of the sweep equation on the day as plain numbers."""
    return all_equations(plan)[int(plan.tables.links.rule[day, link])]


@lru_cache(maxsize=8)
def all_equations(plan: Plan) -> tuple[Equation, ...]:
    """The rows of the sweep equation."""
    return tuple(Equation(*row) for row in plan.tables.links.equation.tolist())


def rule_of_link(plan: Plan, link: int) -> str:
    """The link's rule by id and in words, for example `Rule ZBA (zero balancing)`.

    Schedules by their names: what they give is another thing on another day.
    """
    return rules_in_words(plan)[link]


@lru_cache(maxsize=8)
def rules_in_words(plan: Plan) -> tuple[str, ...]:
    """The words of every link's rule, by link."""
    words = []
    for link in range(len(plan.names.link_records)):
        rule = rule_at(plan, link)
        by_schedule = schedules_named(rule).items()
        named = {key: f"the amount of schedule {one_line(name)}" for key, name in by_schedule}
        method = preset_words(plan, link, Equation(*plan.tables.links.equation[link]), named)
        words.append(f"Rule {one_line(rule.id)} ({method})")
    return tuple(words)


def rule_at(plan: Plan, link: int) -> Rule:
    """The record of the link's rule."""
    return all_rules(plan)[link]


@lru_cache(maxsize=8)
def all_rules(plan: Plan) -> tuple[Rule, ...]:
    """The records of every link's rule, by link."""
    scenario = plan.scenario
    rules = {rule.id: rule for rule in scenario.rules}
    return tuple(rules[scenario.links[at].rule] for at in plan.names.link_records)


def preset_words(plan: Plan, link: int, row: Equation, named: dict[str, str]) -> str:
    """The method with its amounts, for example `constant target of 1,000.00`.

    `named` are words in place of amounts, by the amount of the rule that they stand for.
    """
    account, rule = int(plan.tables.links.participant[link]), rule_at(plan, link)
    amounts = {
        name: money(plan, account, getattr(row, name))
        for name in ("trigger", "keep", "floor", "most", "unit")
    }
    for key, words in named.items():
        amounts["floor" if key == "low" else "keep"] = words
    words = PRESET_WORDS[rule.preset].format(**amounts, share=rule.share)
    if rule.preset == "range" and row.keep != row.trigger:
        words += f", back to {amounts['keep']}"
    if rule.preset == "whole_units" and (row.keep or named):
        words += f" above {amounts['keep']}"
    return f"{words}, by value date" if rule.basis == "value" else words


PRESET_WORDS = {
    "zero_balance": "zero balancing",
    "target_constant": "constant target of {keep}",
    "target_fixed": "fixed target of {keep}",
    "threshold": "threshold of {trigger}",
    "collar": "from {trigger} on all above {keep}",
    "percentage": "{share} of the balance",
    "fixed": "moves {most}",
    "range": "range from {floor} to {trigger}",
    "keep": "keeps {keep}",
    "whole_units": "whole units of {unit}",
    "share_of_receipts": "{share} of receipts",
    "cumulative_cap": "sends up to {most} in all",
    "cover_overdraft": "covers its header's overdraft",
    "receive_only": "receives only, all goes up",
}
"""Each preset as a banker says it, with the columns of its row of the equation."""
