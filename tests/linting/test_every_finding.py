"""One scenario in which every finding of the linter is found, as a treasurer would see it."""

import subprocess
from pathlib import Path

from tests.cli.commands import treasury

FILES = {
    "scenario.toml": """
id = "every_finding"
first_day = 2026-09-07
last_day = 2026-09-18
taxes_of = "CN"
rules = [
    { id = "zero", preset = "zero_balance" },
    { id = "spare", preset = "zero_balance" },
    { id = "night", preset = "zero_balance", reverse_next_day = true },
    { id = "keep_5m", preset = "keep", keep = 5000000 },
    { id = "range_100", preset = "range", low = 0, high = 100000 },
    { id = "target_200", preset = "target_constant", target = 200000 },
    { id = "at_six", preset = "zero_balance", times = ["18:00"] },
    { id = "sundays", preset = "zero_balance", frequency = "dates", dates = [2026-09-13] },
]
terms = [{ id = "internal" }, { id = "below" }]
rates = [
    { terms = "internal", side = "credit", rate = "0.8%" },
    { terms = "internal", side = "debit", rate = "30%" },
    { terms = "below", side = "credit", rate = "1%" },
    { terms = "below", side = "debit", rate = "DEMAND + 5 bps", floor = "0.5%" },
]
indices = [{ id = "DEMAND", oldest = 40 }]
index_rates = [{ index = "DEMAND", date = 2026-09-01, rate = "0.05%" }]
structures = [
    { id = "pool", calendar = "CN", when_short = "pro_rata" },
    { id = "reserve", calendar = "CN" },
    { id = "by_level", calendar = "CN", profile = "oblm" },
    { id = "nights", calendar = "CN", internal_terms = "internal" },
    { id = "two_banks", calendar = "CN", form = "entrusted_loans" },
    { id = "free", calendar = "CN", form = "interest_free" },
    { id = "cheap", calendar = "CN", form = "on_lending", internal_terms = "below" },
]
credit_lines = [{ id = "LINE", account = "HQ-1", limit = 1000, drawn = 900, terms = "internal" }]
credit_limits = [
    { credit_line = "LINE", valid_from = 2026-09-10, limit = 800 },
    { credit_line = "LINE", valid_from = 2026-11-10, limit = 700 },
]
benefit_splits = [
    { structure = "nights", currency = "CNY", leader = "HQ", reward_amount = 900000000 },
]
on_lending = [{ loan = "LINE", structure = "nights", participant = "LIS-1", published = true }]

[[links]]
structure = "two_banks"
participant = "FAR-1"
header = "HQ-1"
rule = "zero"
delay = 1

[[links]]
structure = "two_banks"
participant = "LATE-1"
header = "HQ-1"
rule = "at_six"
clearing = "HVPS"
""",
    "rules.csv": "id,preset,target,frequency,weekdays\nfridays,target_constant,20000,weekly,fri\n",
    "entities.csv": "id,listed,country\nHQ,,CN\nLIS,yes,HK\n",
    "banks.csv": "id,calendar\nCHB,\nLJB,CN\n",
    "accounts.csv": """id,entity,bank,currency,opening,overdraft_may_fund,reserve,overdraft,terms
HQ-1,HQ,CHB,CNY,1000000.00,,,,
IDLE-1,HQ,CHB,CNY,100000.00,,,,
LIMIT-1,HQ,CHB,CNY,100000.00,,,,
WAGES-1,HQ,CHB,CNY,100000.00,,,,
REGION-1,HQ,CHB,CNY,100000.00,,,,
PLANT-1,HQ,CHB,CNY,0.00,,,,
BUDGET-1,HQ,CHB,CNY,0.00,,,,
SUNDAY-1,HQ,CHB,CNY,0.00,,,,
SAFE-1,HQ,CHB,CNY,50000.00,false,90000.00,,
HELD-1,HQ,CHB,CNY,30000.00,,,,
CAUGHT-1,HQ,CHB,CNY,30000.00,,,,
POOR-1,HQ,CHB,CNY,0.00,,,,
NIGHT-1,HQ,CHB,CNY,-100.00,,,500.00,
FAR-1,HQ,LJB,CNY,5000.00,,,20000.00,
LATE-1,HQ,LJB,CNY,5000.00,,,,internal
LIS-1,LIS,CHB,CNY,100000.00,,,,
LIS-2,LIS,CHB,CNY,0.00,,,,
LIS-3,LIS,CHB,USD,0.00,,,,
HQ-3,HQ,CHB,USD,0.00,,,,
""",
    "links.csv": """structure,participant,header,rule,priority,direction,payment_mode,internal_limit
pool,IDLE-1,HQ-1,keep_5m,1,,,
pool,LIMIT-1,HQ-1,zero,2,,own_plus_limit,500000.00
pool,WAGES-1,HQ-1,zero,1,,,
pool,REGION-1,HQ-1,range_100,1,up,,
pool,PLANT-1,REGION-1,target_200,1,,,
pool,BUDGET-1,HQ-1,fridays,1,,budget,
pool,SUNDAY-1,HQ-1,sundays,1,,,
pool,NIGHT-1,HQ-1,zero,1,up,,
reserve,POOR-1,SAFE-1,zero,1,,,
by_level,REGION-1,HQ-1,zero,1,,,
by_level,PLANT-1,REGION-1,zero,1,,,
nights,HELD-1,HQ-1,zero,1,up,,
nights,CAUGHT-1,HQ-1,target_200,1,down,,
nights,REGION-1,HQ-1,zero,1,,,
nights,PLANT-1,REGION-1,night,1,,,
nights,LIS-1,HQ-1,zero,1,,,
free,LIS-1,HQ-1,keep_5m,1,,,
cheap,LIS-1,HQ-1,keep_5m,1,,,
pool,LIS-1,HQ-1,keep_5m,1,,,
two_banks,LIS-1,HQ-1,keep_5m,1,,,
two_banks,LIS-2,HQ-1,keep_5m,1,,,
two_banks,LIS-3,HQ-3,keep_5m,1,,,
""",
    "position_limits.csv": "id,structure,debtor_country,currency,amount\n"
    "INFLOW,two_banks,CN,CNY,50000000.00\n",
    "deposits.csv": "id,account,product,amount,placed_on,rate\n"
    "SEVEN,LATE-1,notice_7,500000.00,2026-09-13,0.3%\nDEAR,LATE-1,notice_7,900000.00,2026-08-01,1%\n",
    "withdrawals.csv": "deposit,date,amount,notified_on,agreed_on\nSEVEN,2026-09-18,,,\n"
    "DEAR,2026-09-16,200000.00,2026-09-11,2026-09-16\n",
    "overdraft_agreements.csv": "id,account,nights,terms,nights_before,valid_until\n"
    "OD-1,NIGHT-1,30,internal,28,\nOD-2,FAR-1,60,internal,,2026-09-17\n",
    "notional_pools.csv": "id,structure,header,terms,method\nREG,free,FAR-1,internal,register\n",
    "notional_members.csv": "pool,account\nREG,FAR-1\nREG,LATE-1\n",
    "holds.csv": "account,amount,valid_until\nHELD-1,40000.00,\nCAUGHT-1,50000.00,2026-09-09\n",
    "budgets.csv": "structure,participant,period,amount\npool,BUDGET-1,day,10000.00\n",
    "money_market_sweeps.csv": "id,account,terms,structure,keep\nFUND,REGION-1,internal,nights,\n"
    "FILLED,PLANT-1,internal,pool,\nRESERVED,SAFE-1,internal,reserve,5000.00\n",
    "tax_terms.csv": "tax,base,rate,valid_from,forms,taxed\nWHT,bank_interest,10%,,,accrued\n"
    "POOL,pool_result,5%,,,\nVAT,internal_interest,6%,,on_lending,\n"
    "stamp_duty,loan_drawn,0.05%,,on_lending,\n"
    "LATE,internal_interest,6%,2026-09-10,on_lending,\n",
    "opening_numbers.csv": "account,number\nLATE-1,400000.00\n",
    "account_analyses.csv": "id,accounts,settlement_account,terms,valid_from,valid_until,follows\n"
    "IDLE,NIGHT-1,NIGHT-1,internal,,,\nTWICE,LATE-1,LATE-1,internal,,,\n"
    "OLD,IDLE-1,IDLE-1,internal,,2026-09-09,\nNEW,LIMIT-1,LIMIT-1,internal,2026-09-12,,OLD\n",
    "fees.csv": "id,account,amount,day,analysis\nLOCKBOX,IDLE-1,50.00,15,OLD\n",
    "fee_terms.csv": "fee,base,rate,amount,structure,currency,analysis\n"
    "zba,sweep_count,,1.00,reserve,CNY,TWICE\nagent,loan_balance,0.1%,,reserve,,\n",
    "items.csv": "id,date,account,amount,text,category\n"
    "W1,2026-09-15,WAGES-1,-80000.00,Wages of September,payroll\n"
    "R1,2026-09-15,FAR-1,-10000.00,Rent,rent\n",
}
FOUND = {
    # A credit that pays nothing, one beside interest, a fee taken elsewhere, a drained analysis.
    "analysis_without_fees": "no fee goes through 'IDLE', so its earnings credit pays nothing",
    "interest_beside_earnings_credit": "'LATE-1' bears interest by its terms 'internal', and earns",
    "fee_never_analysed": "'zba' goes through 'TWICE', and no account that could pay it is",
    # Analyses in turn: days between them, and an account that the next one leaves out.
    "gap_between_analyses": "'NEW' continues 'OLD', and neither is in force from 2026-09-10 to "
    "2026-09-11",
    "fee_left_out_in_turn": "'LOCKBOX' goes through 'OLD' and those that continue one another with "
    "it, and 'IDLE-1', which pays it, is not analysed in 'NEW'",
    "analysis_drained": "in 'pool' the rule 'zero' sends all cash up from 'NIGHT-1' to 'HQ-1', "
    "which is not analysed in 'IDLE'",
    # A header that invests all it has, and can borrow nothing for the day.
    "nothing_left_for_the_day": "'FUND' leaves nothing on 'REGION-1' in the evening",
    # What is kept of an account that has a larger reserve.
    "keep_below_reserve": "'RESERVED' keeps 5,000.00 on 'SAFE-1', and its reserve of 90,000.00",
    # Cash that is gone before the evening, is fetched to be invested, or covered a register.
    "nothing_to_invest": "in 'nights' the rule 'zero' sends all cash up from 'REGION-1' before "
    "'FUND' could invest it",
    "fetched_to_be_invested": "in 'pool' the rule 'target_200' fills 'PLANT-1' to 200,000, and "
    "'FILLED' leaves 0",
    "placed_beside_a_register": "what 'LATE-1' has lessens in the evening what is drawn for the "
    "register 'REG', and 'SEVEN' takes it away afterwards",
    # A rule that can never fire.
    "rule_never_fires": "waits for keep 5,000,000, and the account with those below it owns and",
    "unused_rule": "no link uses the rule 'spare', so it can never fire",
    # A priority that is never reached, or orders nothing.
    "never_funded": "no participant of 'SAFE-1' is ever funded, whatever its priority: the header "
    "keeps a reserve of 90,000.00 and all it could ever hold is 50,000.00",
    "priority_without_effect": "'HQ-1' order nothing: a header that is short shares pro rata",
    # A target above the maximum of a range.
    "target_above_range": "'REGION-1' keeps at most 100,000, and those below it are to be filled "
    "to 200,000 together",
    # A budget that is faster than the sweep that refills it.
    "budget_faster_than_sweep": "'BUDGET-1' has a new budget every day, and the rule 'fridays' "
    "that refills it sweeps only weekly",
    # Internal limits above what the header has.
    "limits_above_capacity": "'HQ-1' promises 500,000.00 of internal limits to 'LIMIT-1'",
    # A participant that sends up only, with links below it that fetch.
    "funding_below_a_closed_link": "'REGION-1' sends up only, and 'PLANT-1' below it fetches money",
    # A sweep on days that are all closed.
    "sweeps_on_holidays_only": "'sundays' never sweeps 'SUNDAY-1': every day it names is closed",
    # A full sweep where tomorrow's payroll is known.
    "known_payment_swept_away": "1 payment, 80,000.00 in all, the first 'W1' on 2026-09-15",
    # A level that goes unfunded in profiles that go level by level.
    "second_level_unfunded": "in 'by_level', under profile 'oblm', 'REGION-1' serves 'PLANT-1'",
    # Money that is to come back in the morning, sent on for good.
    "return_sent_on": "in 'nights' 'REGION-1' sends on, and does not get back, what 'PLANT-1' sent",
    # A sweep that its clearing system never takes.
    "sweep_outside_window": "in 'two_banks' the rule 'at_six' can never run between 'LATE-1' and "
    "'HQ-1': 'HVPS' takes no sweep at 18:00",
    # A listed member whose deposits nothing limits.
    "listed_without_limit": "'LIS' is listed, and in 'nights' 'LIS-1' may send up any amount to "
    "'HQ'",
    # A cross-border quota beside which money comes in in another currency.
    "quota_of_one_currency": "'INFLOW' counts what is owed across the border in CNY; in "
    "'two_banks' money crosses it in USD, too, which no limit of the same sides counts",
    # Funding that is there a day after it was needed.
    "funding_comes_late": "is there 1 business day later: the overdraft stays overnight after 1 "
    "payment, the first 'R1' on 2026-09-15",
    # A line that is cut below what is drawn.
    "limit_below_drawn": "from 2026-09-10 on 'LINE' may lend 800, and 900 is drawn before the",
    # A limit of a line that begins after the run.
    "limit_after_run": "'LINE' may lend 700 from 2026-11-10 on, and the run ends on 2026-09-18",
    # An on-lending of which no tax takes any notice, and loans that bear no interest.
    "on_lending_without_effect": "no tax of 'nights' spares what is lent on, so the line changes",
    "interest_free_loans": "the loans of 'free' bear no interest: no VAT is due, but the tax",
    # Loans of which nobody says that they are free, and loans for less than deposits get.
    "loans_without_price": "what 'LIS-1' and 'HQ-1', of two legal persons, owe each other in "
    "'pool' bears no interest",
    "lent_below_deposit_rate": "by the internal terms 'below' what is sent up bears 1.00 % and",
    # Taxes: one that begins late, those of another country, and one of ten times its rate.
    "tax_begins_inside_run": "what falls due from 2026-09-07 to 2026-09-09 is not taxed",
    "taxes_of_another_country": "lend each other, also on what 'LIS' (HK) lends or borrows",
    "tax_far_above_built_in": "'stamp_duty' is 0.05 % on loan_drawn, and what is built in of CN",
    # A tax as interest accrues: in a run without such an end, on deposits, on interest from before.
    "accrues_without_effect": "changes nothing in this run: no month ends before its last day",
    "taxed_when_paid": "'WHT' is taken as interest accrues, and only when it is paid of interest "
    "of deposits and shares in notional pools",
    "opening_number_not_taxed": "what 'LATE-1' had accrued before 2026-09-07 counts as not taxed",
    # A tax and a fee on what no run has.
    "tax_on_nothing": "'POOL' is never due: no notional pool has a result to share",
    "fee_on_nothing": "'agent' is never charged: no link of 'reserve' joins two legal persons",
    # A floor that an index never reaches.
    "bound_always_holds": "the floor 0.5% of 'below' holds on every day of the run: DEMAND + 5 bps",
    # A reward above all the money there is.
    "reward_above_all_money": "the reward of 'HQ' is 900,000,000, more than the",
    # A deposit that bears less than its account.
    "deposit_below_demand": "'SEVEN' bears 0.30 % as listed on 2026-09-13, and what stays on",
    # A rate that was probably meant to be a tenth.
    "implausible_rate": "rate 30.00 % of 'internal' is none that banks charge or pay",
    # A notice that was too short.
    "notice_in_vain": "what is withdrawn of 'DEAR' on 2026-09-16 bears 0.80 %, the demand rate",
    # A deposit on a Sunday, and loans of companies that no tax is on.
    "deposit_on_a_closed_day": "'SEVEN' is placed on 2026-09-13, and 'LJB' is closed on that day",
    "form_without_taxes": "'two_banks' has the legal form entrusted_loans, and no tax is on what",
    # Two accounts of one company, each with an entrusted loan of its own.
    "loans_not_netted": "in 'two_banks' 'LIS-1' and 'LIS-2' each have a loan of their own with "
    "'HQ', though both are of 'LIS'",
    # Two taxes on one share, and one on what banks pay that does not reach a fund.
    "share_taxed_twice": "'POOL' is on shares in a notional pool's result, and so is 'WHT'",
    "fund_income_untaxed": "'WHT' is on what banks pay, and what 'FUND' earns is income of a fund",
    # Nights of an overdraft: too many for the run, nearly used, and an overdue loan without cash.
    "nights_beyond_run": "the run has 12 days, and 'FAR-1' may be overdrawn on 60 more nights",
    "nights_nearly_used": "of the 30 nights agreed for 'NIGHT-1' 2 are left on the first day",
    "overdraft_without_agreement": "nights of 'FAR-1' count to 2026-09-17: afterwards its",
    "overdue_swept_away": "in 'pool' the rule 'zero' sends all cash up from 'NIGHT-1' before",
    # A hold above all the money there is, and one that swallows what funds the account.
    "hold_silences_rule": "'zero' sends nothing up from 'HELD-1' in this run: 40,000.00 or more of "
    "it is held on every day, and the account with those below it owns and receives 30,000.00",
    "hold_swallows_funding": "'target_200' fills 'CAUGHT-1' to 200,000 beside what is held of it, "
    "and 50,000.00 is held on 2026-09-07, more than the 30,000.00 that it could own itself",
}


def linted(folder: Path) -> "subprocess.CompletedProcess[str]":
    """What `treasury lint` says of the scenario, written into this folder."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return treasury("lint", folder, cwd=folder.parent)


def test_every_finding_has_a_place_a_sentence_and_a_suggestion(tmp_path: Path) -> None:
    told = linted(tmp_path)
    assert told.returncode == 1
    lines = told.stdout.splitlines()
    assert lines[0].startswith("error: scenario.toml line 56, links[1].clearing: in 'two_banks'")
    sundays = "error: links.csv line 8, column rule: 'sundays' never sweeps"
    assert any(line.startswith(sundays) for line in lines)
    remarks = told.stdout.split("]\n")
    for name, sentence in FOUND.items():
        mine = [one for one in remarks if one.endswith(f"[{name}")]
        assert mine, name
        assert any(sentence in one and "\n  Try: " in one for one in mine), (name, mine)
    assert told.stdout.splitlines()[-1] == "3 errors, 71 warnings."
