"""Only what banks call their own bookings is one: whole phrases, in five languages."""

from decimal import Decimal

import pytest

from treasury.accounts.statements.statement import Detail, StatementEntry
from treasury.importing.classification import CLASSES, judged

ONE_PAYMENT = "external"
TOLD = {
    "sweep": (
        "Cash Concentration 0302", "ZBA sweep", "cash pool", "Sweep 02.03.2026", "Zero balancing",
        "Sweep to 4711", "Daily sweep", "Target balancing", "Liquiditätsbündelung",
        "LIQUIDITAETSBUENDELUNG", "Nullsaldobuchung", "Centralisation de trésorerie",
        "centralisation de tresorerie", "Barrido de saldos", "CASHPOOL",
        "资金归集", "归集", "资金下拨", "资金上划 3月",
        "零余额归集",
    ),
    "interest": (
        "interest", "Interest paid", "Credit interest March 2026", "Habenzinsen",
        "Zinsen 31.03.2026",
        "Sollzinsen Q1/26", "ZINSABSCHLUSS", "Zinsen: Konto 4711", "Intérêts débiteurs",
        "interets crediteurs 1er trimestre", "Agios", "Liquidación de intereses", "Intereses",
        "第一季度结息", "利息", "存款利息", "2026年3月利息收入",
    ),
    "fee": (
        "fee", "MONTHLY FEE", "Bank charges March", "Account maintenance fee", "Wire transfer fee",
        "Kontoführungsgebühr", "KONTOFUEHRUNGSGEBUEHREN 02/26", "Entgeltabschluss: Pauschalen 1",
        "Entgelt", "Gebühren 31.03.", "Frais de tenue de compte", "Frais bancaires",
        "Commission de mouvement", "Comisión de mantenimiento", "comision por transferencia",
        "账户手续费", "手续费", "网银服务费", "跨行转账手续费", "账户维护费",
    ),
    "tax": (
        "VAT payment Q1", "Tax", "Withholding tax", "Umsatzsteuer 03/26", "Kapitalertragsteuer",
        "Finanzamt Köln", "Koerperschaftsteuer", "Steuern 2026", "TVA mars 2026",
        "Impôt sur les sociétés", "Impuesto sobre sociedades", "IVA 1 trimestre", "增值税 三月",
        "企业所得税", "印花税", "电子缴税",
    ),
    "reversal": (
        "Reversal", "Payment reversed", "Storno", "STORNO: Rechnungsabschluss", "Stornobuchung",
        "Storno der Lastschrift 17", "Extourne", "Contre-passation", "Anulación de apunte", "冲正",
        "转账冲正", "冲正交易",
    ),
    ONE_PAYMENT: (
        "Chimney sweep March", "Sweeping of the yard, invoice 7", "Clean sweep campaign",
        "Swimming pool repair", "Barrido de calles", "Pool car lease",
        "Steuerberater Meier Honorar", "Steuerungstechnik AG Rechnung 88",
        "Tax free shopping refund",
        "Rechnung 7 zzgl. Umsatzsteuer", "Invoice 9 incl. VAT", "taxi", "Tax adviser Smith",
        "Facture 12 TVA incluse", "税控设备采购款", "增值税发票 货款", "含税货款",
        "School fees autumn", "commission to agent Smith", "entgeltliche Lieferung",
        "Frais de scolarité", "Comisión de venta agente", "技术服务费", "物业管理费",
        "Freight charges",
        "Coffee", "Provision Vertreter Maier",
        "Zinsen Immobilien GmbH Miete", "INTERESTING BOOKS LTD", "Conflict of interest training",
        "Interest group membership", "Centre d'intérêts culturels", "休息室租金", "信息服务",
        "Storno Reisebuchung Kunde", "Reversal Films Ltd", "Transfer 17", "Bank", "货款",
        "Rent", "",
    ),
}  # fmt: skip


def entry(
    text: str = "", code: str = "", other: str = "", reversal: bool = False
) -> StatementEntry:
    """An entry that says this."""
    return StatementEntry(
        amount=Decimal(-1), text=text, code=code, counterparty_account=other, reversal=reversal
    )


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (entry(code="CAMT/ACCB/ZABA"), "sweep"),
        (entry(code="CAMT/ACCB/SWEP"), "sweep"),
        (entry(code="CAMT/ACCB/TOPG"), "sweep"),
        (entry(code="CAMT/CAPL/OTHR"), "sweep"),
        (entry(code="NCMZ"), "sweep"),
        (entry(code="NCMS/833"), "sweep"),
        (entry(code="NCMT"), "sweep"),
        (entry(code="FCMN"), "sweep"),
        (entry(code="575"), "sweep"),
        (entry("资金归集", other="622"), "sweep"),
        (entry("Cash Concentration 0302", other="DE1"), "sweep"),
        (entry("ZBA transfer"), "sweep"),
        (entry(code="ACMT/MCOP/INTR"), "interest"),
        (entry(code="NINT"), "interest"),
        (entry("第一季度结息"), "interest"),
        (entry("Habenzinsen"), "interest"),
        (entry("Interest on late payment", other="DE9"), "external"),
        (entry("INTERESTING BOOKS LTD"), "external"),
        (entry(code="PMNT/MDOP/CHRG"), "fee"),
        (entry(code="NCHG"), "fee"),
        (entry("账户手续费"), "fee"),
        (entry("Kontoführungsgebühr"), "fee"),
        (entry("School fees", other="DE9"), "external"),
        (entry(code="PMNT/MDOP/TAXE"), "tax"),
        (entry("增值税 三月", other="622"), "tax"),
        (entry("taxi"), "external"),
        (entry("Invoice 1", code="PMNT/RCDT/ESCT"), "external"),
        (entry("货款", code="NTRF"), "external"),
        (entry("Rent", reversal=True), "reversal"),
        (entry("冲正"), "reversal"),
    ],
)
def test_an_entry_is_judged_by_its_code_then_its_text(said: StatementEntry, kind: str) -> None:
    verdict = judged(said)
    assert CLASSES[verdict.kind] == kind
    assert verdict.reason


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in TOLD.items() for text in texts]
)
def test_words_tell_a_class_only_as_banks_use_them(kind: str, text: str) -> None:
    verdict = judged(StatementEntry(amount=Decimal(-1), text=text))
    assert CLASSES[verdict.kind] == kind, verdict.reason
    assert verdict.doubtful == (kind == "sweep")
    assert ("nothing says otherwise" in verdict.reason) == (kind == ONE_PAYMENT)


@pytest.mark.parametrize(
    ("name", "account", "servicer", "kind"),
    [
        ("", "", "", "interest"),
        ("Example Bank AG", "DE9", "", "interest"),
        ("示例银行", "", "", "interest"),
        ("Sparkasse Musterstadt", "", "", "interest"),
        ("Kreditanstalt Muster", "", "KREDITANSTALT MUSTER", "interest"),
        ("Kreditanstalt Muster", "", "", "external"),
        ("Miller Ltd", "", "", "external"),
        ("", "DE9", "", "external"),
    ],
)
def test_interest_is_the_banks_only_where_the_bank_or_nobody_is_the_other_side(
    name: str, account: str, servicer: str, kind: str
) -> None:
    said = StatementEntry(
        amount=Decimal(-1), text="Interest", counterparty=name, counterparty_account=account
    )
    assert CLASSES[judged(said, servicer).kind] == kind


def test_a_name_inside_a_batch_is_another_side_too() -> None:
    said = StatementEntry(
        amount=Decimal(-1), text="fees", details=(Detail(counterparty="Sports club"),)
    )
    assert CLASSES[judged(said).kind] == "external"


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        ("PMNT/ICDT/ESCT", "Fees", "external"),
        ("PMNT/RCDT/ESCT", "Interest", "external"),
        ("NCHG", "Cash pool", "fee"),
        ("NCMZ", "Storno", "sweep"),
        ("NTRF", "Fees", "fee"),
    ],
)
def test_the_banks_code_decides_before_words(code: str, text: str, kind: str) -> None:
    verdict = judged(StatementEntry(amount=Decimal(-1), code=code, text=text))
    assert CLASSES[verdict.kind] == kind
    assert not verdict.doubtful


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("Finanzamt Musterstadt", "KSt Q1", "tax"),
        ("HM Revenue & Customs", "PAYE 03", "tax"),
        ("国家金库某某市支库", "03月申报", "tax"),
        ("国家税务总局某某市税务局", "", "tax"),
        ("TRESOR PUBLIC", "", "tax"),
        ("Steuerberater Müller", "Honorar", "external"),
        ("First Irish Bank", "Rent", "external"),
    ],
)
def test_whoever_is_paid_taxes_makes_the_payment_one(name: str, text: str, kind: str) -> None:
    verdict = judged(StatementEntry(amount=Decimal(-1), text=text, counterparty=name))
    assert CLASSES[verdict.kind] == kind, verdict.reason
