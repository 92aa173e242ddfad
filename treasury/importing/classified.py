"""Every entry that counts gets its id, its class with the reason, its partner and its treatment.

The treatment says whether history is kept or the engine computes it instead, never both.
Amounts are minor units, positive = the holder's asset.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from treasury.accounts.statements.iban import german_iban
from treasury.accounts.statements.packed import packed, unpacked
from treasury.accounts.statements.statement import Detail, StatementEntry
from treasury.arrays import Amounts
from treasury.importing.chaining import Account
from treasury.importing.choices import ByHand, Choices
from treasury.importing.classification import (
    CLASSES,
    EXTERNAL,
    FEE,
    INTEREST,
    OWN,
    REVERSAL,
    SWEEP,
    bare,
    judged,
)
from treasury.importing.entries import Column, Entries, digest
from treasury.importing.gathering import Gathered
from treasury.importing.pairing import NOBODY, SOMEBODY, STRANGER, Side, reversals, transfers

KEPT, BY_ENGINE, DROPPED = range(3)
TREATMENTS = ("kept", "computed by the engine", "left out")
NO_REFERENCE = frozenset({"", "NONREF", "NOTPROVIDED", "NOTAVAILABLE"})
"""What banks write where there is no reference, as `bare` has it; zeros say as little."""


@dataclass(slots=True, kw_only=True)
class Classified:
    """The entries that count and what is known of each.

    `numbers` are their entry numbers in the order of the scenario: by day, account and id.
    By entry number: `account` (index of `accounts`), `identity` and `again` (the item's id),
    `names` (the own account it names as the other one), `treatment`, `doubtful` (1 where only words
    call it a sweep). `reasons` are numbered by
    the entries' column `reason`.
    """

    entries: Entries
    accounts: list[Account]
    account: Column
    numbers: Amounts
    identity: Amounts
    again: Column
    names: Column
    treatment: Column
    doubtful: Column
    reasons: list[str] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)

    def id_of(self, number: int) -> str:
        """The id of the entry's item; entries that say the same on one day are numbered."""
        again = int(self.again[number])
        return f"{int(self.identity[number]):016x}" + (f"-{again}" if again > 1 else "")

    def because(self, number: int, reason: str) -> None:
        """Note why the entry has its class."""
        if reason not in self.known:
            self.known[reason] = len(self.reasons)
            self.reasons.append(reason)
        self.entries["reason"][number] = self.known[reason]

    def put(self, number: int, kind: int, reason: str) -> None:
        """Give the entry a class and the reason."""
        self.entries["class_code"][number] = kind
        self.because(number, reason)

    def of(self, number: int) -> int:
        """The class of the entry, by number."""
        return int(self.entries["class_code"][number])


def classified(
    gathered: Gathered, accounts: list[Account], choices: Choices, by_hand: dict[str, ByHand]
) -> Classified:
    """Every entry that counts with its id, class, reason and partner."""
    found = counted(gathered, accounts)
    judge(gathered, found)
    number_equal_ones(gathered, found)
    classify_by_hand(found, by_hand)
    pair_reversals(found)
    pair_sweeps(found, choices.transfer_days)
    pair_transfers(found, choices.transfer_days)
    at = found.numbers
    order = np.lexsort(
        (found.again[at], found.identity[at], found.account[at], found.entries["day"][at])
    )
    found.numbers = at[order]
    return found


def counted(gathered: Gathered, accounts: list[Account]) -> Classified:
    """The entries that count, those of an amount that moves something, without classes yet."""
    entries = gathered.entries
    index = {(one.number, one.currency): at for at, one in enumerate(accounts)}
    owner = np.array(
        [index.get((kept.account, kept.currency), NOBODY) for kept in gathered.kept], dtype=np.int32
    )
    count = len(entries)
    return Classified(
        entries=entries,
        accounts=accounts,
        account=owner[entries["statement"]],
        numbers=np.flatnonzero((entries["taken"] == 1) & (entries["minor"] != 0)),
        identity=np.zeros(count, dtype=np.int64),
        again=np.ones(count, dtype=np.int32),
        names=np.full(count, NOBODY, dtype=np.int32),
        treatment=np.zeros(count, dtype=np.int8),
        doubtful=np.zeros(count, dtype=np.int8),
    )


def judge(gathered: Gathered, found: Classified, known: Iterable[str] = ()) -> None:
    """Give each entry that counts its id and the class by what it says itself.

    `known` are owners of accounts beside those whom the statements name.
    """
    own = {
        (bare(called), one.currency): at
        for told in (german_iban, str) for at, one in enumerate(found.accounts)
        if (called := told(one.number))
    }  # fmt: skip
    owners = {bare(name) for name in known}
    owners |= {bare(kept.statement.owner) for kept in gathered.kept}
    for number, line in found.entries.lines(found.numbers):
        entry = unpacked(line)
        account = found.accounts[int(found.account[number])]
        day = int(found.entries["day"][number])
        found.identity[number] = identity(account, day, entry, line)
        found.names[number] = named(entry, account.currency, own, owners)
        statement = gathered.kept[int(found.entries["statement"][number])].statement
        says = judged(entry, statement.servicer)
        found.put(number, says.kind, says.reason)
        found.doubtful[number] = says.doubtful


def identity(account: Account, day: int, entry: StatementEntry, line: str) -> int:
    """A digest of account, day and everything the bank said of the entry, 63 bits.

    `line` is the entry as it was packed; its running balance is no part of it.
    """
    if entry.balance_after is not None:
        line = packed(replace(entry, balance_after=None))
    when = str(entry.booking_date or day)
    return int(digest(account.number, account.currency, when, line), 16) >> 1


def number_equal_ones(gathered: Gathered, found: Classified) -> None:
    """Number the entries that have one identity in the order of their statements."""
    at = found.numbers
    known = np.sort(found.identity[at])
    equal = at[np.isin(found.identity[at], known[1:][known[1:] == known[:-1]])]
    place = np.zeros(len(gathered.kept), dtype=np.int64)
    for account in found.accounts:
        place[account.order] = np.arange(len(account.order))
    seen: Counter[int] = Counter()
    for number in equal[np.lexsort((equal, place[found.entries["statement"][equal]]))].tolist():
        one = int(found.identity[number])
        seen[one] += 1
        found.again[number] = seen[one]


def classify_by_hand(found: Classified, by_hand: dict[str, ByHand]) -> None:
    """Give entries the class that somebody wrote for their items."""
    if not by_hand:
        return
    for number in found.numbers.tolist():
        if said := by_hand.get(found.id_of(number)):
            found.put(number, said.kind, said_by_hand(said))
            found.doubtful[number] = 0


def sides(found: Classified, numbers: Amounts) -> list[Side]:
    """The entries of these numbers, ready to be paired."""
    return [
        Side(
            number=number,
            account=int(found.account[number]),
            currency=found.accounts[int(found.account[number])].currency,
            amount=int(found.entries["minor"][number]),
            day=int(found.entries["day"][number]),
            names=int(found.names[number]),
            kind=found.of(number),
            references=references(found.entries.entry(number)),
        )
        for number in numbers.tolist()
    ]


def said_by_hand(said: ByHand) -> str:
    """The reason of a class that was given by hand."""
    return f"by hand{f': {said.reason}' if said.reason else ''}"


def named(
    entry: StatementEntry, currency: str, own: dict[tuple[str, str], int], owners: set[str]
) -> int:
    """Which own account an entry names as the other one, NOBODY, STRANGER or SOMEBODY."""
    said: list[StatementEntry | Detail] = [entry, *entry.details]
    bares = {bare(each.counterparty_account) for each in said if each.counterparty_account}
    if not bares:
        names = {bare(each.counterparty) for each in said} - {""}
        return NOBODY if names <= owners else SOMEBODY
    if len(bares) > 1:
        return STRANGER
    return own.get((bares.pop(), currency), STRANGER)


def references(entry: StatementEntry) -> frozenset[str]:
    """What an entry may share with its reversal, or with the other side of a transfer."""
    every = (entry.bank_reference, entry.customer_reference)
    return frozenset(each for each in every if bare(each).strip("0") not in NO_REFERENCE)


def pair_reversals(found: Classified) -> None:
    """Pair each reversal with what it reverses."""
    at, minor = found.numbers, found.entries["minor"]
    reversing = at[found.entries["class_code"][at] == REVERSAL]
    if not len(reversing):
        return
    others = np.setdiff1d(at[np.isin(minor[at], -minor[reversing])], reversing)
    pairs = reversals(sides(found, np.concatenate([reversing, others])), REVERSAL)
    for one, two in pairs.found:
        late, early = (one, two) if found.of(one) == REVERSAL else (two, one)
        partners(found, late, early)
        found.because(late, f"{reason_of(found, late)}; reverses {found.id_of(early)}")
    for number in unpaired(found, reversing).tolist():
        count = pairs.ambiguous.get(number, 0)
        told = f"{count} entries could be what it reverses"
        told = told if count else "what it reverses is not among the statements"
        found.because(number, f"{reason_of(found, number)}; {told}")


def pair_sweeps(found: Classified, days: int) -> None:
    """Pair each sweep with its mirror, which becomes a sweep too.

    What only words call a sweep is none without a mirror: it may be anybody's payment.
    """
    at, minor, kinds = found.numbers, found.entries["minor"], found.entries["class_code"]
    swept = at[kinds[at] == SWEEP]
    if not len(swept):
        return
    others = at[(kinds[at] == EXTERNAL) & np.isin(minor[at], -minor[swept])]
    pairs = transfers(sides(found, unpaired(found, np.concatenate([swept, others]))), days)
    for one, two in pairs.found:
        was = {one: found.of(one), two: found.of(two)}
        if SWEEP not in was.values():
            continue
        partners(found, one, two)
        found.doubtful[[one, two]] = 0
        for number, other in ((one, two), (two, one)):
            if was[number] == SWEEP:
                found.because(number, f"{reason_of(found, number)}; mirror: {found.id_of(other)}")
            else:
                found.put(number, SWEEP, f"the mirror of the sweep {found.id_of(other)}")
    for number in unpaired(found, swept).tolist():
        count = pairs.ambiguous.get(number, 0)
        told = f"{count} entries could be its mirror" if count else "its mirror was not found"
        found.because(number, f"{reason_of(found, number)}; {told}")
        if found.doubtful[number]:
            reason = f"{reason_of(found, number)} among the group's own accounts; kept as external"
            found.put(number, EXTERNAL, reason)


def pair_transfers(found: Classified, days: int) -> None:
    """Pair transfers between own accounts; both sides get the class."""
    at, minor, kinds = found.numbers, found.entries["minor"], found.entries["class_code"]
    free = unpaired(found, at[np.isin(kinds[at], (EXTERNAL, OWN))])
    naming = free[found.names[free] >= 0]
    others = free[np.isin(minor[free], -minor[naming])]
    pairs = transfers(sides(found, np.union1d(naming, others)), days)
    for one, two in pairs.found:
        partners(found, one, two)
        for number, other in ((one, two), (two, one)):
            account = found.accounts[int(found.account[other])].number
            reason = f"the other side is {found.id_of(other)} on own account {account}"
            found.put(number, OWN, reason)
    for number in unpaired(found, naming[found.doubtful[naming] == 0]).tolist():
        account = found.accounts[int(found.names[number])].number
        count = pairs.ambiguous.get(number, 0)
        told = f"{count} entries there could be the other side"
        told = told if count else f"none there within {days} working days is the other side"
        found.because(number, f"names own account {account}, but {told}")


def unpaired(found: Classified, numbers: Amounts) -> Amounts:
    """The numbers of entries without a partner."""
    return numbers[found.entries["partner"][numbers] < 0]


def partners(found: Classified, one: int, two: int) -> None:
    """Note that two entries belong together."""
    found.entries["partner"][one], found.entries["partner"][two] = two, one


def reason_of(found: Classified, number: int) -> str:
    """Why the entry has its class."""
    return found.reasons[int(found.entries["reason"][number])]


def treat(found: Classified, choices: Choices, terms: set[int], fees: set[int]) -> None:
    """Decide for every entry whether it is kept; `terms` and `fees` are accounts that have some."""
    kinds = found.entries["class_code"]
    for kind, word, have in ((INTEREST, choices.interest, terms), (FEE, choices.fee, fees)):
        here = found.numbers[kinds[found.numbers] == kind]
        if word == "terms":
            here = here[np.isin(found.account[here], sorted(have))]
        if word != "history":
            found.treatment[here] = BY_ENGINE
    if choices.sweep == "engine":
        found.treatment[found.numbers[kinds[found.numbers] == SWEEP]] = DROPPED
    for number in found.numbers[kinds[found.numbers] == REVERSAL].tolist():
        partner = int(found.entries["partner"][number])
        if partner >= 0:
            found.treatment[number] = found.treatment[partner]


def class_name(kind: int) -> str:
    """The class by its number, in words: `own transfer`."""
    return CLASSES[kind].replace("_", " ")
