"""The report's fixed words: how a structure pays, shares and sweeps, and what was assumed."""

from treasury.comparison import Study
from treasury.pooling.profiles import Profile
from treasury.pooling.rules import Rule
from treasury.pooling.structure import Structure
from treasury.reporting.profile_words import profile_sentence
from treasury.scenario import Scenario

MODES = {
    "standalone": "Each account pays from its own money and overdraft; the pool does not help "
    "with payments.",
    "own_deposits": "Beside its own money and overdraft an account pays from what it has itself "
    "sent up, drawn back at the moment of paying (以收定支).",
    "own_plus_limit": "Beside its own money and overdraft an account pays from what it has itself "
    "sent up and from its internal limit, drawn at the moment of paying (超额定支).",
    "full": "A payment that an account cannot make alone draws on its header at the moment it is "
    "made, as far as the header can give (linked payment, 联动支付).",
    "budget": "Beside its own money and overdraft an account pays from what it has itself sent up "
    "and from its budget, drawn at the moment of paying (预算定支).",
    "receive_only": "The accounts only receive and make no payments (只收不付).",
}
"""How the accounts of a structure pay, by its payment mode."""
UNPROTECTED = "A header may spend what its participants have sent up."
SHARING = {
    ("priority", True): "A header that cannot serve every need serves them in order of priority; "
    "the last one served gets what is left.",
    ("priority", False): "A header that cannot serve every need serves them in order of priority; "
    "a need that does not fit is passed over.",
    ("pro_rata", True): "A header that cannot serve every need shares what it has pro rata.",
    ("pro_rata", False): "A header that cannot serve every need shares what it has pro rata.",
}
STRICT = (
    "At each header the accounts take their turns strictly by priority: a need can go unserved "
    "although a later account sends money up."
)
QUEUES = {
    "cancel": "A payment that cannot be made waits until the close of the day and is then "
    "cancelled.",
    "carry": "A payment that cannot be made waits, over days if it must; what still waits on the "
    "last day is refused.",
}
UNTIMED_ORDER = {
    "receipts_first": "Of the items of a day without a time, receipts come before payments.",
    "file_order": "The items of a day without a time come in the order in which they are given.",
}
BENEFIT_WORDS = (
    "Every structure is run on the same receipts and payments, day by day. Benefit is measured "
    "against what the group has today (as is); disturbed and enabled payments are measured "
    "against every account standing alone. Where payments are made otherwise than today, a note "
    "beside the benefit says so: it is then not like for like."
)


def structure_words(structure: Structure, rules: list[Rule], profile: Profile) -> list[str]:
    """How the structure works, a sentence each."""
    told = [profile_sentence(profile), MODES[structure.payment_mode]]
    if not structure.protect_participants:
        told.append(UNPROTECTED)
    told.append(SHARING[structure.when_short, structure.partial])
    if not structure.credit_first:
        told.append(STRICT)
    times = sorted({time for rule in rules for time in rule.times})
    if times:
        clock = ", ".join(f"{time:%H:%M}" for time in times)
        told.append(
            f"Besides the end of the day, money is swept at {clock} where the rule says so."
        )
    if structure.internal_terms:
        told.append(
            f"Positions between legal persons bear interest on terms {structure.internal_terms}."
        )
    return told


def assumptions(study: Study) -> list[str]:
    """What the figures rest on, a sentence each."""
    scenario = study.scenario
    return [
        BENEFIT_WORDS,
        QUEUES[scenario.queue],
        "A later payment may overtake one that waits in the same account."
        if scenario.overtaking
        else "Within an account no payment overtakes one that waits.",
        UNTIMED_ORDER[scenario.untimed],
        (
            "Interest is exact: it is the interest number (积数, balance times days) times the "
            "rate, rounded once at each settlement. Interest not yet posted on the last day is "
            "counted as if that day were a settlement day."
        ),
        "Amounts in different currencies are never added to each other"
        + (
            f", but for the group's figures in {scenario.reporting_currency}, which stand apart."
            if scenario.reporting_currency
            else "."
        ),
        calendar_words(scenario),
    ]


def calendar_words(scenario: Scenario) -> str:
    """Which calendars decide on which days money moves."""
    if not scenario.calendars:
        return "No calendar is given: every day is a business day."
    named = ", ".join(
        f"{calendar.id} (valid {calendar.valid_from} to {calendar.valid_until}"
        + (f"; {calendar.source})" if calendar.source else ")")
        for calendar in sorted(scenario.calendars, key=lambda one: one.id)
    )
    return f"Business days: {named}."
