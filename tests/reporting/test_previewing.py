"""A preview of tonight's sweeps: amounts, sentences, what it cannot know, what it refuses."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.reporting.made_pool import pool
from treasury.accounts.chart import Hold, Stop
from treasury.credit import CreditLimit, CreditLine, TermLoan
from treasury.errors import Refused
from treasury.flows.items import Item
from treasury.plan.one_day import Asked
from treasury.pooling.rules import Rule
from treasury.pooling.schedules import Schedule
from treasury.pooling.structure import Budget, Link, PositionLimit, Structure
from treasury.reporting.previewing import Preview, preview
from treasury.scenario import Scenario

TODAY = datetime.date(2026, 6, 10)
BALANCES = {"HQ": "1000", "A": "250.50", "B": "-30"}


def scenario(**changes: object) -> Scenario:
    """HQ heads A and B by zero balancing, last run long ago; everything else as changed."""
    made = pool()
    bank = made.banks[0].id
    account = made.accounts[0]
    base = replace(
        made,
        first_day=datetime.date(2026, 1, 1), last_day=datetime.date(2026, 1, 31),
        banks=(replace(made.banks[0], calendar=None),), calendars=(), as_is=None,
        accounts=tuple(
            replace(
                account, id=name, bank=bank, name="", opening=Decimal(7), terms=None,
                entity="S1" if name == "A" else "HQ",
            )
            for name in BALANCES
        ),
        terms=(), rates=(), credit_lines=(), fees=(), items=(),
        rules=(Rule(id="zero", preset="zero_balance"),),
        structures=(Structure(id="P", name="The pool"),),
        links=tuple(
            Link(structure="P", participant=name, header="HQ", rule="zero") for name in ("A", "B")
        ),
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def asked(found: Scenario, items: tuple[Item, ...] = (), **changes: object) -> Asked:
    """The question for today with the balances."""
    balances = {name: Decimal(amount) for name, amount in BALANCES.items()}
    one = Asked(scenario=found, structure="P", day=TODAY, balances=balances, items=items)
    return replace(one, **changes)  # type: ignore[arg-type]


def item(amount: str, account: str = "A", **more: object) -> Item:
    """An item of today."""
    given: dict[str, object] = {"id": f"{account}{amount}", "date": TODAY, **more}
    return Item(account=account, amount=Decimal(amount), **given)  # type: ignore[arg-type]


def told(found: Preview, account: str) -> str:
    """What is said of an account."""
    return "\n".join(next(one.sentences for one in found.accounts if one.account == account))


def complaints(one: Asked) -> list[str]:
    """The sentences of a refusal."""
    with pytest.raises(Refused) as reason:
        preview(one)
    return [each.sentence() for each in reason.value.complaints]


def with_rule(**fields: object) -> Scenario:
    """The scenario with another rule for both links."""
    given: dict[str, object] = {"id": "zero", "preset": "zero_balance", **fields}
    return scenario(rules=(Rule(**given),))  # type: ignore[arg-type]


def test_a_preview_says_what_would_move_and_with_what_each_account_would_end() -> None:
    found = preview(asked(scenario()))
    assert [(one.giver, one.taker, one.amount, one.kind, one.slot) for one in found.sweeps] == [
        ("A", "HQ", 25050, "concentration", "end of day"),
        ("HQ", "B", 3000, "funding", "end of day"),
    ]
    assert [(one.account, one.opening, one.closing) for one in found.accounts] == [
        ("A", 25050, 0), ("B", -3000, 0), ("HQ", 100000, 122050),
    ]  # fmt: skip
    assert (found.structure, found.name, found.date) == ("P", "The pool", TODAY)
    assert "saw 250.50 on A" in found.sweeps[0].sentence
    assert found.sweeps[0].sentence in told(found, "A")
    assert told(found, "A").endswith("Closed with 0.00 book.")


def test_the_scenario_s_own_days_items_and_openings_play_no_part() -> None:
    own = (item("99", date=datetime.date(2026, 1, 5)),)
    assert preview(asked(scenario(items=own))) == preview(asked(scenario()))


def test_items_of_the_day_happen_before_the_evening() -> None:
    found = preview(asked(scenario(), (item("-50.50"), item("20", "B"))))
    assert [one.amount for one in found.sweeps] == [20000, 1000]
    assert "Paid 50.50 from A" in told(found, "A")


def test_why_nothing_happens_is_said_for_each_account() -> None:
    frozen = (Stop(account="A", valid_from=TODAY, kind="frozen", reason="court"),)
    found = preview(asked(scenario(stops=frozen), balances={
        "HQ": Decimal(5), "A": Decimal(9), "B": Decimal(0)}))  # fmt: skip
    assert found.sweeps == ()
    assert "No sweep with HQ: A is frozen" in told(found, "A")
    assert "it sends only what is above 0.00, so nothing was sent up" in told(found, "B")
    assert "HQ is a root of structure P" in told(found, "HQ")


def test_a_sweep_that_is_wanted_and_stopped_has_no_amount_and_its_reason() -> None:
    found = preview(asked(with_rule(minimum=Decimal(300))))
    stopped = found.sweeps[0]
    assert (stopped.amount, stopped.wanted) == (0, 25050) and "minimum" in stopped.sentence


def test_what_is_held_and_what_a_credit_line_gives_count() -> None:
    found = preview(asked(scenario(
        holds=(Hold(account="A", amount=Decimal(100), valid_until=TODAY),),
        credit_lines=(CreditLine(id="L", account="HQ", limit=Decimal(50), terms="cur"),),
        terms=pool().terms, rates=pool().rates,
    ), balances={"HQ": Decimal(-180), "A": Decimal("250.50"), "B": Decimal(-30)}))  # fmt: skip
    assert [one.amount for one in found.sweeps] == [15050, 2050]


@pytest.mark.parametrize(("limit", "sent"), [("40", 1050), ("0", 0)])
def test_a_credit_line_gives_what_it_has_on_the_day(limit: str, sent: int) -> None:
    dated = {TODAY: limit, TODAY + datetime.timedelta(days=9): "900"}
    found = preview(asked(scenario(
        holds=(Hold(account="A", amount=Decimal(100), valid_until=TODAY),),
        credit_lines=(CreditLine(id="L", account="HQ", limit=Decimal(50), terms="cur"),),
        credit_limits=tuple(
            CreditLimit(credit_line="L", valid_from=day, limit=Decimal(most))
            for day, most in dated.items()
        ),
        terms=pool().terms, rates=pool().rates,
    ), balances={"HQ": Decimal(-180), "A": Decimal("250.50"), "B": Decimal(-30)}))  # fmt: skip
    assert [one.amount for one in found.sweeps] == [15050, sent]


@pytest.mark.parametrize(
    ("positions", "amount"), [(None, 25050), ({"A": Decimal(900), "B": Decimal(0)}, 10000)]
)
def test_what_was_sent_up_before_counts_where_it_is_given(
    positions: dict[str, Decimal] | None, amount: int
) -> None:
    capped = with_rule(preset="cumulative_cap", cap=Decimal(1000))
    up = tuple(replace(link, direction="up") for link in capped.links)
    found = preview(asked(replace(capped, links=up), positions=positions))
    assert [one.amount for one in found.sweeps] == [amount]
    assert any("counts as nothing" in note for note in found.notes) == (positions is None)


def test_a_header_does_not_pay_with_what_its_participants_had_sent_up() -> None:
    one = scenario(structures=(Structure(id="P", payment_mode="own_deposits"),))
    pays = (item("-500", "HQ"),)
    sent = {"A": Decimal(900), "B": Decimal(0)}
    assert "Paid 500.00 from HQ" in told(preview(asked(one, pays)), "HQ")
    assert "Queued 500.00 from HQ" in told(preview(asked(one, pays, positions=sent)), "HQ")


def test_a_link_that_ends_tonight_is_settled_where_it_is_known_what_is_open() -> None:
    ends = Link(structure="P", participant="A", header="HQ", rule="zero", valid_until=TODAY,
                at_end="settle")  # fmt: skip
    one = scenario(links=(ends, scenario().links[1]))
    unknown = preview(asked(one))
    assert any("ends on this day" in note for note in unknown.notes)
    known = preview(asked(one, positions={"A": Decimal(100), "B": Decimal(0)}))
    assert known.accounts[0].closing == 35050 and "HQ owed A 350.50" in told(known, "A")
    assert not any("ends on this day" in note for note in known.notes)


def test_only_links_in_force_on_the_day_take_part() -> None:
    later = TODAY + datetime.timedelta(days=1)
    first, second = scenario().links
    one = scenario(links=(first, replace(second, valid_from=later)))
    found = preview(asked(one, balances={"HQ": Decimal(1), "A": Decimal(2)}))
    assert [each.account for each in found.accounts] == ["A", "HQ"]


LIMIT = PositionLimit(id="cap-1", debtor="HQ", currency="CNY", amount=Decimal(9))
NOTED: dict[str, Callable[[], Asked]] = {
    "The balances are taken as given": lambda: asked(scenario()),
    "Sweeps at 11:00 are previewed too": lambda: asked(
        with_rule(times=(datetime.time(11),), end_of_day=True)
    ),
    "Rule zero looks at the value balance": lambda: asked(with_rule(basis="value")),
    "Rule zero looks at what was received": lambda: asked(
        with_rule(preset="share_of_receipts", share="50%")
    ),
    "Schedule due counts payments of the next business days": lambda: asked(replace(
        with_rule(preset="target_constant", target_schedule="due"),
        schedules=(Schedule(schedule="due", next_business_days=2),),
    )),
    "Of position limit cap-1 nothing counts": lambda: asked(scenario(position_limits=(LIMIT,))),
    "what it had sent up or drawn before 2026-06-10 counts as nothing": lambda: asked(
        scenario(structures=(Structure(id="P", payment_mode="own_deposits"),)), (item("-1"),)
    ),
    "A budget's period begins on this day": lambda: asked(
        scenario(
            structures=(
                Structure(id="P", payment_mode="budget", root_payment_mode="standalone"),
            ),
            budgets=tuple(
                Budget(structure="P", participant=name, amount=Decimal(5)) for name in ("A", "B")
            ),
        ),
        (item("-1"),),
    ),
    "Rule zero sends up is returned at the next opening": lambda: asked(
        with_rule(reverse_next_day=True)
    ),
}  # fmt: skip


@pytest.mark.parametrize("words", NOTED)
def test_what_one_day_cannot_know_is_noted_where_it_matters(words: str) -> None:
    found = preview(NOTED[words]())
    assert any(words.lower() in note.lower() for note in found.notes), found.notes
    plain = preview(asked(scenario())).notes
    assert len(plain) == 1 and len(found.notes) >= 1


def test_drawn_lines_and_loans_of_the_day_are_noted() -> None:
    made = pool()
    loan = TermLoan(id="T", account="A", principal=Decimal(5), drawn_on=datetime.date(2026, 1, 5),
                    repaid_on=TODAY, terms="cur")  # fmt: skip
    line = CreditLine(id="L", account="HQ", limit=Decimal(10**9), drawn=Decimal("160000000.5"),
                      terms="cur")  # fmt: skip
    notes = preview(asked(scenario(
        terms=made.terms, rates=made.rates, term_loans=(loan,), credit_lines=(line,)
    ))).notes  # fmt: skip
    assert "Credit line L is taken as the scenario says: 160,000,000.50 CNY drawn." in notes
    assert any(note.startswith("Term loan T is repaid on this day") for note in notes)


def test_everything_wrong_with_a_question_is_refused_at_once() -> None:
    wrong = asked(
        scenario(),
        (item("5", "C"), item("1", date=TODAY - datetime.timedelta(days=1))),
        balances={"HQ": Decimal(1), "A": Decimal(1), "AA": Decimal(1)},
        positions={"A": Decimal("0.001"), "HQ": Decimal(1)},
    )
    said = complaints(wrong)
    assert [one.partition(": ")[0] for one in said] == [
        "balances.AA", "balances", "positions.HQ", "positions.A", "positions",
        "items[0].account", "items[1].date",
    ]  # fmt: skip
    assert "perhaps 'A'" in said[0] and "account 'B' has no balance" in said[1]


MOST = "5,764,607,523,034,234.88"
IN_ALL = f"positions in CNY are {MOST} in all; expected less than {MOST} CNY"
BEYOND = (
    "99999999999999999999 is larger than any account can hold; expected less than "
    f"{MOST}, with at most 2 decimals"
)


@pytest.mark.parametrize(
    ("positions", "said"),
    [
        (("5764607523034234.88", "0"), f"positions: {IN_ALL}"),
        (("-2882303761517117.44", "2882303761517117.44"), f"positions: {IN_ALL}"),
        (("99999999999999999999", "0"), f"positions.A: {BEYOND}"),
    ],
)  # fmt: skip
def test_positions_that_cannot_be_held_exactly_are_refused(
    positions: tuple[str, str], said: str
) -> None:
    given = dict(zip("AB", map(Decimal, positions), strict=True))
    assert complaints(asked(scenario(), positions=given)) == [said]


def test_a_structure_that_is_not_there_or_not_in_force_is_refused() -> None:
    said = complaints(asked(scenario(), structure="Q"))
    assert said == ["structure: there is no structure 'Q'; expected one of P"]
    ended = tuple(
        replace(link, valid_until=datetime.date(2026, 1, 9), at_end="settle")
        for link in scenario().links
    )
    assert complaints(asked(scenario(links=ended))) == [
        "date: no link of structure 'P' is in force on 2026-06-10; expected a day on which one is"
    ]


def test_a_structure_with_mistakes_is_refused_with_all_of_them() -> None:
    said = complaints(asked(with_rule(target=Decimal(5), times=(), end_of_day=False)))
    assert len(said) == 2 and all(one.startswith("rules[0]") for one in said)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"balances": {"HQ": Decimal("0.001"), "A": Decimal(1), "B": Decimal(1)}}, "balances.HQ"),
        ({"items": (item("1.005"),)}, "items[0].amount"),
        ({"items": (item("0"),)}, "items[0].amount"),
        ({"items": (item("1"), item("1"))}, "items[1].id"),
        ({"day": datetime.date(1800, 1, 1), "items": ()}, "date"),
    ],
)
def test_amounts_items_and_days_that_cannot_be_are_refused(
    change: dict[str, object], words: str
) -> None:
    assert [one.partition(":")[0] for one in complaints(asked(scenario(), **change))] == [words]  # type: ignore[arg-type]


def test_a_day_that_the_calendar_does_not_know_is_refused_and_its_last_day_is_not() -> None:
    calendar = replace(pool().calendars[0], valid_until=datetime.date(2026, 12, 31))
    one = scenario(calendars=(calendar,), structures=(Structure(id="P", calendar=calendar.id),))
    assert preview(asked(one, day=datetime.date(2026, 12, 31))).sweeps
    (said,) = complaints(asked(one, day=datetime.date(2027, 1, 4)))
    assert "does not know the business days after 2026-12-31" in said
