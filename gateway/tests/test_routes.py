"""The routes table against the public contract."""

from pathlib import Path

import pytest
from gateway.routes import ROUTES, SANDBOX
from gateway.routing import Audience, Route, RouteTable, Upstream, safe_path

CONTRACT = [
    tuple(line.split())
    for line in Path(__file__).with_name("contract.txt").read_text().splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def table() -> RouteTable:
    return RouteTable((*ROUTES, *SANDBOX))


@pytest.mark.parametrize(("method", "path"), CONTRACT)
def test_each_path_of_the_contract_has_a_row(table: RouteTable, method: str, path: str) -> None:
    match = table.find(path)
    assert match is not None
    assert method in match.routes


def test_each_row_is_in_the_contract() -> None:
    table = RouteTable(ROUTES)
    named = {
        (method, match.routes[method].path) for method, path in CONTRACT if (match := table.find(path)) is not None
    }
    assert {(method, route.path) for route in ROUTES for method in route.methods.split()} == named


def test_audience_follows_from_the_path() -> None:
    public_below_staff = {"/api/staff/sessions"}
    for route in ROUTES:
        if route.path in public_below_staff:
            assert route.audience is Audience.PUBLIC
        elif route.path.startswith("/api/staff/"):
            assert route.audience is Audience.STAFF, route.path
        elif route.path == "/api/me" or route.path.startswith("/api/me/"):
            assert route.audience is Audience.PERSON, route.path
        else:
            assert route.audience in {Audience.PUBLIC, Audience.SIGNED_IN}, route.path


def test_fixed_segments_win_over_places(table: RouteTable) -> None:
    decisions = table.find("/api/staff/applications/decisions")
    assert decisions is not None
    assert decisions.routes["POST"].path == "/api/staff/applications/decisions"
    claim = table.find("/api/staff/applications/decisions/claim")
    assert claim is not None
    assert claim.places == {"id": "decisions"}


def test_a_place_may_stand_before_a_suffix(table: RouteTable) -> None:
    match = table.find("/api/me/certificates/c1/pages/12.png")
    assert match is not None
    assert match.places == {"id": "c1", "n": "12"}
    assert table.find("/api/me/certificates/c1/pages/.png") is None
    assert table.find("/api/me/certificates/c1/pages/12.pdf") is None


def test_sandbox_paths_lead_to_internal_ones(table: RouteTable) -> None:
    match = table.find("/sandbox/captchas/abc%20d")
    assert match is not None
    route = match.routes["GET"]
    assert route.target_path("/sandbox/captchas/abc%20d", match.places) == "/internal/sandbox/captchas/abc%20d"
    assert RouteTable(ROUTES).find("/sandbox/captchas/abc") is None


def test_two_rows_for_one_path_are_refused() -> None:
    row = Route("GET", "/api/things", Upstream.ARCHIVE, Audience.PUBLIC)
    with pytest.raises(ValueError, match="two rows"):
        RouteTable((row, row))


@pytest.mark.parametrize(
    "path",
    [
        "/internal/records/1",
        "/internal",
        "//internal/records/1",
        "/api/../internal/records/1",
        "/api/me/",
        "/api/%6de",
        "/metrics",
    ],
)
def test_nothing_else_is_found(table: RouteTable, path: str) -> None:
    safe = safe_path(path.encode())
    assert safe is None or table.find(safe) is None


@pytest.mark.parametrize(
    "path",
    [
        b"/api/registrations/a%2Fb",
        b"/api/registrations/a%2fb",
        b"/api/registrations/a%5cb",
        b"/api/registrations/%2e%2e/x",
        b"/api/registrations/../me",
        b"/api/registrations/./me",
        b"/api//me",
        b"/api/registrations/a\\b",
        b"/api/registrations/a%00",
        b"/api/registrations/a%0d%0aX: y",
        b"/api/registrations/%zz",
        b"/api/registrations/a b",
        b"/api/registrations/{id}",
        b"http://elsewhere/api/me",
        b"*",
        b"",
    ],
)
def test_paths_that_can_be_read_in_two_ways_are_refused(path: bytes) -> None:
    assert safe_path(path) is None


def test_ordinary_paths_pass_as_they_are() -> None:
    assert safe_path(b"/api/me/applications/0192-ab~c") == "/api/me/applications/0192-ab~c"
    assert safe_path(b"/api/staff/archive/records%20") == "/api/staff/archive/records%20"
