"""What an account may pay, and why: every term of it, in plain integers and in words.

    pay  = the least of: own cash + overdraft + what may be drawn from above;
           what is not its participants' money; what a budget for all payments leaves
    give = free cash - what the header keeps (+ its overdraft that may fund) + what it may itself
           draw from above; at a root + its undrawn credit line

What is drawn from above stays within what position limits leave on each link.
Restated here from the figures of one moment. Amounts are minor units. Source: the banking day,
section 5.
"""

import numpy as np

from treasury.arrays import UNLIMITED, WITHOUT_BOUND
from treasury.plan.ceilings import owed_under
from treasury.reporting.explaining.ceiling_words import leaves_words
from treasury.reporting.explaining.conversion_words import worth_to_participant
from treasury.reporting.explaining.figures import Figures
from treasury.reporting.explaining.hold_words import held_of, of_own
from treasury.reporting.explaining.overdraft_words import closed_words
from treasury.reporting.explaining.rule_words import money, stop_words
from treasury.tables import ALL_OUTGOING, BUDGET, END_OF_DAY, FROZEN


def free_cash(figures: Figures, account: int) -> int:
    """The book balance less what is held and the cash reserved for queued payments."""
    free = figures.book[account] - held_of(figures.plan, account, figures.day)
    return free - min(max(0, free), figures.queued[account])


def undrawn(figures: Figures, account: int) -> int:
    """What is left of the account's credit line, 0 without one; nothing once an evening's money
    market sweep has redeemed, for the lines of the day are drawn by then."""
    line = int(figures.plan.tables.accounts.line[account])
    if line < 0 or figures.redeemed:
        return 0
    return max(0, int(figures.plan.tables.loans.limit[figures.day, line]) - figures.owed[line])


def own_overdraft(figures: Figures, account: int) -> int:
    """The account's overdraft limit, during the day its intraday one, and its undrawn line."""
    accounts, evening = figures.plan.tables.accounts, figures.minute >= END_OF_DAY
    limit = int((accounts.overdraft if evening else accounts.intraday)[account])
    if figures.closed[account]:
        agreed = figures.plan.tables.overdrafts
        limit = 0 if evening else int(agreed.intraday[agreed.account == account][0])
    return min(limit + undrawn(figures, account), UNLIMITED)


def lowest(figures: Figures, header: int) -> int:
    """The lowest balance the header gives down to: no overdraft counts while it is closed."""
    found = int(figures.plan.tables.accounts.lowest[header])
    return max(0, found) if figures.closed[header] else found


def stopped(figures: Figures, account: int) -> bool:
    """Whether the account is frozen or closed on the day."""
    return bool(figures.plan.tables.stopped[figures.day, account] >= FROZEN)


def header_of(figures: Figures, account: int) -> int:
    """The account's header, -1 without one."""
    link = int(figures.places.link[account])
    return int(figures.plan.tables.links.header[link]) if link >= 0 else -1


def unused(figures: Figures, account: int) -> int:
    """What is left of its internal limit, or of its budget."""
    left = figures.left[account]
    if left is not None:
        return left
    limit = int(figures.places.limit[account])
    return max(0, limit - max(0, -figures.position[account]))


def reach(figures: Figures, header: int) -> int:
    """What the header may draw on its own link for its participants."""
    if far_words(figures, header):
        return 0
    return min(mode_reaches(figures, header), room(figures, header)[0])


def mode_reaches(figures: Figures, header: int) -> int:
    """What the header's payment mode lets it draw on its own link for its participants."""
    if figures.places.unbounded[header]:
        return UNLIMITED
    return max(0, figures.position[header]) + unused(figures, header)


def far_words(figures: Figures, account: int) -> str:
    """Why no payment draws on the account's own link, between two banks or two currencies; empty
    where one may."""
    link, links = int(figures.places.link[account]), figures.plan.tables.links
    if link >= 0 and links.delay[link] > 0:
        return "takes days"
    if link >= 0 and links.converts[link]:
        return "converts"
    return "goes by a clearing system" if link >= 0 and links.channel[link] >= 0 else ""


def right(figures: Figures, account: int) -> int:
    """What the account may draw from its header."""
    most = mode_lets(figures, account)
    return min(most, room(figures, account)[0]) if most else 0


def room(figures: Figures, account: int) -> tuple[int, int]:
    """What the position limits leave on the account's own link, downwards, and the one that does.

    UNLIMITED and -1 where none holds.
    """
    link, ceilings = int(figures.places.link[account]), figures.plan.tables.ceilings
    n = np.array(figures.links, dtype=np.int64)
    found = [(UNLIMITED, -1)]
    for at in np.flatnonzero(ceilings.down[:, link]).tolist():
        if ceilings.begins[at] <= figures.day <= ceilings.ends[at]:
            owed = int(owed_under(ceilings, at, n))
            repaid = 0 if ceilings.net[at] else max(0, figures.links[link])
            found.append((max(0, int(ceilings.amount[at]) - owed) + repaid, at))
    return min(found)


def mode_lets(figures: Figures, account: int) -> int:
    """What the account's payment mode lets it draw from its header."""
    accounts = figures.places
    if accounts.link[account] < 0:
        return 0
    if accounts.unbounded[account]:
        return UNLIMITED
    own = max(0, figures.position[account]) * int(accounts.deposits[account])
    return own + unused(figures, account) * int(accounts.borrows[account])


def give(figures: Figures, header: int) -> int:
    """What the header could pass down to a payment, its own header's help included."""
    if stopped(figures, header):
        return 0
    gives = free_cash(figures, header) - lowest(figures, header)
    above = header_of(figures, header)
    if above < 0:
        gives += undrawn(figures, header)
    else:
        gives += min(reach(figures, header), give(figures, above))
    return min(max(0, gives), UNLIMITED)


def help_for(figures: Figures, account: int) -> int:
    """What a payment of the account could draw from its header."""
    most = right(figures, account)
    return min(most, give(figures, header_of(figures, account))) if most else 0


def entitled(figures: Figures, account: int) -> int:
    """Its entitlement, what was granted to it included: what is not its participants' money."""
    link, sent = int(figures.places.link[account]), max(0, figures.position[account])
    own = worth_to_participant(figures.plan, figures.day, link, sent) if sent else 0
    own += figures.ended[account] + figures.coming[account]
    return figures.book[account] + own - figures.held[account]


def beyond(figures: Figures, account: int) -> int:
    """What of the header's help is more than the account's own deposits with it."""
    most = right(figures, account) - max(0, figures.position[account])
    return min(max(0, most), give(figures, header_of(figures, account))) if most > 0 else 0


def payable(figures: Figures, account: int, cash: int) -> int:
    """What the account may pay when `cash` of its own may be used."""
    accounts = figures.places
    if not accounts.pays[account] or stopped(figures, account):
        return 0
    overdraft = own_overdraft(figures, account)
    most = cash + overdraft + help_for(figures, account)
    if accounts.protect[account]:
        most = min(most, entitled(figures, account) + beyond(figures, account) + overdraft)
    left = figures.left[account]
    if left is not None and figures.scope[account] == ALL_OUTGOING:
        most = min(most, left)
    return min(max(0, most), UNLIMITED)


# --- in words -------------------------------------------------------------------------------------


def bounded(figures: Figures, account: int, minor: int) -> str:
    """The amount, or `without bound`."""
    return "without bound" if minor >= WITHOUT_BOUND else money(figures.plan, account, minor)


def means_words(figures: Figures, account: int, cash: int, verb: str) -> list[str]:
    """What the account could pay, with the terms of it, then what each header could give.

    `verb` begins the sentence, for example `It could pay`.
    """
    if stopped(figures, account):
        return [f"{verb} nothing: it {stop_words(figures.plan, account, figures.day)}."]
    if not figures.places.pays[account]:
        return [f"{verb} nothing: it only receives (只收不付)."]
    total = payable(figures, account, cash)
    words = f"{verb} {bounded(figures, account, total)} ({', '.join(terms(figures, account, cash))}"
    lines = [f"{words}{least_words(figures, account, cash)})."]
    if mode_lets(figures, account):
        lines += [right_words(figures, account), *give_words(figures, header_of(figures, account))]
    return lines


def terms(figures: Figures, account: int, cash: int) -> list[str]:
    """Own cash, overdraft, and what comes from above, as clauses."""
    held = of_own(figures.plan, account, figures.day)
    found = [f"{money(figures.plan, account, cash)} of its own{held}"]
    overdraft, helped = own_overdraft(figures, account), help_for(figures, account)
    if overdraft:
        found.append(f"{bounded(figures, account, overdraft)} overdraft and credit line")
    if figures.closed[account]:
        found.append(closed_words(figures.plan, account, figures.day, figures.owed))
    if helped:
        found.append(f"{bounded(figures, account, helped)} from its header")
    return found


def least_words(figures: Figures, account: int, cash: int) -> str:
    """Which other term of pay binds, as a clause; empty where none does."""
    plan, total = figures.plan, payable(figures, account, cash)
    sum_ = cash + own_overdraft(figures, account) + help_for(figures, account)
    left = figures.left[account]
    if total >= max(0, sum_):
        return ""
    if left is not None and figures.scope[account] == ALL_OUTGOING and total == left:
        return f", but its budget leaves {money(plan, account, left)} for all payments"
    free = entitled(figures, account)
    words = f", but only {money(plan, account, free)} is not its participants' money"
    if free <= 0:
        words = ", but all of that is its participants' money"
        words += f", and {money(plan, account, -free)} more" if free else ""
    borrowed = beyond(figures, account)
    if borrowed:
        words += f", and {bounded(figures, account, borrowed)} it may borrow beyond that"
    return words


def right_words(figures: Figures, account: int) -> str:
    """What the account may draw, and of what that is made, as a sentence."""
    plan, accounts = figures.plan, figures.places
    header = plan.names.accounts[header_of(figures, account)]
    left, ceiling = room(figures, account)
    held = ""
    if left < mode_lets(figures, account):
        held = f", but {leaves_words(plan, ceiling, left)}"
    if accounts.unbounded[account]:
        return f"Its payment mode (full) lets it draw from {header} without bound{held}."
    own = max(0, figures.position[account])
    parts = [f"{money(plan, account, own)} it had itself sent up"]
    if accounts.borrows[account]:
        parts.append(unused_words(figures, account))
    most = money(plan, account, mode_lets(figures, account))
    return f"It may draw {most} from {header}: {' and '.join(parts)}{held}."


def unused_words(figures: Figures, account: int) -> str:
    """What is left of the internal limit or the budget, as a clause."""
    plan = figures.plan
    rest = money(plan, account, unused(figures, account))
    if figures.places.mode[account] == BUDGET:
        return f"{rest} left of its budget"
    limit = money(plan, account, int(figures.places.limit[account]))
    return f"{rest} unused of its internal limit of {limit}"


def give_words(figures: Figures, header: int) -> list[str]:
    """What the header could give and of what that is made; then its own header, where it helps."""
    plan, who = figures.plan, figures.plan.names.accounts[header]
    if stopped(figures, header):
        return [f"{who} could give nothing: it {stop_words(plan, header, figures.day)}."]
    least, free = lowest(figures, header), free_cash(figures, header)
    parts = [f"{money(plan, header, free)} of free cash{of_own(plan, header, figures.day)}"]
    if least > 0:
        parts.append(f"less {money(plan, header, least)} it keeps")
    if least < 0:
        parts.append(f"{bounded(figures, header, -least)} of its overdraft")
    if figures.closed[header]:
        parts.append(closed_words(plan, header, figures.day, figures.owed))
    above = header_of(figures, header)
    if above < 0 and undrawn(figures, header):
        parts.append(f"{money(plan, header, undrawn(figures, header))} of its credit line")
    fetched = min(reach(figures, header), give(figures, above)) if above >= 0 else 0
    if fetched:
        parts.append(f"{bounded(figures, header, fetched)} from {plan.names.accounts[above]}")
    parts += held_words(figures, header)
    gives = bounded(figures, header, give(figures, header))
    far = far_words(figures, header)
    rest = f"; its link to {plan.names.accounts[above]} {far}, so nothing is drawn on it"
    lines = [f"{who} could give {gives}: {', '.join(parts)}{rest if far else ''}."]
    return [*lines, *give_words(figures, above)] if fetched else lines


def held_words(figures: Figures, header: int) -> list[str]:
    """The position limit that holds the header back more than its mode and header do; or none."""
    above = header_of(figures, header)
    if above < 0:
        return []
    left, ceiling = room(figures, header)
    if left >= min(mode_reaches(figures, header), give(figures, above)):
        return []
    return [f"where {leaves_words(figures.plan, ceiling, left)}"]
