"""Scenarios of any content, for hypothesis: every field takes any value its file may hold."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from treasury.loading.shapes import Shape, lists, shapes
from treasury.scenario import Scenario

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters=TURNING)
    | st.sampled_from("\n\t \"',;=#[]{}\\"),
    max_size=8,
)
amounts = st.decimals(
    min_value=Decimal(-(10**15)), max_value=Decimal(10**15), places=3, allow_nan=False
) | st.integers(-(10**20), 10**20).map(Decimal)
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "text": texts,
    "amount": amounts,
    "date": st.dates(min_value=date(1000, 1, 1)),
    "time": st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    "integer": st.integers(-(10**9) + 1, 10**9 - 1),
    "flag": st.booleans(),
}


def values(shape: Shape) -> st.SearchStrategy[Any]:
    """Any value of a field."""
    one = st.sampled_from(shape.choices) if shape.choices else st.nothing()
    if shape.kind != "choice":
        one = one | KINDS[shape.kind]
    if shape.many:
        return st.lists(one, max_size=3).map(tuple)
    return one if shape.required or shape.default is not None else st.none() | one


def records(record: type) -> st.SearchStrategy[Any]:
    """Any record: required fields given, others given or not."""
    known = shapes(record)
    return st.fixed_dictionaries(
        {name: values(shape) for name, shape in known.items() if shape.required},
        optional={name: values(shape) for name, shape in known.items() if not shape.required},
    ).map(lambda given: record(**given))


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Any scenario that files can hold, with a few lists filled."""
    chosen = draw(st.sets(st.sampled_from(sorted(lists())), max_size=4))
    named = {
        name: tuple(draw(st.lists(records(lists()[name]), min_size=1, max_size=3)))
        for name in sorted(chosen)
    }
    header = draw(records(Scenario))
    return Scenario(**{name: getattr(header, name) for name in shapes(Scenario)}, **named)
