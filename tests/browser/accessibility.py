"""What axe-core finds wrong with a page. It comes in a package: nothing is fetched."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

CONTRAST = {"runOnly": ["color-contrast", "link-in-text-block"]}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(page: Page, rules: dict[str, list[str]] = RULES) -> list[str]:
    """Every fault, with the place where it is."""
    found: dict[str, Any] = Axe().run(page, options=rules).response
    return [
        f"{fault['id']}: {node['target']} {node.get('failureSummary', '')}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]
