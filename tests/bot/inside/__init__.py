"""Tests that run inside Rasa's environment, with unittest. tests/bot/rasa_cases.py reports each to pytest."""
