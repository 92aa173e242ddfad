"""Structures: who sweeps to whom, under which rule, and how payments are controlled.

A structure is a forest: each participant has one header, depth is free. An account that is a
header and nobody's participant is a root. Source: the banking day, sections 2, 3, 5 and 6.
"""

from typing import Literal

from treasury.record import record

PaymentMode = Literal[
    "standalone", "own_deposits", "own_plus_limit", "full", "budget", "receive_only"
]
Direction = Literal["up", "down", "both"]
Profile = Literal["standard", "cn", "oblm", "sap", "t24"]


@record
class Structure:
    """A pool of bank accounts, compared with the others on the same items.

    `calendar` names its business days (none: every day). `payment_mode` holds for every account
    of the structure unless its link says otherwise; `root_payment_mode` for its roots.
    `internal_terms` prices positions between legal persons: its credit rates are what a header
    pays on money sent up, its debit rates what a participant pays on money fetched down.
    `when_short` says how a header that cannot serve all needs shares: in order of priority
    (`partial`: the last one served gets what is left; else a need that does not fit is passed
    over) or pro rata. `credit_first` is for profiles that go level by level: all concentration
    of a header before any of its funding.
    """

    id: str
    name: str = ""
    profile: Profile = "standard"
    calendar: str | None = None
    payment_mode: PaymentMode = "standalone"
    root_payment_mode: PaymentMode | None = None
    protect_participants: bool = True
    internal_terms: str | None = None
    when_short: Literal["priority", "pro_rata"] = "priority"
    partial: bool = True
    credit_first: bool = True


@record
class Link:
    """One participant's link to its header.

    `direction` defaults to `both`, for rules that never fund to `up`. Lower `priority` numbers
    are served first. `overdraw_in_passing` lets a sub-header pass down what it does not have
    yet, in profiles that go level by level.
    """

    structure: str
    participant: str
    header: str
    rule: str
    priority: int = 1
    direction: Direction | None = None
    payment_mode: PaymentMode | None = None
    internal_terms: str | None = None
    overdraw_in_passing: bool = False
