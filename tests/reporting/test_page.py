"""The page as text: nothing a user wrote becomes markup, and the policy fits the scripts."""

import base64
import dataclasses
import hashlib
import json
import re

from lxml import html

from tests.reporting.made_study import HOSTILE, another_small_study, small_scenario, small_study
from treasury.checks import CheckResult
from treasury.comparing.likeness import Tally
from treasury.comparison import Study, study
from treasury.money import written
from treasury.reporting.page.charts import bar
from treasury.reporting.page.page import page_text, script_json
from treasury.reporting.run_tables import run_tables


def page(found: Study) -> str:
    """The study's page."""
    return page_text(found, [run_tables(run) for run in found.runs])


def parsed(text: str):
    """The page's elements."""
    return html.document_fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))


def hostile_study() -> Study:
    """The small study with markup in every text a user can write."""
    scenario = small_scenario(name=HOSTILE)
    items = tuple(dataclasses.replace(one, counterparty=HOSTILE) for one in scenario.items)
    structures = tuple(dataclasses.replace(one, name=HOSTILE) for one in scenario.structures)
    banks = tuple(dataclasses.replace(one, name='"><img src=x>') for one in scenario.banks)
    return study(
        dataclasses.replace(
            scenario, title=HOSTILE, group="</title>" + HOSTILE, description="<!--" + HOSTILE,
            items=items, structures=structures, banks=banks,
        )
    )  # fmt: skip


def test_names_that_are_markup_are_shown_and_never_become_elements():
    tree = parsed(page(hostile_study()))
    assert len(tree.findall(".//script")) == 3
    assert not tree.findall(".//img")
    assert tree.findtext(".//h1") == HOSTILE
    assert any(cell.text == HOSTILE for cell in tree.iter("td"))


def test_the_charts_data_cannot_end_its_script_element():
    text = page(hostile_study())
    data = re.search(r'<script type="application/json" id="charts">(.*?)</script>', text, re.DOTALL)
    charts = json.loads(data[1])
    assert any(HOSTILE in chart.get("structures", ()) for chart in charts)
    assert script_json("</script>\u2028") == '"\\u003c/script\\u003e\\u2028"'


def test_the_policy_allows_exactly_the_pages_own_scripts_and_style():
    text = page(small_study())
    tree = parsed(text)
    policy = tree.find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; ")
    inline = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", text, re.DOTALL)
    assert len(inline) == 3
    for source in inline:
        digest = base64.b64encode(hashlib.sha256(source.encode("utf-8")).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert policy.count("sha256-") == 3


def test_no_element_carries_style_or_script_of_its_own():
    for element in parsed(page(hostile_study())).iter():
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


def test_nothing_is_fetched_from_anywhere():
    tree = parsed(page(small_study()))
    places = [value for element in tree.iter() for value in map(element.get, ("src", "href"))]
    assert all(place.startswith("#") for place in places if place is not None)
    anchors = {element.get("id") for element in tree.iter()}
    assert all(place[1:] in anchors for place in places if place is not None)


def test_every_figure_carries_its_meaning():
    tree = parsed(page(small_study()))
    rows = tree.findall(".//section[@id='compare']//tbody/tr/th")
    assert len(rows) >= 11
    assert all(row.findtext("small") for row in rows)


def test_equal_studies_give_the_same_page():
    assert page(small_study()) == page(another_small_study())


def test_chinese_names_stand_in_the_page_as_they_are():
    text = page(small_study())
    assert "Headquarters 总部" in text
    assert "工商银行" in text


def test_a_failed_check_is_the_first_thing_said():
    found = small_study()
    failed = CheckResult(name="books", passed=False, examined=7, detail="A is off by 1")
    broken = dataclasses.replace(found.runs[1], checks=(failed,))
    runs = (found.runs[0], broken, found.runs[2])
    tree = parsed(page(dataclasses.replace(found, runs=runs)))
    assert "1 check of this run failed" in tree.find(".//p[@class='alarm']").text
    assert "✗ books: A is off by 1" in tree.text_content()
    assert parsed(page(found)).find(".//p[@class='alarm']") is None


def test_the_best_structure_is_the_one_that_disturbs_least():
    found = small_study()
    tree = parsed(page(found))
    lead = tree.find(".//p[@class='lead']").text_content()
    assert "Zero balancing leaves the group" in lead
    assert "no payment is disturbed" in lead


def paragraphs(tree, section: str, style: str) -> list[str]:
    """The texts of the elements of this class in a section."""
    return [
        one.text_content()
        for one in tree.findall(f".//section[@id='{section}']//*[@class='{style}']")
    ]


def test_every_net_benefit_that_is_not_like_for_like_says_so_and_has_its_note_below_the_figures():
    tree = parsed(page(small_study()))
    less = "300.00 CNY less was paid than today (1 payment fewer); the benefit includes interest"
    more = "900.00 CNY more was paid than today (1 payment more); the benefit lacks interest"
    marks = [f"not like for like: paid {way}" for way in ("more", "less")]
    assert paragraphs(tree, "short", "mark") == marks
    cells = tree.findall(".//tr[@class='key']//td/small")
    assert [cell.text for cell in cells] == ["not like for like"] * 2
    notes = paragraphs(tree, "short", "note")
    assert [words in note for words, note in zip((more, less), notes, strict=True)] == [True, True]
    for number, words in ((1, more), (2, less)):
        assert sum(words in note for note in paragraphs(tree, f"run-{number}", "note")) >= 3
    assert not paragraphs(tree, "run-0", "note")


def test_the_headline_recommends_what_pays_at_least_as_much_as_today():
    """`least` brings more than `zba` by not paying: it is named with its price, not recommended."""
    found = small_study()
    rich = tuple(dataclasses.replace(one, net_benefit=10**6) for one in found.runs[2].figures)
    calm = tuple(dataclasses.replace(one, payments_disturbed=Tally()) for one in rich)
    runs = (*found.runs[:2], dataclasses.replace(found.runs[2], figures=calm))
    tree = parsed(page(dataclasses.replace(found, runs=runs)))
    (lead, *_), (richer, *_) = (paragraphs(tree, "short", style) for style in ("lead", "aside"))
    assert lead.startswith("Zero balancing leaves the group")
    assert richer.startswith("Only large sweeps would bring CNY 10,000.00")
    assert richer.endswith("(not like for like: paid less).")


def test_the_headline_says_where_no_structure_pays_as_much_as_today():
    found = small_study()
    runs = (found.runs[0], found.runs[2])
    tree = parsed(page(dataclasses.replace(found, runs=runs)))
    (lead,) = paragraphs(tree, "short", "lead")
    assert lead.startswith("No structure pays as much as is paid today.")
    assert lead.endswith("(not like for like: paid less).")


def test_the_headline_is_one_sentence_of_at_most_forty_words():
    """A banker reads one glance; what it rests on stands below the figures."""
    (lead,) = paragraphs(parsed(page(small_study())), "short", "lead")
    assert lead.count(". ") == 0
    assert len(lead.split()) <= 40


def test_idle_cash_on_the_cards_is_compared_on_the_same_accounts():
    """H, the root, is left out on both sides."""
    found = small_study()
    figures = found.runs[1].figures[0]
    change = written(figures.idle_cash - figures.idle_cash_as_is, "CNY", grouped=True)
    assert figures.idle_cash_as_is < found.runs[0].figures[0].idle_cash
    card = parsed(page(found)).find(".//article").text_content()
    assert f"Idle cash{change}" in card
    assert "not like for like" in card


def test_payments_not_made_have_their_own_table():
    tree = parsed(page(small_study()))
    section = tree.find(".//section[@id='run-2']").text_content()
    assert "Payments not madeEffect" in section
    assert section.index("Payments not made") < section.index("Payments disturbed and enabled")
    assert tree.find(".//section[@id='run-0']").text_content().count("Landlord") == 1


def test_what_is_left_out_of_a_register_is_said(monkeypatch):
    monkeypatch.setattr("treasury.reporting.page.structure.REGISTER_ROWS", 2)
    text = page(small_study())
    assert "The first 2 of 3 rows; all of them are in zba/sweeps.csv." in text


def test_a_waterfall_bar_through_zero_has_a_part_on_each_side():
    ends = [(0, 50), (50, -30), (-30, -10), (-10, 20)]
    bars = [bar("step", pair, pair[1] - pair[0], "JPY") for pair in ends]
    assert [(one["base"], one["up"], one["down"]) for one in bars] == [
        ("0", "50", "0"),
        ("0", "50", "-30"),
        ("-10", "0", "-20"),
        ("0", "20", "-10"),
    ]
