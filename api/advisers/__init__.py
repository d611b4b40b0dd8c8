"""Advisers: their accounts, their log-in, their duty, and the pages on which they chat with parents."""
