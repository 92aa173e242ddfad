"""The only place that speaks SQL: tables, transactions, migrations, and a module for each noun."""
