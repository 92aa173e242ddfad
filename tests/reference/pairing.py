"""Netting by pair (日终轧差), restated from the records: which links are one loan, and what stands.

Where a structure nets by pair, the links of the same two legal persons in one currency have one
position at a day's end, their sum; it is told under the link that the scenario names first.
"""

from tests.reference.setting import LinkKey, Setting, key_of
from tests.reference.world import World


def one_loan(setting: Setting) -> dict[LinkKey, LinkKey]:
    """Each link, and the one under which its position is told."""
    found: dict[LinkKey, LinkKey] = {}
    first: dict[tuple[str, str, str], LinkKey] = {}
    for link in setting.links:
        low, high = setting.accounts[link.participant], setting.accounts[link.header]
        key = key_of(link)
        found[key] = key
        nets = setting.structure is not None and setting.structure.netting == "pair"
        if nets and low.person != high.person:
            found[key] = first.setdefault((low.person, high.person, high.currency), key)
    return found


def standing(world: World) -> dict[LinkKey, int]:
    """What stands at the end of the day under each link, 0 under those told under another."""
    told = one_loan(world.setting)
    found = dict.fromkeys(world.position, 0)
    for key, amount in world.position.items():
        found[told.get(key, key)] += amount
    return found
