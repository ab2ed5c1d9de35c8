"""The document's information twice: as the Info dictionary and as XMP, in step (ISO 19005-1, 6.7.3)."""

from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from kernel.clock import CHINA

from signing.pdf.syntax import date_string, obj, stream, text_string

CREATOR = "Zhengxin"

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{time}</xmp:CreateDate>
<xmp:ModifyDate>{time}</xmp:ModifyDate>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{creator}</pdf:Producer>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>1</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
"""Neither compressed nor with an ``encoding`` in its header (6.7.2, 6.7.5)."""


@dataclass(frozen=True, slots=True)
class Information:
    """What a document says about itself; ``at`` is the moment of its making."""

    title: str
    subject: str
    author: str
    at: datetime

    def info_object(self, number: int) -> bytes:
        """The Info dictionary."""
        made = date_string(self.at)
        creator = text_string(CREATOR)
        return obj(
            number,
            b"<</Title%b/Subject%b/Author%b/Creator%b/Producer%b/CreationDate%b/ModDate%b>>"
            % (
                text_string(self.title),
                text_string(self.subject),
                text_string(self.author),
                creator,
                creator,
                made,
                made,
            ),
        )

    def metadata_object(self, number: int) -> bytes:
        """The XMP packet."""
        packet = XMP.format(
            title=escape(self.title),
            subject=escape(self.subject),
            author=escape(self.author),
            creator=CREATOR,
            time=self.at.astimezone(CHINA).isoformat(timespec="seconds"),
        )
        return stream(number, b"/Type/Metadata/Subtype/XML", packet.encode())
