"""Cash in transit, restated: sections 3 and 5.

"Cross-bank sweeps take time: debit and credit may have different days (transit account between),
may be rejected and returned; a retry never pays twice." "Cash in transit counts to the receiver's
entitlement at once and to its available balance on arrival; a rejected transfer reverses both."
Every transfer is kept as one record until it ends. Amounts are ints of minor units.
"""

import datetime

from tests.reference.days import ONE_DAY
from tests.reference.setting import key_of
from tests.reference.stopping import is_closed
from tests.reference.world import Arrival, UnderWay, World
from treasury.pooling.structure import Link


def sweep_over(world: World, participant: str, upwards: int) -> None:
    """Sweep over the participant's link, up where positive: at once, or on its way."""
    link = world.setting.records[participant]
    if link.delay == 0:
        world.cross(participant, upwards)
    else:
        send(world, link, upwards)


def send(world: World, link: Link, upwards: int) -> None:
    """Move money over a link, up where positive: there at once, or on its way for its days."""
    ends = (link.participant, link.header) if upwards > 0 else (link.header, link.participant)
    world.position[key_of(link)] += upwards
    world.move(ends[0], -abs(upwards))
    if link.delay == 0:
        world.move(ends[1], abs(upwards))
        return
    due = day_of_arrival(world, link)
    world.under_way.append(UnderWay(key_of(link), ends[0], ends[1], upwards, world.day, due))


def day_of_arrival(world: World, link: Link) -> datetime.date | None:
    """The link's so manieth business day after today; None where the run ends before it."""
    day, left = world.day, link.delay
    while left > 0 and day < world.setting.scenario.last_day:
        day += ONE_DAY
        left -= world.setting.banks_work(link, day)
    return None if left > 0 else day


def transfers_arrive(world: World) -> None:
    """At opening, before anything else: what is due today is credited, or goes back."""
    due = [one for one in world.under_way if one.due == world.day]
    world.under_way = [one for one in world.under_way if one.due != world.day]
    for one in due:
        back = is_rejected(world, one) or is_closed(world.setting, one.receiver, world.day)
        world.move(one.giver if back else one.receiver, abs(one.upwards))
        if back:
            world.position[one.key] -= one.upwards
        world.outcome.arrivals.append(
            Arrival(world.day, one.giver, one.receiver, one.sent, abs(one.upwards), back)
        )


def is_rejected(world: World, one: UnderWay) -> bool:
    """Whether a record says that the bank sends back what the participant's links carried then."""
    structure = world.setting.structure
    assert structure is not None
    said = {(told.structure, told.participant, told.date) for told in
            world.setting.scenario.rejections}  # fmt: skip
    return (structure.id, one.key[0], one.sent) in said
