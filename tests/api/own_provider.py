"""A single sign-on of our own over HTTP, as strict as a real one, that says and signs whatever a test wants."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

CLIENT, SECRET = "askline", "a secret of the two of us"


class OwnProvider:
    """Knows one person. A test changes `claims`, `key`, `published` or `description`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.key: RSAKey | OctKey = RSAKey.generate_key(2048, {"kid": "one"})
        self.alg = "RS256"
        self.published = KeySet([self.key])
        self.codes: dict[str, dict[str, str]] = {}
        self.claims: dict[str, Any] = {}
        self.description: dict[str, Any] = {}

    def code_for(self, address: str) -> dict[str, str]:
        """The person logs in at that address; what their browser brings back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def describe(self) -> dict[str, Any]:
        """What it publishes about itself."""
        places = {
            "authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/jwks",
            "end_session_endpoint": "/out",
        }  # fmt: skip
        return {"issuer": self.url, **{name: self.url + path for name, path in places.items()}, **self.description}

    def token_for(self, sent: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Changes a code for a token, once, for who began it."""
        if authorization != "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode():
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(sent.get("code", ""), {})
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked.get("code_challenge") != challenge or asked["redirect_uri"] != sent.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self._signed(asked)}

    def _signed(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        plain = {
            "iss": self.url, "aud": CLIENT, "sub": "person-1", "iat": now, "exp": now + 300, "nonce": asked["nonce"],
            "email": "kim@kent.gov.uk", "email_verified": True,
        }  # fmt: skip
        claims = {name: value for name, value in (plain | self.claims).items() if value is not None}
        if self.alg == "none":
            head, body = ({"alg": "none"}, claims)
            return ".".join(_b64(json.dumps(part).encode()) for part in (head, body)) + "."
        header = {"alg": self.alg, "kid": self.key.kid or "one"}
        return jwt.encode(header, claims, self.key, algorithms=[self.alg])


@contextmanager
def own_provider() -> Iterator[OwnProvider]:
    """Serves one in a thread on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = {"/.well-known/openid-configuration": made.describe, "/jwks": lambda: made.published.as_dict()}
            path = urlsplit(self.path).path
            self._say(200, found[path]()) if path in found else self._say(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            sent = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(*made.token_for(sent, self.headers.get("authorization", "")))

        def _say(self, status: int, what: dict[str, Any]) -> None:
            written = json.dumps(what).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def log_message(self, *_arguments: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = OwnProvider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _b64(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()
