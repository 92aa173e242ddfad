"""The ledger accounts a run can post to, in each legal entity's books.

Source: the banking day, sections 8 and 11.
"""

from dataclasses import dataclass

import numpy as np

from treasury.accounts.ledger import LedgerAccount, LedgerKind
from treasury.arrays import Amounts
from treasury.plan.plan import Plan
from treasury.tables import BORROWED, UPSTREAMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The ledger accounts of a plan and where they are found.

    Ledger account `a` is bank account `a`; `loan` (loan,). The others have shape (account,), by
    the bank account they are posted against: its entity's and currency's. `claim` (link,) is
    the participant's position on its header, `debt` (link,) the header's on the participant;
    both are -1 inside one legal person. Where the header is a finance company they are the
    deposit, and `claim_loan`, `debt_loan` the loan; elsewhere those two are -1. `transit`
    (account,) holds what is on its way to the account, -1 where no link of it takes days; `taxes`
    is -1 in a run without taxes; `deposit` (deposit,) holds what is placed with banks,
    `investment` (sweep,) what money market sweeps have invested. `sold` and `bought` (link,) stand
    in the participant's books where a link converts, against what left it in its currency and what
    that became in the header's; elsewhere -1. `member_earned` and `member_paid` (link,) are
    the internal interest of a priced link in its participant's books, in the position's currency.
    """

    accounts: tuple[LedgerAccount, ...]
    loan: Amounts
    opening: Amounts
    receipts: Amounts
    payments: Amounts
    interest_earned: Amounts
    interest_paid: Amounts
    internal_earned: Amounts
    internal_paid: Amounts
    member_earned: Amounts
    member_paid: Amounts
    fees: Amounts
    taxes: Amounts
    novation: Amounts
    claim: Amounts
    debt: Amounts
    claim_loan: Amounts
    debt_loan: Amounts
    transit: Amounts
    deposit: Amounts
    investment: Amounts
    sold: Amounts
    bought: Amounts


class Register:
    """Ledger accounts in the order in which they were first asked for."""

    def __init__(self) -> None:
        """Begin without accounts."""
        self.places: dict[LedgerAccount, int] = {}

    def place(self, legal_entity: str, kind: LedgerKind, subject: str, currency: str) -> int:
        """The index of the ledger account, a new one where it is not there yet."""
        account = LedgerAccount(
            legal_entity=legal_entity, kind=kind, subject=subject, currency=currency
        )
        return self.places.setdefault(account, len(self.places))


def chart(plan: Plan) -> Chart:
    """The ledger accounts a plan can post to: banks, loans, then the others."""
    names, register = plan.names, Register()
    owners = list(zip(names.legal_entity, names.entities, names.currencies, strict=True))

    def column(kind: LedgerKind) -> Amounts:
        return indices([register.place(legal, kind, who, money) for legal, who, money in owners])

    def of_legal(kind: LedgerKind) -> Amounts:
        return indices([register.place(legal, kind, legal, money) for legal, _, money in owners])

    for subject, (legal, _, currency) in zip(names.accounts, owners, strict=True):
        register.place(legal, "bank", subject, currency)
    loans = [
        register.place(owners[account][0], "loan", name, owners[account][2])
        for name, account in zip(names.loans, plan.tables.loans.account.tolist(), strict=True)
    ]
    position = positions(plan, register)
    sold, bought = conversions(plan, register)
    return Chart(
        transit=on_its_way(plan, register),
        loan=indices(loans),
        claim=position[0],
        debt=position[1],
        claim_loan=position[2],
        debt_loan=position[3],
        opening=of_legal("opening"),
        receipts=column("receipts"),
        payments=column("payments"),
        interest_earned=column("interest_earned"),
        interest_paid=column("interest_paid"),
        internal_earned=column("internal_interest_earned"),
        internal_paid=column("internal_interest_paid"),
        member_earned=of_members(plan, register, "internal_interest_earned"),
        member_paid=of_members(plan, register, "internal_interest_paid"),
        fees=column("fees"),
        taxes=column("taxes") if plan.tables.levies.rows.tax.any() else indices([-1] * len(owners)),
        novation=of_legal("novation"),
        deposit=placed_with_banks(plan, register),
        investment=invested(plan, register),
        sold=sold,
        bought=bought,
        accounts=tuple(register.places),
    )


def positions(plan: Plan, register: Register) -> tuple[Amounts, Amounts, Amounts, Amounts]:
    """Each link's accounts (claim, debt, loan in the member's books, loan in the other's).

    What is owed between two legal persons is one account a pair and side, its sign says who
    owes; a finance company takes deposits and grants loans, and neither is netted with the other.
    """
    names, links = plan.names, plan.tables.links
    takes_deposits = finance_companies(plan)
    columns: list[list[int]] = [[], [], [], []]
    for low, high in zip(links.participant.tolist(), links.header.tolist(), strict=True):
        owner, holder = names.legal_entity[low], names.legal_entity[high]
        gross = holder in takes_deposits
        kinds: tuple[LedgerKind, ...] = ("deposit", "member_loan") if gross else ("position",)
        both = [
            register.place(whose, kind, whom, names.currencies[high]) if owner != holder else -1
            for kind in kinds
            for whose, whom in ((owner, holder), (holder, owner))
        ]
        for column, place in zip(columns, [*both, -1, -1], strict=False):
            column.append(place)
    claim, debt, claim_loan, debt_loan = map(indices, columns)
    return claim, debt, claim_loan, debt_loan


def of_members(plan: Plan, register: Register, kind: LedgerKind) -> Amounts:
    """Each priced link's account of internal interest in its participant's books, in the currency
    of the position; -1 for the other links."""
    names, links, accruals = plan.names, plan.tables.links, plan.tables.accruals
    found = np.full(len(links.participant), -1, dtype=np.int64)
    for link in accruals.subject[np.isin(accruals.kind, (UPSTREAMED, BORROWED))].tolist():
        low, high = int(links.participant[link]), int(links.header[link])
        money = names.currencies[high]
        found[link] = register.place(names.legal_entity[low], kind, names.entities[low], money)
    return found


def conversions(plan: Plan, register: Register) -> tuple[Amounts, Amounts]:
    """Each converting link's accounts in its participant's books: in the participant's currency,
    and in the header's; -1 for the other links."""
    names, links = plan.names, plan.tables.links
    columns: list[list[int]] = [[], []]
    for low, high, converts in zip(
        links.participant.tolist(), links.header.tolist(), links.converts.tolist(), strict=True
    ):
        owner = names.legal_entity[low]
        for column, end in zip(columns, (low, high), strict=True):
            currency = names.currencies[end]
            place = register.place(owner, "conversion", owner, currency) if converts else -1
            column.append(place)
    return indices(columns[0]), indices(columns[1])


def on_its_way(plan: Plan, register: Register) -> Amounts:
    """The ledger account of what is on its way to each account at an end of a link that takes
    days, in the books of the account's own legal person; -1 for the others."""
    names, links = plan.names, plan.tables.links
    slow = links.delay > 0
    found = np.full(len(names.accounts), -1, dtype=np.int64)
    for at in np.union1d(links.participant[slow], links.header[slow]).tolist():
        found[at] = register.place(
            names.legal_entity[at], "transit", names.accounts[at], names.currencies[at]
        )
    return found


def placed_with_banks(plan: Plan, register: Register) -> Amounts:
    """The ledger account of each deposit."""
    accounts = plan.tables.deposits.rows.account
    return owned(plan, register, "bank_deposit", (plan.names.deposits, accounts))


def invested(plan: Plan, register: Register) -> Amounts:
    """The ledger account of what each money market sweep has invested."""
    accounts = plan.tables.investments.rows.account
    return owned(plan, register, "investment", (plan.names.investments, accounts))


def owned(
    plan: Plan, register: Register, kind: LedgerKind, placed: tuple[tuple[str, ...], Amounts]
) -> Amounts:
    """The ledger account of each deposit or investment, in the books of whoever placed it.

    `placed` are their ids and the bank accounts from which they are placed."""
    names = plan.names
    return indices(
        [
            register.place(names.legal_entity[at], kind, name, names.currencies[at])
            for name, at in zip(placed[0], placed[1].tolist(), strict=True)
        ]
    )


def finance_companies(plan: Plan) -> set[str]:
    """The ids of the finance companies of the group."""
    entities = plan.scenario.entities
    return {each.id for each in entities if each.legal_form == "finance_company"}


def indices(places: list[int]) -> Amounts:
    """The list as an array of indices, also where it is empty."""
    return np.array(places, dtype=np.int64)
