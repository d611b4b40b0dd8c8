"""The console's part on a council's line: its hours, term dates, closures and welcome line."""
