"""One connection to the action server for many actions; a dead one is replaced."""

from __future__ import annotations

import unittest
from typing import Any

import aiohttp
from aiohttp import web
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.kept_session import request


class Server:
    """An action server that counts connections, and can close them or refuse."""

    def __init__(self) -> None:
        self.connections: set[int] = set()
        self.calls: list[dict[str, Any]] = []
        self.status = 200
        self.closes_first = False

    async def start(self, port: int = 0) -> None:
        application = web.Application()
        application.router.add_post("/webhook", self.answer)
        self.runner = web.AppRunner(application)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", port)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]

    async def answer(self, asked: web.Request) -> web.Response:
        if self.closes_first:
            self.closes_first = False
            asked.transport.close()
            return web.Response()
        self.connections.add(id(asked.transport))
        self.calls.append(await asked.json())
        return web.json_response({"events": [], "responses": []}, status=self.status)


class Connections(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.server = Server()
        await self.server.start()
        self.endpoint = EndpointConfig(f"http://127.0.0.1:{self.server.port}/webhook")

    async def asyncTearDown(self) -> None:
        await self.server.runner.cleanup()

    async def asks(self, number: int = 1) -> Any:
        return await request(self.endpoint, json={"number": number}, method="post", timeout=5)

    async def test_many_actions_share_one_connection(self) -> None:
        answers = [await self.asks(number) for number in range(5)]

        self.assertEqual(answers, [{"events": [], "responses": []}] * 5)
        self.assertEqual([call["number"] for call in self.server.calls], list(range(5)))
        self.assertEqual(len(self.server.connections), 1)

    async def test_a_server_that_started_anew_is_found_again(self) -> None:
        await self.asks(1)
        await self.server.runner.cleanup()
        await self.server.start(self.server.port)

        await self.asks(2)

        self.assertEqual([call["number"] for call in self.server.calls], [1, 2])

    async def test_a_connection_that_closes_under_a_call_is_replaced(self) -> None:
        await self.asks(1)
        self.server.closes_first = True

        await self.asks(2)

        self.assertEqual([call["number"] for call in self.server.calls], [1, 2])

    async def test_a_server_that_is_not_there_is_said_to_be_so(self) -> None:
        await self.server.runner.cleanup()

        with self.assertRaises(aiohttp.ClientConnectorError):
            await self.asks()

    async def test_a_refusal_is_not_asked_again(self) -> None:
        self.server.status = 400

        with self.assertRaises(ClientResponseError):
            await self.asks()

        self.assertEqual(len(self.server.calls), 1)
