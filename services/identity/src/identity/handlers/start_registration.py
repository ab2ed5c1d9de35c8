"""Start a registration: the first page, up to the SMS code (manual 2.1)."""

from dataclasses import dataclass, field

from kernel.id_number import IdNumber
from kernel.ids import new_id, new_token

from identity.adapters.archive_register import find_in_register
from identity.domain import agreement
from identity.domain.account import AlreadyRegistered
from identity.domain.code import CodeScope, Purpose
from identity.domain.phone import Phone
from identity.domain.registration import LIFETIME, Registration, State
from identity.handlers.check_captcha import check_captcha
from identity.handlers.count_lookup import count_lookup
from identity.handlers.send_code import send_code
from identity.repository.accounts import Accounts
from identity.repository.registrations import Registrations
from identity.resources import Resources


@dataclass(frozen=True, slots=True)
class StartRegistration:
    """What the page sends, its formats checked; `address` is the browser's."""

    id_number: IdNumber = field(repr=False)
    phone: Phone = field(repr=False)
    captcha_id: str
    captcha_answer: str = field(repr=False)
    agreement_version: str
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StartedRegistration:
    """The registration's secret id and how long until another code can be asked for."""

    token: str = field(repr=False)
    state: State
    resend_after: int


def code_scope(registration: Registration) -> CodeScope:
    """What the codes of a registration or recovery are bound to."""
    return CodeScope(Purpose(registration.aim), registration.id, registration.id_number, registration.phone)


async def start_registration(command: StartRegistration, resources: Resources) -> StartedRegistration:
    """Check in the contract's order; then send the code.

    The order: agreement, captcha, limits of the address, register, account, limits of the phone.
    """
    agreement.check_version(command.agreement_version)
    await check_captcha(command.captcha_id, command.captcha_answer, resources)
    await count_lookup(command.id_number, command.address, resources)
    entry = await find_in_register(command.id_number, resources)
    async with resources.database.transaction() as tx:
        if await Accounts(tx, resources).exists(command.id_number):
            raise AlreadyRegistered(field="id_number")
        registration = Registration(
            id=new_id(),
            state=State.CODE_SENT,
            id_number=command.id_number,
            phone=command.phone,
            name=entry.name,
            record_id=entry.record_id,
            record_version=entry.version,
            agreement_version=command.agreement_version,
            agreement_accepted_at=tx.now,
            expires_at=tx.now + LIFETIME,
        )
        token = new_token()
        Registrations(tx, resources).add(registration, token)
        resend_after = await send_code(code_scope(registration), tx, resources)
    return StartedRegistration(token, registration.state, resend_after)
