"""Problems of names: ids, references, currencies, branches."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from treasury.errors import Complaint
from treasury.loading.calendars import builtin
from treasury.loading.nearest import guesses
from treasury.money import DIGITS
from treasury.plan.problems.facts import Facts, Found, ids_by_list, wrong
from treasury.rates import RATE_ONE, NotARate, parse_rate

ID = re.compile(r"[^\W_][\w.-]{0,63}")
LOANS = ("credit_lines", "term_loans", "overdraft_agreements")
"""Lists that share their ids."""
ID_WORDS = (
    "up to 64 letters (Chinese too), digits, points, underscores and hyphens, "
    "the first one a letter or digit"
)
RESERVED = ("as_is", "standalone", "summary.json", "scenario.json", "report.html", "report.xlsx")
"""Names of other things in the folder of a run, where each structure has a folder."""

REFERENCES = (
    ("entities", "branch_of", "entities"),
    ("clearing", "calendar", "calendars"),
    ("banks", "calendar", "calendars"),
    ("accounts", "entity", "entities"),
    ("accounts", "bank", "banks"),
    ("accounts", "terms", "terms"),
    ("terms", "calendar", "calendars"),
    ("rates", "terms", "terms"),
    ("indices", "calendar", "calendars"),
    ("index_rates", "index", "indices"),
    ("agreed_deposits", "account", "accounts"),
    ("opening_numbers", "account", "accounts"),
    ("credit_lines", "account", "accounts"),
    ("credit_lines", "terms", "terms"),
    ("term_loans", "account", "accounts"),
    ("term_loans", "terms", "terms"),
    ("overdraft_agreements", "account", "accounts"),
    ("overdraft_agreements", "terms", "terms"),
    ("deposits", "account", "accounts"),
    ("deposits", "structure", "structures"),
    ("withdrawals", "deposit", "deposits"),
    ("money_market_sweeps", "account", "accounts"),
    ("money_market_sweeps", "terms", "terms"),
    ("money_market_sweeps", "calendar", "calendars"),
    ("money_market_sweeps", "structure", "structures"),
    ("account_analyses", "settlement_account", "accounts"),
    ("account_analyses", "terms", "terms"),
    ("account_analyses", "follows", "account_analyses"),
    ("ledgers", "account", "accounts"),
    ("ledgers", "terms", "terms"),
    ("adjustments", "account", "accounts"),
    ("fees", "account", "accounts"),
    ("fees", "structure", "structures"),
    ("fees", "analysis", "account_analyses"),
    ("fee_terms", "structure", "structures"),
    ("fee_terms", "credit_line", "credit_lines"),
    ("credit_limits", "credit_line", "credit_lines"),
    ("fee_terms", "account", "accounts"),
    ("fee_terms", "analysis", "account_analyses"),
    ("structures", "calendar", "calendars"),
    ("structures", "internal_terms", "terms"),
    ("links", "structure", "structures"),
    ("links", "participant", "accounts"),
    ("links", "header", "accounts"),
    ("links", "rule", "rules"),
    ("links", "internal_terms", "terms"),
    ("budgets", "structure", "structures"),
    ("budgets", "participant", "accounts"),
    ("position_limits", "structure", "structures"),
    ("position_limits", "creditor", "entities"),
    ("position_limits", "debtor", "entities"),
    ("conversions", "structure", "structures"),
    ("conversions", "participant", "accounts"),
    ("rejections", "structure", "structures"),
    ("rejections", "participant", "accounts"),
    ("notional_pools", "structure", "structures"),
    ("notional_pools", "header", "accounts"),
    ("notional_pools", "terms", "terms"),
    ("notional_pools", "offset_terms", "terms"),
    ("notional_pools", "internal_terms", "terms"),
    ("notional_currencies", "pool", "notional_pools"),
    ("notional_currencies", "header", "accounts"),
    ("notional_currencies", "terms", "terms"),
    ("notional_currencies", "offset_terms", "terms"),
    ("notional_currencies", "internal_terms", "terms"),
    ("notional_members", "pool", "notional_pools"),
    ("notional_members", "account", "accounts"),
    ("notional_members", "internal_terms", "terms"),
    ("benefit_splits", "structure", "structures"),
    ("benefit_splits", "leader", "entities"),
    ("on_lending", "structure", "structures"),
    ("on_lending", "participant", "accounts"),
    ("stops", "account", "accounts"),
    ("holds", "account", "accounts"),
    ("items", "account", "accounts"),
)
"""Which key of which list names a record of which other list."""

ONE_OF = {
    "entities": "is no entity",
    "banks": "is no bank",
    "calendars": "is no calendar",
    "accounts": "is no account",
    "deposits": "is no deposit",
    "credit_lines": "is no credit line",
    "account_analyses": "is no account analysis",
    "ledgers": "is no virtual ledger",
    "terms": "are no interest terms",
    "indices": "is no index",
    "rules": "is no rule",
    "structures": "is no structure",
    "notional_pools": "is no notional pool",
}


def ids_not_allowed(facts: Facts) -> Found:
    """Ids that could not stand in file names and in the books."""
    if not ID.fullmatch(facts.scenario.id):
        message = f"{facts.scenario.id!r} cannot be an id"
        yield Complaint(path=("id",), message=message, expected=ID_WORDS)
    for name, ids in ids_by_list(facts.scenario):
        for index, each in enumerate(ids):
            if not ID.fullmatch(each):
                yield wrong(name, index, "id", f"{each!r} cannot be an id", ID_WORDS)
    for name, key in (("fee_terms", "fee"), ("tax_terms", "tax")):
        for index, term in enumerate(getattr(facts.scenario, name)):
            each = getattr(term, key)
            if not ID.fullmatch(each):
                yield wrong(name, index, key, f"{each!r} cannot be an id", ID_WORDS)


def ids_given_twice(facts: Facts) -> Found:
    """Ids of two records of one list, or of two loans."""
    seen: dict[str, set[str]] = {}
    for name, ids in ids_by_list(facts.scenario):
        kind = "loans" if name in LOANS else name
        known = seen.setdefault(kind, set())
        if len(known | set(ids)) == len(known) + len(ids):
            known.update(ids)
            continue
        where = f"{', '.join(LOANS[:-1])} and {LOANS[-1]}" if kind == "loans" else name
        for index, each in enumerate(ids):
            if each in known:
                message = f"the id {each!r} is given twice"
                yield wrong(name, index, "id", message, f"an id of its own among {where}")
            known.add(each)


def structure_ids_taken(facts: Facts) -> Found:
    """Ids of structures whose folders would collide in the folder of a run."""
    seen: dict[str, str] = {}
    for index, structure in enumerate(facts.scenario.structures):
        folder = unicodedata.normalize("NFC", structure.id).casefold()
        if folder in RESERVED:
            message = f"{structure.id!r} means something else in the results"
            yield wrong("structures", index, "id", message, "another id")
        elif seen.setdefault(folder, structure.id) != structure.id:
            message = f"{structure.id!r} differs from {seen[folder]!r} in capital letters alone"
            yield wrong("structures", index, "id", message, "an id that differs otherwise")


def unknown_names(facts: Facts) -> Found:
    """References to records that are not there."""
    for name, key, target in REFERENCES:
        known = {each.id for each in getattr(facts.scenario, target)}
        words = suggestions(target, known)
        for index, each in enumerate(getattr(facts.scenario, name)):
            value = getattr(each, key)
            if value is not None and value not in known and not facts.is_broken(target, value):
                yield wrong(name, index, key, *words(value))


def suggestions(target: str, known: set[str]) -> Callable[[str], tuple[str, str]]:
    """A function that says which name is unknown and which was probably meant."""

    @cache
    def prepared() -> tuple[Callable[[str], str], str, str]:
        own = sorted(builtin()) if target == "calendars" else []
        such = f", such as {min(known)!r}" if known and not own else ""
        where = f"an id from {target}" + (f", or the built-in {', '.join(own)}" if own else "")
        return guesses({*known, *own}), where, such

    def words(value: str) -> tuple[str, str]:
        guess, where, such = prepared()
        return f"there {ONE_OF[target]} {value!r}", where + (guess(value) or such)

    return words


def unknown_as_is(facts: Facts) -> Found:
    """An `as_is` that names no structure."""
    value = facts.scenario.as_is
    known = {structure.id for structure in facts.scenario.structures}
    if value is not None and value not in known and not facts.is_broken("structures", value):
        message, expected = suggestions("structures", known)(value)
        yield Complaint(path=("as_is",), message=message, expected=expected)


def nothing_to_run(facts: Facts) -> Found:
    """A scenario without accounts."""
    touched = {name for name, _ in facts.broken}
    if not facts.scenario.accounts and "accounts" not in touched:
        expected = "accounts.csv with at least one account"
        yield Complaint(path=("accounts",), message="there is no account", expected=expected)


def unknown_currencies(facts: Facts) -> Found:
    """Currencies that are not in ISO 4217 as far as we hold it."""
    guess = guesses(DIGITS)
    for index, account in enumerate(facts.scenario.accounts):
        if account.currency not in DIGITS:
            expected = f"an ISO 4217 code such as CNY{guess(account.currency)}"
            message = f"{account.currency!r} is not a currency"
            yield wrong("accounts", index, "currency", message, expected)


def wrong_branches(facts: Facts) -> Found:
    """Branches without their legal person, of a branch, or of themselves."""
    for index, entity in enumerate(facts.scenario.entities):
        if entity.legal_form == "branch" and entity.branch_of is None:
            message = f"{entity.id!r} is a branch, but of nobody"
            yield wrong("entities", index, "branch_of", message, "the id of its legal person")
        if entity.branch_of is None:
            continue
        if entity.legal_form != "branch":
            message = f"{entity.id!r} has branch_of, but its legal form is {entity.legal_form}"
            yield wrong("entities", index, "legal_form", message, "branch, or no branch_of")
        owner = facts.entities.get(entity.branch_of)
        if owner is not None and (owner.legal_form == "branch" or owner.branch_of is not None):
            message = f"{entity.branch_of!r} is itself a branch"
            yield wrong("entities", index, "branch_of", message, "the id of the legal person")


def wrong_descriptions(facts: Facts) -> Found:
    """Countries and shares of entities and banks that cannot be read."""
    for name in ("entities", "banks", "set_off"):
        for index, each in enumerate(getattr(facts.scenario, name)):
            if not re.fullmatch("[A-Z]{2}", each.country):
                message = f"{each.country!r} is not a country"
                expected = "two capital letters such as CN (ISO 3166)"
                yield wrong(name, index, "country", message, expected)
    for index, entity in enumerate(facts.scenario.entities):
        try:
            share = parse_rate(entity.share_held)
        except NotARate:
            share = -1
        if not 0 <= share <= RATE_ONE:
            message = f"{entity.share_held!r} is not a share"
            expected = "a percentage from 0% to 100%"
            yield wrong("entities", index, "share_held", message, expected)


def notices_of_nobody(facts: Facts) -> Found:
    """Notices without words, or about accounts that are not there."""
    words = suggestions("accounts", set(facts.accounts))
    for index, notice in enumerate(facts.scenario.notices):
        if not notice.text.strip():
            yield wrong("notices", index, "text", "the notice says nothing", "a sentence")
        for account in notice.accounts:
            if account not in facts.accounts and not facts.is_broken("accounts", account):
                yield wrong("notices", index, "accounts", *words(account))


NAME_PROBLEMS = (
    ids_not_allowed,
    ids_given_twice,
    structure_ids_taken,
    nothing_to_run,
    unknown_names,
    unknown_as_is,
    unknown_currencies,
    wrong_branches,
    wrong_descriptions,
    notices_of_nobody,
)
