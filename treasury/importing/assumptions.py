"""What every report of an imported scenario must say: what is incomplete, assumed, left out."""

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from treasury.accounts.chart import Notice
from treasury.arrays import Amounts
from treasury.importing.chaining import Account
from treasury.importing.choices import AccountRow
from treasury.importing.classification import EXTERNAL, SWEEP
from treasury.importing.classified import BY_ENGINE, DROPPED, Classified
from treasury.importing.making import VALUE_DAYS_MAX, Low, lows_of
from treasury.importing.sums import words_of
from treasury.money import written
from treasury.scenario import Scenario

OTHERS_NAMED = 12
"""So many other accounts are named in a notice; of more it is said how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import found out, in the order of its accounts: rows, lows.

    `silent` are accounts that are named, but without a statement or a booked entry.
    """

    scenario: Scenario
    accounts: list[Account]
    rows: list[AccountRow]
    lows: list[Low]
    found: Classified
    remarks: int
    silent: tuple[str, ...] = ()

    @property
    def ids(self) -> list[str]:
        """The accounts' ids in the scenario."""
        return [row.id for row in self.rows]

    def money(self, account: int, minor: int) -> str:
        """The amount as text, in the account's currency."""
        currency = self.accounts[account].currency
        return f"{currency} {written(minor, currency, grouped=True)}"


def notices_of(imported: Imported) -> tuple[Notice, ...]:
    """Every notice of the import, what is incomplete first."""
    return tuple(
        notice
        for kind in (
            incomplete,
            perhaps_one_account,
            interim,
            late_or_early,
            overdrafts,
            without_terms,
            unobeyed_value_dates,
            moved_days,
            left_out,
            maybe_sweeps,
            pool_prices,
            left_aside,
            remarked,
        )
        for notice in kind(imported)
    )


def incomplete(imported: Imported) -> Iterator[Notice]:
    """Accounts that are imported although something is missing; nothing is plugged."""
    for row, one in zip(imported.rows, imported.accounts, strict=True):
        for flag in one.flags:
            yield Notice(text=f"Incomplete: {flag}. Nothing was plugged.", accounts=(row.id,))
        if one.differences and one.closings:
            bank, own, unexplained = (f"{one.currency} {each}" for each in one.closings_text)
            text = (
                f"Incomplete: the bank's last closing balance is {bank}, the entries reach {own}; "
                f"{unexplained} is not explained. Nothing was plugged."
            )
            yield Notice(text=text, accounts=(row.id,))


def perhaps_one_account(imported: Imported) -> Iterator[Notice]:
    """Accounts whose entries and closing balances are all the same, perhaps one named twice.

    A bank may write an IBAN in one format and its own number in another; the cash of such an
    account would be counted twice.
    """
    found, alike = imported.found, dict[tuple[object, ...], list[str]]()
    minor, day = found.entries["minor"], found.entries["day"]
    for index, (row, one) in enumerate(zip(imported.rows, imported.accounts, strict=True)):
        mine = found.numbers[found.account[found.numbers] == index]
        mine = mine[np.lexsort((minor[mine], day[mine]))]
        entries = hashlib.sha256(day[mine].tobytes() + minor[mine].tobytes()).digest()
        closings = sorted({(each.day, each.amount) for each in one.closings})
        if len(mine) and closings:
            key = (one.currency, one.opening, entries, tuple(closings))
            alike.setdefault(key, []).append(row.id)
    for (currency, *_), ids in alike.items():
        if len(ids) > 1:
            text = (
                f"These {len(ids)} accounts have the same entries and closing balances in "
                f"{currency}. If they are one account under several numbers, its cash is counted "
                f"{'twice' if len(ids) == 2 else f'{len(ids)} times'}: import the statements of "
                "one number."
            )
            yield Notice(text=text, accounts=tuple(ids))


def interim(imported: Imported) -> Iterator[Notice]:
    """Entries known from interim reports alone."""
    for row, one in zip(imported.rows, imported.accounts, strict=True):
        if one.interim:
            text = (
                f"{one.interim:,} entries after the last statement are known from interim reports "
                "or notifications alone; a statement will replace them."
            )
            yield Notice(text=text, accounts=(row.id,))


def late_or_early(imported: Imported) -> Iterator[Notice]:
    """Accounts whose statements do not span the whole run."""
    first = min(one.first_day for one in imported.accounts)
    last = max(one.last_day for one in imported.accounts)
    for index, (row, one) in enumerate(zip(imported.rows, imported.accounts, strict=True)):
        if one.first_day > first:
            day = datetime.date.fromordinal(one.first_day)
            text = (
                f"No statement before {day}: its opening balance, "
                f"{imported.money(index, one.opening)}, is assumed to have stood before."
            )
            yield Notice(text=text, accounts=(row.id,))
        if one.last_day < last:
            day = datetime.date.fromordinal(one.last_day)
            text = f"No statement after {day}: its balance is assumed to stand still."
            yield Notice(text=text, accounts=(row.id,))


def overdrafts(imported: Imported) -> Iterator[Notice]:
    """Limits that no bank granted, as far as is known, and what the account's pool hid."""
    alone = lows_without_pool(imported)
    for index, (row, low) in enumerate(zip(imported.rows, imported.lows, strict=True)):
        if row.overdraft:
            continue
        text = ""
        if low.amount < 0:
            text = (
                f"Assumed: an overdraft limit of {imported.money(index, -low.amount)}, the lowest "
                f"balance in the statements ({datetime.date.fromordinal(low.day)}); the bank's "
                "limit is not known."
            )
        elif index in alone and alone[index].amount < 0:
            text = (
                "Assumed: no overdraft, because the balance was never below zero in the statements."
            )
        if text and index in alone:
            day = datetime.date.fromordinal(alone[index].day)
            text += (
                " The low is of the history with its pool; alone the account would have reached "
                f"{imported.money(index, alone[index].amount)} ({day})."
            )
        if text:
            yield Notice(text=text, accounts=(row.id,))


def lows_without_pool(imported: Imported) -> dict[int, Low]:
    """The lowest day-end balances without the sweeps left out, of the accounts that had some."""
    found = imported.found
    dropped = found.treatment[found.numbers] == DROPPED
    swept = set(found.account[found.numbers[dropped]].tolist())
    if not swept:
        return {}
    lows = lows_of(found, found.numbers[~dropped])
    return {index: low for index, low in enumerate(lows) if index in swept}


def without_terms(imported: Imported) -> Iterator[Notice]:
    """Accounts of which nobody has said what interest they bear."""
    ids = tuple(row.id for row in imported.rows if not row.terms)
    if ids:
        text = (
            "No interest terms are given: the run computes no interest on these accounts; what the "
            "bank booked as interest is kept."
        )
        yield Notice(text=text, accounts=() if len(ids) == len(imported.rows) else ids)


def unobeyed_value_dates(imported: Imported) -> Iterator[Notice]:
    """Value dates of the bank that the run does not obey."""
    found = imported.found
    at = found.numbers
    later = found.entries["value"][at] - found.entries["day"][at]
    said = found.entries["value"][at] != 0
    for here, words in (
        (at[said & (later < 0)], "before the booking date"),
        (at[said & (later > VALUE_DAYS_MAX)], f"more than {VALUE_DAYS_MAX} days after it"),
    ):
        if len(here):
            text = (
                f"The bank's value date is {words} ({words_of(found, here)}): interest counts from "
                "the booking date; the bank's date stands in bank_value_date."
            )
            yield Notice(text=text, accounts=accounts_of(imported, here))


def moved_days(imported: Imported) -> Iterator[Notice]:
    """Entries whose booking date lies outside their statement."""
    count = sum(one.moved_days for one in imported.accounts)
    if count:
        ids = tuple(
            row.id for row, one in zip(imported.rows, imported.accounts, strict=True)
            if one.moved_days
        )  # fmt: skip
        text = (
            f"The booking date of {count:,} entries lies outside the days of their statement; they "
            "are put on its nearest day, so that its balances hold."
        )
        yield Notice(text=text, accounts=ids)


def left_out(imported: Imported) -> Iterator[Notice]:
    """What the engine computes in place of history, and sweeps left out, with sums."""
    found = imported.found
    at, treatment = found.numbers, found.treatment
    replaced, dropped = at[treatment[at] == BY_ENGINE], at[treatment[at] == DROPPED]
    alone = dropped[(found.entries["partner"][dropped] < 0)
                    & (found.entries["class_code"][dropped] == SWEEP)]  # fmt: skip
    if len(replaced):
        text = (
            "Left out of history, because the engine computes it: "
            f"{words_of(found, replaced)} (interest and fees)."
        )
        yield Notice(text=text, accounts=accounts_of(imported, replaced))
    if len(dropped):
        text = f"Sweeps of a former pool left out of history: {words_of(found, dropped)}."
        if len(alone):
            text += (
                " Without a mirror among the statements, by the bank's code or by hand: "
                f"{words_of(found, alone)}; the other account: {other_accounts(found, alone)}."
            )
        yield Notice(text=text, accounts=accounts_of(imported, dropped))


def other_accounts(found: Classified, numbers: Amounts) -> str:
    """The accounts that these entries name as the other side, as far as they name any."""
    named: set[str] = set()
    for _, entry in found.entries.every(numbers):
        named.add(entry.counterparty_account or entry.counterparty)
        named.update(one.counterparty_account or one.counterparty for one in entry.details)
    known = sorted(named - {""})
    more = len(known) - OTHERS_NAMED
    said = ", ".join(known[:OTHERS_NAMED]) + (f" and {more:,} more" if more > 0 else "")
    return said or "not named"


def maybe_sweeps(imported: Imported) -> Iterator[Notice]:
    """What only words call a sweep: kept, because it may be anybody's payment."""
    found = imported.found
    at = found.numbers
    kept = at[(found.doubtful[at] == 1) & (found.entries["class_code"][at] == EXTERNAL)]
    if len(kept):
        text = (
            f"Kept as external, although their text has words of a cash pool: "
            f"{words_of(found, kept)}; the other account: {other_accounts(found, kept)}. No mirror "
            "of theirs, or more than one, is in the group's own accounts: they may be sweeps of a "
            "pool with accounts outside these statements; write their class into "
            "import/classes.csv."
        )
        yield Notice(text=text, accounts=accounts_of(imported, kept))


def pool_prices(imported: Imported) -> Iterator[Notice]:
    """Positions between legal persons that cost nothing because nobody gave a price."""
    entity = {account.id: account.entity for account in imported.scenario.accounts}
    links = imported.scenario.links
    if any(entity[link.participant] != entity[link.header] for link in links):
        text = "Assumed: positions of the pool between legal persons bear no interest."
        yield Notice(text=text)


def left_aside(imported: Imported) -> Iterator[Notice]:
    """Accounts that files name and say nothing of that could be simulated."""
    if imported.silent:
        text = (
            "Not part of the scenario, because no statement and no dated, booked entry of them is "
            f"known: {', '.join(imported.silent)}."
        )
        yield Notice(text=text)


def remarked(imported: Imported) -> Iterator[Notice]:
    """Warnings of the readers."""
    if imported.remarks:
        one = imported.remarks == 1
        text = (
            f"The files gave {imported.remarks:,} warning{'' if one else 's'}, listed in README.md."
        )
        yield Notice(text=text)


def accounts_of(imported: Imported, numbers: Amounts) -> tuple[str, ...]:
    """The ids of the accounts of these entries."""
    at = np.unique(imported.found.account[numbers]).tolist()
    return tuple(imported.ids[index] for index in at)
