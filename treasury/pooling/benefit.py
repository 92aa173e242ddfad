"""How the members of a structure agree to share what it gains: the leader's reward, then the rest.

Amounts are minor units; what a member is due may be negative where the structure costs more than
it gains. Source: the banking day, section 8; the OECD's Transfer Pricing Guidelines 2022, chapter
X, section C.2 (cash pooling: a reward for the leader's service, the rest to the members).
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from treasury.money import round_fraction, split
from treasury.record import record

SharedBy = Literal["balances", "deposits", "borrowing", "even"]
"""By what members share: by what they bring of credit balances and overdrafts, of one of the two,
or in equal parts."""


@record
class BenefitSplit:
    """How the benefit of a structure is shared, in one currency or in each that it has.

    Members are legal persons: what a branch brings and gains is its head office's, also where it is
    named as the leader. The `leader`, an entity, is due a reward for its service: `reward`, a
    percentage of the benefit, and `reward_amount` (which needs a `currency`), together at most the
    benefit; nothing of a loss.
    The members share the rest `by` what their accounts in the structure would hold if each stood
    alone: day-end value balances x days. The leader shares too only where `leader_shares`; where
    nobody brings anything, all is the leader's. It moves no money in a run: it says what each
    member is due at arm's length, and what would have to be paid to give it that.
    """

    structure: str
    currency: str | None = None
    leader: str
    reward: str | None = None
    reward_amount: Decimal | None = None
    by: SharedBy = "balances"
    leader_shares: bool = False
    text: str = ""


def reward_of(benefit: int, part: tuple[int, int], amount: int) -> int:
    """The leader's reward: a part (a fraction) of the benefit and an amount, at most the benefit.

    >>> reward_of(1_000_00, (1, 10), 50_00)    # 10 % of 1,000.00, and 50.00
    15000
    >>> reward_of(30_00, (1, 10), 50_00), reward_of(-30_00, (1, 10), 50_00)
    (3000, 0)
    """
    if benefit <= 0:
        return 0
    return min(benefit, round_fraction(benefit * part[0], part[1]) + amount)


def shares_of(rest: int, brought: Sequence[int], leader: int) -> list[int]:
    """What of the rest each is due, in proportion to what it brings; all of it the leader's if
    nobody brings anything. Largest remainder, so that the parts sum to it.

    >>> shares_of(10_00, [1, 0, 2], leader=1), shares_of(10_00, [0, 0, 0], leader=1)
    ([333, 0, 667], [0, 1000, 0])
    """
    if not any(brought):
        return [rest if place == leader else 0 for place in range(len(brought))]
    return split(rest, brought)
