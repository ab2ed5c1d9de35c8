"""Fonts are taken out of Debian packages that are not installed."""

import subprocess
from pathlib import Path

import pytest
from signing.fonts import packages
from signing.fonts.errors import FontUnusable
from signing.fonts.sources import Source

FONT = Source("example", "fonts-example", "usr/share/fonts/truetype/example/Example.ttf")


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that downloads as apt does: one package, with the font and another file in it."""
    tree = tmp_path / "tree"
    for name in ("usr/share/doc/fonts-example/copyright", FONT.path):
        (tree / name).parent.mkdir(parents=True)
        (tree / name).write_text(name)
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN" / "control").write_text(
        "Package: fonts-example\nVersion: 1\nArchitecture: all\nMaintainer: Nobody <nobody@example.org>\n"
        "Description: a font\n"
    )
    deb = tmp_path / "fonts-example_1_all.deb"
    subprocess.run(["dpkg-deb", "--build", "--root-owner-group", str(tree), str(deb)], check=True, capture_output=True)
    program = tmp_path / "apt-get"
    program.write_text(f'#!/bin/sh\n[ "$1 $2 $3" = "download -qq fonts-example" ] && cp {deb} .\n')
    program.chmod(0o755)
    monkeypatch.setattr(packages, "APT_GET", str(program))
    return deb


@pytest.mark.usefixtures("apt")
def test_only_the_fonts_are_unpacked_and_only_once(tmp_path: Path) -> None:
    folder, said = tmp_path / "fonts", list[str]()
    folder.mkdir()
    assert FONT.find(folder) is None
    packages.fetch([FONT], folder, said.append)
    packages.fetch([FONT], folder, said.append)
    assert said == ["downloading fonts-example"]
    found = FONT.find(folder)
    assert found is not None
    assert found.read_text() == FONT.path
    assert [path for path in folder.rglob("*") if path.is_file()] == [found]


def test_a_package_without_the_font(tmp_path: Path, apt: Path) -> None:
    elsewhere = Source("other", "fonts-example", "usr/share/fonts/Other.ttf")
    with pytest.raises(FontUnusable, match=f"{apt.name} cannot be unpacked: .*Other.ttf"):
        packages.fetch([elsewhere], tmp_path, print)
    assert elsewhere.find(tmp_path) is None


@pytest.mark.parametrize(("program", "message"), [("/bin/false", "fonts-example"), ("/no/apt-get", "is not there")])
def test_a_package_that_does_not_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, message: str
) -> None:
    monkeypatch.setattr(packages, "APT_GET", program)
    with pytest.raises(FontUnusable, match=message):
        packages.fetch([FONT], tmp_path, print)
    assert not list(tmp_path.glob(".unpack-*"))
