"""`treasury explain`: an account's day in sentences, from a run that was written before."""

import re
from calendar import monthrange
from contextlib import suppress
from datetime import date, timedelta

from treasury.cli.finding import AS_IS, find_run, structure_id
from treasury.cli.progress import progress
from treasury.errors import Complaint, Refused
from treasury.loading.nearest import nearest, perhaps
from treasury.reporting.whole_folder import refusal
from treasury.scenario import Scenario

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NUMBERS = re.compile(r"\D{0,9}([0-9]{1,4})\D{1,9}([0-9]{1,2})\D{1,9}([0-9]{1,4})\D{0,9}")


def explain_account(run: str, account: str, day: str, structure: str | None) -> int:
    """Print the account's day; exit code 0. Everything that is wrong is refused at once."""
    found = find_run(run)
    scenario = found.scenario
    complaints = [*account_complaints(scenario, account), *day_complaints(scenario, day)]
    name = structure or fitting(scenario, account)
    try:
        resolved = structure_id(scenario, name)
    except Refused as refused:
        complaints += refused.complaints
    if complaints:
        raise Refused(complaints)
    for line in tell(scenario, (resolved, name), account, date.fromisoformat(day)):
        print(line)
    others = [other for other in taking_part(scenario, account) if other != name]
    if structure is None and others:
        print(f"(This account is also in {', '.join(others)}: --structure tells its day there.)")
    return 0


def tell(scenario: Scenario, chosen: tuple[str | None, str], account: str, day: date) -> list[str]:
    """The sentences, from a new simulation of the structure (its id, and the run's name)."""
    from treasury.plan.resolve import resolve
    from treasury.reporting.explaining.story import explain_day
    from treasury.simulation.simulate import simulate

    structure, name = chosen
    plan = resolve(scenario, structure, name)
    with progress("Simulating again") as report:
        projection = simulate(plan, lambda share: report(share, name))
    index = plan.names.accounts.index(account)
    return explain_day(plan, projection, index, (day - scenario.first_day).days)


def taking_part(scenario: Scenario, account: str) -> list[str]:
    """The runs in which the account is swept or a header, as_is last."""
    pools = [
        structure.id
        for structure in scenario.structures
        if any(
            link.structure == structure.id and account in (link.participant, link.header)
            for link in scenario.links
        )
    ]
    return [*(pool for pool in pools if pool != scenario.as_is), AS_IS]


def fitting(scenario: Scenario, account: str) -> str:
    """The run told when none is named: the first structure that has the account, else as_is."""
    return taking_part(scenario, account)[0]


def account_complaints(scenario: Scenario, account: str) -> list[Complaint]:
    """What is wrong with the account's id, if anything."""
    known = [record.id for record in scenario.accounts]
    if account in known:
        return []
    close = perhaps(account, known)
    if not close:
        close = f", such as {', '.join(sorted(known)[:5])}"
    message = f"{account!r} is no account of this run"
    expected = f"the id of one of its {len(known)} accounts{close}"
    return refusal("--account", message, expected).complaints


def day_complaints(scenario: Scenario, text: str) -> list[Complaint]:
    """What is wrong with the day, if anything."""
    first, last = scenario.first_day, scenario.last_day
    day = date_in(text) if DAY.fullmatch(text) else None
    if day is None:
        message, expected = f"{text!r} is no date", f"a day as {first}{near_day(text, first, last)}"
    elif first <= day <= last:
        return []
    else:
        message = f"{day} lies outside the run"
        expected = f"a day from {first} to {last}, perhaps {min(max(day, first), last)}"
    return refusal("--date", message, expected).complaints


def date_in(text: str) -> date | None:
    """The date that the text writes in a form of ISO 8601; None where it does not."""
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def near_day(text: str, first: date, last: date) -> str:
    """The day that was probably meant, as the end of a sentence; empty without one."""
    if day := date_in(text) or meant(text):
        return f", perhaps {min(max(day, first), last)}"
    days = [str(first + timedelta(days=row)) for row in range((last - first).days + 1)]
    like = nearest(text, days)
    return f", perhaps {like}" if like else ""


def meant(text: str) -> date | None:
    """The date of three numbers, year or day first; a day after the month's last is its last.

    >>> str(meant("2026-1-8")), str(meant("8.1.2026")), str(meant("2026年2月30日")), meant("today")
    ('2026-01-08', '2026-01-08', '2026-02-28', None)
    """
    found = NUMBERS.fullmatch(text)
    if not found:
        return None
    numbers = [int(number) for number in found.groups()]
    year, month, day = numbers if len(found[1]) == 4 else reversed(numbers)
    with suppress(ValueError):
        return date(year, month, min(day, monthrange(year, month)[1]) if day <= 31 else day)
    return None
