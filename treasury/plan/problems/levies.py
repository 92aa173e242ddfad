"""Problems that fees by terms and taxes have in common: their versions, when these begin, rates,
and what is confirmed, as other agreements and laws are, without a source."""

from collections.abc import Iterable
from datetime import date

from treasury.fees import FeeTerm
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.plan.problems.rates import RATE_WORDS
from treasury.rates import NotARate, parse_rate
from treasury.tax import TaxTerm

Levy = FeeTerm | TaxTerm


def versions_of(
    name: str, kind: str, terms: Iterable[tuple[int, Levy]], varying: tuple[str, ...]
) -> Found:
    """Versions of one levy from one date, or that differ in what does not change by date.

    `kind` is what the levies of the list `name` are, and the key that says which one it is;
    `varying` are the keys that versions may differ in. One on another base is another levy that
    was given a name already taken: its other differences say no more.
    """
    seen: dict[str, Levy] = {}
    dates: set[tuple[str, date | None]] = set()
    for index, term in terms:
        own = getattr(term, kind)
        first = seen.setdefault(own, term)
        if term.base != first.base:
            message = f"{own!r} is a {kind} on {first.base} already, and this one is on {term.base}"
            yield wrong(name, index, kind, message, "another name, or the same base")
            continue
        if (own, term.valid_from) in dates:
            since = f"from {term.valid_from}" if term.valid_from else "from the beginning"
            message = f"{own!r} has two versions {since}"
            yield wrong(name, index, "valid_from", message, "one version a date")
        dates.add((own, term.valid_from))
        fixed = [key for key in term.__dataclass_fields__ if key not in varying]
        differ = [key for key in fixed if getattr(term, key) != getattr(first, key)]
        if differ:
            message = f"the versions of {own!r} differ in {', '.join(differ)}"
            expected = f"the same in all of them, or another {kind}"
            yield wrong(name, index, differ[0], message, expected)


def confirmed_by_nothing(facts: Facts) -> Found:
    """Fees, taxes, agreements and laws that are confirmed, and nobody says where they were read."""
    for name in ("fee_terms", "tax_terms", "on_lending", "set_off"):
        for index, term in enumerate(getattr(facts.scenario, name)):
            if term.confirmed and not term.source.strip():
                message = "it is confirmed, and no source says where it was read"
                expected = "the source, such as the law and its article, or confirmed = false"
                yield wrong(name, index, "source", message, expected)


def first_of(kind: str, terms: Iterable[tuple[int, Levy]]) -> dict[str, tuple[date, int]]:
    """When the first version of each levy begins, and its place."""
    begins: dict[str, tuple[date, int]] = {}
    for index, term in terms:
        found, own = (term.valid_from or date.min, index), getattr(term, kind)
        begins[own] = min(found, begins.get(own, found))
    return begins


def once_at_no_time(
    name: str, kind: str, terms: Iterable[tuple[int, Levy]], run: tuple[date, date], happens: str
) -> Found:
    """Levies with a day of their own that lies outside the run, or before their first version."""
    (first, last), once = run, list(terms)
    begins = first_of(kind, once)
    for index, term in once:
        if term.date is None:
            continue
        own = getattr(term, kind)
        if first <= last and not first <= term.date <= last:
            message = f"{term.date} is outside the run"
            yield wrong(name, index, "date", message, f"a day of {first} to {last}")
        if begins[own][0] > term.date:
            message = f"{own!r} is {happens} on {term.date}, before it is in force"
            yield wrong(name, index, "valid_from", message, f"{term.date} or earlier")


def begun_late(
    name: str, kind: str, terms: Iterable[tuple[int, Levy]], run: tuple[date, date]
) -> Found:
    """Levies whose first version begins after the run; later versions may lie beyond it."""
    first, last = run
    for own, (begin, index) in first_of(kind, terms).items():
        if first <= last < begin:
            message = f"{own!r} is in force on no day of the run"
            yield wrong(name, index, "valid_from", message, f"{last} or earlier")


def rate_of(name: str, index: int, rate: str | None) -> Found:
    """A rate that cannot be read, or is below zero."""
    try:
        low = rate is not None and parse_rate(rate) < 0
    except NotARate as error:
        yield wrong(name, index, "rate", str(error), RATE_WORDS)
        return
    if low:
        yield wrong(name, index, "rate", f"{rate!r} is below zero", "a rate of zero or more")


SOURCE_PROBLEMS = (confirmed_by_nothing,)
