"""An account's day as a story in sentences: what was seen, what fired, what limited it, what did
not happen and why, and how the account stands at the close.

Lines that begin with two blanks belong to the line above them (the chain across levels).
"""

from treasury.booking import book
from treasury.plan.plan import Plan
from treasury.reporting.explaining.analysis_periods import periods_of
from treasury.reporting.explaining.analysis_words import behind_words
from treasury.reporting.explaining.day_view import DayView, Row, effect, view_day
from treasury.reporting.explaining.figures import figures_at
from treasury.reporting.explaining.hold_words import added
from treasury.reporting.explaining.interest_words import settlement_words
from treasury.reporting.explaining.ledger_words import virtual_words
from treasury.reporting.explaining.levy_words import charge_words
from treasury.reporting.explaining.means import means_words
from treasury.reporting.explaining.on_lending_words import posted_words
from treasury.reporting.explaining.pool_words import day_words, result_words, share_words
from treasury.reporting.explaining.rule_words import clock, money, one_line
from treasury.reporting.explaining.sentences import event_sentence, sweep_sentence
from treasury.reporting.explaining.silences import quiet_participants, silences
from treasury.reporting.explaining.standing import closing
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    ANALYSIS_CHARGED,
    ANALYSIS_CLOSED,
    ARRIVED,
    AUX,
    BUDGETED,
    CONCENTRATION,
    DAY,
    DEPOSIT_INTEREST,
    DIVESTED,
    DRAW,
    FEE,
    FEE_ANALYSED,
    FUNDING,
    INTEREST,
    INTERNAL_INTEREST,
    KIND,
    LEVIED_ON,
    MINUTE,
    NOVATED,
    NUMBER,
    ON_ITS_WAY,
    OTHER,
    PAYMENT,
    POOL_RESULT,
    POOL_SHARE,
    QUEUED,
    REASON,
    REDEEMED,
    REF,
    REFUSED,
    REINVESTED,
    REJECTED,
    RETURN,
    SEEN,
    SENT_BACK,
    SETTLED,
    SETTLEMENT,
    TAX,
    TERM_FEE,
    TERM_FEE_ANALYSED,
    UNTIMED,
    Projection,
)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BETWEEN = (
    DRAW, CONCENTRATION, FUNDING, INTERNAL_INTEREST, SETTLEMENT, NOVATED, RETURN, ARRIVED,
    SENT_BACK,
)  # fmt: skip
SETTLEMENTS = {POOL_RESULT: result_words, POOL_SHARE: share_words}
"""How settlements are told that are not an account's, a loan's or a link's own."""
AT_OPENING = (
    INTEREST, INTERNAL_INTEREST, FEE, TERM_FEE, TAX, BUDGETED, NOVATED, RETURN, ARRIVED, SENT_BACK,
    REDEEMED, DEPOSIT_INTEREST, DIVESTED, REINVESTED, FEE_ANALYSED, TERM_FEE_ANALYSED,
    ANALYSIS_CLOSED, ANALYSIS_CHARGED,
)  # fmt: skip


def explain_day(plan: Plan, projection: Projection, account: int, day: int) -> list[str]:
    """The account's day in sentences, in the order in which things happened.

    `account` is an index and `day` a row of the plan.
    """
    view = view_day(plan, projection, account, day)
    return [
        *heading(view),
        *flags(plan, account),
        *what_happened(view),
        *closing(view),
        *day_words(view),
        *ledgers(view),
    ]


def what_happened(view: DayView) -> list[str]:
    """What happened on the account's day, and what did not and why, in order."""
    told = happenings(view)
    if not told:
        told = [(0, "Nothing came in or went out.")]
    by_place = sorted([*silences(view), *told], key=lambda line: line[0])
    return [*(text for _, text in by_place), *quiet_participants(view)]


def ledgers(view: DayView) -> list[str]:
    """The account's virtual ledgers; nothing where it has none."""
    name = view.plan.names.accounts[view.account]
    if all(ledger.account != name for ledger in view.plan.scenario.ledgers):
        return []
    books = book(view.plan, view.projection.events)
    return virtual_words(view.plan, view.projection, books, (view.account, view.day))


def flags(plan: Plan, account: int) -> list[str]:
    """What the scenario says must be said of this account, a line each."""
    name = plan.names.accounts[account]
    return [
        f"To be read with every figure of this account: {one_line(notice.text)}"
        for notice in plan.scenario.notices
        if name in notice.accounts
    ]


def heading(view: DayView) -> list[str]:
    """Who, when, and with what the day opened."""
    plan, day = view.plan, view.plan.names.days[view.day]
    record = plan.scenario.accounts[plan.names.account_records[view.account]]
    name = f" {one_line(record.name)}" if record.name else ""
    where = f"structure {plan.structure}" if plan.structure else "no structure"
    title = (
        f"{record.id}{name} ({record.currency} at bank {record.bank}, entity {record.entity}) on "
        f"{WEEKDAYS[day.weekday()]} {day.isoformat()}, run {plan.name} ({where})."
    )
    opening = f"Opened with {money(plan, view.account, view.opening)} book"
    if view.opening_value != view.opening:
        opening += f" and {money(plan, view.account, view.opening_value)} value"
    return [title, f"{opening}{added(plan, view.account, view.day)}."]


def happenings(view: DayView) -> list[tuple[int, str]]:
    """Every event of the day that concerns the account, with the balance after it.

    Each line stands with the place of its event in the day's rows.
    """
    lines: list[tuple[int, str]] = []
    balance = view.opening
    settled = {row[REF] for row in view.rows if row[KIND] == SETTLED}
    for place, row in enumerate(view.rows):
        change = effect(row, view.account)
        balance += change
        if not concerns(view, row) or told_elsewhere(view, row, settled):
            continue
        after = f" Balance: {money(view.plan, view.account, balance)}." if change else ""
        lines.append((place, f"{when(row)}: {sentence(view, row)}{after}"))
        lines.extend((place, f"  {line}") for line in chain(view, place))
    return lines


def told_elsewhere(view: DayView, row: Row, settled: set[int]) -> bool:
    """Whether another line of the day tells it: a number with what is settled or charged of it."""
    if row[KIND] == NUMBER:
        return view.plan.tables.accruals.into[row[REF]] in settled
    return row[KIND] == LEVIED_ON and row[MINUTE] == UNTIMED


def when(row: Row) -> str:
    """The time of an event; interest, fees, what is returned and what arrives come at the
    opening."""
    if row[KIND] in AT_OPENING:
        return "opening"
    return "close" if row[KIND] in (NUMBER, SETTLED, LEVIED_ON) else clock(row[MINUTE])


def concerns(view: DayView, row: Row) -> bool:
    """Whether the event belongs to the account's story.

    Events of the account, sweeps and draws of its participants, and every draw of a chain that
    serves a payment of the account.
    """
    if row[ACCOUNT] == view.account:
        return True
    if row[KIND] not in BETWEEN:
        return False
    if row[KIND] == DRAW and view.plan.tables.items.account[row[AUX]] == view.account:
        return True
    return row[OTHER] == view.account


def sentence(view: DayView, row: Row) -> str:
    """The event's sentence; settled interest, fees by terms and taxes with their calculation."""
    if row[KIND] == SETTLED:
        told = SETTLEMENTS.get(int(view.plan.tables.accruals.kind[row[REF]]), settlement_words)
        return told(view, row)
    if row[KIND] in (TERM_FEE, TERM_FEE_ANALYSED, TAX):
        return charge_words(view, row)
    return event_sentence(view.plan, row)


def chain(view: DayView, place: int) -> list[str]:
    """What the other levels did with the money of the sweep at this place of the day's rows."""
    row = view.rows[place]
    if row[KIND] == CONCENTRATION and row[ACCOUNT] == view.account:
        return onwards(view, place) if row[AMOUNT] and not row[REASON] & ON_ITS_WAY else []
    if row[KIND] == CONCENTRATION:
        return gathered(view, place) if row[AMOUNT] else []
    if row[KIND] in (ANALYSIS_CLOSED, ANALYSIS_CHARGED):
        return behind_words(view, row, periods_of(view.plan, view.projection))
    if row[KIND] == INTERNAL_INTEREST:
        return posted_words(view.plan, view.projection, row[REF], row[DAY])
    if row[KIND] in (FUNDING, RETURN) and row[ACCOUNT] == view.account:
        return behind(view, place)
    if row[KIND] in (PAYMENT, QUEUED, REJECTED, REFUSED) and row[AMOUNT] < 0:
        return means(view, place)
    return []


def means(view: DayView, place: int) -> list[str]:
    """What the account could pay when the payment at this place was decided, term by term.

    Left out where its own cash was enough.
    """
    row, before = view.rows[place], place
    if row[KIND] == PAYMENT and row[SEEN] >= -row[AMOUNT]:
        return []
    while before > 0 and view.rows[before - 1][KIND] == DRAW and row[KIND] == PAYMENT:
        before -= 1
    figures = figures_at(view.plan, view.projection, (view.day, row[MINUTE]), before)
    return means_words(figures, view.account, row[SEEN], "It could pay")


def onwards(view: DayView, place: int) -> list[str]:
    """What the levels above sent on in the same pass, until one sent nothing."""
    lines = []
    account, minute = view.rows[place][OTHER], view.rows[place][MINUTE]
    for row in view.rows[place + 1 :]:
        same = row[KIND] == CONCENTRATION and row[MINUTE] == minute
        if same and row[ACCOUNT] == account:
            lines.append(f"Further up: {sweep_sentence(view.plan, row)}")
            account = row[OTHER]
    return lines


def behind(view: DayView, place: int) -> list[str]:
    """What the header had itself got in the same pass, or had returned, up to the root."""
    lines = []
    account, minute, kind = (view.rows[place][column] for column in (OTHER, MINUTE, KIND))
    for row in reversed(view.rows[:place]):
        same = row[KIND] == kind and row[MINUTE] == minute
        if same and row[ACCOUNT] == account:
            lines.append(f"Behind it: {sweep_sentence(view.plan, row)}")
            account = row[OTHER]
    return lines


def gathered(view: DayView, place: int) -> list[str]:
    """What the participant had itself received from below in the same pass, as one sentence."""
    participant, minute = view.rows[place][ACCOUNT], view.rows[place][MINUTE]
    came = [
        row for row in view.rows[:place]
        if row[KIND] == CONCENTRATION and row[MINUTE] == minute
        and row[OTHER] == participant and row[AMOUNT] and not row[REASON] & ON_ITS_WAY
    ]  # fmt: skip
    if not came:
        return []
    total = money(view.plan, participant, sum(row[AMOUNT] for row in came))
    who = "1 account" if len(came) == 1 else f"{len(came)} accounts"
    return [f"Behind it: {who} had sent {total} up to {view.name(participant)} in this pass."]
