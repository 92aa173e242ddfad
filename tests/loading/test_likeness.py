"""One line runs the same structure under another profile: `like` takes over keys and links."""

from pathlib import Path

import pytest

from tests.plan.small_group import write_files
from treasury.comparison import study
from treasury.loading.folder import load
from treasury.loading.writing import write
from treasury.plan.reading import read
from treasury.scenario import Scenario

SAME = '\n[[structures]]\nid = "same"\nlike = "zero"\nprofile = "oblm"\n'
CHAIN = SAME + '\n[[structures]]\nid = "third"\nlike = "same"\npayment_mode = "standalone"\n'


def links_of(scenario: Scenario, structure: str) -> set[tuple[str, str, str]]:
    return {
        (link.participant, link.header, link.rule)
        for link in scenario.links
        if link.structure == structure
    }


def with_toml(folder: Path, more: str, links: str = "") -> Scenario:
    changes = [{"file": "scenario.toml", "more": more}]
    return read(
        write_files(folder, *changes, *[{"file": "links.csv", "more": links}] * bool(links))
    )


def test_a_structure_like_another_has_its_keys_and_links(tmp_path):
    one = with_toml(tmp_path, SAME)
    zero, same = one.structures
    assert (same.id, same.profile, same.like) == ("same", "oblm", None)
    assert (same.calendar, same.payment_mode) == (zero.calendar, zero.payment_mode)
    assert links_of(one, "same") == links_of(one, "zero") != set()


def test_what_the_line_gives_itself_holds(tmp_path):
    one = with_toml(tmp_path, CHAIN, "third,SUB-1,HQ-1,all,7\n")
    third = one.structures[2]
    assert (third.profile, third.payment_mode) == ("oblm", "standalone")
    assert links_of(one, "third") == {("BR-1", "HQ-1", "all"), ("SUB-1", "HQ-1", "all")}


def test_profiles_say_the_rest_after_that(tmp_path):
    more = '\n[[structures]]\nid = "bank"\nlike = "zero"\nprofile = "cn"\n'
    zero, bank = with_toml(tmp_path, more).structures
    assert zero.protect_participants and not bank.protect_participants


def test_it_reads_back_equal_once_written(tmp_path):
    one = with_toml(tmp_path, CHAIN)
    write(one, tmp_path / "copy")
    assert load(tmp_path / "copy").scenario == one


@pytest.mark.parametrize("profile", ["oblm", "cn"])
def test_the_same_pool_runs_under_two_profiles_on_the_same_items(tmp_path, profile):
    one = with_toml(tmp_path, SAME.replace("oblm", profile))
    assert len({structure.profile for structure in one.structures}) == 2
    assert [run.plan.structure for run in study(one).runs] == ["zero", "same"]
