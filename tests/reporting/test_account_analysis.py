"""Account analyses in a banker's words: statement, page, terminal, exports, previews."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from tests.checking.test_analyses import analysed, in_turn
from tests.hand.tables import on
from treasury.accounts.chart import Entity
from treasury.comparison import Run, study
from treasury.plan.one_day import Asked, plan_of_day
from treasury.plan.problems.every import complaints
from treasury.reporting.analysis_table import account_analysis, borne_words, credit_words
from treasury.reporting.csvs import run_files
from treasury.reporting.explaining.analysis_periods import periods_of
from treasury.reporting.explaining.sentences import event_sentence
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.exports.bank_codes import code_of
from treasury.reporting.exports.books import title_of
from treasury.reporting.fee_table import term_fees
from treasury.reporting.page.structure import analyses_part, benefit_part
from treasury.reporting.run_tables import run_tables
from treasury.reporting.terminal import show
from treasury.scenario import Scenario
from treasury.tables import ANALYSIS_CHARGED, FEE_ANALYSED, KIND


def last(scenario: Scenario) -> Run:
    return study(scenario).runs[-1]


def told(run: Run, day: int, account: str = "A") -> str:
    at = run.plan.names.accounts.index(account)
    return "\n".join(explain_day(run.plan, run.projection, at, day - 1))


def lines(run: Run) -> list[dict[str, Any]]:
    data = account_analysis(run).data
    return [{name: column[place] for name, column in data.items()} for place in range(len(data))
            if place < len(account_analysis(run))]  # fmt: skip


def test_a_fee_that_goes_through_an_analysis_leaves_nothing() -> None:
    run = last(analysed())
    assert "Fee F: 2.00 goes to account analysis AN, and nothing leaves A for it." in told(run, 2)
    words = told(run, 4)
    assert "1 sweep x 7.00 = 7.00, rounded half up; 7.00 goes to account analysis AN" in words


def test_a_charge_is_told_with_the_period_behind_it() -> None:
    run = last(analysed(title="checking"))
    words = told(run, 4)
    assert (
        "opening: Account analysis AN (checking): the period that ended earned 0.00 of earnings "
        "credit and cost 16.00 of fees; what the credit does not cover, 16.00, is due."
    ) in words
    assert "16.00 of fees, which the earnings credit did not cover, left A." in words
    assert (
        "2026-03-02 to 2026-03-04 (3 days, partial: begins on 2026-03-02): an average collected "
        "balance of 0.00 earned 0.00 at 3.65 % against fees of 16.00; the fees need 53,333.34."
    ) in words


def test_what_closing_a_period_comes_to_is_told() -> None:
    rich = study(analysed(fee_terms=())).runs[0]
    assert "the credit covers the fees, and 0.40 of it is carried on." in told(
        replace_fees(rich), 4
    )
    lost = study(replace(analysed(excess="lost"), fees=())).runs[0]
    assert "the credit covers the fees, and 2.40 of it is lost." in told(lost, 4)
    later = study(analysed(settles="year")).runs[0]
    assert "both are settled later." in told(later, 4)
    nothing = last(replace(analysed(), fees=(), fee_terms=()))
    assert "the credit covers the fees exactly." in told(nothing, 4)


def replace_fees(run: Run) -> Run:
    """The stand-alone run with the one fee of 2.00."""
    scenario = run.plan.scenario
    return study(replace(scenario, fees=scenario.fees[:1])).runs[0]


def test_the_statement_has_a_line_for_each_period_and_the_open_one() -> None:
    closed, open_ = lines(study(analysed(reserve_share="10%", charge_day=7)).runs[0])
    assert (closed["average_collected"], closed["investable"]) == (8000_00, 7200_00)
    assert (closed["earnings_credit"], closed["fees"], closed["due"]) == (2_16, 5_00, 2_84)
    assert (closed["charged_on"], closed["standing"]) == ("2026-03-07", "settled")
    assert closed["note"] == "partial: begins on 2026-03-02"
    assert (open_["standing"], open_["period_to"], open_["charged_on"]) == (
        "open", "2026-03-10", None,
    )  # fmt: skip
    assert open_["note"] == "partial: ends on 2026-03-10"
    lost = lines(study(replace(analysed(excess="lost"), fees=())).runs[0])[0]
    assert (lost["standing"], lost["lost"], lost["carried_forward"]) == (
        "settled, the rest lost", 2_40, 0,
    )  # fmt: skip


def test_what_would_be_lost_if_the_open_period_were_closed_is_not_carried_forward() -> None:
    kept = lines(study(replace(analysed(), fees=())).runs[0])[-1]
    assert (kept["standing"], kept["lost"]) == ("open", 0) and kept["carried_forward"] > 0
    for changed in ({"excess": "lost"}, {"valid_until": on(9)}):
        gone = lines(study(replace(analysed(**changed), fees=())).runs[0])[-1]
        assert (gone["standing"], gone["carried_forward"]) == ("open", 0)
        assert gone["lost"] > 0


def test_of_analyses_in_turn_it_is_told_where_the_credit_went_and_came_from() -> None:
    run = study(in_turn()).runs[0]
    assert "the credit covers the fees, and 2.40 of it goes over to NEW, which follows." in told(
        run, 7
    )
    assert "against fees of 6.00, with 2.40 of credit brought forward from AN;" in told(run, 10)
    old, ended, new, *_ = lines(run)  # in the order of their ids
    assert (old["standing"], old["note"]) == ("settled", "partial: begins on 2026-03-02")
    assert (ended["standing"], ended["carried_forward"], ended["lost"]) == (
        "settled, the rest goes over to NEW", 2_40, 0,
    )  # fmt: skip
    assert (new["brought_forward"], new["note"]) == (
        2_40, "partial: begins on 2026-03-08; follows AN",
    )  # fmt: skip
    came = " 2.40 of earnings credit came over from AN, earned on balances of HQ."
    assert [one.partition(", of which ")[2] for one in credit_words(run)] == [
        "earnings credit pays 2.40 and 2.60 is charged.",
        f"earnings credit pays 4.56 and 1.44 is charged.{came}",
    ]
    assert lines(study(in_turn()).runs[-1])[1]["standing"] == "settled"  # a pool leaves nothing
    apart = lines(study(in_turn(8)).runs[0])
    assert [one["standing"] for one in apart[:2]] == ["settled", "settled, the rest lost"]
    assert (apart[2]["brought_forward"], apart[2]["note"].endswith("; follows AN")) == (0, True)


def test_periods_that_are_not_settled_bring_forward_what_they_lack_or_left() -> None:
    first, open_ = lines(study(analysed(settles="year")).runs[0])
    assert (first["standing"], first["carried_forward"]) == ("not settled yet", -2_60)
    assert open_["brought_forward"] == -2_60
    # 6 x 8,000 x 0.0001 = 4.80 of credit in the open period, and 2.60 that the first one lacked.
    assert (open_["due"], open_["carried_forward"]) == (0, 2_20)


def test_a_rate_that_changes_and_one_of_nothing_are_told() -> None:
    from treasury.rates import Rate

    rates = (
        Rate(terms="ecr", side="credit", rate="3.65%"),
        Rate(terms="ecr", side="credit", rate="0%", valid_from=on(4)),
    )
    first, second = lines(study(analysed(rates=rates, day=3)).runs[0])
    assert (first["rate"], second["rate"]) == ("3.65 %", "3.65 %, from 2026-03-05 at 0.00 %")
    free = lines(study(analysed(rates=(replace(rates[0], rate="0%"),))).runs[0])[0]
    assert (free["balance_required"], free["balance_over"], free["multiplier"]) == (None,) * 3
    assert "no balance would earn any" in told(
        study(analysed(rates=(replace(rates[0], rate="0%"),))).runs[0], 4
    )


def test_accounts_that_are_set_off_are_so_in_the_open_line_too() -> None:
    one = analysed(accounts=("A", "H"), negative="offset", reserve_share="10%")
    owing = replace(one, accounts=tuple(
        replace(each, opening=Decimal(-2000)) if each.id == "H" else each for each in one.accounts
    ))  # fmt: skip
    closed, open_ = lines(study(owing).runs[0])
    # H pays its own fee of 5.00 on day 2: 6,000, 5,995 and 5,995, of which 90 % earn 1.62.
    assert (closed["average_collected"], closed["due"]) == (5996_67, 5_00 - 1_62)
    assert open_["overdrawn_closes"] == 6
    assert open_["average_collected"] == 8000_00 - 2005_00 - 3_38


def test_an_analysis_that_is_in_force_on_no_day_left_has_no_open_line() -> None:
    found = lines(study(analysed(valid_until=on(3))).runs[0])
    assert [one["standing"] for one in found] == ["settled, the rest lost"]


def test_what_is_brought_forward_is_told_behind_a_closing() -> None:
    # Two days of 8,000 earn 1.60 against 2.00 on 3 March; the next closing is on 4 April.
    one = analysed(fees=analysed().fees[:1], days=35, day=3)
    assert "0.40, is due" in told(study(one).runs[0], 3)
    later = replace(one, account_analyses=(replace(one.account_analyses[0], settles="year"),))
    assert "with 0.40 of fees brought forward" in told(study(later).runs[0], 34)
    free = replace(one, fees=())
    assert "with 1.60 of credit brought forward" in told(study(free).runs[0], 34)


def test_of_accounts_of_several_companies_it_is_said_who_bears_what_is_charged() -> None:
    one = analysed(accounts=("A", "H"), several_entities=True)
    owner = {each.id: each.entity for each in one.accounts}
    apart = replace(
        one,
        entities=(*one.entities, Entity(id="NORTH")),
        accounts=tuple(
            replace(each, entity="NORTH" if each.id == "A" else owner["H"]) for each in one.accounts
        ),
    )
    assert complaints(apart) == []
    (words,) = credit_words(last(apart))
    assert words.endswith(
        f" NORTH bears it alone: no run charges fees on to {owner['H']}, nor pays for balances "
        "that earned the credit."
    )
    assert "bears it alone" not in credit_words(last(one))[0]
    # Beside the members, too: the fees of one hold what is charged for both.
    run = last(apart)
    assert borne_words(run, "CNY") == [words] and borne_words(last(one), "CNY") == []
    assert words in benefit_part(run_tables(run), ["CNY"], [])


def test_credit_of_one_company_that_pays_the_fees_of_another_is_told() -> None:
    one = in_turn()
    new, old = one.account_analyses
    new = replace(new, accounts=("H",), settlement_account="H", several_entities=True)
    later = next(fee for fee in one.fees if fee.id == "J")
    given = replace(
        one,
        entities=(*one.entities, Entity(id="NORTH")),
        accounts=tuple(
            replace(each, entity="NORTH") if each.id == "A" else each for each in one.accounts
        ),
        account_analyses=(new, old),
        fees=(*(fee for fee in one.fees if fee.id != "J"), replace(later, account="H")),
    )
    assert complaints(given) == []
    (owner,) = {each.entity for each in given.accounts if each.id == "H"}
    ended, words = credit_words(study(given).runs[0])
    assert "came over" not in ended and "bears it alone" not in ended
    # The 2.40 that NORTH's account earned and AN left pay fees of H.
    assert words.endswith(
        " 2.40 of earnings credit came over from AN, earned on balances of NORTH. "
        f"{owner} bears it alone: no run charges fees on to NORTH, nor pays for balances that "
        "earned the credit."
    )
    assert borne_words(study(given).runs[0], "CNY") == [words]
    # After a gap nothing goes over: no company's credit pays for another's.
    late = replace(given, account_analyses=(replace(new, valid_from=on(8)), old))
    assert not any("bears it alone" in each for each in credit_words(study(late).runs[0]))


def test_the_credit_is_told_in_the_terminal_and_on_the_page(tmp_path: Path) -> None:
    found = study(analysed())
    words = credit_words(found.runs[-1])
    paid = "which earnings credit pays 0.00 and 23.00 is charged."
    assert words == [f"Account analysis AN: fees of 23.00, of {paid}"]
    console = Console(record=True, width=200)
    show(found, tmp_path, console)
    assert f"[1] {words[0]}" in console.export_text()
    page = analyses_part(run_tables(found.runs[-1]))
    assert "收益抵免" in page and words[0] in page
    without = run_tables(last(replace(analysed(), account_analyses=(), fees=(), fee_terms=())))
    assert analyses_part(without) == ""
    assert "account_analysis.csv" not in run_files(without)
    assert "account_analysis.csv" in run_files(run_tables(found.runs[-1]))


def test_the_register_of_fees_holds_those_that_go_through_an_analysis() -> None:
    data = term_fees(last(analysed())).data
    assert (data["fee"][0], data["amount"][0], data["charged_on"][0]) == ("zba", 7_00, "2026-03-05")


def test_an_export_names_the_analysis_and_its_code_is_that_of_charges() -> None:
    run = last(analysed())
    event = next(row for row in run.projection.events.tolist() if row[KIND] == ANALYSIS_CHARGED)
    assert title_of(run.plan, event) == "Account analysis AN"
    assert code_of(run.plan, event).family == "MDOP"
    (first, *_) = run.projection.events[run.projection.events[:, KIND] == FEE_ANALYSED]
    named = replace(
        run.plan,
        scenario=replace(run.plan.scenario, fees=tuple(
            replace(one, text="a text") for one in run.plan.scenario.fees
        )),
    )  # fmt: skip
    assert event_sentence(named, np.asarray(first)).startswith("Fee ")
    assert "(a text)" in event_sentence(named, np.asarray(first))


def test_a_preview_of_a_day_has_no_analysis() -> None:
    asked = Asked(
        scenario=analysed(), structure="pool", day=on(3),
        balances={"A": Decimal(5), "H": Decimal(5)},
    )  # fmt: skip
    assert plan_of_day(asked).names.analyses == ()


def test_periods_stand_by_analysis_and_day() -> None:
    run = study(analysed()).runs[0]
    assert [one.first for one in periods_of(run.plan, run.projection)] == [0, 3]
