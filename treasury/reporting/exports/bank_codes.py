"""What a bank would call each movement of a simulated account, in ISO 20022 and in SWIFT codes.

Domain, family and sub-family are of the ISO 20022 external bank transaction codes: account
balancing (CAMT/ACCB) is zero balancing (ZABA), sweeping (SWEP) or topping (TOPG). The proprietary
code is the transaction type of SWIFT MT940, field 61: CMZ zero balancing, CMS sweeping, CMT
topping, INT interest, CHG charges, LDP loans, TRF transfers, RTI returned items (PMNT/ICDT/RRTN,
a payment that came back).
"""

import re
from typing import NamedTuple

from treasury.plan.plan import Plan
from treasury.tables import (
    ACCOUNT,
    AMOUNT,
    ANALYSIS_CHARGED,
    ARRIVED,
    CONCENTRATION,
    DEPOSIT_INTEREST,
    DIVESTED,
    DRAW,
    FEE,
    FUNDING,
    INTEREST,
    INVESTED,
    KIND,
    LINE_DRAW,
    LINE_REPAY,
    OVERDUE,
    OVERDUE_REPAID,
    PAYMENT,
    PLACED,
    RECEIPT,
    REDEEMED,
    REF,
    RETURN,
    SENT_BACK,
    SETTLEMENT,
    TAX,
    TERM_FEE,
)


class BankCode(NamedTuple):
    """Domain, family and sub-family, and the SWIFT transaction type, three letters."""

    domain: str
    family: str
    within: str
    swift: str


ZERO_BALANCING = BankCode("CAMT", "ACCB", "ZABA", "CMZ")
SWEEPING = BankCode("CAMT", "ACCB", "SWEP", "CMS")
TOPPING = BankCode("CAMT", "ACCB", "TOPG", "CMT")
DRAWDOWN = BankCode("LDAS", "FTLN", "DDWN", "LDP")
REPAYMENT = BankCode("LDAS", "FTLN", "PPAY", "LDP")
RETURNED = BankCode("PMNT", "ICDT", "RRTN", "RTI")
OTHER_RECEIPT = BankCode("ACMT", "MCOP", "OTHR", "MSC")
OTHER_PAYMENT = BankCode("ACMT", "MDOP", "OTHR", "MSC")
TAX_BACK = BankCode("ACMT", "MCOP", "TAXE", "CHG")
SUBSCRIPTION = BankCode("SECU", "SETT", "SUBS", "SEC")
REDEMPTION = BankCode("SECU", "SETT", "REDM", "SEC")
PLAIN = {
    RECEIPT: BankCode("PMNT", "RCDT", "OTHR", "TRF"),
    PAYMENT: BankCode("PMNT", "ICDT", "OTHR", "TRF"),
    FEE: BankCode("ACMT", "MDOP", "FEES", "CHG"),
    TERM_FEE: BankCode("ACMT", "MDOP", "FEES", "CHG"),
    ANALYSIS_CHARGED: BankCode("ACMT", "MDOP", "FEES", "CHG"),
    TAX: BankCode("ACMT", "MDOP", "TAXE", "CHG"),
    LINE_DRAW: DRAWDOWN,
    LINE_REPAY: REPAYMENT,
    OVERDUE: DRAWDOWN,
    OVERDUE_REPAID: REPAYMENT,
    SENT_BACK: RETURNED,
    PLACED: BankCode("LDAS", "FTDP", "DPST", "LDP"),
    REDEEMED: BankCode("LDAS", "FTDP", "RPMT", "LDP"),
    DIVESTED: REDEMPTION,
}
SWEEPS = (CONCENTRATION, FUNDING, DRAW, SETTLEMENT, RETURN, ARRIVED)
"""Kinds of event that move money between two accounts of the group."""
SAID = re.compile("([A-Z]{4})/([A-Z0-9]{4})/([A-Z0-9]{4})(?: [FNS]?([A-Z]{3}))?")


def code_of(plan: Plan, event: list[int]) -> BankCode:
    """The code of a booked event; an item keeps the code its bank gave it, where it is one."""
    kind = event[KIND]
    if kind == INVESTED:
        return SUBSCRIPTION if event[AMOUNT] < 0 else REDEMPTION
    if kind in SWEEPS:
        return sweep_code(plan, event)
    if kind in (INTEREST, DEPOSIT_INTEREST):
        family = "MCOP" if event[AMOUNT] > 0 else "MDOP"
        return BankCode("ACMT", family, "INTR", "INT")
    if kind in (RECEIPT, PAYMENT):
        return item_code(plan, event)
    if kind == TAX and event[AMOUNT] > 0:
        return TAX_BACK
    return PLAIN.get(kind) or (OTHER_RECEIPT if event[AMOUNT] > 0 else OTHER_PAYMENT)


def sweep_code(plan: Plan, event: list[int]) -> BankCode:
    """The code of a sweep: its rule's, and by direction where that is not zero balancing."""
    if event[KIND] == DRAW:
        return TOPPING
    if event[KIND] == SETTLEMENT:
        return SWEEPING if event[AMOUNT] > 0 else TOPPING
    rule = plan.scenario.links[plan.names.link_records[event[REF]]].rule
    presets = {each.id: each.preset for each in plan.scenario.rules}
    if presets[rule] == "zero_balance":
        return ZERO_BALANCING
    came_up = event[KIND] == ARRIVED and event[ACCOUNT] == plan.tables.links.header[event[REF]]
    return SWEEPING if came_up or event[KIND] == CONCENTRATION else TOPPING


def item_code(plan: Plan, event: list[int]) -> BankCode:
    """The code of an item: of a term loan, as its bank said, or a plain transfer."""
    items = plan.tables.items
    if items.loan[event[REF]] >= 0:
        return DRAWDOWN if event[KIND] == RECEIPT else REPAYMENT
    source = int(items.source[event[REF]])
    said = SAID.fullmatch(plan.scenario.items[source].bank_code)
    plain = PLAIN[event[KIND]]
    return BankCode(said[1], said[2], said[3], said[4] or plain.swift) if said else plain
