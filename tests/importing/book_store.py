"""A store of books as a service would keep one: statements, entries and pairs, never edited."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from treasury.importing.books import Fed, KnownAccount, fed
from treasury.importing.posted import Counted
from treasury.importing.receiving import received
from treasury.importing.stored import AccountKey
from treasury.posting.statement_books import BookPair, Holder, paired

HOLDER = Holder(legal_entity="HQ", entity="HQ", account="")


@dataclass
class Store:
    """What was stored of every account, and every pair that was posted."""

    known: dict[AccountKey, KnownAccount] = field(default_factory=dict)
    pairs: list[BookPair] = field(default_factory=list)

    def feed(self, *files: Path) -> Fed:
        """What the files add; it is stored and posted."""
        return self.feed_bytes((path.name, path.read_bytes()) for path in files)

    def feed_bytes(self, files: Iterable[tuple[str, bytes]]) -> Fed:
        """The same for named contents."""
        found = fed(self.known, received(list(files)), "Group")
        holders = {
            (one.account, one.currency): replace(HOLDER, account=one.account)
            for one in found.accounts
        }
        self.pairs += paired(found, holders)
        for key in holders:
            self.known[key] = self.after(key, found)
        return found

    def after(self, key: AccountKey, found: Fed) -> KnownAccount:
        """The account with what was stored and posted for it now."""
        before = self.known.get(key, KnownAccount())
        undone = {each.id for each in found.undone if (each.account, each.currency) == key}
        old = [replace(one, undone=one.undone or one.id in undone) for one in before.counted]
        new = [
            Counted(id=one.id, kind=one.kind, booked_as=one.booked_as, date=one.date,
                    value_date=one.value_date, amount=one.amount)
            for one in found.entries if (one.account, one.currency) == key
        ]  # fmt: skip
        statements = [one for one in found.statements if one.of == key]
        return KnownAccount(
            statements=(*before.statements, *statements), counted=(*old, *new)
        )  # fmt: skip

    def in_force(self) -> dict[AccountKey, list[tuple[str, date, date | None, int]]]:
        """What stands in the books of each account: id without its number, days and amount."""
        return {
            key: sorted(
                (one.id.partition("-")[0], one.date, one.value_date, one.amount)
                for one in known.counted if not one.undone
            )
            for key, known in self.known.items()
        }  # fmt: skip

    def balances(self, *, valued: bool = False) -> dict[str, Counter[date]]:
        """By ledger account what its pairs moved on each day, debit less credit; no zeros."""
        found: dict[str, Counter[date]] = {}
        for each in self.pairs:
            day = each.value_date if valued else each.date
            for account, sign in ((each.pair.debit, 1), (each.pair.credit, -1)):
                found.setdefault(account.name, Counter())[day] += sign * each.pair.amount
        moved = {
            name: Counter({day: amount for day, amount in days.items() if amount})
            for name, days in found.items()
        }
        return {name: days for name, days in moved.items() if days}

    def bank(self, account: str, day: date, currency: str = "EUR") -> int:
        """The balance of a bank account in the books at the end of a day."""
        days = self.balances().get(f"HQ:bank:{account}:{currency}", Counter[date]())
        return sum(amount for at, amount in days.items() if at <= day)
