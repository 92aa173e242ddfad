"""The list of statements for programs: whole JSON, made piece by piece."""

import json
from decimal import Decimal

from treasury.accounts.reconciliation import Sums, reconciled
from treasury.accounts.statements.statement import Balance, Problem, Statement
from treasury.accounts.statements.verdicts import Verdict
from treasury.reporting.statement_list import listed

ODD = 'a"b\\\u2028\u0085\n对账单'


def verdict(statements: int) -> Verdict:
    """A file with so many statements and one problem, in texts that JSON must guard."""
    one = Statement(id=ODD, account="DE1", currency="EUR", opening=Balance(amount=Decimal("1E+2")))
    problem = Problem(severity="note", where="line 1", message=ODD, expected="none")
    return Verdict(
        file=ODD,
        format="camt.053",
        statements=tuple(reconciled(one, Sums()) for _ in range(statements)),
        problems=(problem,),
    )


def test_the_pieces_are_the_same_json_as_the_whole() -> None:
    for files in ([], [verdict(0)], [verdict(2), Verdict(file="x", problems=()), verdict(1)]):
        text = "".join(listed(files))
        found = json.loads(text)
        assert text == json.dumps(found, ensure_ascii=False, indent=2) + "\n"
        assert [len(one["statements"]) for one in found] == [len(one.statements) for one in files]
        assert all(one["file"] == each.file for one, each in zip(found, files, strict=True))


def test_no_piece_grows_with_the_number_of_statements() -> None:
    few, many = (max(map(len, listed([verdict(count)]))) for count in (1, 500))
    assert few == many
