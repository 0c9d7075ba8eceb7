"""The preview's web server: the built files, to this machine only, each page with a script that reloads it.

The script is put into the answer, never into the file.  Whoever can make a browser ask, such as a page on
another site, must not read the book: a name other than this machine's own is refused, so that a name that
resolves to it (DNS rebinding) is of no use.
"""

from __future__ import annotations

import json
import mimetypes
from dataclasses import asdict
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread
from types import TracebackType
from urllib.parse import quote, unquote, urlsplit

from anthology.errors import ConfigError
from anthology.preview.board import Board

HOST = "127.0.0.1"
EVENTS = "/.anthology/events"
SCRIPT = "/.anthology/preview.js"

_HEARTBEAT = 15.0
"""Seconds after which a silent stream says something, to find out whether anybody still listens."""

_WAITING = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>No book yet</title></head>
<body><h1>No book yet</h1><p>It appears here as soon as it is built.</p></body></html>
"""

_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Server:
    """Serves a folder until it is closed; a context manager.

    Args:
        folder: The built site; it may come into being later.
        board: What is told to the pages.
        port: Where to listen; 0 for any port that is free.

    Raises:
        ConfigError: On opening, if the port cannot be had.
    """

    def __init__(self, folder: Path, board: Board, port: int) -> None:
        try:
            self._server = _Listener(folder, board, port)
        except OSError as error:
            raise ConfigError(
                f"port {port} cannot be used: {error.strerror}", HOST, "Name another one with --port."
            ) from error
        self._thread = Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)

    @property
    def url(self) -> str:
        """Where the book is."""
        return f"http://{HOST}:{self._server.server_port}/"

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # streams end with the process

    def __init__(self, folder: Path, board: Board, port: int) -> None:
        self.folder = folder
        self.board = board
        super().__init__((HOST, port), _Handler)
        self.names = {f"{name}:{self.server_port}" for name in (HOST, "localhost")}
        if self.server_port == 80:
            self.names |= {HOST, "localhost"}


class _Handler(BaseHTTPRequestHandler):
    server: _Listener
    server_version = "anthology"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer with a file, the script or the stream of notices."""
        path = unquote(urlsplit(self.path).path)
        if self.headers.get("Host", "").lower() not in self.server.names:
            self._send(HTTPStatus.FORBIDDEN, "text/plain; charset=utf-8", b"This preview has another name.\n")
        elif path == EVENTS:
            self._stream()
        elif path == SCRIPT:
            self._send(HTTPStatus.OK, "text/javascript; charset=utf-8", _script())
        else:
            self._file(path)

    do_HEAD = do_GET  # noqa: N815 - as the library spells it

    def _file(self, path: str) -> None:
        root = self.server.folder
        if not (root / "index.html").is_file():
            self._page(HTTPStatus.SERVICE_UNAVAILABLE, _WAITING.encode())
            return
        file = inside(root, path)
        if file is not None and file.is_dir():
            if not path.endswith("/"):
                # One slash: an address that begins with two is on another host.
                here = f"/{quote(path.lstrip('/'))}/"
                self._send(HTTPStatus.MOVED_PERMANENTLY, "text/plain", b"", {"Location": here})
                return
            file /= "index.html"
        status = HTTPStatus.OK if file is not None and file.is_file() else HTTPStatus.NOT_FOUND
        if file is None or status is HTTPStatus.NOT_FOUND:
            file = root / "404.html"
        try:
            content = file.read_bytes()
        except OSError:
            self._page(HTTPStatus.NOT_FOUND, b"<!DOCTYPE html><title>Not found</title><h1>Not found</h1>")
            return
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        if kind == "text/html":
            self._page(status, content)
        else:
            text = kind.startswith("text/") or kind.endswith(("/xml", "+xml", "/json", "/javascript"))
            self._send(status, f"{kind}; charset=utf-8" if text else kind, content)

    def _page(self, status: HTTPStatus, content: bytes) -> None:
        build = self.server.board.notice.build
        script = f'<script src="{SCRIPT}" data-build="{build}"></script>\n'.encode()
        at = content.rfind(b"</body>")
        at = len(content) if at < 0 else at
        self._send(status, "text/html; charset=utf-8", content[:at] + script + content[at:])

    def _stream(self) -> None:
        """Tell every new notice for as long as the page is open, as server-sent events."""
        self.send_response(HTTPStatus.OK)
        self._head({"Content-Type": "text/event-stream; charset=utf-8"})
        known = None
        try:
            while self.command == "GET":
                notice = self.server.board.wait(known, _HEARTBEAT)
                data = "" if notice is known else f"data: {json.dumps(asdict(notice))}\n\n"
                self.wfile.write((data or ":\n\n").encode())
                self.wfile.flush()
                known = notice
        except OSError:  # the page was closed
            self.close_connection = True

    def _send(
        self, status: HTTPStatus, kind: str, content: bytes, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        self._head({"Content-Type": kind, "Content-Length": str(len(content)), **(headers or {})})
        if self.command != "HEAD":
            self.wfile.write(content)

    def _head(self, headers: dict[str, str]) -> None:
        for name, value in {**_HEADERS, **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what people want to see here are builds."""


def inside(root: Path, path: str) -> Path | None:
    """Return what an address's path means, a file or folder; None where nothing is, or outside the root."""
    parts = [part for part in path.split("/") if part]
    if any(part in (".", "..") or set(part) & set("\\:\0") for part in parts):
        return None
    top = root.resolve()
    try:
        found = top.joinpath(*parts).resolve()
        found.stat()
    except OSError:
        return None
    return found if found.is_relative_to(top) else None


@cache
def _script() -> bytes:
    return (files("anthology") / "preview" / "static" / "preview.js").read_bytes()
