"""How much of the rules a random scenario may use.

`EVERYTHING` is what the twin restates; `ENGINE` is what a run obeys, so that engine and twin can
be compared on it. What is in the first and not in the second is refused when a plan is resolved.
"""

from dataclasses import dataclass
from typing import get_args

from treasury.pooling.rules import Frequency, Preset
from treasury.pooling.structure import PaymentMode

OPTIONS = (
    "raise_to_minimum",
    "value_basis",
    "pauses",
    "one_off",
    "reverse_next_day",
    "strict_priority",
    "overdraw_in_passing",
    "internal_limits",
    "passing_limits",
    "dated_links",
    "clearing",
    "intraday",
    "stops",
    "ledgers",
    "schedules",
    "position_limits",
    "transit",
    "holds",
    "sweep_clearing",
    "fee_terms",
    "fx",
    "index_rates",
    "rate_change",
    "agreed_deposits",
    "compounding",
    "notional",
    "overlays",
    "taxes",
    "on_lending",
    "deposits",
    "money_market",
    "overdraft_nights",
    "dated_limits",
)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The presets, profiles, modes, frequencies and options that may occur."""

    presets: tuple[Preset, ...]
    profiles: tuple[str, ...]
    modes: tuple[PaymentMode, ...]
    frequencies: tuple[Frequency, ...]
    options: tuple[str, ...]


ENGINE = Scope(
    presets=get_args(Preset),
    profiles=("standard", "cn", "oblm", "sap", "t24"),
    modes=get_args(PaymentMode),
    frequencies=get_args(Frequency),
    options=(
        "raise_to_minimum",
        "value_basis",
        "strict_priority",
        "overdraw_in_passing",
        "pauses",
        "one_off",
        "reverse_next_day",
        "internal_limits",
        "passing_limits",
        "dated_links",
        "clearing",
        "intraday",
        "stops",
        "ledgers",
        "schedules",
        "position_limits",
        "transit",
        "holds",
        "sweep_clearing",
        "fee_terms",
        "fx",
        "index_rates",
        "rate_change",
        "agreed_deposits",
        "compounding",
        "notional",
        "overlays",
        "taxes",
        "on_lending",
        "deposits",
        "money_market",
        "overdraft_nights",
        "dated_limits",
        "holiday_shift",
    ),
)
EVERYTHING = Scope(
    presets=get_args(Preset),
    profiles=("standard", "cn", "oblm", "sap", "t24"),
    modes=get_args(PaymentMode),
    frequencies=get_args(Frequency),
    options=OPTIONS,
)
LEVEL_BY_LEVEL = ("sap", "oblm")
NEVER_FUND = ("keep", "whole_units", "share_of_receipts", "cumulative_cap", "receive_only")
