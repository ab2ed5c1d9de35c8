"""What programs of other makers say of a letter. Each raises Rejected unless it has nothing to complain about.

PDFBox verifies signatures only from a Java program of one's own, so of PDFBox it is Preflight alone that is asked.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

SECONDS = 60
JAVA = Path("/usr/share/java")
JARS = "preflight pdfbox2 fontbox2 xmpbox commons-logging commons-io jaxb-api javax.activation".split()
BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
CHINA = timezone(timedelta(hours=8))


class Rejected(AssertionError):
    """A validator complains."""


@dataclass(frozen=True, slots=True)
class Font:
    """A line of pdffonts."""

    name: str
    kind: str
    encoding: str
    embedded: bool
    subset: bool
    unicode: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """The one signature, by pdfsig."""

    field: str
    signer: str
    at: datetime
    digest: str
    kind: str


@dataclass(frozen=True, slots=True)
class Violation:
    """A clause of Preflight's, with how often and where it is violated; pages from 0."""

    code: str
    details: str
    count: int
    page: int | None


def qpdf(pdf: bytes) -> None:
    """Syntax, cross-references, streams: not even a warning."""
    done = _run("qpdf", "--check", "-", given=pdf, file="letter.pdf")
    if done.returncode or "No syntax or stream encoding errors found" not in done.stdout or done.stderr:
        raise Rejected(f"qpdf: {done.stdout}{done.stderr}")


def pdffonts(pdf: bytes) -> list[Font]:
    """The fonts; all embedded as subsets with a ToUnicode table."""
    done = _run("pdffonts", "-", given=pdf, file="letter.pdf")
    lines = done.stdout.splitlines()
    if done.returncode or done.stderr or len(lines) < 3 or not lines[1].startswith("---"):
        raise Rejected(f"pdffonts: {done.stdout}{done.stderr}")
    columns = [match.span() for match in re.finditer("-+", lines[1])]
    fonts = [_font([line[start:end].strip() for start, end in columns]) for line in lines[2:]]
    if bad := [font for font in fonts if not (font.embedded and font.subset and font.unicode)]:
        raise Rejected(f"pdffonts: {bad}")
    return fonts


def pdftotext(pdf: bytes) -> str:
    """The text in the order in which it was drawn, with its breaks."""
    done = _run("pdftotext", "-raw", "-enc", "UTF-8", "-", "-", given=pdf, file="letter.pdf")
    if done.returncode or done.stderr:
        raise Rejected(f"pdftotext: {done.stderr}")
    return done.stdout


def pdfsig(pdf: bytes) -> Signature:
    """Exactly one signature, valid and over the whole file; whom to trust is not asked.

    The text counts: pdfsig exits 0 whatever it finds.
    """
    done = _run("pdfsig", "-nocert", "-", given=pdf, file="letter.pdf")
    report = dict(re.findall(r"^  - ([^:\n]+): (.*)$", done.stdout, re.MULTILINE))
    good = (
        done.returncode == 0
        and done.stdout.count("Signature #") == 1
        and report.get("Signature Validation") == "Signature is Valid."
        and "  - Total document signed\n" in done.stdout
    )
    if not good:
        raise Rejected(f"pdfsig: {done.stdout}{done.stderr}")
    at = datetime.strptime(report["Signing Time"], "%b %d %Y %H:%M:%S").replace(tzinfo=CHINA)
    return Signature(
        field=report["Signature Field Name"],
        signer=report["Signer Certificate Common Name"],
        at=at,
        digest=report["Signing Hash Algorithm"],
        kind=report["Signature Type"],
    )


def openssl(pdf: bytes, root: x509.Certificate) -> None:
    """The CMS container verifies over the signed bytes, leads to ``root``, and binds its certificate (CAdES)."""
    signed, container = split(pdf)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "signed").write_bytes(signed)
        (folder / "container").write_bytes(container)
        (folder / "root").write_bytes(root.public_bytes(Encoding.PEM))
        files = ("-in", "container", "-content", "signed", "-CAfile", "root", "-out", os.devnull)
        options = ("-verify", "-cades", "-binary", "-inform", "DER", "-no-CApath", "-no-CAstore")
        done = _run("openssl", "cms", *options, *files, folder=folder)
    if done.returncode or "CAdES Verification successful" not in done.stderr:
        raise Rejected(f"openssl: {done.stderr}")


def pyhanko(pdf: bytes, root: x509.Certificate, *, stamped_by: Sequence[asn1.Certificate] = ()) -> PdfSignatureStatus:
    """Read strictly: one certification signature that allows no change, over the whole file, trusted, and PAdES.

    With ``stamped_by``, a time stamp that leads to one of these is wanted.
    """
    context = ValidationContext(
        trust_roots=[asn1.Certificate.load(root.public_bytes(Encoding.DER))], allow_fetching=False
    )
    stamps = ValidationContext(trust_roots=list(stamped_by), allow_fetching=False)
    try:
        found = PdfFileReader(BytesIO(pdf), strict=True).embedded_signatures
        if len(found) != 1:
            raise Rejected(f"pyHanko: {len(found)} signatures")
        status = validate_pdf_signature(found[0], context, ts_validation_context=stamps)
        permissions = found[0].docmdp_level
        kind = found[0].sig_object["/SubFilter"]
    except (PdfError, SignatureValidationError, ValueError, KeyError) as error:
        raise Rejected(f"pyHanko: {type(error).__name__} {error}") from error
    stamp = status.timestamp_validity
    wanted = {
        "valid and trusted": status.bottom_line,
        "nothing changed": status.docmdp_ok,
        "covered wholly": status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        "a certification": permissions == MDPPerm.NO_CHANGES,
        "PAdES": kind == "/ETSI.CAdES.detached",
        "time stamped": stamp is None or (stamp.intact and stamp.valid and stamp.trusted),
        "a time stamp": (stamp is not None) == bool(stamped_by),
    }
    if missing := [what for what, holds in wanted.items() if not holds]:
        raise Rejected(f"pyHanko: not {', '.join(missing)}; {status.summary()}")
    return status


def preflight(pdfs: Sequence[bytes]) -> list[list[Violation]]:
    """PDF/A-1b by Apache PDFBox: what each file violates. Java starts once for all, so give it many files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [folder / f"{number}.pdf" for number in range(len(pdfs))]
        for file, pdf in zip(files, pdfs, strict=True):
            file.write_bytes(pdf)
        (folder / "list").write_text("".join(f"{file}\n" for file in files))
        classpath = ":".join(str(JAVA / f"{jar}.jar") for jar in JARS)
        main = "org.apache.pdfbox.preflight.Validator_A1b"
        done = _run("java", "-Xmx256m", "-cp", classpath, main, "xml", "group", "list", folder=folder)
        report = folder / "list.preflight.xml"
        if done.returncode or not report.exists():
            raise Rejected(f"Preflight: {done.stdout}{done.stderr}")
        tree = ET.parse(report).getroot()  # noqa: S314 - written by Preflight just now
    results = {result.get("name"): result for result in tree.iter("preflight")}
    return [_violations(results[file.name]) for file in files]


def pdf_a(*pdfs: bytes) -> None:
    """Preflight finds nothing in any of them."""
    for number, violations in enumerate(preflight(pdfs)):
        if violations:
            raise Rejected(f"Preflight, file {number}: " + "; ".join(f"{v.code} {v.details}" for v in violations))


def split(pdf: bytes) -> tuple[bytes, bytes]:
    """The signed bytes and the container (DER, with the zeroes behind it) of the one signature."""
    ranges = BYTE_RANGE.findall(pdf)
    if len(ranges) != 1:
        raise Rejected(f"{len(ranges)} byte ranges")
    start, length, rest, rest_length = (int(number) for number in ranges[0])
    gap = pdf[start + length : rest]
    if gap[:1] != b"<" or gap[-1:] != b">":
        raise Rejected("the byte range does not leave out exactly the signature")
    return pdf[start : start + length] + pdf[rest : rest + rest_length], bytes.fromhex(gap[1:-1].decode("ascii"))


def _font(cells: list[str]) -> Font:
    name, kind, encoding, embedded, subset, unicode, *_ = cells
    return Font(name, kind, encoding, embedded == "yes", subset == "yes", unicode == "yes")


def _violations(result: ET.Element) -> list[Violation]:
    found = [
        Violation(
            code=error.findtext("code", ""),
            details=error.findtext("details", ""),
            count=int(error.get("count", "1")),
            page=int(page) if (page := error.findtext("page")) else None,
        )
        for error in result.iter("error")
    ]
    if not found and result.findtext("isValid") != "true":
        detail = " ".join(result.itertext()).strip()
        return [Violation("exception", detail, 1, None)]
    return found


def _run(
    *command: str, given: bytes | None = None, file: str = "", folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder of its own; the first ``-`` among its arguments stands for ``given`` in ``file``."""
    if folder is None:
        with tempfile.TemporaryDirectory() as name:
            (Path(name) / file).write_bytes(given or b"")
            place = command.index("-")
            named = (*command[:place], file, *command[place + 1 :])
            return _run(*named, folder=Path(name))
    environment = os.environ | {"LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
