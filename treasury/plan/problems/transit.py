"""Problems of links that take days, and of transfers that the bank sends back."""

from collections.abc import Iterator
from datetime import date

from treasury.errors import Complaint
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.pooling.structure import PAYING, Link

MOST_DAYS = 30


def delays(facts: Facts) -> Found:
    """Delays that are no number of days, or of links that need none."""
    for index, link in enumerate(facts.scenario.links):
        if not 0 <= link.delay <= MOST_DAYS:
            message = f"a delay of {link.delay} business days is not possible"
            yield wrong("links", index, "delay", message, f"a whole number from 0 to {MOST_DAYS}")
        own, header = facts.accounts.get(link.participant), facts.accounts.get(link.header)
        if link.delay and own and header and own.bank == header.bank:
            message = f"both accounts are with {own.bank!r}, which books a transfer at once"
            yield wrong("links", index, "delay", message, "no delay, or accounts with two banks")


def wishes_against_delay(facts: Facts) -> Found:
    """What a link asks for that cannot be had where money takes days."""
    for index, link in enumerate(facts.scenario.links):
        if link.delay:
            for key, message, expected in contradictions(facts, link):
                yield wrong("links", index, key, message, expected)


def contradictions(facts: Facts, link: Link) -> Iterator[tuple[str, str, str]]:
    """The keys of a link that takes days which contradict that, each with what is wrong and what
    would be right."""
    days = f"the link takes {link.delay} business day{'s' if link.delay > 1 else ''}"
    yield from wishes_of_one_bank(facts, link, "delay", days)
    rule = facts.rules.get(link.rule)
    if link.overdraw_in_passing:
        message = f"what is passed on must come in the same pass, and {days}"
        yield "overdraw_in_passing", message, "no overdraw_in_passing, or no delay"
    if rule is not None and rule.frequency == "real_time":
        message = f"rule {rule.id!r} sweeps in real time, and {days}"
        yield "rule", message, "a rule with times or at the end of the day, or no delay"
    if link.at_end == "novate":
        message = f"{days}: what is on its way when the link ends may still come back to it"
        yield "at_end", message, "at_end = settle, or no delay"


def wishes_of_one_bank(
    facts: Facts, link: Link, key: str, why: str
) -> Iterator[tuple[str, str, str]]:
    """What is made in the books of one bank alone, on a link between two: draws, and returns at
    the opening. `key` is that of the link which says `why` not; as in `contradictions`."""
    structure, rule = facts.structures.get(link.structure), facts.rules.get(link.rule)
    mode = link.payment_mode or (structure.payment_mode if structure else None)
    if mode is not None and any(PAYING[mode][1:]):
        message = f"payment mode {mode} draws at the moment of payment, and {why}"
        expected = f"payment_mode standalone or receive_only on this link, or no {key}"
        yield ("payment_mode" if link.payment_mode else key), message, expected
    if link.internal_limit is not None:
        message = f"internal_limit limits nothing: nothing can be drawn for a payment where {why}"
        yield "internal_limit", message, f"no internal_limit, or no {key}"
    if rule is not None and rule.reverse_next_day:
        message = f"rule {rule.id!r} returns sweeps the next day, and {why}"
        yield "rule", message, f"a rule without reverse_next_day, or no {key}"


def rejections(facts: Facts) -> Found:
    """Rejections of transfers that could not be on their way, and those given twice."""
    seen: set[tuple[str, str, date]] = set()
    scenario = facts.scenario
    for index, told in enumerate(scenario.rejections):
        if not scenario.first_day <= told.date <= scenario.last_day:
            message = f"{told.date} is no day of the run"
            expected = f"a day from {scenario.first_day} to {scenario.last_day}"
            yield wrong("rejections", index, "date", message, expected)
        key = (told.structure, told.participant, told.date)
        if key in seen:
            message = f"the transfers of {told.participant!r} of {told.date} are sent back twice"
            yield Complaint(path=("rejections", index), message=message, expected="one line a day")
        seen.add(key)
        if told.participant in facts.accounts and told.structure in facts.structures:
            yield from nothing_on_its_way(facts, index)


def nothing_on_its_way(facts: Facts, index: int) -> Found:
    """A rejection of a participant none of whose links takes days."""
    told = facts.scenario.rejections[index]
    own = [each for _, each in facts.links.get(told.structure, [])
           if each.participant == told.participant]  # fmt: skip
    if any(each.delay for each in own) or facts.any_broken("links"):
        return
    name = told.participant
    message = f"no link of {name!r} takes days in {told.structure!r}, so nothing is on its way"
    yield wrong("rejections", index, "participant", message, f"a link of {name!r} with a delay")


TRANSIT_PROBLEMS = (delays, wishes_against_delay)
