"""Section 5, restated: what an account may pay, linked draws, and the queue."""

from tests.reference.between_persons import room
from tests.reference.budgets import BudgetBook
from tests.reference.clearing import takes
from tests.reference.converting import converts, for_participant
from tests.reference.days import END_OF_DAY
from tests.reference.on_receipt import fires_on_receipt
from tests.reference.stopping import is_closed, nothing_leaves
from tests.reference.units import BOUNDLESS
from tests.reference.world import Dated, Draw, Fate, World


def header_of(world: World, account: str) -> str | None:
    """The account's header, or None."""
    edge = world.setting.edges.get(account)
    return None if edge is None else edge.header


def own_position(world: World, account: str) -> int:
    """n(a): sent up less received on the account's own link; 0 without one."""
    edge = world.setting.edges.get(account)
    return 0 if edge is None else world.position[edge.key]


def entitlement(world: World, account: str) -> int:
    """Book balance, with what is on its way there, + own n - the sum of n of the direct
    participants, over every link on which something is open, also one that has ended.

    An n in the header's currency is what it would bring today; below zero it is nothing, for what
    was granted is the account's own to spend whatever it costs to repay.
    """
    if owes_elsewhere(world, account):
        edge = world.setting.edges[account]
        own = [for_participant(world.setting, edge, world.day, max(0, world.position[edge.key]))]
    else:
        own = [n for (participant, _, _), n in world.position.items() if participant == account]
    below = [n for (_, header, _), n in world.position.items() if header == account]
    return world.book[account] + world.coming(account) + sum(own) - sum(below)


def owes_elsewhere(world: World, account: str) -> bool:
    """Whether the account's position is in another currency than its own."""
    edge = world.setting.edges.get(account)
    return edge is not None and converts(world.setting, edge)


def own_overdraft(world: World, account: str) -> int:
    """The bank overdraft limit and the undrawn credit line; in the day the intraday limit, where
    that is larger."""
    facts = world.setting.accounts[account]
    in_the_day = world.minute != END_OF_DAY
    limit = max(facts.overdraft, facts.intraday) if in_the_day else facts.overdraft
    return limit + world.undrawn(account)


def unused(world: World, account: str) -> int:
    """What of the internal limit, or of the period's budget, is not drawn yet."""
    facts = world.setting.accounts[account]
    if facts.mode == "budget":
        return world.budgets[account].left() if account in world.budgets else 0
    return max(0, facts.internal_limit - max(0, -own_position(world, account)))


def room_to_draw(world: World, account: str) -> int:
    """What the position limits leave on the account's own link, downwards."""
    return room(world, world.setting.edges[account], upwards=False)


def reach(world: World, header: str) -> int:
    """What a header may draw on its own link, by its mode and the position limits; nothing where
    that takes days or goes by a clearing system: draws are made in the books of one bank; nor where
    it leads to another currency: they are made in one."""
    edge = world.setting.edges[header]
    if edge.takes_days or edge.clearing is not None or converts(world.setting, edge):
        return 0
    if world.setting.accounts[header].mode == "full":
        return room_to_draw(world, header)
    deposits = max(0, own_position(world, header))
    return min(deposits + unused(world, header), room_to_draw(world, header))


def right(world: World, account: str) -> int:
    """How much more than its own cash the account's mode and the position limits let it spend; 0
    without a header."""
    if header_of(world, account) is None:
        return 0
    return min(right_by_mode(world, account), room_to_draw(world, account))


def right_by_mode(world: World, account: str) -> int:
    """What the account's mode lets it draw on its own link."""
    deposits = max(0, own_position(world, account))
    return {
        "standalone": 0,
        "own_deposits": deposits,
        "own_plus_limit": deposits + unused(world, account),
        "budget": deposits + unused(world, account),
        "full": BOUNDLESS,
        "receive_only": 0,
    }[world.setting.accounts[account].mode]


def give(world: World, header: str | None) -> int:
    """What a header can pass down; nothing where there is none, or nothing may leave it."""
    if header is None or nothing_leaves(world.setting, header, world.day):
        return 0
    above = header_of(world, header)
    more = world.undrawn(header) if above is None else min(reach(world, header), give(world, above))
    lowest = world.setting.accounts[header].lowest
    return max(0, world.available(header) - lowest + more)


def may_pay(world: World, account: str, available: int) -> int:
    """What the account may pay, given the balance this payment counts as available."""
    facts = world.setting.accounts[account]
    if not facts.pays or nothing_leaves(world.setting, account, world.day):
        return 0
    most = paying_power(world, account, available)
    budget = budget_in_use(world, account)
    if budget is not None and budget.of_all_payments:
        return min(most, budget.left())
    return most


def budget_in_use(world: World, account: str) -> BudgetBook | None:
    """The account's budget while it is in the mode; what it pays in another one uses none."""
    if world.setting.accounts[account].mode != "budget":
        return None
    return world.budgets.get(account)


def paying_power(world: World, account: str, available: int) -> int:
    """The formula of section 5, before a budget of all payments."""
    facts = world.setting.accounts[account]
    allowed = right(world, account)
    given = give(world, header_of(world, account))
    own = own_overdraft(world, account)
    cash = available + own + min(allowed, given)
    if facts.mode == "full" or not facts.protects:
        return max(0, cash)
    n = own_position(world, account)
    rest_of_right = max(0, allowed - max(0, n))
    granted = 0 if owes_elsewhere(world, account) else max(0, -n)
    entitled = entitlement(world, account) + granted + min(rest_of_right, given) + own
    return max(0, min(cash, entitled))


def use_budget(world: World, participant: str, draw: int, *, own_payment: bool) -> None:
    """A draw uses the budget beyond the account's own deposits; not again where the payment
    itself uses it."""
    budget = budget_in_use(world, participant)
    if budget is not None and not (own_payment and budget.of_all_payments):
        budget.use(draw - min(draw, max(0, own_position(world, participant))))


def draw_down(world: World, participant: str, amount: int, *, own_payment: bool) -> None:
    """Fetch an amount down the participant's link; the header serves it from its own positive
    cash first, then from its own link, its overdraft last."""
    header = header_of(world, participant)
    assert header is not None
    kept = max(0, world.setting.accounts[header].lowest)
    own_cash = min(amount, max(0, world.available(header) - kept))
    above = header_of(world, header)
    if above is not None:
        fetched = min(amount - own_cash, reach(world, header), give(world, above))
        if fetched > 0:
            draw_down(world, header, fetched, own_payment=False)
    use_budget(world, participant, amount, own_payment=own_payment)
    world.cross(participant, -amount)
    world.outcome.draws.append(Draw(world.day, world.minute, header, participant, amount))


def make(world: World, item: Dated, available: int) -> None:
    """Make a payment: own cash first, then the linked draw, then the own overdraft."""
    amount = -item.amount
    given = give(world, header_of(world, item.account))
    draw = min(amount - min(amount, max(0, available)), right(world, item.account), given)
    if draw > 0:
        draw_down(world, item.account, draw, own_payment=True)
    budget = budget_in_use(world, item.account)
    if budget is not None and budget.of_all_payments:
        budget.use(amount)
    world.move(item.account, item.amount, item.value_day)
    world.outcome.fates[item.key] = Fate("made", world.day, world.minute)
    if item.key[0] == "loan":
        world.owed[item.key[1]] -= amount


def retry(world: World, account: str) -> None:
    """Try the account's queue from the front; stop at the first that waits unless the terms
    allow overtaking."""
    ahead = 0
    for item in list(world.queue[account]):
        there = world.unheld(account)
        available = there - min(max(0, there), ahead)
        taken = takes(list(item.channels), world.day, world.minute)
        if taken and -item.amount <= may_pay(world, account, available):
            world.queue[account].remove(item)
            make(world, item, available)
        elif world.setting.scenario.overtaking:
            ahead += -item.amount
        else:
            return


def retry_all(world: World) -> None:
    """Try every queue, by account id."""
    for account in sorted(world.queue):
        retry(world, account)


def retry_after_credit(world: World, account: str) -> None:
    """Try the queue of the credited account, then those of its branch, by id."""
    retry(world, account)
    for below in world.setting.branch(account):
        retry(world, below)


def after_receipt(world: World, account: str) -> None:
    """What a receipt sets off: waiting payments first, then real time, up to the root."""
    retry_after_credit(world, account)
    if fires_on_receipt(world, account):
        header = header_of(world, account)
        assert header is not None
        after_receipt(world, header)


def happen(world: World, item: Dated) -> None:
    """One external item arrives; at a closed account it is turned away.

    What waits already when an account is closed is refused at the close of that day.
    """
    world.minute = item.minute
    if item.too_late or is_closed(world.setting, item.account, world.day):
        world.outcome.fates[item.key] = Fate("rejected", world.day, world.minute)
        return
    if item.amount > 0:
        world.move(item.account, item.amount, item.value_day)
        world.outcome.fates[item.key] = Fate("made", world.day, world.minute)
        if item.key[0] == "loan":
            world.owed[item.key[1]] += item.amount
        world.receipts[item.account] += item.amount
        budget = budget_in_use(world, item.account)
        if item.refund and budget is not None:
            budget.restore(item.amount)
        after_receipt(world, item.account)
        return
    queue = world.queue[item.account]
    queue.append(item)
    queue.sort(key=lambda one: one.priority)  # stable: those that arrived first stay first
    retry(world, item.account)
    if item in queue and not item.queues:
        queue.remove(item)
        world.outcome.fates[item.key] = Fate("rejected", world.day, world.minute)


def refuse_waiting(world: World, *, everywhere: bool) -> None:
    """At close: cancel every payment that still waits; in any case those of closed accounts."""
    for account, queue in world.queue.items():
        if everywhere or is_closed(world.setting, account, world.day):
            for item in queue:
                world.outcome.fates[item.key] = Fate("refused", world.day, world.minute)
            world.queue[account] = []
