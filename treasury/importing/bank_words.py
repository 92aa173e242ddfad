"""Words by which banks call their own bookings: sweeps, interest, charges, taxes, reversals.

A *phrase* tells wherever it stands as whole words: "Habenzinsen", "account maintenance fee". A
*plain* word ("Zinsen", "fee", "sweep") tells only where the text, or the booking text before its
first colon, semicolon or stroke, holds nothing else but numbers and words of time and account:
"Zinsen 31.03.2026" is interest, "Zinsen Immobilien GmbH Miete" is a rent. Words in German, French,
Spanish, English and Chinese; sources: the booking texts of German business transaction codes
(GVC), names of the ISO 20022 bank transaction codes, usual texts of Chinese bank statements.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from treasury.money import DIGITS

LETTERS = {"ä": "(?:ä|ae)", "ö": "(?:ö|oe)", "ü": "(?:ü|ue)", "é": "[ée]", "è": "[èe]",
           "ê": "[êe]", "ô": "[ôo]", "ó": "[óo]", "ñ": "[ñn]", "á": "[áa]", "í": "[íi]",
           " ": r"(?:[\s/.,:_-]+)"}  # fmt: skip
"""Letters that banks also write otherwise, and what may stand between two words."""


def whole(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of the words, whole, however their accents are written.

    >>> found = whole(("kontoführungsgebühr(?:en)?",)).search("KONTOFUEHRUNGSGEBUEHR 03/26")
    >>> found and found[0]
    'KONTOFUEHRUNGSGEBUEHR'
    """
    one = "|".join("".join(LETTERS.get(each, each) for each in word) for word in words)
    return re.compile(rf"(?<!\w)(?:{one})(?!\w)", re.IGNORECASE)


class Words(NamedTuple):
    """What calls a class of bookings: parts one of which stands in every such text (small
    letters; a quick look before the patterns), phrases and plain words."""

    parts: tuple[str, ...]
    phrases: re.Pattern[str]
    plain: re.Pattern[str]


def words(parts: str, phrases: tuple[str, ...], plain: tuple[str, ...]) -> Words:
    """The words of a class; `parts` are separated by blanks."""
    return Words(tuple(parts.split()), whole(phrases), whole(plain))


CN_TIME = "[0-9〇零一二三四五六七八九十第年月日季度半上下本至-]*"
"""Times of Chinese texts, which have no blanks: 2026年第一季度."""

CN_SWEEP = "(?:归集|上划|下拨|上收|下划)(?:资金|款)?"

SWEEPS = words(
    "sweep pool concentrat zero zba topping target liquid trésor tresor barrido cero bündel"
    " buendel konzentr null 归集 上划 下拨 零余额 资金池",
    (
        "cash ?concentrat(?:ion|ing)", "(?:notional )?cash ?pool(?:ing)?", "zero ?balanc(?:e|ing)",
        "zba", "target balanc(?:e|ing)", "topping(?: up)?",
        "(?:account|cash|liquidity|pool|daily|overnight|intraday|automatic|end of day) sweeps?",
        "sweep (?:transfer|account|in|out|up|down|from|to)", "sweeping account",
        "liquiditätsbündelung", "konzentrationsbuchung", "nullsaldo(?:ausgleich|buchung)?",
        "kontenpool(?:ing)?",
        "centralisation de trésorerie", "nivellement de comptes?", "remise à zéro de comptes?",
        "barrido (?:de (?:saldos?|cuentas?|fondos|tesorería)|automático)", "saldo cero",
        f"{CN_TIME}(?:资金|自动|实时|日终|定时|账户|余额|集团)+{CN_SWEEP}",
        CN_SWEEP, "零余额(?:账户|归集|管理)?",
        f"(?:集团|现金)?资金池(?:{CN_SWEEP})?",
    ),
    ("sweep", "sweeps", "sweeping", "pool", "barrido"),
)  # fmt: skip
INTEREST = words(
    "interest zins intér interet interes agios 息",
    (
        "(?:credit|debit|deposit|overdraft|accrued|gross|net|savings|creditor|debtor) interest",
        ("interest (?:paid|charged|earned|received|credit(?:ed)?|debit(?:ed)?|capitali[sz]ed"
        "|capitali[sz]ation|posting|settlement)"),
        "(?:haben|soll|guthaben|überziehungs|einlagen|tagesgeld|festgeld)zinsen",
        "zins(?:gutschrift|belastung|abschluss|abrechnung|buchung|kapitalisierung)",
        "intérêts? (?:débiteurs?|créditeurs?)", "agios", "arrêté d'intérêts",
        "intereses (?:deudores|acreedores|de descubierto|a su favor)",
        "(?:liquidación|abono|cargo|adeudo) (?:de )?intereses",
        (f"{CN_TIME}(?:单位|企业|账户|活期|定期|存款|贷款|透支|协定)*(?:结息|利息(?:收入|支出|入账|扣收)?)"
        f"{CN_TIME}"), "存款(?:利息|结息)", "付息", "收息",
    ),
    ("interest", "zinsen", "intérêts?", "intereses"),
)  # fmt: skip
FEES = words(
    "fee charge commission comisi gastos gebühr gebuehr entgelt spesen provision kontoführung"
    " kontofuehrung frais 费",
    (
        "bank(?:ing)? (?:charges?|fees?|commissions?)",
        "account (?:maintenance |service |servicing |keeping |management )?(?:fees?|charges?)",
        ("(?:wire|wire transfer|overdraft|swift|sepa|ach|statement|returned item|nsf) "
        "(?:fees?|charges?)"),
        ("(?:kontoführungs|konto|bank|buchungs|überweisungs|rücklastschrift|depot|postens?|karten)"
        "(?:gebühr(?:en)?|entgelte?|preis|spesen)"), "kontoführung", "entgeltabschluss",
        "(?:aval|kredit|bereitstellungs|überziehungs)provision",
        "frais (?:bancaires?|de (?:tenue|gestion) de comptes?|de virement|sur virement)",
        ("commissions? (?:bancaires?|de mouvement|de tenue de compte|de virement|d'intervention"
        "|de (?:plus fort )?découvert)"),
        ("comisi(?:ón|ones) (?:bancarias?|de mantenimiento|de administración|de descubierto"
        "|(?:por|de) transferencias?|de apunte)"), "gastos bancarios",
        ("(?:[0-9]|一|二|三|四|季度|月|年|账户|跨行|转账|汇款|结算|汇兑|银行|网银|电汇|代发|扣收|收取|对公|业务)*"
        "(?:手续费|工本费)(?:支出|扣收)?"),
        ("(?:[0-9年月])*(?:账户|网银|企业网银|短信|电子银行|现金管理|结算|银行|回单|银企直连)+"
        "(?:服务费|管理费|维护费|年费|月费)"),
    ),
    ("fees?", "charges?", "commissions?", "entgelte?", "gebühr(?:en)?", "spesen", "frais",
     "comisión", "comisiones"),
)  # fmt: skip
TAXES = words(
    "tax vat steuer finanz impôt impot impuesto tva iva hmrc agencia 税",
    (
        ("(?:withholding|income|corporate|corporation|payroll|wage|sales|property|business|profits?"
        "|capital gains) tax(?:es)?"),
        "tax(?:es)? (?:payment|office|authority|withheld|due)", "vat (?:payment|refund)", "hmrc",
        ("(?:umsatz|lohn|einkommen|körperschafts?|gewerbe|kapitalertrags?|abgeltungs?|grund|kirchen"
        "|einfuhrumsatz|quellen)steuer(?:n|voranmeldung|vorauszahlung)?"),
        "steuer(?:zahlung|vorauszahlung|nachzahlung|erstattung|schuld)(?:en)?", "finanzamt",
        "finanzkasse",
        "impôts? sur (?:les sociétés|le revenu|les bénéfices)", ("direction générale des finances "
        "publiques"), "(?:paiement|règlement|acompte|déclaration) (?:de )?(?:la )?tva",
        "impuesto (?:sobre|de) (?:sociedades|el valor añadido|la renta)",
        "(?:pago|liquidación) (?:de(?:l)? )?(?:iva|impuestos?)", "agencia tributaria",
        (f"{CN_TIME}(?:缴纳|代扣|代缴|扣缴|实时扣)*(?:企业|个人|附加)*"
        "(?:增值|所得|印花|附加|房产|城建|土地使用|契|关|利息)税"
        f"(?:款|费|缴纳|扣款)?{CN_TIME}"),
        "(?:缴|扣|完|电子缴|实时缴)税(?:款|费)?", "税(?:款|费)", "税务局(?:扣款|缴款)?",
    ),
    ("tax(?:es)?", "vat", "tva", "iva", "steuern?", "impôts?", "impuestos?"),
)  # fmt: skip
TAX_OFFICES = whole((
    "finanzamt", "finanzkasse", "hauptzollamt", "hmrc", "hm revenue (?:and|&) customs",
    "internal revenue service", "(?:irs )?usataxpymt", "dgfip", "trésor public",
    "direction générale des finances publiques", "agencia tributaria",
    r"\w*(?:税务局|国家金库|待报解预算收入)\w*",
))  # fmt: skip
"""Who is paid taxes, by name."""
REVERSALS = words(
    "storn revers extourn contrepass contre extorno retroces anulaci 冲",
    (
        "reversal of (?:entry|booking|posting|charges?|fees?|interest|transfer|payment)",
        "(?:entry|booking|posting|payment|transfer|charge|fee) revers(?:al|ed)", "reversed entry",
        "storno(?:buchung|rechnungsabschluss)", ("storno (?:der |einer )?(?:buchung|überweisung"
        "|lastschrift|gutschrift|belastung|rechnungsabschluss|zinsen|entgelte?|gebühr(?:en)?)"),
        "extournes?", "contre ?passations?", "extornos?", ("retrocesión (?:de )?(?:apunte"
        "|cargo|abono|transferencia|comisión)"), "anulación (?:de )?(?:apunte|cargo|abono)",
        f"{CN_TIME}(?:交易|转账|记账|账务|手续费|利息)*(?:冲正|冲销|红冲|抹账)(?:交易|金额|手续费|利息)?",
    ),
    ("reversal", "reversed", "storno", "stornierung", "extourne"),
)  # fmt: skip

NEUTRAL = whole((
    "january|february|march|april|may|june|july|august|september|october|november|december",
    "jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|okt|dez",
    "januar|februar|märz|mai|juni|juli|oktober|dezember",
    "janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre",
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
    "day|daily|week|month|monthly|quarter|quarterly|year|yearly|annual|period|ending|end",
    "tag|monat|monatlich|quartal|jahr|jährlich|zeitraum|abschluss",
    "jour|mois|mensuels?|trimestre|trimestriels?|an|année|annuels?|période",
    "día|mes|mensual|trimestral|año|anual|período",
    "account|acct|konto|kto|compte|cuenta|iban|ref|nr|no|booking|buchung|posting",
    "for|per|of|the|on|in|at|to|from|till|until|and|für|vom|von|bis|zum|zur|im|am|der|die|das|und",
    "pour|du|de|des|la|le|les|l|d|au|aux|et|sur|del|el|los|las|en|por|y|a|al",
    "bank|transaction|transfer|service|maintenance|payment|zahlung|paiement|pago",
    *(code.lower() for code in sorted(DIGITS)),
))  # fmt: skip
"""Words that say nothing of what a booking is: times, the account, currencies."""

BANKS = re.compile(
    r"\b\w*(?:bank|sparkasse|bankhaus)\b|\b(?:banque|banco|banca|caja|caixa|crédit|credit)\b|银行"
    r"|信用社|^(?:应付)?利息(?:支出|收入)?|手续费(?:收入|支出)|利息$", re.IGNORECASE,
)  # fmt: skip
"""Names that banks have, and their own accounts in Chinese statements (利息支出)."""

BESIDE = whole((
    ("(?:inkl|incl|including|excl|zzgl|zuzüglich|einschl|ohne|plus|with|without|before|after|net of"
    "|exempt from) (?:\\d+ ?%? )?(?:vat|tax(?:es)?|mwst|umsatzsteuer|steuern?)"),
    ("(?:vat|tax) (?:incl(?:uded|usive)?|excl(?:uded|usive)?|free|exempt|invoice|adviser|advisor"
    "|consultants?)"), "(?:hors |avec )(?:la )?tva", "tva (?:comprise|incluse)", "iva incluido",
    r"[\w]*(?:含税|价税|税前|税后|税控|增值税(?:专用|普通)?发票)[\w]*",
))  # fmt: skip
"""Taxes that are named beside what is paid, and other things than taxes."""


def found_in(text: str, known: Words) -> str:
    """The words in the text that call the class; empty where there are none.

    >>> found_in("Zinsen 31.03.2026", INTEREST), found_in("Zinsen Immobilien GmbH", INTEREST)
    ('Zinsen', '')
    """
    small = text.lower()
    if not any(part in small for part in known.parts):
        return ""
    if known is TAXES:
        text = BESIDE.sub(" ", text)
    if found := known.phrases.search(text):
        return found[0]
    for part in (text, re.split(r"[:;]| / ", text, maxsplit=1)[0]):
        if (found := known.plain.search(part)) and nothing_else(part, known):
            return found[0]
    return ""


def nothing_else(text: str, known: Words) -> bool:
    """Whether the text holds but plain words of the class, numbers and neutral words."""
    rest = NEUTRAL.sub(" ", known.plain.sub(" ", text))
    return all(any(sign.isdigit() for sign in each) for each in re.findall(r"\w+", rest))
