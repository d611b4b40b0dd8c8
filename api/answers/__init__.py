"""Editors write their council's own answers: drafts, a second person, versions, topics switched off."""
