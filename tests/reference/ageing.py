"""How long a debt has stood, restated coin by coin from the banking day, section 8.

Every minor unit that comes in the evening stands in a row behind those that came before it; what
is repaid leaves from the front. Slow, and therefore for small amounts alone.
"""

from collections import deque


def coins_left(owed: list[int]) -> list[int]:
    """For each unit that is owed at the end of the last day, the day (counted from 0) on which it
    came; the oldest first. `owed` is what is owed at the end of each day."""
    row: deque[int] = deque()
    for day, amount in enumerate(owed):
        while len(row) > amount:
            row.popleft()
        while len(row) < amount:
            row.append(day)
    return list(row)


def in_band(owed: list[int], least: int, most: int | None) -> int:
    """How many units have stood for so many days, the day on which they came included."""
    ages = [len(owed) - day for day in coins_left(owed)]
    return sum(least <= age and (most is None or age <= most) for age in ages)


def never_below(owed: list[int], days: int) -> int | None:
    """The least that was owed at the end of any of the last days; None where there are fewer."""
    if len(owed) < days:
        return None
    least = owed[-1]
    for amount in owed[len(owed) - days :]:
        least = min(least, amount)
    return least


def days_without_zero(owed: list[int]) -> int:
    """For how many days, up to the last, something was owed at the end of every one."""
    count = 0
    for amount in reversed(owed):
        if amount == 0:
            return count
        count += 1
    return count
