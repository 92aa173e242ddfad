"""What does not change during a run: accounts, links, times and calendars, by id.

Restated for the reference twin from the records alone; amounts in minor units.
"""

import datetime
from dataclasses import dataclass

from tests.reference.days import END_OF_DAY, works
from tests.reference.rules import UnitRule
from tests.reference.schedules import Diary, Works
from tests.reference.timing import Opens, Timing, timing_of
from tests.reference.units import BOUNDLESS, minor
from treasury.accounts.chart import BankAccount
from treasury.pooling.rules import Rule
from treasury.pooling.structure import Link, Structure
from treasury.scenario import Scenario

LinkKey = tuple[str, str, datetime.date]
"""Participant, header, first day."""


def starts(link: Link) -> datetime.date:
    """The first day of a link."""
    return link.valid_from or datetime.date.min


def ends(link: Link) -> datetime.date:
    """The last day of a link."""
    return link.valid_until or datetime.date.max


def key_of(link: Link) -> LinkKey:
    """The link, told from the same participant's other links."""
    return link.participant, link.header, starts(link)


@dataclass(frozen=True)
class Account:
    """One account as the twin sees it; `country` is that of its unit, also of a branch; `lowest`
    is what it may give down to as a header."""

    currency: str
    person: str
    country: str
    bank_calendar: str | None
    opening: int
    overdraft: int
    intraday: int
    lowest: int
    internal_limit: int
    mode: str
    pays: bool
    protects: bool
    line: str | None


@dataclass(frozen=True)
class Edge:
    """One link: up and down say where its direction lets money pass; minutes when it sweeps."""

    participant: str
    header: str
    start: datetime.date
    priority: int
    level: int
    up: bool
    down: bool
    rule: UnitRule
    timing: Timing
    reverses: bool
    overdraws: bool
    internal_terms: str | None
    takes_days: bool
    clearing: str | None

    @property
    def key(self) -> LinkKey:
        """The link, told from the same participant's other links."""
        return self.participant, self.header, self.start


class Setting:
    """The scenario under one structure, or under none, as it stands on one day."""

    def __init__(self, scenario: Scenario, structure: str | None) -> None:
        """Everything as it stands on the first day."""
        self.scenario = scenario
        chosen = [one for one in scenario.structures if one.id == structure]
        self.structure: Structure | None = chosen[0] if structure is not None else None
        self.links = [
            link for link in scenario.links if structure is not None and link.structure == structure
        ]
        self.calendars = {one.id: one for one in scenario.calendars}
        self.limits: dict[str, int] = {}
        times = [timing_of(self._rule(link.rule)).minutes for link in self.links]
        self.minutes = sorted({END_OF_DAY}.union(*times))
        self.turn_to(scenario.first_day)

    def turn_to(self, day: datetime.date) -> None:
        """At opening: the links in force on the day, and what accounts are under them."""
        self.day = day
        self.records = {
            link.participant: link
            for link in sorted(self.links, key=lambda one: one.participant)
            if starts(link) <= day <= ends(link)
        }
        self.limits = {one.id: limit_on_day(self, one.id, day) for one in
                       self.scenario.credit_lines}  # fmt: skip
        self.accounts = {one.id: self._account(one) for one in self.scenario.accounts}
        self.edges = {one: self._edge(link) for one, link in self.records.items()}

    def _written(self, account: str) -> BankAccount:
        return next(one for one in self.scenario.accounts if one.id == account)

    def _account(self, written: BankAccount) -> Account:
        people = {one.id: one.branch_of or one.id for one in self.scenario.entities}
        countries = {one.id: one.country for one in self.scenario.entities}
        banks = {one.id: one.calendar for one in self.scenario.banks}
        lines = [one.id for one in self.scenario.credit_lines if one.account == written.id]
        if written.overdraft == "unlimited":
            overdraft = BOUNDLESS
        else:
            overdraft = minor(written.overdraft, written.currency)
        intraday = written.intraday_overdraft
        reserve = 0 if written.reserve is None else minor(written.reserve, written.currency)
        return Account(
            currency=written.currency,
            person=people[written.entity],
            country=countries[written.entity],
            bank_calendar=banks[written.bank],
            opening=minor(written.opening, written.currency),
            overdraft=overdraft,
            intraday=overdraft if intraday is None else minor(intraday, written.currency),
            internal_limit=self._internal_limit(written),
            lowest=-overdraft if written.overdraft_may_fund else reserve,
            mode=self._mode(written.id),
            pays=self._pays(written.id),
            protects=self.structure is None or self.structure.protect_participants,
            line=lines[0] if lines else None,
        )

    def _internal_limit(self, written: BankAccount) -> int:
        link = self.records.get(written.id)
        given = None if link is None else link.internal_limit
        return 0 if given is None else minor(given, written.currency)

    def _mode(self, account: str) -> str:
        """The link's own mode; a root's; the structure's; alone outside any structure."""
        if self.structure is None:
            return "standalone"
        if account in self.records:
            return self.records[account].payment_mode or self.structure.payment_mode
        if any(link.header == account for link in self.records.values()):
            return self.structure.root_payment_mode or self.structure.payment_mode
        return "standalone"

    def _pays(self, account: str) -> bool:
        """Whether the account may pay at all: not under a rule that only receives."""
        link = self.records.get(account)
        return self._mode(account) != "receive_only" and (
            link is None or self._rule(link.rule).preset != "receive_only"
        )

    def _rule(self, name: str) -> Rule:
        return next(rule for rule in self.scenario.rules if rule.id == name)

    def _edge(self, link: Link) -> Edge:
        written = self._rule(link.rule)
        rule = UnitRule(written, self.accounts[link.participant].currency)
        self._use_schedules(link, written, rule)
        self._keep_within_system(link, rule)
        direction = link.direction or ("both" if rule.funds else "up")
        assert self.structure is not None
        return Edge(
            participant=link.participant,
            header=link.header,
            start=starts(link),
            priority=link.priority,
            level=self._level(link.participant),
            up=direction in ("up", "both"),
            down=direction in ("down", "both"),
            rule=rule,
            timing=timing_of(written),
            reverses=written.reverse_next_day,
            overdraws=link.overdraw_in_passing,
            internal_terms=self.internal_terms(link),
            takes_days=link.delay > 0,
            clearing=link.clearing,
        )

    def _use_schedules(self, link: Link, written: Rule, rule: UnitRule) -> None:
        """Give the rule today's amounts where schedules say them."""
        for name in ("keep", "target", "low"):
            schedule = getattr(written, f"{name}_schedule")
            if schedule is not None:
                account = self.accounts[link.participant]
                diary = Diary(self.scenario, link.participant, account.currency)
                lines = [one for one in self.scenario.schedules if one.schedule == schedule]
                rule.take(name, diary.amount(lines, self.day, self._works_for(account)))

    def _keep_within_system(self, link: Link, rule: UnitRule) -> None:
        """Let the rule move at most what the link's clearing system takes at once today."""
        first, last = datetime.date.min, datetime.date.max
        versions = [
            (one.valid_from or first, one.limit)
            for one in self.scenario.clearing
            if one.system == link.clearing
            and (one.valid_from or first) <= self.day <= (one.valid_until or last)
        ]
        given = max(versions, key=lambda version: version[0])[1] if versions else None
        if given is not None:
            limit = minor(given, self.accounts[link.participant].currency)
            for way in ("maximum", "maximum_deficit"):
                rule.take(way, min(limit, rule.limit(way, limit)))

    def _works_for(self, account: Account) -> Works:
        """Whether a day is a business day of the structure and of the account's bank."""
        assert self.structure is not None
        names = (self.structure.calendar, account.bank_calendar)
        return lambda day: all(works(self.calendars, name, day) for name in names)

    def internal_terms(self, link: Link) -> str | None:
        """What prices the link's position; nothing inside one legal person."""
        assert self.structure is not None
        people = self.accounts[link.participant].person, self.accounts[link.header].person
        terms = link.internal_terms or self.structure.internal_terms
        return terms if people[0] != people[1] else None

    def _level(self, account: str) -> int:
        """The distance from the root: 0 for the root."""
        if account not in self.records:
            return 0
        return 1 + self._level(self.records[account].header)

    def below(self, header: str) -> list[Edge]:
        """The links of a header's direct participants, by priority, then id."""
        found = [edge for edge in self.edges.values() if edge.header == header]
        return sorted(found, key=lambda edge: (edge.priority, edge.participant))

    def branch(self, header: str) -> list[str]:
        """Every account below this one, by id."""
        found = []
        for edge in self.below(header):
            found += [edge.participant, *self.branch(edge.participant)]
        return sorted(found)

    def opens(self, edge: Edge) -> Opens:
        """Whether money may cross the link on a day: in force, and open by the structure's
        calendar and both banks'."""
        link = self.records[edge.participant]
        return lambda day: starts(link) <= day <= ends(link) and self.banks_work(link, day)

    def banks_work(self, link: Link, day: datetime.date) -> bool:
        """Whether the structure and both banks work on the day, in force or not."""
        assert self.structure is not None
        names = (
            self.structure.calendar,
            self.accounts[link.participant].bank_calendar,
            self.accounts[link.header].bank_calendar,
        )
        return all(works(self.calendars, name, day) for name in names)

    def sweeps_now(self, edge: Edge, day: datetime.date, minute: int) -> bool:
        """Whether the link takes part in this pass."""
        return minute in edge.timing.minutes and edge.timing.runs(day, self.opens(edge))


def limit_on_day(setting: Setting, name: str, day: datetime.date) -> int:
    """What may be drawn of a credit line on a day, in minor units."""
    (line,) = (one for one in setting.scenario.credit_lines if one.id == name)
    (account,) = (one for one in setting.scenario.accounts if one.id == line.account)
    limit, since = line.limit, datetime.date.min
    for one in setting.scenario.credit_limits:
        if one.credit_line == name and since <= one.valid_from <= day:
            limit, since = one.limit, one.valid_from
    return minor(limit, account.currency)
