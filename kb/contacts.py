"""How to reach a council's service, in words for a parent. Pure."""

from pathlib import Path

from kb.facts import CouncilFacts
from kb.shipped import CONTENT, councils

FIND_COUNCIL = "[gov.uk/find-local-council](https://www.gov.uk/find-local-council)"


def service_words(council: CouncilFacts | None) -> str:
    """The service by the name that parents know it by."""
    if council is None:
        return "your council's SEND advice service (often called SENDIASS)"
    name, short = str(council.service["name"]), str(council.service["short_name"])
    # "Bexley IASS" says whose it is; "IASK" needs the full name beside it.
    return short if short.startswith(council.short_name) else f"{name} ({short})"


def contact_words(council: CouncilFacts | None) -> str:
    """Its phone, e-mail or site as the middle of a sentence: "phone 03000 41 3000 or e-mail ..."."""
    if council is None:
        return "search the web for “SENDIASS” and your council's name"
    ways = [f"phone {phone_link(p['number'])}" for p in council.service["phones"][:1]]
    ways += [f"e-mail {email_link(e['address'])}" for e in council.service["emails"][:1]]
    site = council.service["site"]
    if site and len(ways) < 2:
        ways.append(f"go to [{bare(site['url'])}]({site['url']})")
    return " or ".join(ways) or "look on the council's website"


def local_offer_words(council: CouncilFacts | None) -> str:
    """The council's Local Offer by name, as a link where one is known."""
    if council is None or not council.local_offer:
        return "your council's Local Offer"
    name, url = council.local_offer["name"], council.local_offer.get("url")
    return f"[{name}]({url})" if url else str(name)


def council_site_words(slug: str | None, content: Path = CONTENT) -> str:
    """Where to look for what is not about SEN, as the end of a sentence."""
    council = councils(content).get(slug or "")
    if council is None or council.site is None:
        return f"look at your council's website. You can find it at {FIND_COUNCIL}"
    own = f"look at the website of {council.name}: [{bare(council.site.url)}]({council.site.url})"
    # Two councils serve a parent in a county: hers for schools, another for the bins.
    theirs = f". Your district or borough council deals with bins and council tax. You can find it at {FIND_COUNCIL}"
    return own + (theirs if council.site.districts else "")


def phone_link(number: str, scheme: str = "tel") -> str:
    """A number that can be tapped to ring it."""
    return f"[{number}]({scheme}:{number.replace(' ', '')})"


def email_link(address: str) -> str:
    """An address that can be tapped to write to it."""
    return f"[{address}](mailto:{address})"


def bare(url: str) -> str:
    """An address as people say it: without https:// and a last slash."""
    return url.split("://", 1)[-1].rstrip("/")
