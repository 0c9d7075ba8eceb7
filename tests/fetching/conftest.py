"""A web on loopback that a client takes for the public one."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

import pytest

from anthology.config import FetchSettings
from anthology.fetching.client import Client
from anthology.fetching.network import Guard, dial
from tests.cli.conftest import anthology, book  # noqa: F401 - fixtures
from tests.fetching.web import Web

PUBLIC = "93.184.216.34"


@pytest.fixture
def web():
    made = Web()
    yield made
    made.close()


class Names:
    """A resolver whose answers a test sets; every public address leads to the test's web."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers: dict[str, list[list[str]]] = {}
        self.resolved: list[str] = []
        self.dialled: list[str] = []

    def resolve(self, host: str, port: int) -> list[str]:
        self.resolved.append(host)
        if host.replace(".", "").isdecimal() or ":" in host:
            return [host]
        answers = self.answers.get(host, [[PUBLIC]])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def dial(self, address: str, port: int, timeout: float):
        self.dialled.append(address)
        return dial("127.0.0.1", self.port, timeout)


@pytest.fixture
def names(web):
    return Names(web.port)


@pytest.fixture
def client(names):
    """Return a client for a public web; keywords change its settings."""

    def make(**settings) -> Client:
        given = {"delay": 0, "retries": 0, "timeout": 2, "total_timeout": 4, "robots": False} | settings
        guard = Guard(resolve=names.resolve, dial=names.dial)
        return Client(FetchSettings(**given), guard, backoff=0.01)

    return make


def self_signed(folder: Path, host: str) -> ssl.SSLContext:
    """Return the TLS of a server whose certificate nobody vouches for."""
    key, certificate = folder / "key.pem", folder / "cert.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", key, "-out", certificate, "-subj", f"/CN={host}"],
        check=False, capture_output=True,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("needs openssl to make a certificate")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    return tls
