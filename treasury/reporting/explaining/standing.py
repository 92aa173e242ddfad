"""Where an account stands at a close: balances, what waits, loans, position, headroom.

Headroom is what the account could still pay. Amounts are minor units.
"""

import numpy as np

from treasury.arrays import WITHOUT_BOUND
from treasury.reporting.explaining.causes import times_words
from treasury.reporting.explaining.conversion_words import worth_to_participant
from treasury.reporting.explaining.day_view import DayView, effect
from treasury.reporting.explaining.deposit_words import standing_words
from treasury.reporting.explaining.figures import Figures, close_of
from treasury.reporting.explaining.means import free_cash, means_words, payable
from treasury.reporting.explaining.money_market_words import invested_words
from treasury.reporting.explaining.netting_words import stands_with
from treasury.reporting.explaining.overdraft_words import night_words
from treasury.reporting.explaining.rule_words import money, one_line
from treasury.reporting.explaining.sentences import item_words


def closing(view: DayView) -> list[str]:
    """The sentences of the close: balances, queue, loans, deposits, what is invested, positions,
    headroom."""
    close = close_of(view.plan, view.projection, view.day)
    return [
        balance_words(view),
        *intraday_words(view),
        *queue_words(view, close),
        *postponed_words(view),
        *loan_words(view),
        *night_words(view),
        *standing_words(view),
        *invested_words(view),
        *position_words(view, close),
        headroom_words(view, close),
    ]


def bounded(view: DayView, minor: int) -> str:
    """The amount, or `without bound`."""
    return "without bound" if minor >= WITHOUT_BOUND else money(view.plan, view.account, minor)


def balance_words(view: DayView) -> str:
    """The closing balances."""
    book = int(view.projection.book[view.day, view.account])
    value = int(view.projection.value[view.day, view.account])
    words = f"Closed with {money(view.plan, view.account, book)} book"
    if value != book:
        words += f" and {money(view.plan, view.account, value)} value"
    if book < 0:
        limit = bounded(view, int(view.plan.tables.accounts.overdraft[view.account]))
        words += f", overdrawn overnight (overdraft limit: {limit})"
    coming = int(view.projection.transit[view.day, view.account])
    if coming:
        words += f"; {money(view.plan, view.account, coming)} is on its way to it"
    return f"{words}."


def intraday_words(view: DayView) -> list[str]:
    """How much of an intraday overdraft limit was used at most today, if any was."""
    accounts = view.plan.tables.accounts
    limit = int(accounts.intraday[view.account])
    if limit == int(accounts.overdraft[view.account]):
        return []
    balance, lowest = view.opening, view.opening
    for row in view.rows:
        balance += effect(row, view.account)
        lowest = min(lowest, balance)
    if lowest >= 0:
        return []
    most, of = money(view.plan, view.account, -lowest), money(view.plan, view.account, limit)
    return [f"It was overdrawn by {most} at most today (intraday limit: {of})."]


def queue_words(view: DayView, close: Figures) -> list[str]:
    """What still waits in the account's queue, if anything."""
    count = close.waits[view.account]
    if count == 0:
        return []
    total = money(view.plan, view.account, close.queued[view.account])
    payments = "payment waits" if count == 1 else "payments wait"
    return [f"{count} {payments} for the next day, {total} in all."]


def postponed_words(view: DayView) -> list[str]:
    """The payments entered today that belong to a later business date, one sentence each."""
    items, today, words = view.plan.tables.items, view.plan.names.days[view.day], []
    later = (items.account == view.account) & (items.day > view.day) & (items.channel >= 0)
    for item in np.flatnonzero(later).tolist():
        record = view.plan.scenario.items[int(items.source[item])]
        if record.date != today:
            continue
        amount = money(view.plan, view.account, -int(items.amount[item]))
        clock = f", entered at {record.time:%H:%M}," if record.time else ", entered today,"
        words.append(
            f"{item_words(view.plan, item)} of {amount}{clock} belongs to "
            f"{view.plan.names.days[int(items.day[item])].isoformat()}: it came outside "
            f"{times_words(view.plan, record)}."
        )
    return words


def loan_words(view: DayView) -> list[str]:
    """What is owed and undrawn on the account's loans."""
    loans, words = view.plan.tables.loans, []
    for loan in np.flatnonzero(loans.account == view.account).tolist():
        owed, limit = int(view.projection.owed[view.day, loan]), int(loans.limit[view.day, loan])
        name = one_line(view.plan.names.loans[loan])
        left = limit_words(view, loan)
        if owed or limit:
            kind = "Overdue loan" if loan in view.plan.tables.overdrafts.loan else "Loan"
            words.append(f"{kind} {name}: {money(view.plan, view.account, owed)} owed{left}.")
    return words


def limit_words(view: DayView, loan: int) -> str:
    """What is left of a credit line, as a clause; that its limit is another one than on the day
    before, and how much is drawn above it; empty of other loans."""
    limits, owed = view.plan.tables.loans.limit[:, loan], int(view.projection.owed[view.day, loan])
    limit, before = int(limits[view.day]), int(limits[max(0, view.day - 1)])
    changed = ""
    if limit != before:
        told = [money(view.plan, view.account, amount) for amount in (limit, before)]
        changed = f", its limit is {told[0]} from this day on, {told[1]} before"
    if owed > limit and limits.any():
        above = money(view.plan, view.account, owed - limit)
        return f", {above} more than its limit{changed}"
    return f", {bounded(view, limit - owed)} undrawn{changed}" if limit else changed


def position_words(view: DayView, close: Figures) -> list[str]:
    """The position to the header, what is open with former ones and held of participants, the
    entitlement. A position in the header's currency counts in none of the participant's."""
    words = []
    converts = view.link >= 0 and bool(view.plan.tables.links.converts[view.link])
    own, held = close.position[view.account], close.held[view.account]
    ended = close.ended[view.account]
    if view.link >= 0:
        above = int(view.plan.tables.links.header[view.link])
        header, net = view.name(above), money(view.plan, above, abs(own))
        if converts:
            net = f"{net} {view.plan.names.currencies[above]}"
        way = f"sent up to {header}" if own >= 0 else f"fetched down from {header}"
        words.append(f"Position: {net} net {way}{stands_with(view.plan, view.link)}.")
    words += ended_words(view, close)
    if held:
        net = money(view.plan, view.account, abs(held))
        money_of = f"It owes its participants {net}, net."
        words.append(money_of if held > 0 else f"It has lent {net} to its participants, net.")
    if own or held or ended:
        coming = close.coming[view.account]
        right = close.book[view.account] + coming + ended - held + (0 if converts else own)
        counted = ", what is on its way to it included" if coming else ""
        if converts and own:
            counted += f", without its position in {view.plan.names.currencies[above]}"
        words.append(f"Entitlement: {money(view.plan, view.account, right)}{counted}.")
    if converts and held and own > 0:
        brings = worth_to_participant(view.plan, view.day, view.link, own)
        counts = money(view.plan, view.account, brings)
        words.append(f"For its own payments its position counts at what it brings today, {counts}.")
    return words


def ended_words(view: DayView, close: Figures) -> list[str]:
    """What is still open on links of the account that have ended, one sentence a link."""
    links, words = view.plan.tables.links, []
    for link in np.flatnonzero(links.participant == view.account).tolist():
        open_, header = close.links[link], view.name(int(links.header[link]))
        if link == view.link or open_ == 0:
            continue
        last = view.plan.scenario.links[view.plan.names.link_records[link]].valid_until
        net = money(view.plan, view.account, abs(open_))
        who = f"{header} still owes it {net}" if open_ > 0 else f"it still owes {header} {net}"
        words.append(f"Of its link to {header}, which ended on {last}, {who}.")
    return words


def headroom_words(view: DayView, close: Figures) -> str:
    """What the account could still pay at the close, and from where."""
    account = view.account
    cash = free_cash(close, account)
    if payable(close, account, cash) >= WITHOUT_BOUND:
        return "Headroom: it could still pay without bound."
    return means_words(close, account, cash, "Headroom: it could still pay")[0]
