"""A case of the demo, and whether the letter that it ended with is genuine, by tools that are not ours too."""

import asyncio
import hashlib
import subprocess
from dataclasses import dataclass
from pathlib import Path

from native.errors import NativeError
from native.journey import Person
from native.people import Holder

TITLES = {"custody": "存档证明", "political_review": "政审证明"}


class DemoFailed(NativeError):
    """Something on the way was not as it must be."""


@dataclass(slots=True)
class Case:
    """One person and what became of the application."""

    person: Person
    certificate_type: str
    application_id: str = ""
    certificate_id: str = ""
    pdf: bytes = b""


async def verify(case: Case, folder: Path) -> None:
    """Ask the centre about these bytes, then look at the signature and the text with tools that are not ours.

    Raises:
        DemoFailed: something is wrong with the PDF.
    """
    answer = await case.person.call("POST", "/api/verifications", json={"sha256": hashlib.sha256(case.pdf).hexdigest()})
    if not answer["issued"] or answer["status"] != "valid":
        raise DemoFailed(f"The centre does not know the PDF: {answer}")
    file = folder / file_name(case)
    file.write_bytes(case.pdf)
    signature, text = await asyncio.gather(run("pdfsig", "-nocert", str(file)), run("pdftotext", str(file), "-"))
    for wanted in ("Signature is Valid", "Total document signed"):
        if wanted not in signature:
            raise DemoFailed(f"pdfsig does not say '{wanted}' of {file}:\n{signature}")
    holder: Holder = case.person.holder
    flat = "".join(text.split())
    for wanted in (holder.name, holder.id_number, TITLES[case.certificate_type]):
        if wanted not in flat:
            raise DemoFailed(f"{file} does not hold '{wanted}'.")


def file_name(case: Case) -> str:
    """Where the PDF is left."""
    return f"{TITLES[case.certificate_type]}-{case.certificate_id}.pdf"


async def run(*command: str) -> str:
    """What a program prints."""
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    output, _ = await process.communicate()
    return output.decode(errors="replace")
