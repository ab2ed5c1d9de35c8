"""The document's information: the Info dictionary and XMP say the same, whatever the facts are."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from signing.pdf.metadata import Information

AT = datetime(2026, 11, 22, 8, 30, 15, tzinfo=UTC)
NAMES = {
    "Title": ".//{http://purl.org/dc/elements/1.1/}title//{*}li",
    "Subject": ".//{http://purl.org/dc/elements/1.1/}description//{*}li",
    "Author": ".//{http://purl.org/dc/elements/1.1/}creator//{*}li",
    "Creator": ".//{http://ns.adobe.com/xap/1.0/}CreatorTool",
    "Producer": ".//{http://ns.adobe.com/pdf/1.3/}Producer",
}
DATES = {
    "CreationDate": ".//{http://ns.adobe.com/xap/1.0/}CreateDate",
    "ModDate": ".//{http://ns.adobe.com/xap/1.0/}ModifyDate",
}
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"


@pytest.mark.parametrize(
    "text",
    [
        "存档证明 证信〔2026〕00000123号",
        "<b>&amp;</b>",
        "]]>",
        "<?xpacket end='w'?>",
        "{title}%s",
        "𬭎\"'\\()",
        "a&b<c>d",
    ],
)
def test_both_say_the_same_whatever_the_text_is(text: str) -> None:
    information = Information(title=text, subject=text[::-1], author=text * 2, at=AT)
    info = information.info_object(7)
    metadata = information.metadata_object(8)
    packet = metadata[metadata.index(b"<?xpacket") : metadata.rindex(b"\nendstream")].decode()
    tree = ET.fromstring(packet)  # noqa: S314 - written just now
    for key, path in NAMES.items():
        (said,) = tree.findall(path)
        match = re.search(rb"/%b<FEFF([0-9A-F]*)>" % key.encode(), info)
        assert match is not None
        assert bytes.fromhex(match[1].decode()).decode("utf-16-be") == said.text
    for key, path in DATES.items():
        assert b"/%b(D:20261122163015+08'00')" % key.encode() in info
        assert datetime.fromisoformat(tree.findtext(path, "")) == AT
    assert (tree.findtext(f".//{PDFA}part"), tree.findtext(f".//{PDFA}conformance")) == ("1", "B")


def test_the_packet_can_be_found_by_who_knows_no_pdf() -> None:
    metadata = Information("t", "s", "a", AT).metadata_object(8)
    assert b"/Filter" not in metadata
    head = metadata[metadata.index(b"<?xpacket") :].split(b"\n")[0].decode()
    assert head == '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    assert metadata.count(b"<?xpacket") == 2
    length = int(metadata.split(b"/Length ")[1].split(b">>")[0])
    assert metadata.index(b"\nendstream") - metadata.index(b"stream\n") - 7 == length
