"""Where the centre wants it, a certificate is taken back by two members of staff; on a system with that setting."""

from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest
import pytest_asyncio
from cast import Http, refused, registered, staff

from conftest import System, started

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def strict_system() -> Iterator[System]:
    with started("four-eyes", FOUR_EYES="true") as system:
        yield system


@pytest_asyncio.fixture(loop_scope="session")
async def strict(strict_system: System) -> AsyncIterator[Http]:
    timeout = aiohttp.ClientTimeout(total=60)
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(strict_system.address, timeout=timeout, cookie_jar=jar) as session:
        yield session


async def test_given_four_eyes_a_revocation_waits_for_another_member_of_staff(strict: Http) -> None:
    (person,) = await registered(strict)
    application = await person.apply("custody")
    first, second = await staff(strict, "reviewer"), await staff(strict, "admin")
    await first.decide(application["application_id"])
    certificate = await person.wait_issued(application["application_id"])
    path = f"/api/staff/certificates/{certificate}/revocation"
    reason = {"reason": "误发"}

    confirmed = second.call("POST", f"{path}/confirmation")
    await refused(confirmed, 409, "certificate.revocation.not_requested")
    asked = await first.call("POST", path, expect=202, json=reason)
    assert (asked["state"], asked["revocation"]["confirmed_by"]) == ("issued", None)
    await refused(first.call("POST", path, json=reason), 409, "certificate.revocation.already_requested")
    await refused(first.call("POST", f"{path}/confirmation"), 403, "certificate.revocation.same_person")
    assert (await person.download(certificate)).startswith(b"%PDF"), "valid until somebody else agrees"

    await second.call("DELETE", path, expect=204)
    await first.call("POST", path, expect=202, json=reason)
    revoked = await second.call("POST", f"{path}/confirmation")
    assert revoked["state"] == "revoked"
    assert (revoked["revocation"]["requested_by"], revoked["revocation"]["confirmed_by"]) == ("reviewer", "admin")
    problem = await refused(person.download(certificate), 409, "certificate.certificate.revoked")
    assert "误发" in problem["detail"]
    lines = (await second.call("GET", "/api/staff/audit", params={"object": certificate}))["items"]
    assert [(line["actor"], line["action"]) for line in reversed(lines)] == [
        ("staff:reviewer", "certificate.revocation_requested"),
        ("staff:admin", "certificate.revocation_dropped"),
        ("staff:reviewer", "certificate.revocation_requested"),
        ("staff:admin", "certificate.revoked"),
    ]
