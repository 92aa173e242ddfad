"""Control totals and record counts of BAI2: what is read is held against what the trailers say.

A total that differs means that a figure is wrong or missing, so it is an error; a count of lines
that differs is told as a warning, since banks count continuing lines in different ways.
"""

from dataclasses import dataclass

from treasury.accounts.statements.bai2_records import Record
from treasury.accounts.statements.bai2_values import units_of
from treasury.accounts.statements.figures import NotAnAmount
from treasury.accounts.statements.notes import Notes
from treasury.accounts.statements.statement import Severity


@dataclass(slots=True, kw_only=True)
class Control:
    """What stands between a header and its trailer, added up.

    `amounts` is the sum of amounts as written, in smallest units; `stated` for a group or a file
    the sum of the control totals of its members. `readable` is False once an amount was not.
    """

    name: str
    trailer: str
    where: str
    members_name: str = ""
    amounts: int = 0
    stated: int = 0
    members: int = 0
    lines: int = 0
    readable: bool = True

    def add(self, member: "Control", stated: int) -> None:
        """Count in a member that is complete, with the total its trailer states."""
        self.amounts += member.amounts
        self.stated += stated
        self.readable = self.readable and member.readable

    def missing(self, notes: Notes) -> int:
        """Tell that the trailer is missing; the sum as read stands for its total."""
        message = f"the {self.name} has no trailer (record {self.trailer}); the file may be cut off"
        notes.say("error", self.where, message, "control total and number of records at its end")
        return self.amounts

    def hold_against(self, record: Record, notes: Notes) -> int:
        """Tell where the trailer says otherwise; the total it states, or the sum as read."""
        fields = [text.strip() for text in record.lines[0].split(",")]
        total, *counts = [*fields, "", "", ""][: 3 if self.members_name else 2]
        if self.members_name:
            self.hold_count(counts[0], self.members, self.members_name, record, notes)
        self.hold_count(counts[-1], self.lines, "records", record, notes)
        return self.hold_total(total, record, notes)

    def hold_total(self, text: str, record: Record, notes: Notes) -> int:
        """Tell where the control total is not the sum of what was read."""
        if not text:
            message = f"states no control total, so the amounts of the {self.name} are not checked"
            notes.say("note", record.where, message)
            return self.amounts
        try:
            total = units_of(text)
        except NotAnAmount as reason:
            notes.say("error", record.where, f"control total: {reason}", "whole smallest units")
            return self.amounts
        if self.readable and total not in (self.amounts, self.stated or self.amounts):
            message = (
                f"the control total is {total}, the amounts of the {self.name} that starts in "
                f"{self.where} make {self.amounts}"
            )
            notes.say("error", record.where, message, "the sum of its amounts")
        return total

    def hold_count(self, text: str, read: int, what: str, record: Record, notes: Notes) -> None:
        """Tell where a number of members or records is not the number read."""
        if not text or text == str(read) or text.lstrip("0") == str(read):
            return
        severity: Severity = "warning" if what == "records" else "error"
        message = (
            f"states {text[:20]} {what}, the {self.name} that starts in {self.where} has {read}"
        )
        notes.say(severity, record.where, message, f"the number of its {what}")
