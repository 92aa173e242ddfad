"""The words banks write in CSV exports: names of columns, of currencies, of debit and credit.

German, French, Spanish, English and Chinese, as the exports of their banks have them. Debit and
credit are the bank's: a debit (借) of the account is money that leaves it.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from treasury.money import DIGITS

Role = Literal[
    "booking_date", "value_date", "time", "amount", "debit", "credit", "marker", "balance",
    "currency", "payer", "payee", "payer_account", "payee_account", "counterparty",
    "counterparty_account", "counterparty_bank", "account", "text", "reference",
    "customer_reference", "code", "status",
]  # fmt: skip

COLUMNS: dict[Role, str] = {
    "booking_date": (
        "Buchungstag|Buchungsdatum|Buchung|Datum Buchung|Booking date|Posting date|Posted date|"
        "Post date|Date comptable|Date de comptabilisation|Date d'écriture|Fecha contable|"
        "Fecha de contabilización|记账日期|入账日期|记账日|会计日期|Date opération|"
        "Date d'opération|Date de l'opération|Date operation|Fecha operación|Fecha de operación|"
        "Fecha de la operación|Txn date|Tran date|交易发生日|入账时间|"
        "Fecha operacion|F. Operativa|F. Operación|F. Contable|Fecha movimiento|Transaction date|"
        "Trans date|Entry date|"
        "交易日期|交易日|发生日期|Datum|Date|Fecha|日期|交易日期时间|交易时间|记账时间"
    ),
    "value_date": (
        "Valuta|Valutadatum|Wertstellung|Wertstellungsdatum|Wertstellungstag|Wert|Value date|"
        "Val date|Value Dt|Value|Date valeur|Date de valeur|Valeur|Fecha valor|F. Valor|"
        "Fecha de valor|"
        "起息日|起息日期"
    ),
    "time": "Zeit|Uhrzeit|Buchungszeit|Time|Transaction time|Heure|Hora|交易时间|时间|记账时间",
    "amount": (
        "Betrag|Umsatz|Buchungsbetrag|Amount|Transaction amount|Montant|Montant opération|"
        "Montant de l'opération|Importe|Cantidad|Importe movimiento|Importe de la operación|"
        "交易金额|发生额|金额|收支金额"
    ),
    "debit": (
        "Soll|Sollbetrag|Betrag Soll|Belastung|Lastschrift|Ausgang|Debit|Debits|Debit amount|"
        "Debit amt|Withdrawal|Withdrawals|Withdrawal amount|Withdrawal amt|Dr|Paid out|"
        "Money out|Débit|Montant débit|"
        "Montant au débit|Cargo|Cargos|Debe|Adeudo|借方发生额|借方金额|借方|借方发生金额|支出|"
        "支出金额|付款金额|转出金额|交易金额(支出)|记账金额(支出)"
    ),
    "credit": (
        "Haben|Habenbetrag|Betrag Haben|Gutschrift|Eingang|Credit|Credits|Credit amount|Deposit|"
        "Credit amt|Deposits|Deposit amount|Deposit amt|Cr|Paid in|Money in|Crédit|Montant crédit|"
        "Montant au crédit|Abono|"
        "Abonos|Haber|贷方发生额|贷方金额|贷方|贷方发生金额|收入|收入金额|收款金额|转入金额|"
        "交易金额(收入)|记账金额(收入)"
    ),
    "marker": (
        "Soll/Haben|S/H|Soll Haben Kennzeichen|Soll/Haben-Kennzeichen|Kennzeichen|D/C|C/D|DC|"
        "Dr/Cr|Cr/Dr|Debit/Credit|Credit/Debit|Credit Debit indicator|Debit Credit indicator|"
        "Sens|Signe|Débit/Crédit|Debe/Haber|Cargo/Abono|Signo|借贷标志|借贷|借贷方向|借贷标识|"
        "借/贷|收支|收/支|收支标志|收付标志"
    ),
    "balance": (
        "Saldo|Saldo nach Buchung|Kontostand|Kontostand nach Buchung|Balance|Running balance|"
        "Running bal|Closing balance|"
        "Account balance|Balance after|Ledger balance|Solde|Solde après opération|Saldo contable|"
        "Saldo posterior|余额|账户余额|本次余额|当前余额|联机余额|交易后余额"
    ),
    "currency": (
        "Währung|Waehrung|Whrg|Kontowährung|Currency|Ccy|Currency code|Transaction currency|"
        "Devise|Monnaie|Divisa|"
        "Moneda|币种|货币|交易币种|交易货币|币别|记账币种"
    ),
    "payer": (
        "Zahlungspflichtiger|Auftraggeber|Absender|Payer|Payer name|Debtor|Debtor name|Remitter|"
        "Donneur d'ordre|Débiteur|Ordenante|付款人|付款人名称|付款方|付款方名称|"
        "付款人户名|付款方户名"
    ),
    "payee": (
        "Zahlungsempfänger|Zahlungsempfänger*in|Empfänger|Begünstigter|Payee|Payee name|Creditor|"
        "Creditor name|Beneficiary|Beneficiary name|Bénéficiaire|Créancier|Beneficiario|"
        "收款人|收款人名称|收款方|收款方名称|收款人户名|收款方户名"
    ),
    "payer_account": (
        "IBAN Zahlungspflichtiger|IBAN Auftraggeber|Payer account|Payer IBAN|Debtor account|"
        "Debtor IBAN|Cuenta ordenante|付款人账号|付款人帐号|付款方账号|付款账号"
    ),
    "payee_account": (
        "IBAN Zahlungsempfänger|IBAN Empfänger|Payee account|Payee account number|Payee IBAN|"
        "Creditor account|Creditor IBAN|Beneficiary account|Cuenta beneficiario|"
        "收款人账号|收款人帐号|收款方账号|收款账号"
    ),
    "counterparty": (
        "Begünstigter|Beguenstigter|Begünstigter/Zahlungspflichtiger|"
        "Beguenstigter/Zahlungspflichtiger|Auftraggeber/Empfänger|Auftraggeber/Begünstigter|"
        "Begünstigter/Auftraggeber|Empfänger/Auftraggeber|Zahlungsempfänger*in|"
        "Name Zahlungsbeteiligter|Zahlungsbeteiligter|Empfänger|Gegenpartei|Zahlungsempfänger|"
        "Zahlungspflichtiger|Name|Counterparty|Counterparty name|Payee|Beneficiary|"
        "Beneficiary name|Payer/Payee|Contrepartie|Bénéficiaire|Nom contrepartie|Tiers|"
        "Beneficiario|Ordenante|Contraparte|Beneficiario/Ordenante|对方户名|对方名称|对方账户名称|"
        "对方单位|对方单位名称|对方账户名|对方账号名称|交易对手名称|交易对手|对手方名称|"
        "收(付)方名称"
    ),
    "counterparty_account": (
        "IBAN Zahlungsbeteiligter|Kontonummer/IBAN|Gegenkonto|Gegenkonto IBAN|IBAN Gegenkonto|IBAN|"
        "Counterparty account|Counterparty IBAN|Beneficiary account|Compte contrepartie|"
        "IBAN contrepartie|Cuenta beneficiario|Cuenta contraparte|对方账号|对方帐号|对方账户|"
        "交易对手账号|对手方账号|收(付)方账号"
    ),
    "counterparty_bank": (
        "BIC|BIC (SWIFT-Code)|SWIFT|SWIFT-Code|BLZ|Bankleitzahl|Counterparty bank|Counterparty BIC|"
        "Beneficiary bank|Banque contrepartie|Banco|对方开户行|对方行名|对方银行|对方开户机构|"
        "对方开户行名|对方开户行名称|收(付)方开户行名"
    ),
    "account": (
        "Auftragskonto|IBAN Auftragskonto|IBAN Kontoinhaber|Konto|Kontonummer|Account|"
        "Account number|Account no|Account IBAN|Compte|Numéro de compte|N° de compte|Cuenta|"
        "Número de cuenta|账号|本方账号|帐号|账户|查询账号|本方账户|账户号"
    ),
    "text": (
        "Verwendungszweck|Buchungstext|Beschreibung|Beschreibung1|Beschreibung2|Beschreibung3|"
        "Buchungsdetails|Details|Description|Transaction description|Text|Texte|Texto|Narrative|"
        "Narration|Memo|Particulars|Transaction details|Remarks|Libellé|Libelle|"
        "Libellé opération|Libellé court|Libellé de l'opération|Détail de l'écriture|"
        "Détail de l'opération|Désignation|Détail|Détails|Concepto|Movimiento|Más datos|"
        "Descripción|Observaciones|Detalle|"
        "摘要|用途|附言|备注|交易摘要|说明|交易附言|摘要说明|交易用途|交易说明"
    ),
    "reference": (
        "Transaction ID|Transaction number|Transaction no|Bank reference|Reference|"
        "Reference number|Ref|Referenz|Bankreferenz|Transaktionsnummer|Buchungsreferenz|Référence|"
        "Reference operation|Numéro d'opération|N° opération|Referencia|Número de operación|"
        "交易流水号|流水号|账户明细编号-交易流水号|Transaktions-Nr|交易流水|核心流水号|流水编号|交易序号|日志号|凭证号|凭证号码"
    ),
    "customer_reference": (
        "Kundenreferenz|Kundenreferenz (End-to-End)|End-to-End-Referenz|Customer reference|"
        "End to end reference|End-to-end ID|Référence client|Referencia cliente|企业流水号|"
        "客户流水号"
    ),
    "code": (
        "Geschäftsvorgang|Umsatzart|Umsatztyp|Buchungsschlüssel|Transaction type|Transaction code|"
        "Type|"
        "Type d'opération|Code opération|Tipo|Tipo de movimiento|交易类型|业务类型|"
        "交易代码|交易名称"
    ),
    "status": "Status|Umsatzstatus|Info|Transaction status|Statut|État|Estado|交易状态|状态",
}  # fmt: skip

CURRENCY_WORDS = {
    "CNY": "人民币|人民币元|RMB|元|￥|CN¥|Renminbi|Yuan",
    "USD": "美元|美金|US$|US Dollar|US dollars|$",
    "EUR": "欧元|Euro|Euros|€",
    "HKD": "港币|港元|HK$|港幣",
    "GBP": "英镑|£|Pound sterling",
    "JPY": "日元|日圆|Yen",
    "CHF": "瑞士法郎|Franken|Francs suisses|SFr",
    "SGD": "新加坡元|新加坡币|S$",
    "AUD": "澳元|澳大利亚元|A$",
    "CAD": "加元|加拿大元|C$",
}
DEBIT = (
    "S|D|DR|DB|DBIT|Debit|Soll|Lastschrift|Belastung|Débit|Cargo|Debe|"
    "借|借方|支|支出|付|付款|转出|-"
)
CREDIT = "H|C|CR|CRDT|Credit|Haben|Gutschrift|Crédit|Abono|Haber|贷|贷方|收|收入|收款|转入|+"
BOOKED = (
    "booked|posted|completed|settled|cleared|gebucht|Umsatz gebucht|comptabilisé|contabilizado|"
    "成功|交易成功|已入账|已记账|正常"
)
PENDING = "pending|vorgemerkt|Umsatz vorgemerkt|en attente|pendiente|处理中|待入账|未入账"
REVERSALS = (
    "storno", "reversal", "reversed", "extourne", "annulation", "anulación", "anulacion",
    "retrocesión", "retrocesion", "冲正", "冲销", "抹账",
)  # fmt: skip

FACTS = {
    "account": (
        "Konto|Kontonummer|IBAN|Auftragskonto|Account|Account number|Account no|Account IBAN|"
        "Compte|Numéro de compte|N° de compte|Cuenta|Número de cuenta|账号|帐号|查询账号|本方账号|"
        "账户号|卡号"
    ),
    "owner": (
        "Kontoinhaber|Inhaber|Account name|Account holder|Account owner|Titulaire|Intitulé|"
        "Titular|户名|账户名称|单位名称|本方户名|账户名"
    ),
    "servicer": "Bank|Bankname|Bank name|Banque|Banco|开户行|开户银行|开户机构",
    "currency": "Währung|Waehrung|Currency|Devise|Divisa|Moneda|币种|货币",
    "opening": (
        "Anfangssaldo|Anfangsbestand|Alter Kontostand|Alter Saldo|Opening balance|"
        "Beginning balance|Balance brought forward|Brought forward|Solde initial|"
        "Solde d'ouverture|Ancien solde|Saldo inicial|Saldo anterior|期初余额|上期余额|承前页|"
        "起始余额|期初"
    ),
    "closing": (
        "Endsaldo|Schlusssaldo|Endbestand|Neuer Kontostand|Neuer Saldo|Closing balance|"
        "Ending balance|"
        "Balance carried forward|Carried forward|Solde final|Solde de clôture|Nouveau solde|"
        "Saldo final|期末余额|本期余额|过次页|期末"
    ),
}
"""What lines before the names of the columns, or lines of balances, may say, and its words."""
TOTALS = "Summe|Gesamt|Total|Totals|Totaux|Totales|合计|总计|小计|本页合计"

CODE = re.compile(r"[A-Z]{3}")
NAME_MAX = 100
"""No column has a longer name that is known."""
BRACKETED = re.compile(r"[(\[（【](.*?)[)\]）】]")
OF_A_DAY = re.compile(
    r"[\s(]+(?:as of|as at|at|on|vom|zum|per|am|au|du|le|al|a|el|del)?\s*[0-9][0-9./ -]*\)?\s*$",
    re.IGNORECASE,
)
"""The day behind the name of a balance."""
NOT_A_LETTER = re.compile(r"[\W_]+")


def plain(name: str) -> str:
    """The name as it is compared: no case, accents, blanks, marks; compatible forms are one.

    >>> plain("Libellé "), plain("Date  d'opération"), plain("借方发生额：")
    ('libelle', 'datedoperation', '借方发生额')
    """
    parted = unicodedata.normalize("NFKD", name.strip()).casefold()
    return NOT_A_LETTER.sub("", "".join(c for c in parted if not unicodedata.combining(c)))


def spelt(words: str) -> dict[str, int]:
    """Each of the words as it is compared, with its rank; signs stay as they are."""
    return {plain(word) or word: rank for rank, word in reversed(list(enumerate(words.split("|"))))}


ROLE_WORDS: dict[Role, dict[str, int]] = {role: spelt(words) for role, words in COLUMNS.items()}
EVERY_WORD = frozenset().union(*ROLE_WORDS.values())
FACT_WORDS = {fact: spelt(words) for fact, words in FACTS.items()}
DEBIT_WORDS, CREDIT_WORDS = frozenset(spelt(DEBIT)), frozenset(spelt(CREDIT))
BOOKED_WORDS, PENDING_WORDS = frozenset(spelt(BOOKED)), frozenset(spelt(PENDING))
TOTAL_WORDS = frozenset(spelt(TOTALS))
CURRENCY_OF = {
    word.casefold(): code for code, words in CURRENCY_WORDS.items() for word in words.split("|")
}


def reverses(text: str) -> bool:
    """Whether the words say that an earlier entry is reversed.

    >>> reverses("STORNO 4711"), reverses("手续费冲正"), reverses("rent")
    (True, True, False)
    """
    said = text.casefold()
    return any(map(said.__contains__, REVERSALS))


def compared(word: str) -> str:
    """A cell's word as the sets of words have it: letters as compared, a bare sign as it is."""
    return short_compared(word) if len(word) <= NAME_MAX else plain(word) or word.strip()


@lru_cache(maxsize=4096)
def short_compared(word: str) -> str:
    """The same for a word that may be kept: the words of a column are few and come in every row."""
    return plain(word) or word.strip()


@lru_cache(maxsize=4096)
def currency_named(text: str) -> str | None:
    """The ISO code of a currency's name, sign or code; None where it is none.

    >>> [currency_named(word) for word in ("人民币", "eur ", "€", "abcd")]
    ['CNY', 'EUR', 'EUR', None]
    """
    word = text.strip()
    if code := CURRENCY_OF.get(word.casefold()):
        return code
    return word.upper() if CODE.fullmatch(word.upper()) else None


def currency_in(name: str) -> str | None:
    """The currency that a column's name ends in or has in brackets: "Betrag (EUR)", "Débit euros".

    >>> currency_in("Betrag (EUR)"), currency_in("Débit euros"), currency_in("Saldo in CHF")
    ('EUR', 'EUR', 'CHF')
    >>> currency_in("Date"), currency_in("交易金额(元)")
    (None, 'CNY')
    """
    for inside in BRACKETED.findall(name):
        if (found := currency_named(inside)) in DIGITS:
            return found
    words = name.split()
    if len(words) < 2:
        return None
    last = words[-1]
    return currency_named(last) if last.casefold() in CURRENCY_OF or last in DIGITS else None


def without_currency(name: str) -> str:
    """The column's name without the currency it is in.

    >>> without_currency("Betrag (EUR)"), without_currency("Saldo in CHF"), without_currency("BIC")
    ('Betrag', 'Saldo', 'BIC')
    """
    if currency_in(name) is None:
        return name
    bare = BRACKETED.sub("", name).strip()
    if bare != name.strip():
        return bare
    words = name.split()[:-1]
    return " ".join(words[:-1] if len(words) > 1 and words[-1] in ("in", "en") else words)


def roles_of(name: str) -> dict[Role, int]:
    """What a column of this name may be, each with the rank of the word (0 is the plainest).

    >>> [list(roles_of(name)) for name in ("借方发生额（支取）", "交易金额(收入)", "Colour")]
    [['debit'], ['credit'], []]
    """
    if len(name) > NAME_MAX:
        return {}
    for known in (name, without_currency(name), BRACKETED.sub("", name)):
        word = plain(known)
        word = word if word in EVERY_WORD else word.removesuffix("元")
        roles = {role: words[word] for role, words in ROLE_WORDS.items() if word in words}
        if roles:
            return roles
    return {}


def fact_of(name: str) -> str | None:
    """What a line before the columns says under this name ("account", "opening", ...).

    >>> fact_of("Beginning balance as of 01/01/2026"), fact_of("Anfangssaldo (EUR)"), fact_of("Tip")
    ('opening', 'opening', None)
    """
    if len(name) > NAME_MAX:
        return None
    undated = OF_A_DAY.sub("", name)
    for words in (plain(without_currency(name)), plain(undated)):
        if found := next((fact for fact, known in FACT_WORDS.items() if words in known), None):
            return found
    return None
