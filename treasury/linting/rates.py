"""Lints of rates: what banks hardly write. Warnings, because history has all sorts of rates."""

from treasury.linting.remark import Remark, Remarks
from treasury.plan.problems_rates import number_of
from treasury.rates import parse_price, written_rate
from treasury.scenario import Scenario

LOWEST, HIGHEST = -2 * 10**6, 24 * 10**6
"""The plausible range, whole 1e-8 a year: policy rates went to -0.75 %, and Chinese courts enforced
loans up to 24 %."""


def implausible_rates(scenario: Scenario) -> Remarks:
    """Rates, margins, bounds and fixings outside the plausible range."""
    for index, rate in enumerate(scenario.rates):
        for key, number in (
            ("rate", parse_price(rate.rate).margin),
            ("floor", number_of(rate.floor)),
            ("cap", number_of(rate.cap)),
        ):
            yield from implausible(("rates", index, key), rate.terms, number)
    for index, fixing in enumerate(scenario.index_rates):
        yield from implausible(("index_rates", index, "rate"), fixing.index, number_of(fixing.rate))


def implausible(path: tuple[str, int, str], name: str, number: int | None) -> Remarks:
    """The remark on one rate, if there is one to make."""
    if number is None or LOWEST <= number <= HIGHEST:
        return
    yield Remark(
        name="implausible_rate",
        severity="warning",
        path=path,
        message=f"{path[2]} {written_rate(number)} of {name!r} is none that banks charge or pay",
        suggestion=f"{written_rate(LOWEST)} to {written_rate(HIGHEST)}, or leave it if it is meant",
    )
