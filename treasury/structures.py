"""The arrays of a structure: places, links, budgets, position limits, passes.

Units and indices as in `treasury.tables`, of which they are a part. `plan` fills them.
"""

from typing import NamedTuple

from treasury.arrays import Amounts, Flags


class PlaceTable(NamedTuple):
    """Where each account stands in the structure, and how it pays there; shape (phase, account).

    A new phase begins where links begin or end; `Tables.phase` says which one holds on a day.
    What a payment mode means is in the columns from `protect` on, 1 or 0 each but `limit`.
    """

    link: Amounts  # the link on which this account is the participant
    mode: Amounts
    protect: Amounts  # the entitlement term protects its participants' money
    pays: Amounts  # it makes payments at all
    unbounded: Amounts  # its right to draw, and its reach as a header, have no bound
    deposits: Amounts  # what it has itself sent up counts in its right
    borrows: Amounts  # its unused internal limit, or what is left of its budget, counts too
    limit: Amounts  # internal limit of its link, in minor units


class BudgetTable(NamedTuple):
    """Changes of budgets at the opening of a day; `first` (day + 1,) indexes by day.

    Where `begins` is 1 a new period begins with `amount`, and with what was left where `carries`
    is 1; else the present period's amount changes by `amount`. `scope` is one of NO_BUDGET,
    POOL_DRAW_ONLY, ALL_OUTGOING; `restores` is 1 where refunds give back what was used.
    """

    account: Amounts
    amount: Amounts
    begins: Amounts
    carries: Amounts
    scope: Amounts
    restores: Amounts
    first: Amounts


class LinkTable(NamedTuple):
    """Shape (link,) each, sorted by level, header, priority, participant (account indices).

    `equation` holds rows of `pooling.rules.Equation`, shape (row, 19): one a link, then those that
    schedules make; `rule` (day, link) is the row in force.
    `up` and `down` are 1 where the direction allows; `overdraws` is 1 where the participant may
    pass down in its own pass what it does not have yet; `on_receipt` is 1 where the rule fires in
    real time on receipts, too; `on_value` is 1 where it sees value balances; `open_days`
    (day, link) is 1 on days when the structure and both banks work; `return_days` (day, link) is 1
    on days at whose opening what went up before is returned; `passes` (pass, link) is 1 where the
    rule takes part in that pass, the last pass being the end of the day. `last` is the link's last
    day (beyond the run: it does not end); what is open then is settled where `settles` is 1, or
    taken over by the link `heir` (-1: none). `delay` is how many of its business days a transfer
    takes; `arrives` (day, link) is the row of the day at whose opening a transfer of the day
    arrives (beyond the run: not in it), `sent_back` (day, link) 1 where the bank sends the day's
    transfers back. `channel` is the way by which its sweeps go, -1: at any time.
    `pair` is the link in whose row the day-end position of all links between the same two legal
    persons stands, itself where each link stands for itself.
    `converts` is 1 where the header has another currency, then the position's: what goes up is
    `worth` / `worth_of` (day, link) times there, what comes down `brings` / `brings_of` times here.
    """

    participant: Amounts
    header: Amounts
    level: Amounts  # longest distance of the participant from a root; 1 = directly below
    priority: Amounts
    up: Amounts
    down: Amounts
    overdraws: Amounts
    on_receipt: Amounts
    on_value: Amounts
    equation: Amounts
    rule: Amounts
    open_days: Flags
    return_days: Flags
    passes: Flags
    last: Amounts
    settles: Amounts
    heir: Amounts
    delay: Amounts
    arrives: Amounts
    sent_back: Flags
    channel: Amounts
    pair: Amounts
    converts: Amounts
    worth: Amounts
    worth_of: Amounts
    brings: Amounts
    brings_of: Amounts


class CeilingTable(NamedTuple):
    """Position limits (往来限额) of the run's structure, by id; shape (limit,) each but two.

    What falls under a limit is the sum of the positions of its links, each way for itself: what
    was sent up where `up` (limit, link) is 1, what was fetched down where `down` (limit, link)
    is 1. Where `net` is 1, what is owed the other way over those links is taken off. The limit
    holds from the day row `begins` to `ends`, both included.
    """

    amount: Amounts
    begins: Amounts
    ends: Amounts
    net: Flags
    up: Flags
    down: Flags


class PassTable(NamedTuple):
    """`minute` (pass,) ascending; the last is END_OF_DAY. Sharing rules of the structure.

    `by_level` is 1 where a pass goes header by header, both directions, and then `credit_first`
    is 1 where all of a header's concentration comes before its funding. `first` to `third` are
    the limits in their order (`pooling.rules.Steps`), `half_up` is 1 where a multiple rounds.
    """

    minute: Amounts
    pro_rata: int
    partial: int
    by_level: int
    credit_first: int
    first: int
    second: int
    third: int
    half_up: int
