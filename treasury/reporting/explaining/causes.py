"""Why a payment could not be made, in words. The codes are those of `treasury.tables`."""

from treasury.tables import (
    CAUSE_BUDGET,
    CAUSE_ENTITLEMENT,
    CAUSE_HEADER,
    CAUSE_OWN_CASH,
    CAUSE_QUEUE,
    CAUSE_RECEIVE_ONLY,
    CAUSE_RIGHT,
    CAUSE_STOPPED,
)

CAUSE_WORDS = {
    CAUSE_OWN_CASH: "own money and overdraft fell short, and no header helps in this mode",
    CAUSE_HEADER: "own money fell short and the header could not give enough",
    CAUSE_ENTITLEMENT: "the account would have spent its participants' money",
    CAUSE_QUEUE: "an earlier payment of the account waited and may not be overtaken",
    CAUSE_RIGHT: "own money fell short and what the account may draw from its header was used up",
    CAUSE_BUDGET: "the budget of the period did not leave enough",
    CAUSE_RECEIVE_ONLY: "the account only receives and makes no payments",
    CAUSE_STOPPED: "the account was frozen or closed",
}


def cause_words(cause: int) -> str:
    """Why a payment could not be made on time, as a clause; `nothing stopped it` for 0."""
    return CAUSE_WORDS[cause] if cause else "nothing stopped it"
