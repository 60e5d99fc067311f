"""Which addresses are asked, and where they may lead."""

import socket

import pytest

from claimbook.ingest.fetching import FetchError, check_address, is_address, is_public


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c"),
        ("http://Example.org:8080/a%20b", "http://example.org:8080/a%20b"),
        ("https://example.org/额定", "https://example.org/%E9%A2%9D%E5%AE%9A"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("http://[::1]:80/", "http://[::1]:80/"),
    ],
)
def test_an_address_is_asked_for_in_ascii(url: str, asked: str) -> None:
    assert is_address(url)
    assert check_address(url) == asked


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/a",
        "data://text/plain,hello",
        "https://",
        "https://name:word@example.org/",
        "https://name@example.org/",
        "https://example.org/a b",
        "https://example.org/\r\nHost: other",
        "https://example.org:port/",
        "https://[::1/",
        "https://a..b/",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(FetchError):
        check_address(url)


@pytest.mark.parametrize("name", ["a.md", "raw/a.md", "C:\\a.md", "c:/a.md", "/tmp/a", "a:b"])
def test_the_name_of_a_file_is_no_address(name: str) -> None:
    assert not is_address(name)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("::1", False),
        ("fe80::1%eth0", False),
    ],
)
def test_a_private_network_is_told_from_the_open_one(
    address: str, public: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: [(0, 0, 0, "", (address, 0))])
    assert is_public("host.example:80") is public
