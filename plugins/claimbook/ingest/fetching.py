"""Fetches what stands at a web address, within limits.

An address may be a stranger's: only http and https are spoken, also after a redirect, nothing of
this machine is sent along, and a public address cannot lead on to a private one.
"""

import gzip
import io
import ipaddress
import re
import socket
import time
import zlib
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, HTTPResponse
from importlib.metadata import version
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit, urlunsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from claimbook.workspace import MAX_FILE_BYTES

SECONDS_SILENT = 20
"""A server that says nothing for so long is given up."""

SECONDS_IN_ALL = 120
"""So is one that has not said everything by then."""

_CHUNK = 64 * 1024
_GONE = frozenset({404, 410})
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]")
_KEPT = "!#$%&'()*+,/:;=?@[]~"


class FetchError(Exception):
    """Nothing came from an address. `is_gone` where its server says that there is nothing."""

    def __init__(
        self,
        message: str,
        hint: str | None = None,
        *,
        slug: str = "source-unreachable",
        is_gone: bool = False,
    ) -> None:
        super().__init__(message)
        self.message, self.hint, self.slug, self.is_gone = message, hint, slug, is_gone


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave. `final_url` is where it came from, after all redirects."""

    url: str
    final_url: str
    content: bytes
    media_type: str | None = None
    charset: str | None = None


def is_address(text: str) -> bool:
    """Whether a text is meant as an address, and not as the name of a file."""
    return re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+://", text) is not None


def check_address(url: str) -> str:
    """The address as it is asked for, in ASCII.

    Raises:
        FetchError: it is none that is fetched; the message says why.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(f"{url!r} is no web address: {error}") from None
    if parts.scheme not in {"http", "https"} or not host or _SPACE.search(url):
        raise FetchError(f"{url!r} is no web address", "begin it with https:// or http://")
    if parts.username is not None or parts.password is not None:
        raise FetchError(
            "an address with a name or password in it is not fetched",
            "save the document yourself, and give its file",
        )
    try:
        place = host if ":" in host else host.encode("idna").decode()
    except UnicodeError:
        raise FetchError(f"{host!r} is no name of a host") from None
    place = f"[{place}]" if ":" in place else place
    return urlunsplit(
        (
            parts.scheme,
            place if port is None else f"{place}:{port}",
            quote(parts.path, safe=_KEPT),
            quote(parts.query, safe=_KEPT),
            "",
        )
    )


def fetch(url: str) -> Fetched:
    """What stands at an address.

    Raises:
        FetchError: it cannot be had; the message says why.
    """
    request = Request(
        check_address(url),
        headers={
            "User-Agent": f"claimbook/{version('claimbook')}",
            "Accept-Encoding": "identity",
            "Accept": "*/*",
        },
    )
    try:
        opener = _opener(is_public_start=is_public(request.host))
        with opener.open(request, timeout=SECONDS_SILENT) as response:
            content = _content(url, response)
            declared = response.headers.get("Content-Type")
            return Fetched(
                url,
                response.geturl(),
                content,
                response.headers.get_content_type() if declared else None,
                response.headers.get_content_charset(),
            )
    except HTTPError as error:
        with error:
            raise FetchError(
                f"{url} answers {error.code} {error.reason}".rstrip(),
                "look for its new address, or save the document yourself and give its file",
                is_gone=error.code in _GONE,
            ) from None
    except URLError as error:
        reason = getattr(error.reason, "strerror", None) or error.reason
        raise FetchError(f"{url} cannot be reached: {reason}") from None
    except (OSError, HTTPException, ValueError, EOFError, zlib.error) as error:
        raise FetchError(f"{url} cannot be read: {error or type(error).__name__}") from None


def is_public(host: str) -> bool:
    """Whether a host is in the open net; one whose name nobody here knows is (a proxy may)."""
    name = urlsplit(f"//{host}").hostname or ""
    try:
        found = socket.getaddrinfo(name, None)
    except (OSError, UnicodeError):
        return True
    return all(
        ipaddress.ip_address(str(entry[4][0]).partition("%")[0]).is_global for entry in found
    )


class _Redirects(HTTPRedirectHandler):
    def __init__(self, *, is_public_start: bool) -> None:
        self._is_public_start = is_public_start

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> Request | None:
        address = check_address(newurl)
        if self._is_public_start and not is_public(urlsplit(address).netloc):
            raise FetchError(
                f"{req.full_url} leads to {address}, which is inside a private network",
                "give that address itself, if it is meant",
            )
        return super().redirect_request(req, fp, code, msg, headers, address)


def _opener(*, is_public_start: bool) -> OpenerDirector:
    # The ready-made opener also reads file:, ftp: and data: addresses.
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        HTTPDefaultErrorHandler(),
        _Redirects(is_public_start=is_public_start),
        HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _content(url: str, response: HTTPResponse) -> bytes:
    end = time.monotonic() + SECONDS_IN_ALL
    pieces, size = [], 0
    while piece := response.read1(_CHUNK):
        pieces.append(piece)
        size += len(piece)
        _check_size(url, size)
        if time.monotonic() > end:
            raise FetchError(f"{url} was not read to its end in {SECONDS_IN_ALL} seconds")
    if response.length:
        raise FetchError(f"{url} broke off {response.length:,} bytes before its end")
    content = b"".join(pieces)
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    # Some servers compress unasked.
    if encoding in {"gzip", "x-gzip"}:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as unpacked:
            content = unpacked.read(MAX_FILE_BYTES + 1)
        _check_size(url, len(content))
    elif encoding != "identity":
        raise FetchError(f"{url} answers in the encoding {encoding!r}, which was not asked for")
    return content


def _check_size(url: str, size: int) -> None:
    if size > MAX_FILE_BYTES:
        raise FetchError(
            f"{url} has more than {MAX_FILE_BYTES:,} bytes",
            "save the passages that the book quotes, and give their file",
            slug="too-large",
        )
