"""Taxes as dated data: what is taxed, at which rate, who pays, in which legal form.

A tax is charged on the day of what is taxed: at the opening at which interest is posted, or at the
one after the month in which it accrued; on the morning after a loan was drawn, on the day on which
a limit is agreed. It leaves the payer's account whether or not there is money. Inside one legal
person nothing is taxed. Source: the banking day, section 8; Chinese practice, section 5.
"""

import datetime
from collections.abc import Collection
from typing import Literal

from treasury.record import record

Payer = Literal["participant", "header", "lender", "borrower"]
Form = Literal["entrusted_loans", "finance_company", "interest_free", "on_lending"]
Way = Literal["up", "down", "both"]
Taxed = Literal["paid", "accrued"]
Accrues = Literal["monthly", "quarterly", "yearly"]
TaxBase = Literal[
    "bank_interest", "pool_result", "fund_income", "internal_interest", "loan_drawn",
    "agreed_limit", "tax",
]  # fmt: skip


@record
class TaxTerm:
    """One version of a tax, in force from `valid_from` until the next of the same `tax`.

    `base`: `bank_interest`, what a bank pays on an account's credit balance and on a deposit, and
    what an account gets of a notional pool's result (withholding tax); `pool_result`, the latter
    alone; `fund_income`, what a money market sweep earns, paid out or invested again;
    `internal_interest`, what one legal person pays another on its position (VAT), where
    `price_includes_tax` the rate is inside the price, 6/106 of it; `loan_drawn`, what a position
    grew by between two day ends, interest added to it apart (stamp duty by loan); `agreed_limit`,
    the internal limits of the links in force on `date` (stamp duty once on a limit); `tax`, what
    is charged of the tax `on` (a surcharge), to the same payer. Each is rounded once, half up,
    for each day, pair of accounts, way and payer; that of a deposit or of a sweep for itself.

    `payer` of an internal base is the `lender` (the default for interest), the `borrower` (the
    default for loans and limits), the `participant` or the `header`; what a bank or a fund pays is
    taxed where it is earned. `direction` is the way of the loan: `up`, lent by the participant;
    `down`, lent by the header; `both`, the default; a limit is always one of money that comes down.
    `taxed` says when: `paid`, as it is posted, or `accrued`, whichever comes first of that and the
    end of a calendar month, quarter or year (`accrues`). At such an end what would be posted if it
    were a settlement day is taxed, less what was taxed of this interest period before; when it is
    posted, the rest. Before that nothing is given back where interest shrinks; then it is. So it is
    with interest of accounts and of positions by rates that are known day by day; what is known
    only when it is settled or paid is taxed then: by a rate of the settlement day, a share in a
    pool's result, interest of a deposit.
    `forms` are the legal forms of a structure in which the tax is due (none: in all, and without a
    structure too). A rate of zero says that somebody looked and found nothing due (exempt).
    `exempt_on_lending` spares internal interest on money that is lent on under the conditions of
    an `on_lending` (统借统还).
    `source` says where it is written, `confirmed` that somebody has seen it there.
    """

    tax: str
    valid_from: datetime.date | None = None
    base: TaxBase
    rate: str
    price_includes_tax: bool = False
    on: str | None = None
    payer: Payer | None = None
    direction: Way = "both"
    date: datetime.date | None = None
    forms: tuple[Form, ...] = ()
    exempt_on_lending: bool = False
    taxed: Taxed = "paid"
    accrues: Accrues = "monthly"
    text: str = ""
    source: str = ""
    confirmed: bool = False

    def due_in(self, forms: Collection[str | None]) -> bool:
        """Whether the tax is due in one of these legal forms of structures.

        >>> TaxTerm(tax="VAT", base="loan_drawn", rate="6%").due_in([None])
        True
        >>> loans = TaxTerm(tax="VAT", base="loan_drawn", rate="6%", forms=("entrusted_loans",))
        >>> loans.due_in([None]), loans.due_in(["interest_free", "entrusted_loans"])
        (False, True)
        """
        return not self.forms or any(form in forms for form in self.forms)
