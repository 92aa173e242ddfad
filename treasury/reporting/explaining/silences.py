"""What did not happen on an account's day, and why: the passes in which its rule moved nothing.

A sweep that was wanted and stopped is an event and is told as one; here are the passes that
left no event. Amounts are minor units.
"""

from datetime import date

from treasury.dates import Calendar, business_days
from treasury.plan.plan import Plan
from treasury.pooling.rules import (
    AT_HEADER,
    AT_POSITION,
    AT_RECEIPTS,
    NOTHING_ELSE,
    Equation,
)
from treasury.reporting.explaining.day_view import (
    DayView,
    Row,
    coming,
    moved,
    not_yet_valued,
    pass_rows,
    pass_start,
)
from treasury.reporting.explaining.hold_words import held_of, of_it
from treasury.reporting.explaining.membership_words import absent_words
from treasury.reporting.explaining.rule_words import (
    clock,
    equation_at,
    money,
    one_line,
    stop_words,
)
from treasury.reporting.explaining.rules_of_day import rule_words
from treasury.reporting.explaining.window_words import shut_all_day, shut_words
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    BESIDE,
    CONCENTRATION,
    DRAW,
    FUNDING,
    KIND,
    MINUTE,
    ON_RECEIPT,
    OTHER,
    REASON,
    RECEIPT,
    REF,
    RETURN,
    places_on,
)

NOTHING_UP = {
    NOTHING_ELSE: "there was nothing to send up",
    AT_RECEIPTS: "nothing was received since its last run, so nothing was sent up",
    AT_POSITION: "as much as its cap allows was already sent up, so nothing was sent up",
    AT_HEADER: "its header lacked nothing, so nothing was sent up",
}
"""Why a rule whose trigger was reached sends nothing, by what it looks at beside the balance."""

BETWEEN = (CONCENTRATION, FUNDING, DRAW, RETURN)
"""What moves money between a header and its participants."""


def silences(view: DayView) -> list[tuple[int, str]]:
    """Why no rule moved money on this account's own link: (place, sentence), one a pass.

    The place is that of the day's row before which the sentence belongs.
    """
    whole_day = whole_day_words(view)
    if whole_day:
        return [(len(view.rows), whole_day)]
    passes = range(len(view.plan.tables.passes.minute))
    told = [(pass_start(view, index), pass_words(view, index)) for index in passes]
    return [(place, sentence) for place, sentence in told if sentence] + not_at_once(view)


def not_at_once(view: DayView) -> list[tuple[int, str]]:
    """The receipts on which nothing could go up in real time, because a clearing system was shut:
    (place, sentence) as in `silences`."""
    links, link, told = view.plan.tables.links, view.link, []
    if not links.on_receipt[link] or not links.up[link]:
        return []
    for place, row in enumerate(view.rows):
        from_below = row[OTHER] == view.account and row[KIND] == CONCENTRATION
        came_in = row[ACCOUNT] == view.account and row[KIND] == RECEIPT
        shut = shut_words(view.plan, view.day, link, row[MINUTE])
        if shut and (came_in or (from_below and row[AMOUNT] and row[REASON] & ON_RECEIPT)):
            sentence = f"{clock(row[MINUTE])}: nothing goes up to {header_name(view)} now: {shut}."
            told.append((place + 1, sentence))
    return told


def whole_day_words(view: DayView) -> str:
    """Why nothing could be swept on the account's own link all day; empty where it could."""
    plan, name = view.plan, view.name(view.account)
    if plan.structure is None:
        return "This run has no structure: nothing is swept and no header helps."
    if view.link < 0 and view.account in plan.tables.links.header:
        return f"{name} is a root of structure {plan.structure}: no rule sweeps it."
    if view.link < 0:
        why = absent_words(plan, view.account, view.day)
        when = f" today: {why}" if why else ""
        if not why and view.account in plan.tables.members.account:
            return f"{name} is in no link of structure {plan.structure}: no rule sweeps it."
        return f"{name} does not take part in structure {plan.structure}{when}."
    stops = stops_above(view, view.link)
    if stops:
        return f"No sweep with {header_name(view)}: {stops}."
    if plan.tables.links.open_days[view.day, view.link] == 0:
        return f"No sweep with {header_name(view)}: {closed_words(view, view.link)}."
    shut = shut_all_day(view.plan, view.day, view.link)
    return f"No sweep with {header_name(view)}: {shut}." if shut else ""


def header_name(view: DayView) -> str:
    """The id of the account's header."""
    return view.name(int(view.plan.tables.links.header[view.link]))


def stops_above(view: DayView, link: int) -> str:
    """Which account stops the link on the day: its participant, or a header above; else empty."""
    links, places = view.plan.tables.links, places_on(view.plan.tables, view.day)
    account = int(links.participant[link])
    while not view.plan.tables.stopped[view.day, account]:
        above = int(places.link[account])
        if above < 0:
            return ""
        account = int(links.header[above])
    return f"{view.name(account)} {stop_words(view.plan, account, view.day)}"


def closed_words(view: DayView, link: int) -> str:
    """Which of the link's calendars are closed on the day: `... is not a business day of ...`."""
    plan, day = view.plan, view.plan.names.days[view.day]
    calendars = {calendar.id: calendar for calendar in plan.scenario.calendars}
    banks = {bank.id: bank.calendar for bank in plan.scenario.banks}
    links = plan.tables.links
    structure = next(found for found in plan.scenario.structures if found.id == plan.structure)
    users = {f"structure {structure.id}": structure.calendar}
    for account in (int(links.participant[link]), int(links.header[link])):
        users[f"bank {plan.names.banks[account]}"] = banks[plan.names.banks[account]]
    closed = [
        f"{user} (calendar {calendar})"
        for user, calendar in users.items()
        if calendar is not None and not works(calendars[calendar], view)
    ]
    if not closed:
        return off_words(plan, link, day)
    return f"{day.isoformat()} is not a business day of {' or of '.join(closed)}"


def off_words(plan: Plan, link: int, day: date) -> str:
    """Why a rule does not run on a day on which its link works."""
    record = plan.scenario.links[plan.names.link_records[link]]
    rule = next(rule for rule in plan.scenario.rules if rule.id == record.rule)
    if day in rule.pauses:
        return f"rule {one_line(rule.id)} pauses on {day.isoformat()}"
    runs = {
        "weekly": f"runs on {', '.join(rule.weekdays)} only",
        "month_end": "runs on the last business day of the month only",
        "dates": "runs on its dates only",
    }.get(rule.frequency)
    if runs is None:
        return f"the link is not in force on {day.isoformat()}"
    return f"rule {one_line(rule.id)} {runs}"


def works(calendar: Calendar, view: DayView) -> bool:
    """Whether the calendar works on the day."""
    return bool(business_days(calendar, [view.plan.names.days[view.day]])[0])


def pass_words(view: DayView, index: int) -> str:
    """Why the account's link left no event in this pass; empty where it left one."""
    links, link = view.plan.tables.links, view.link
    minute = int(view.plan.tables.passes.minute[index])
    rule = rule_words(view.plan, view.day, link)
    if not links.passes[index].any():
        return ""  # a clearing window opens, and nobody is swept
    if links.passes[index, link] == 0:
        own = [
            clock(int(view.plan.tables.passes.minute[p])) for p in range(len(links.passes))
            if links.passes[p, link]
        ]  # fmt: skip
        runs = f"runs at {' and '.join(own)} only" if own else "fires on receipts only"
        return f"{clock(minute)}: not in this pass: {rule} {runs}."
    shut = shut_words(view.plan, view.day, link, minute)
    if shut:
        return f"{clock(minute)}: no sweep with {header_name(view)}: {shut}."
    rows = pass_rows(view, minute)
    if any(row[REF] == link for row in rows):
        return ""
    start = pass_start(view, index)
    before = view.opening + moved(view.rows[:start], view.account)
    before -= int(links.on_value[link]) * not_yet_valued(view, start)
    by_level = view.plan.tables.passes.by_level == 1
    earlier = [row for row in rows if row[OTHER] == view.account]
    before += moved(
        (row for row in earlier if by_level or row[KIND] == CONCENTRATION), view.account
    )
    under_way = coming_at(view, pass_start(view, index), earlier)
    needs = 0 if by_level else sum(row[BESIDE] for row in earlier if row[KIND] == FUNDING)
    held = held_of(view.plan, view.account, view.day)
    lacking = before + under_way
    lacking -= min(held, max(0, lacking)) + needs
    reasons = f"{up_words(view, before - held)}; {down_words(view, lacking, needs)}"
    off = of_it(view.plan, view.account, held, before)
    way = f" ({money(view.plan, view.account, under_way)} more is on its way)" if under_way else ""
    return (
        f"{clock(minute)}: no sweep with {header_name(view)}. {rule} saw "
        f"{money(view.plan, view.account, before)}{off}{way}: {reasons}."
    )


def coming_at(view: DayView, start: int, earlier: list[Row]) -> int:
    """What was on its way to the account when its link's turn came; `earlier` are the rows of its
    participants in the pass."""
    rows = [*view.rows[:start], *earlier]
    return view.opening_coming + sum(coming(row, view.account) for row in rows)


def up_words(view: DayView, seen: int) -> str:
    """Why nothing was sent up at this balance, as a clause."""
    row = equation_at(view.plan, view.day, view.link)
    if view.plan.tables.links.up[view.link] == 0:
        return "nothing goes up this link (direction down)"
    if seen > row.trigger or (row.inclusive and seen == row.trigger):
        return NOTHING_UP[row.looks_at]
    trigger = money(view.plan, view.account, row.trigger)
    if row.inclusive:
        return f"it sends from {trigger} on, so nothing was sent up"
    return f"it sends only what is above {trigger}, so nothing was sent up"


def down_words(view: DayView, seen: int, needs: int) -> str:
    """Why nothing was asked for at this balance (already less `needs`), as a clause."""
    row = equation_at(view.plan, view.day, view.link)
    if view.plan.tables.links.down[view.link] == 0:
        return "nothing comes down this link (direction up)"
    if row.funds == 0:
        return "it asks for nothing but what its branch lacks, and that was nothing"
    return floor_words(view, seen, needs, row)


def floor_words(view: DayView, seen: int, needs: int, row: Equation) -> str:
    """Why a rule that funds asked for nothing, as a clause."""
    floor = money(view.plan, view.account, row.floor)
    counted = ""
    if needs:
        left = money(view.plan, view.account, seen)
        counted = f" ({left} after its participants' needs)"
    return f"it asks only below {floor}{counted}, so nothing was asked for"


def quiet_participants(view: DayView) -> list[str]:
    """The participants to and from which nothing moved today, one sentence for each reason.

    A sweep that was wanted and stopped is told as an event; so its participant is not quiet.
    """
    links, places = view.plan.tables.links, places_on(view.plan.tables, view.day)
    told = {
        row[ACCOUNT] for row in view.rows
        if row[KIND] in BETWEEN and row[OTHER] == view.account
    }  # fmt: skip
    quiet: dict[str, list[str]] = {}
    for link in range(len(links.header)):
        participant = int(links.participant[link])
        present = places.link[participant] == link
        if present and links.header[link] == view.account and participant not in told:
            closed = not links.open_days[view.day, link]
            why = stops_above(view, link) or (closed_words(view, link) if closed else "")
            why = why or shut_all_day(view.plan, view.day, link)
            quiet.setdefault(why, []).append(view.name(participant))
    return [quiet_words(reason, names) for reason, names in quiet.items()]


def quiet_words(reason: str, names: list[str]) -> str:
    """The sentence about some participants; the first eight by name."""
    shown = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
    ending = f": {reason}." if reason else "."
    whom = "participant" if len(names) == 1 else "participants"
    return f"Nothing was swept between it and its {whom} {shown}{ending}"
