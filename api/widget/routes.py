"""The widget over HTTP: its script, its words in other languages, and pages that show it in a council's website."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.templating import Jinja2Templates

from api.routes import Here
from api.widget.script import Script, make_script
from kb.errors import UnknownCouncil
from kb.looks import CATALOGUES, catalogue

router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(directory=Path(__file__).parent.parent / "templates")

# Script and words are the same for everybody: any website may load them. Who may call the API is another matter.
FOR_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=300, stale-while-revalidate=86400",
}
# As strict as a council's website may be: no inline script or style, and no text that becomes markup.
DEMO_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
Mode = Literal["launcher", "inline", "page"]

script_for = lru_cache(make_script)


@router.get("/widget.js")
async def widget(request: Request, here: Here) -> Response:
    """The widget's script."""
    script: Script = script_for(here.settings.max_characters)
    zipped = "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{script.tag}{"-gzip" if zipped else ""}"'
    headers = FOR_ALL | {"ETag": tag, "Vary": "Accept-Encoding"}
    if tag in request.headers.get("if-none-match", "").replace("W/", "").split(", "):
        return Response(status_code=304, headers=headers)
    encoding = {"Content-Encoding": "gzip"} if zipped else {}
    body = script.compressed if zipped else script.plain
    return Response(body, media_type="text/javascript; charset=utf-8", headers=headers | encoding)


@router.get("/widget/words/{language}.json")
async def words(language: str) -> Response:
    """What the widget says around the chat, in that language."""
    if language not in CATALOGUES:
        raise HTTPException(404)
    return JSONResponse(catalogue(language), headers=FOR_ALL)


@router.get("/demo")
async def demos(request: Request, here: Here) -> HTMLResponse:
    """The councils whose demonstration page can be looked at."""
    councils = sorted(here.keeper.book().councils.values(), key=lambda c: c.short_name)
    return _page(request, "demos.html", {"councils": councils})


@router.get("/demo/{council}")
async def demo(request: Request, here: Here, council: str, mode: Mode = "launcher", lang: str = "en") -> HTMLResponse:
    """A page like a council's, with the widget in it."""
    facts = here.keeper.book().councils.get(council)
    if facts is None:
        raise UnknownCouncil(council)
    return _page(request, "demo.html", {"council": facts, "mode": mode, "lang": lang if lang in CATALOGUES else "en"})


def _page(request: Request, name: str, values: dict[str, object]) -> HTMLResponse:
    return templates.TemplateResponse(request, name, values, headers={"Content-Security-Policy": DEMO_POLICY})
