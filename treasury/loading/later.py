"""What is not known in a scenario: misspelt, or something that a run does not compute yet.

People who know pools from banks write `netting` or `products.csv`; they are told that it is not
built, and not offered the next word in the alphabet.
"""

import re
from collections.abc import Iterable

NO_SUCH = "none of that name, until it is built"

LATER = {
    "netting": "netting of payables is",
    "product": "products are",
    "products": "products are",
    "forecast": "a forecast is",
    "forecasts": "forecasts are",
}
"""What a word in a name, or two, mean that no scenario has yet, with its verb."""


ALSO_CALLED = {
    "lookback": "fixing_lag", "commitment_fee": "fee_terms", "investments": "money_market_sweeps",
    "money_market": "money_market_sweeps",
}  # fmt: skip
"""What bankers call a key or a list that has another name here."""

WHOLE_PERIODS = ("30/360", "30U/360", "US 30/360", "30A/360", "ACT/ACT", "ACT/ACT ICMA", "ICMA")
"""Day counts of bonds and term loans, which count a period and not its days."""


def counts_whole_periods(value: str) -> str | None:
    """Why this day count is not offered, None where it is another word.

    >>> counts_whole_periods("us 30/360")
    "'us 30/360' counts whole periods, and interest here grows day by day"
    """
    if value.strip().upper() not in WHOLE_PERIODS:
        return None
    return f"{value!r} counts whole periods, and interest here grows day by day"


def not_built(name: str) -> str | None:
    """That what the name speaks of is not built yet, as a clause; None where it speaks of nothing.

    >>> not_built("products"), not_built("PoolForecasts"), not_built("rates")
    ('products are not built yet', 'forecasts are not built yet', None)
    >>> not_built("forecast_days"), not_built("ForecastDays"), not_built("fx_rates")
    ('a forecast is not built yet', 'a forecast is not built yet', None)
    """
    words = " ".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)).lower()
    found = next((said for word, said in LATER.items() if f" {word} " in f" {words} "), None)
    return found and f"{found} not built yet"


def unknown(what: str, name: str, meant: str | None, known: Iterable[str]) -> tuple[str, str]:
    """What is wrong with a key or column that is not known, and what would be right.

    >>> unknown("the column 'amonut'", "amonut", "amount", ["id", "amount"])
    ("the column 'amonut' is not known", "'amount'")
    >>> unknown("the key 'product'", "product", "terms", ["terms"])[0]
    "the key 'product' is not known: products are not built yet"
    >>> unknown("the key 'lookback'", "lookback", None, ["id", "fixing_lag"])[1]
    "'fixing_lag'"
    """
    later = not_built(name)
    known = list(known)
    meant = ALSO_CALLED[name] if ALSO_CALLED.get(name) in known else meant
    if later:
        return f"{what} is not known: {later}", NO_SUCH
    return f"{what} is not known", f"{meant!r}" if meant else "one of " + ", ".join(known)
