"""The built pages: which path gets which, in which form, for how long, and what happens without a build."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from gateway.settings import Settings
from yarl import URL

PAGES = {"index.html": ["/", "/login", "/apply"], "m/index.html": ["/m"], "console/index.html": ["/console"]}
SCRIPT = b"export const all = " + b"'words' + " * 400 + b"'';"


def build(folder: Path, *, title: str = "portal") -> Path:
    (folder / "assets").mkdir(parents=True, exist_ok=True)
    for page in PAGES:
        (folder / page).parent.mkdir(exist_ok=True)
        (folder / page).write_text(f"<!doctype html><title>{title} {page}</title>")
    script = folder / "assets" / "main-1a2b3c.js"
    script.write_bytes(SCRIPT)
    script.with_name("main-1a2b3c.js.gz").write_bytes(gzip.compress(SCRIPT))
    script.with_name("main-1a2b3c.js.br").write_bytes(b"brotli")  # the gateway does not look inside
    (folder / "site.json").write_text(json.dumps({"pages": PAGES}))
    return folder


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    return build(tmp_path / "网页 dist")


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", "index.html"),
        ("/login", "index.html"),
        ("/apply/4711/letter", "index.html"),
        ("/m/", "m/index.html"),
        ("/m/face/abc", "m/index.html"),
        ("/console", "console/index.html"),
        ("/console/queue", "console/index.html"),
    ],
)
async def test_an_address_of_ours_gets_its_page(edge: Any, dist: Path, path: str, page: str) -> None:
    async with edge(web_dir=dist) as gateway, gateway.client.get(path) as answer:
        assert answer.status == 200
        assert answer.content_type == "text/html"
        assert f"portal {page}" in await answer.text()
        assert answer.headers["Cache-Control"] == "no-cache"
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "camera=(self)" in answer.headers["Permissions-Policy"]
        assert gateway.upstream.seen == []


async def test_other_addresses_are_not_found(edge: Any, dist: Path) -> None:
    async with edge(web_dir=dist) as gateway:
        for path in ("/loginx", "/nothing", "/assets/other.js", "/assets/", "/site.json", "/index.html", "/sandbox/x"):
            async with gateway.client.get(path) as answer:
                assert answer.status == 404, path
        for path in ("/assets/..%2fsite.json", "/assets/%2e%2e/site.json", "/login//x"):
            async with gateway.client.get(URL(path, encoded=True)) as answer:
                assert answer.status == 404, path
        async with gateway.client.get("/api/login") as answer:
            assert answer.status == 404
            assert answer.content_type == "application/problem+json"
        async with gateway.client.post("/login") as answer:
            assert answer.status == 405


async def test_assets_are_sent_packed_and_kept_for_ever(edge: Any, dist: Path) -> None:
    async with edge(web_dir=dist) as gateway:
        tags = set()
        for accepted, encoding, size in (
            ("gzip, deflate, br", "br", 6),
            ("gzip", "gzip", len(gzip.compress(SCRIPT))),
            ("br;q=0, gzip;q=0.5", "gzip", len(gzip.compress(SCRIPT))),
            ("identity", None, len(SCRIPT)),
        ):
            request = gateway.client.get(
                "/assets/main-1a2b3c.js", headers={"Accept-Encoding": accepted}, auto_decompress=False
            )
            async with request as answer:
                assert answer.status == 200
                assert answer.headers.get("Content-Encoding") == encoding
                assert answer.headers["Vary"] == "Accept-Encoding"
                assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
                assert answer.content_type == "text/javascript"
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.content_length == size
                tags.add(answer.headers["ETag"])
        assert len(tags) == 3, "each form has a tag of its own"


async def test_a_page_that_has_not_changed_is_not_sent_again(edge: Any, dist: Path) -> None:
    async with edge(web_dir=dist) as gateway:
        async with gateway.client.get("/login") as answer:
            tag = answer.headers["ETag"]
        async with gateway.client.get("/login", headers={"If-None-Match": tag}) as answer:
            assert answer.status == 304


async def test_without_a_build_the_start_page_says_so_and_the_rest_is_served(edge: Any, tmp_path: Path) -> None:
    async with edge(web_dir=tmp_path / "none") as gateway:
        async with gateway.client.get("/") as answer:
            assert answer.status == 200
            assert "办理页面尚未生成" in await answer.text()
        async with gateway.client.get("/login", headers={"Accept": "text/html"}) as answer:
            assert answer.status == 404
        async with gateway.client.get("/api/agreements/current") as answer:
            assert answer.status == 200


async def test_a_build_made_while_it_runs_is_taken_up_and_half_a_one_is_not(edge: Any, tmp_path: Path) -> None:
    folder = tmp_path / "dist"
    async with edge(web_dir=folder) as gateway:
        build(folder)
        async with gateway.client.get("/login") as answer:
            assert "portal index.html" in await answer.text()
        (folder / "site.json").write_text('{"pages": ')
        async with gateway.client.get("/login") as answer:
            assert "portal index.html" in await answer.text()
        build(folder, title="newer")
        async with gateway.client.get("/login") as answer:
            assert "newer index.html" in await answer.text()


async def test_the_pages_are_told_who_runs_this(edge: Any) -> None:
    named = edge(issuer="某市人才中心", service_phone="010-12345678")
    async with named as gateway, gateway.client.get("/app-config.json") as answer:
        told = await answer.json()
    assert told == {
        "profile": "sandbox",
        "issuer": "某市人才中心",
        "service_phone": "010-12345678",
        "service_hours": "",
        "service_address": "",
    }


def test_the_real_build_loads_nothing_from_elsewhere_and_holds_nothing_inline() -> None:
    folder = Settings.model_fields["web_dir"].default
    assert (folder / "site.json").is_file(), "make setup"
    for pages in json.loads((folder / "site.json").read_text())["pages"]:
        html = (folder / pages).read_text()
        assert 'lang="zh-CN"' in html
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)", html)
        references = re.findall(r'(?:src|href)="([^"]+)"', html)
        assert references
        for reference in references:
            assert reference == "/verify" or (folder / reference.removeprefix("/")).is_file(), reference
    for styles in folder.rglob("*.css"):
        assert not re.search(r"url\([\"']?(?:data:(?!image/)|https?:|//)|@import", styles.read_text()), styles.name
