"""The pool that an import writes: every preset with its amounts, and what is refused of a rule."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.importing.made_camt import Booked, Day, camt, content, day, imports
from treasury.cli.running import run_scenario
from treasury.errors import Refused
from treasury.importing.pool import PRESETS, example
from treasury.plan.reading import read
from treasury.pooling.rules import BUILT

PAYMENTS = (Booked("60", "Invoice"), Booked("-20", "Rent"))


def two_accounts(folder: Path) -> Path:
    """A file of a header and of an account that receives and pays."""
    return camt(folder, "a.xml", [Day("A", day(0), "100"), Day("B", day(0), "5", PAYMENTS)])


@pytest.mark.parametrize("preset", PRESETS)
def test_a_pool_may_have_every_preset_whose_accounts_can_pay(tmp_path: Path, preset: str) -> None:
    file = two_accounts(tmp_path)
    assert imports(tmp_path / "out", file, header="A", preset=example(preset)) == 0
    scenario = read(tmp_path / "out")
    (rule,) = scenario.rules
    assert rule.preset == preset
    given = {name for name in BUILT[preset] if getattr(rule, name) is not None}
    assert given == {word.partition("=")[0] for word in example(preset).split()[1:]}
    before = content(tmp_path / "out")
    assert imports(tmp_path / "out") == 0, "the rule is remembered with its amounts"
    assert content(tmp_path / "out") == before


def test_the_amounts_of_a_rule_decide_what_is_swept(tmp_path: Path) -> None:
    file = two_accounts(tmp_path)
    rule = "target_fixed target=12.50 minimum=1"
    assert imports(tmp_path / "out", file, header="A", preset=rule) == 0
    scenario = read(tmp_path / "out")
    assert scenario.rules[0].target == Decimal("12.50")
    assert scenario.structures[0].name == "Target fixed (target 12.50) to A"
    assert run_scenario(tmp_path / "out", tmp_path / "run", as_json=True) == 0
    balances = (tmp_path / "run/pool/balances.csv").read_text(encoding="utf-8")
    assert f"{day(0)},B,12.50" in balances and f"{day(0)},A,132.50" in balances


@pytest.mark.parametrize(
    ("preset", "said"),
    [
        ("target_fixd", ("'target_fixd' is no preset", "perhaps 'target_fixed'")),
        ("target_fixed", ("'target_fixed' needs target", "target_fixed target=10000")),
        ("keep keep=1e3", ("keep: '1e3' is not an amount in digits",)),
        ("keep keep=-3", ("keep: -3 is below zero",)),
        ("keep keep", ("keep: '' is not an amount in digits",)),
        ("percentage share=60", ("share: '60' is not a percentage", "share=60%")),
        ("zero_balance target=5", ("'zero_balance' takes no 'target'", "minimum")),
        ("fixed amount=1 amount=2 unit=3", ("amount is given twice", "takes no 'unit'")),
        ("range low=10 high=5", ("--preset: low 10 is above high 5",)),
        ("fixed amount=0.001", ("--preset: 0.001 has more decimals than EUR",)),
        ("receive_only", ("'receive_only' lets no account pay",)),
        (" ", ("'' is no preset",)),
    ],
)
def test_a_rule_that_is_none_is_refused_with_everything_wrong(
    tmp_path: Path, preset: str, said: tuple[str, ...]
) -> None:
    with pytest.raises(Refused) as reason:
        imports(tmp_path / "out", two_accounts(tmp_path), header="A", preset=preset)
    assert all(one in str(reason.value) for one in said), str(reason.value)
    assert "--preset: " in str(reason.value)
    assert not (tmp_path / "out").exists()


def test_a_rule_without_a_pool_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is the rule of a pool, and there is none"):
        imports(tmp_path / "out", two_accounts(tmp_path), preset="zero_balance")


def test_a_rule_that_was_changed_by_hand_is_obeyed_or_refused_at_its_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    imports(out, two_accounts(tmp_path), header="A", preset="keep keep=5")
    choices = out / "import/import.toml"
    text = choices.read_text(encoding="utf-8")
    choices.write_text(text.replace("keep=5", "keep=7"), encoding="utf-8")
    assert imports(out) == 0
    assert read(out).rules[0].keep == 7
    choices.write_text(text.replace("keep=5", "keep=x"), encoding="utf-8")
    with pytest.raises(Refused, match=r"import\.toml: keep: 'x' is not an amount in digits"):
        imports(out)
