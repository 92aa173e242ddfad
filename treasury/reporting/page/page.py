"""The page put together: one file, no network, nothing executed but its own two scripts.

The content security policy names the scripts and the style sheet by their hashes, so that
text that slipped through the escaping could still not run. Equal studies give equal bytes.
"""

import base64
import hashlib
import json
from functools import lru_cache
from importlib.resources import files

from treasury import __version__
from treasury.checks import CheckResult
from treasury.comparison import Study
from treasury.reporting.benefit import moved_currencies
from treasury.reporting.check_table import count_outcomes, runs_checked
from treasury.reporting.labels import structure_title
from treasury.reporting.notices import notice_texts
from treasury.reporting.page.beside import beside_section
from treasury.reporting.page.charts import Chart
from treasury.reporting.page.group import group_section
from treasury.reporting.page.html_table import table_html
from treasury.reporting.page.markup import Html, escaped, joined, tag
from treasury.reporting.page.overview import cards, comparison_section, headline
from treasury.reporting.page.structure import structure_section
from treasury.reporting.page.words import assumptions
from treasury.reporting.run_tables import RunTables
from treasury.reporting.structure_tables import rate_table

CHART_LIBRARY = "echarts.common.min.js"
SIGNS = {True: "✓", False: "✗", None: "–"}


def page_text(study: Study, tables: list[RunTables]) -> str:
    """The whole page as text."""
    charts: list[Chart] = []
    moved = moved_currencies(study)
    content = joined(
        (
            cover(study),
            short_section(study),
            comparison_section(study, charts),
            group_section(study, tables),
            beside_section(study),
            *(structure_section(one, number, moved, charts) for number, one in enumerate(tables)),
            checks_section(study),
            assumptions_section(study),
            footer(study),
        )
    )
    library, script, style = asset("vendor", CHART_LIBRARY), asset("page", "report.js"), styles()
    head = joined(
        (
            tag("meta", charset="utf-8"),
            tag(
                "meta",
                http_equiv="Content-Security-Policy",
                content=policy((library, script), style),
            ),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("title", study.scenario.title or study.scenario.id),
            Html(f"<style>{style}</style>"),
        )
    )
    scripts = (
        Html(f'<script type="application/json" id="charts">{script_json(charts)}</script>'),
        Html(f"<script>{library}</script>"),
        Html(f"<script>{script}</script>"),
    )
    body = tag("body", navigation(study), tag("main", content), *scripts)
    return f"<!DOCTYPE html>\n{tag('html', tag('head', head), body, lang='en')}\n"


@lru_cache(maxsize=8)
def asset(folder: str, name: str) -> str:
    """The text of a file that is shipped with the reports."""
    text = files("treasury.reporting").joinpath(folder, name).read_text(encoding="utf-8")
    assert "</script" not in text.lower(), f"{name} would end its own script element"
    return text


def styles() -> str:
    """The style sheet."""
    text = asset("page", "report.css")
    assert "</style" not in text.lower(), "the style sheet would end its own element"
    return text


def policy(scripts: tuple[str, ...], style: str) -> str:
    """The content security policy: our scripts and our style sheet by hash, nothing else."""
    allowed = " ".join(map(hash_source, scripts))
    return (
        f"default-src 'none'; script-src {allowed}; style-src {hash_source(style)}; "
        "base-uri 'none'; form-action 'none'"
    )


def hash_source(text: str) -> str:
    """The text's hash as a source of the policy."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def script_json(value: object) -> str:
    r"""JSON that may stand in a script element: it cannot end the element or open a comment.

    >>> script_json("</script><!-- &")
    '"\\u003c/script\\u003e\\u003c!-- \\u0026"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def navigation(study: Study) -> Html:
    """The line of links at the top."""
    links = [("#short", "In short"), ("#compare", "Side by side")]
    if study.standalone.group:
        links.append(("#group", f"Group in {study.standalone.group.translation.currency}"))
    links += [
        (f"#run-{number}", structure_title(run.plan)) for number, run in enumerate(study.runs)
    ]
    links += [("#checks", "Checks"), ("#assumptions", "Assumptions")]
    return tag("nav", *(tag("a", words, href=target) for target, words in links))


def cover(study: Study) -> Html:
    """The heading of the report."""
    scenario = study.scenario
    days = len(study.standalone.plan.names.days)
    period = f"{scenario.first_day:%-d %B %Y} to {scenario.last_day:%-d %B %Y}, {days:,} days"
    accounts, entities = len(scenario.accounts), len(scenario.entities)
    size = f"{counted(accounts, 'account', 'accounts')} of "
    size += counted(entities, "entity", "entities")
    return tag(
        "header",
        tag("p", scenario.group or "Liquidity report", class_="eyebrow"),
        tag("h1", scenario.title or scenario.id),
        tag("p", f"{period} · {size}", class_="period"),
        tag("p", scenario.description) if scenario.description else Html(""),
    )


def counted(count: int, one: str, many: str) -> str:
    """A number of things.

    >>> counted(1, "entity", "entities"), counted(1200, "account", "accounts")
    ('1 entity', '1,200 accounts')
    """
    return f"{count:,} {one if count == 1 else many}"


def short_section(study: Study) -> Html:
    """The headline in a sentence and in cards."""
    counts = count_outcomes(study)
    alarm = Html("")
    if counts["FAILED"]:
        failed = counted(counts["FAILED"], "check", "checks")
        words = f"{failed} of this run failed: do not rely on its figures."
        alarm = tag("p", words, class_="alarm")
    return tag("section", tag("h2", "In short"), alarm, notices(study), headline(study),
               cards(study), id="short")  # fmt: skip


def notices(study: Study) -> Html:
    """What the scenario says must be said with its figures; nothing where it says nothing."""
    lines = [tag("li", words) for words in notice_texts(study.scenario)]
    if not lines:
        return Html("")
    return tag("div", tag("p", tag("b", "To be read with these figures")), tag("ul", *lines),
               class_="notices")  # fmt: skip


def checks_section(study: Study) -> Html:
    """What was checked on every run, how much was looked at, and what does not apply."""
    runs = runs_checked(study)
    names = list(dict.fromkeys(check.name for _, run in runs for check in run.checks))
    found = {(at, check.name): check for at, (_, run) in enumerate(runs) for check in run.checks}
    head = [tag("th", "Check", scope="col")]
    head += [tag("th", structure_title(run.plan), class_="num", scope="col") for _, run in runs]
    body = []
    for name in names:
        cells = []
        for at in range(len(runs)):
            check = found.get((at, name))
            text = check_text(check) if check else ""
            cells.append(tag("td", text, class_="num" if check and check.passed is not False
                             else "num neg"))  # fmt: skip
        body.append(tag("tr", tag("th", name, scope="row"), *cells))
    grid = tag("table", tag("thead", tag("tr", *head)), tag("tbody", *body))
    counts = count_outcomes(study)
    told = (
        f"{counts['passed']} checks passed, {counts['FAILED']} failed, "
        f"{counts['not applicable']} do not apply. Each figure is how many things were looked at."
    )
    return tag("section", tag("h2", "Checks"), tag("p", told), tag("div", grid, class_="grid"),
               remarks(study), id="checks")  # fmt: skip


def check_text(check: CheckResult) -> str:
    """A check in a cell: its sign, and how many things it looked at where it applies."""
    sign = SIGNS[check.passed]
    return sign if check.passed is None else f"{sign} {check.examined:,}"


def remarks(study: Study) -> Html:
    """Why checks failed or do not apply, each reason once."""
    reasons = dict.fromkeys(
        (SIGNS[check.passed], check.name, check.detail)
        for _, run in runs_checked(study)
        for check in run.checks
        if check.passed is not True
    )
    lines = [tag("li", f"{sign} {name}: {detail}") for sign, name, detail in reasons]
    return tag("ul", *lines, class_="remarks") if lines else Html("")


def assumptions_section(study: Study) -> Html:
    """What the figures rest on."""
    told = tag("ul", *(tag("li", words) for words in assumptions(study)))
    rates = rate_table(study.scenario)
    return tag("section", tag("h2", "Assumptions"), told, tag("h3", "Interest terms"),
               table_html(rates), id="assumptions")  # fmt: skip


def footer(study: Study) -> Html:
    """What made the report, so that it can be made again."""
    words = (
        f"Scenario {study.scenario.id}, fingerprint {study.fingerprint}; "
        f"engine {__version__}. The files beside this page hold every figure: summary.json, "
        "report.xlsx, scenario.json and a folder of CSV files for each structure."
    )
    return tag("footer", escaped(words))
