"""The widget for councils' websites: one script without a build step, its words, and pages that show it."""
