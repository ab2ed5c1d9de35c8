"""Headers, origins, addresses and limits: the rules, without any network."""

import pytest
from gateway.addresses import ClientAddress, counting_key
from gateway.limits import FixedWindow
from gateway.origin import is_foreign, is_same_origin

from gateway import headers

OURS = "https://letters.example.cn"


@pytest.mark.parametrize(
    "name",
    [
        b"x-zhengxin-client-address",
        b"x-zhengxin-anything",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"forwarded",
        b"x-real-ip",
        b"x-original-url",
        b"authorization",
        b"cookie",
        b"host",
        b"connection",
        b"transfer-encoding",
        b"te",
        b"upgrade",
        b"traceparent",
        b"proxy",
    ],
)
def test_what_is_not_on_the_list_does_not_reach_a_service(name: bytes) -> None:
    assert headers.for_upstream([(name, b"forged"), (b"accept", b"*/*")], cookies=False) == {"Accept": "*/*"}


def test_cookies_reach_only_the_routes_that_need_them() -> None:
    sent = [(b"cookie", b"a=1"), (b"cookie", b"b=2")]
    assert headers.for_upstream(sent, cookies=False) == {}
    assert headers.for_upstream(sent, cookies=True) == {"Cookie": "a=1; b=2"}


def test_of_a_repeated_header_the_first_counts() -> None:
    sent = [(b"content-type", b"application/json"), (b"content-type", b"text/html")]
    assert headers.for_upstream(sent, cookies=False) == {"Content-Type": "application/json"}


def test_answers_lose_what_concerns_only_the_hop() -> None:
    answered = [
        (b"Content-Type", b"application/json"),
        (b"Connection", b"keep-alive, X-Hop"),
        (b"X-Hop", b"1"),
        (b"Transfer-Encoding", b"chunked"),
        (b"Server", b"uvicorn"),
        (b"X-Zhengxin-Trace", b"1"),
        (b"Set-Cookie", b"a=1"),
        (b"Set-Cookie", b"b=2"),
        (b"Content-Security-Policy", b"default-src *"),
    ]
    assert headers.from_upstream(answered) == [
        (b"content-type", b"application/json"),
        (b"set-cookie", b"a=1"),
        (b"set-cookie", b"b=2"),
    ]


def test_a_sane_request_id_is_kept_and_another_replaced() -> None:
    assert headers.request_id([(b"x-request-id", b"client-0001")]) == "client-0001"
    for insane in (b"short", b"x" * 65, b"with space 1", b"with\nnewline", "编号编号".encode()):
        assert headers.request_id([(b"x-request-id", insane)]).encode() != insane


def test_hsts_only_by_https() -> None:
    assert b"strict-transport-security" in dict(headers.security(https=True))
    assert b"strict-transport-security" not in dict(headers.security(https=False))
    policy = dict(headers.security(https=False))[b"content-security-policy"]
    assert b"unsafe-inline" not in policy
    assert b"frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    ("sent", "same"),
    [
        ({b"origin": OURS.encode()}, True),
        ({b"origin": b"https://letters.example.cn:8443", b"host": b"letters.example.cn:8443"}, True),
        ({b"sec-fetch-site": b"same-origin"}, True),
        ({b"sec-fetch-site": b"same-origin", b"origin": OURS.encode()}, True),
        ({b"sec-fetch-site": b"same-origin", b"origin": b"https://evil.example"}, False),
        ({b"sec-fetch-site": b"same-site", b"origin": OURS.encode()}, False),
        ({b"sec-fetch-site": b"cross-site"}, False),
        ({b"origin": b"null"}, False),
        ({b"origin": b"http://letters.example.cn"}, False),
        ({b"origin": b"https://letters.example.cn.evil.example"}, False),
        ({}, False),
    ],
)
def test_same_origin(sent: dict[bytes, bytes], same: bool) -> None:
    assert is_same_origin(sent, OURS) is same


def test_a_request_that_names_no_origin_is_not_known_to_be_foreign() -> None:
    assert not is_foreign({}, OURS)
    assert is_foreign({b"origin": b"https://evil.example"}, OURS)


def test_forwarded_addresses_count_only_from_known_proxies() -> None:
    forwarded = [(b"x-forwarded-for", b"6.6.6.6, 203.0.113.9"), (b"x-forwarded-for", b"10.0.0.2")]
    assert ClientAddress([]).of("198.51.100.7", forwarded) == "198.51.100.7"
    behind = ClientAddress(["10.0.0.0/8"])
    assert behind.of("198.51.100.7", forwarded) == "198.51.100.7"
    assert behind.of("10.0.0.1", forwarded) == "203.0.113.9"
    assert behind.of("10.0.0.1", [(b"x-forwarded-for", b"nonsense")]) == "10.0.0.1"
    assert behind.of("10.0.0.1", []) == "10.0.0.1"


def test_an_ipv6_household_counts_as_one() -> None:
    assert counting_key("2001:db8:1:2:3::1") == counting_key("2001:db8:1:2:ffff::9")
    assert counting_key("2001:db8:1:2::1") != counting_key("2001:db8:1:3::1")
    assert counting_key("::ffff:192.0.2.1") == "192.0.2.1"
    assert counting_key("192.0.2.1") == "192.0.2.1"


def test_a_window_takes_its_limit_from_each_address() -> None:
    window = FixedWindow(2, 3600)
    assert [window.hit("a"), window.hit("a"), window.hit("b")] == [0, 0, 0]
    assert 1 <= window.hit("a") <= 3600
    assert window.hit("b") == 0
