"""Makes the application: services, routes, errors, headers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles

from api import (
    callback_page,
    callback_routes,
    errors,
    health,
    live_routes,
    page,
    page_feedback,
    page_live,
    routes,
    transcript_routes,
)
from api.advisers import audit_pages, call_pages, login, me, pages, staff_pages, today
from api.answers import decision_pages, editor_pages, switch_pages
from api.answers import pages as answer_pages
from api.body_limit import BodyLimit
from api.headers import SafeHeaders
from api.learning import pages as model_pages
from api.learning import unanswered_pages
from api.line import calendar_pages
from api.line import pages as line_pages
from api.logs import configure_logs
from api.privacy import keeping_pages, parents_page
from api.privacy import pages as privacy_pages
from api.review import correction_pages, saved_pages
from api.review import pages as review_pages
from api.sign_on import pages as sign_on_pages
from api.sign_on import staff_pages as sign_on_staff_pages
from api.statistics import pages as statistics_pages
from api.widget import routes as widget
from api.wiring import Services, make_services
from kb.settings import Settings
from kb.settings import settings as read_settings

STATIC = Path(__file__).parent / "static"
FROM_ELSEWHERE: dict[str, Any] = {
    "allow_methods": ["GET", "POST", "DELETE"],
    "allow_headers": ["Authorization", "Content-Type", "Last-Event-ID"],
    "max_age": 7200,  # seconds; browsers ask again after two hours at the latest
}
ROUTERS = (
    routes.router,
    callback_routes.router,
    live_routes.router,
    health.router,
    page.router,
    page_live.router,
    login.router,
    sign_on_pages.router,
    pages.router,
    review_pages.router,
    saved_pages.router,
    correction_pages.router,
    unanswered_pages.router,
    model_pages.router,
    answer_pages.router,
    editor_pages.router,
    decision_pages.router,
    switch_pages.router,
    me.router,
    today.router,
    call_pages.router,
    calendar_pages.router,
    line_pages.router,
    statistics_pages.router,
    staff_pages.router,
    sign_on_staff_pages.router,
    audit_pages.router,
    widget.router,
    callback_page.router,
    page_feedback.router,
    transcript_routes.router,
    parents_page.router,
    privacy_pages.router,
    keeping_pages.router,
    keeping_pages.place_router,
)


@asynccontextmanager
async def at_work(services: Services) -> AsyncIterator[None]:
    """Lets the services do what they do in the background, and closes them at the end."""
    await asyncio.to_thread(services.seal_secrets)
    running = [asyncio.create_task(work) for work in services.in_the_background()]
    yield
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    await services.rasa.close()
    services.engine.dispose()


def create_app(settings: Settings | None = None, services: Services | None = None) -> FastAPI:
    """The application. `services` comes ready-made in tests."""
    settings = settings or read_settings()
    configure_logs(settings.log_level)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.services = services or make_services(settings)
        async with at_work(app.state.services):
            yield

    app = FastAPI(
        title="Askline",
        version="1",
        description="Answers parents' questions about special educational needs, for their council, with citations.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )

    app.add_middleware(BodyLimit, most=settings.max_body_bytes)
    if settings.origins:
        # Councils' websites that carry the widget. A chat is opened by its token: no cookies are taken from there.
        app.add_middleware(CORSMiddleware, allow_origins=settings.origins, **FROM_ELSEWHERE)
    app.add_middleware(SafeHeaders)
    errors.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app
