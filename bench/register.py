"""The import of a large register."""

import csv
import io
import time

import aiohttp
from native.journey import Member
from native.people import HEADINGS, invent


async def import_rows(session: aiohttp.ClientSession, rows: int) -> float:
    """Seconds from the upload of a tidy CSV to the end of its import.

    Raises:
        RuntimeError: rows were refused.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    people = {holder.id_number: holder for holder in invent(rows)}
    writer.writerows(holder.row for holder in people.values())
    clerk = Member(session)
    await clerk.log_in("clerk")
    began = time.monotonic()
    report = await clerk.import_register(text.getvalue().encode("utf-8-sig"), file_name="register.csv", seconds=300)
    seconds = time.monotonic() - began
    if report["refused"] or report["rows"] != len(people):  # an invented number may be in the register already
        raise RuntimeError(f"not all rows were taken: {report}")
    return seconds * rows / len(people)
