"""A small web on this machine: pages that a test sets, and a log of what was asked."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from zlib import crc32

Handler = BaseHTTPRequestHandler
Play = Callable[[Handler], None]


@dataclass
class Page:
    """What an address answers."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Asked:
    """One request that arrived."""

    host: str
    path: str
    headers: dict[str, str]
    method: str = "GET"


class Web:
    """Hosts by name on one port of the loopback interface.

    Pages stand under `host/path`, or under `/path` for every host.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Page | Play] = {}
        self.log: list[Asked] = []
        web = self

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, request, client_address):
                pass  # clients that give up in the middle are what is tested

        class Answering(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                host = self.headers.get("Host", "").partition(":")[0]
                headers = {name.lower(): value for name, value in self.headers.items()}
                web.log.append(Asked(host, self.path, headers, self.command))
                page = web.pages.get(host + self.path) or web.pages.get(self.path)
                if page is None:
                    page = Page(b"nothing here", 404)
                if callable(page):
                    self.close_connection = True
                    page(self)
                else:
                    web.answer(self, page)

            do_HEAD = do_GET  # noqa: N815 - as http.server calls it

            def log_message(self, *args):
                pass

        self.server = Server(("127.0.0.1", 0), Answering)
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @staticmethod
    def answer(handler: Handler, page: Page) -> None:
        """Answer as an ordinary server does, with 304 where the page has not changed."""
        etag, changed = page.headers.get("ETag"), page.headers.get("Last-Modified")
        same = (etag and handler.headers.get("If-None-Match") == etag) or (
            changed and handler.headers.get("If-Modified-Since") == changed
        )
        if same and page.status == 200:
            handler.send_response(304)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        handler.send_response(page.status)
        for name, value in page.headers.items():
            handler.send_header(name, value)
        if "Content-Length" not in page.headers:
            handler.send_header("Content-Length", str(len(page.body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(page.body)

    def asked(self, path: str) -> list[Asked]:
        """Return the requests for a path, in order."""
        return [one for one in self.log if one.path == path]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def rss(title: str, posts: dict[str, str], link: str = "https://blog.example/") -> bytes:
    """Return a feed; a post's guid is made of its title's first word."""
    items = "".join(
        f"<item><title>{name}</title><guid isPermaLink='false'>{title}-{name.split()[0]}</guid>"
        f"<link>{link}{name.split()[0].lower()}</link>"
        f"<pubDate>Tue, {1 + crc32(name[:3].encode()) % 27:02} May 2013 12:00:00 GMT</pubDate>"
        f"<description><![CDATA[{body}]]></description></item>"
        for name, body in posts.items()
    )
    return (
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>{title}</title>"
        f"<link>{link}</link>{items}</channel></rss>"
    ).encode()


def endless(handler: Handler) -> None:
    """Send a body that has no end."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65536)


def dripping(handler: Handler) -> None:
    """Send a body so slowly that it never ends."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.05)
