"""Where accounts stand in the structure today: links that begin and end by date.

When a phase begins, each account takes its new place; n of its own link is then that of the new
one, and what is still open on links that have ended stays its own. Source: the banking day,
sections 2 and 5.
"""

from treasury.arrays import inner
from treasury.pooling.packed import Packed
from treasury.pooling.state import State


@inner
def take_places(tables: Packed, state: State, day: int) -> None:
    """Let every account take its place, where a new phase begins on the day."""
    if day == 0 or tables.dates.phase[day] == tables.dates.phase[day - 1]:
        return
    count = len(state.accounts.book)
    places, first = state.places, tables.dates.phase[day] * count
    for account in range(count):
        row = first + account
        places.link[account] = tables.places.link[row]
        places.mode[account] = tables.places.mode[row]
        places.protect[account] = tables.places.protect[row]
        places.pays[account] = tables.places.pays[row]
        places.unbounded[account] = tables.places.unbounded[row]
        places.deposits[account] = tables.places.deposits[row]
        places.borrows[account] = tables.places.borrows[row]
        places.limit[account] = tables.places.limit[row]
    share_positions(tables, state)


@inner
def share_positions(tables: Packed, state: State) -> None:
    """Tell n of each account's own link apart from what is open on links that have ended."""
    for account in range(len(state.accounts.book)):
        state.accounts.position[account] = 0
        state.accounts.left[account] = 0
    for link in range(len(state.links.position)):
        account = tables.links.participant[link]
        if state.places.link[account] == link:
            state.accounts.position[account] += state.links.position[link]
        else:
            state.accounts.left[account] += state.links.position[link]
