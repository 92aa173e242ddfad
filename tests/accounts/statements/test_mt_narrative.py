"""What banks write beside an entry, in their three ways: who, which account, why."""

import pytest

from treasury.accounts.statements.mt_narrative import Narrative, Spoken, joined


def told(*lines: str) -> Narrative:
    """What a field :86: of these lines says."""
    return Spoken(free=[lines]).narrative()


def test_numbered_subfields_name_the_other_side() -> None:
    said = told("166?00GUTSCHRIFT?109310?20EREF+E-77 SVWZ+Rechnung 4711 vo?21m Maerz?30DRESDEFF430"
                "?31DE95430800830802029200?32ARAL AG?33 & CO?34011")  # fmt: skip
    assert said == Narrative(
        code="166", counterparty="ARAL AG & CO", counterparty_account="DE95430800830802029200",
        counterparty_bank="DRESDEFF430", end_to_end="E-77",
        text="GUTSCHRIFT: Rechnung 4711 vom Maerz",
    )  # fmt: skip


@pytest.mark.parametrize("mark", "?<>~^|")
def test_other_marks_than_the_question_mark_split_subfields_too(mark: str) -> None:
    said = told("000?100987?20RENT?21MAY?310390123456".replace("?", mark))
    assert (said.code, said.text, said.counterparty_account) == ("000", "RENT MAY", "0390123456")


def test_a_subfield_of_full_length_goes_on_in_the_next() -> None:
    said = told("166?20EREF+ZV01002841909493000000?2102?22SVWZ+Thanks")
    assert (said.end_to_end, said.text) == ("ZV0100284190949300000002", "Thanks")


def test_a_code_word_ends_the_one_before_even_behind_a_full_subfield() -> None:
    said = told("166?20EREF+ZV01002841909493000000?21SVWZ+Thanks")
    assert (said.end_to_end, said.text) == ("ZV01002841909493000000", "Thanks")


@pytest.mark.parametrize("nothing", ["NOTPROVIDED", "notprovided", "NONREF"])
def test_a_reference_that_was_not_provided_is_none(nothing: str) -> None:
    assert told(f"166?20EREF+{nothing}?21SVWZ+x").end_to_end == ""


def test_the_iban_subfield_is_preferred_to_the_account_number() -> None:
    said = told("020?3010600076?310000777777777777?38PL08106000760000777777777777?32HUTA")
    assert said.counterparty_account == "PL08106000760000777777777777"


def test_continued_purposes_and_unknown_subfields_stay_in_the_text() -> None:
    assert told("020?20One?60Two?70Three?109310?34000").text == "One Two Three"


def test_words_between_slashes_name_the_other_side() -> None:
    said = told("/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/J. JANSEN",
                "/REMI/RENT MAY/EREF/E-9")  # fmt: skip
    assert said == Narrative(
        counterparty="J. JANSEN", counterparty_account="NL91ABNA0417164300",
        counterparty_bank="ABNANL2A", end_to_end="E-9",
        text="SEPA OVERBOEKING: RENT MAY",
    )  # fmt: skip


def test_a_counterparty_in_one_word_is_taken_apart() -> None:
    said = told("/EREF/E1//CNTP/NL32INGB0000012345/INGBNL2A/ING TEST/AMSTERDAM///REMI/USTD//RENT/")
    assert (said.counterparty_account, said.counterparty_bank, said.counterparty) == (
        "NL32INGB0000012345", "INGBNL2A", "ING TEST",
    )  # fmt: skip
    assert (said.text, said.end_to_end) == ("RENT", "E1")


@pytest.mark.parametrize(
    ("text", "name", "account"),
    [("FACTUUR 7 REK: NL65INGB0123456789/NAAM: PICQER", "PICQER", "NL65INGB0123456789"),
     ("Z RACH.: 561140; OD: JAN NOWAK KRAKOW; TYT.: RENT", "JAN NOWAK KRAKOW", "561140"),
     ("GIRO AUFTRAGGEBER: JANE DOE MITTEILUNGEN: RENT", "JANE DOE", "")],
)  # fmt: skip
def test_labels_in_free_text_name_the_other_side_and_the_text_stays_whole(
    text: str, name: str, account: str
) -> None:
    said = told(text)
    assert (said.counterparty, said.counterparty_account, said.text) == (name, account, text)


@pytest.mark.parametrize("text", ["RENT MAY", "0111111111 V. DE JONG", "999PN5477SCHECK", "/RFB/1",
                                  "100/20 EUR", "", "166", "166?", "166?x"])  # fmt: skip
def test_anything_else_stays_text(text: str) -> None:
    assert told(text) == Narrative(text=text)


def test_several_fields_beside_one_entry_are_one_text() -> None:
    said = Spoken(free=[("FACTUUR   123  ",), ("KPN - MOBIEL",)]).narrative()
    assert said.text == "FACTUUR 123 KPN - MOBIEL"


def test_a_banks_own_field_gives_purpose_name_and_posting() -> None:
    said = Spoken(own=[("01Purpose one", "02and two", "15Meyer", "16Schneider", "17Transfer",
                        "1812345", "191000")]).narrative()  # fmt: skip
    assert (said.counterparty, said.text) == ("Meyer Schneider", "Transfer: Purpose one and two")


def test_a_full_line_goes_on_in_the_next_and_a_short_one_ends() -> None:
    assert joined(["x" * 65, "y"]) == "x" * 65 + "y"
    assert joined(["x" * 40, "y"]) == "x" * 40 + " y"
    assert joined(["x" * 65, "REK: 1"]) == "x" * 65 + " REK: 1"
    assert joined(["x" * 40, "?21y"]) == "x" * 40 + "?21y"
