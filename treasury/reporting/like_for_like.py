"""Where a net benefit is not like for like: what was paid otherwise than today, in a sentence.

Money that is not paid, or paid on a later day, stays on the accounts and earns interest there;
the benefit holds that interest. The sentence stands beside every net benefit it concerns.
"""

from treasury.comparing.figures import Figures
from treasury.comparing.likeness import Difference, Tally
from treasury.comparison import Run
from treasury.money import written


def note(difference: Difference, currency: str) -> str:
    """Why the benefit is not like for like; empty where the payments are today's.

    >>> note(Difference(missing=Tally(count=2, amount=500)), "CNY")
    '5.00 CNY less was paid than today (2 payments fewer); the benefit includes interest on that
    money, so it is not like for like.'
    """
    told = [*amount_words(difference, currency), *day_words(difference, currency)]
    if not told:
        return ""
    words = f"{'; '.join(told)}; {interest_words(difference)}, so it is not like for like."
    return words + loan_words(difference.repayments, currency)


def loan_words(repaid: Tally, currency: str) -> str:
    """What of the money not paid repays term loans, as a sentence; empty where nothing does.

    >>> loan_words(Tally(count=1, amount=500), "CNY")
    ' Of what was not paid, 5.00 CNY is the repayment of 1 term loan, which stays outstanding.'
    """
    if not repaid.count:
        return ""
    loans = "1 term loan, which stays"
    if repaid.count > 1:
        loans = f"{repaid.count:,} term loans, which stay"
    return (
        f" Of what was not paid, {money(repaid, currency)} is the repayment of {loans} outstanding."
    )


def amount_words(difference: Difference, currency: str) -> list[str]:
    """How much more or less is paid, and by how many payments, as a clause."""
    missing, added = difference.missing.count, difference.added.count
    if not missing and not added:
        return []
    counts = f"({payments(missing or added)} {'fewer' if missing else 'more'})"
    if missing and added:
        counts = f"({payments(missing)} of today's not made, {payments(added)} more made)"
    if difference.amount == 0:
        return [f"As much was paid as today, but not the same payments {counts}"]
    amount = written(abs(difference.amount), currency, grouped=True)
    way = "less" if difference.amount < 0 else "more"
    return [f"{amount} {currency} {way} was paid than today {counts}"]


def day_words(difference: Difference, currency: str) -> list[str]:
    """How many payments come on another day than today, as clauses."""
    return [
        f"{payments(tally.count)} ({money(tally, currency)}) "
        f"{'was' if tally.count == 1 else 'were'} made on {way} day than today"
        for tally, way in ((difference.later, "a later"), (difference.earlier, "an earlier"))
        if tally.count
    ]


def interest_words(difference: Difference) -> str:
    """What that does to the benefit, as a clause."""
    keeps = difference.amount < 0 or difference.later.count > 0
    spends = difference.amount > 0 or difference.earlier.count > 0
    if keeps and not spends:
        return "the benefit includes interest on that money"
    if spends and not keeps:
        return "the benefit lacks interest on that money"
    return "the benefit includes interest on these differences"


def short_note(difference: Difference) -> str:
    """The same in two words, for a table's cell; empty where the payments are today's.

    >>> short_note(Difference(later=Tally(count=1, amount=5))), short_note(Difference())
    ('paid later', '')
    """
    if difference.amount:
        return "paid less" if difference.amount < 0 else "paid more"
    if difference.later.count and not difference.earlier.count:
        return "paid later"
    if difference.earlier.count and not difference.later.count:
        return "paid earlier"
    return "" if difference == Difference() else "paid otherwise"


def pays_at_least_as_today(figures: Figures) -> bool:
    """Whether what is paid is no less than today, in amount and in number."""
    return figures.against_as_is.amount >= 0 and figures.against_as_is.count >= 0


def figures_note(figures: Figures) -> str:
    """The sentence for the whole group in one currency."""
    return note(figures.against_as_is, figures.currency)


def member_notes(run: Run, currency: str) -> list[tuple[str, str]]:
    """The members that pay otherwise than today, by id, each with its sentence."""
    found = ((one.entity, note(one.against_as_is, currency)) for one in run.members
             if one.currency == currency)  # fmt: skip
    return [(entity, words) for entity, words in found if words]


def payments(count: int) -> str:
    """A number of payments.

    >>> payments(1), payments(1200)
    ('1 payment', '1,200 payments')
    """
    return f"{count:,} payment{'' if count == 1 else 's'}"


def money(tally: Tally, currency: str) -> str:
    """The tally's amount with its currency."""
    return f"{written(tally.amount, currency, grouped=True)} {currency}"
