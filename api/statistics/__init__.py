"""The console's part on what parents ask: conversations counted by week, as charts, tables and files."""
