"""Start getting back in with a new phone when the old one is lost; the identity is proven as at a registration."""

from dataclasses import dataclass, field

from kernel.id_number import IdNumber
from kernel.ids import new_id, new_token

from identity.domain.account import AccountUnknown
from identity.domain.phone import Phone
from identity.domain.registration import LIFETIME, Aim, Registration, State
from identity.handlers.check_captcha import check_captcha
from identity.handlers.count_lookup import count_lookup
from identity.handlers.send_code import send_code
from identity.handlers.start_registration import StartedRegistration, code_scope
from identity.repository.accounts import Accounts
from identity.repository.registrations import Registrations
from identity.resources import Resources


@dataclass(frozen=True, slots=True)
class StartRecovery:
    """What the page sends, its formats checked; `phone` is the new one, `address` the browser's."""

    id_number: IdNumber = field(repr=False)
    phone: Phone = field(repr=False)
    captcha_id: str
    captcha_answer: str = field(repr=False)
    address: str = field(repr=False)


async def start_recovery(command: StartRecovery, resources: Resources) -> StartedRegistration:
    """Captcha, limits of the address, account, limits of the phone; then a code goes to the new phone.

    Raises:
        AccountUnknown: nobody registered with this ID number.
    """
    await check_captcha(command.captcha_id, command.captcha_answer, resources)
    await count_lookup(command.id_number, command.address, resources)
    async with resources.database.transaction() as tx:
        accounts = Accounts(tx, resources)
        account = await accounts.find(command.id_number)
        if account is None:
            raise AccountUnknown(field="id_number")
        recovery = Registration(
            id=new_id(),
            aim=Aim.RECOVERY,
            state=State.CODE_SENT,
            id_number=command.id_number,
            phone=command.phone,
            name=accounts.open(account).name,
            record_id=account.record_id,
            record_version=account.record_version,
            agreement_version=account.agreement_version,
            agreement_accepted_at=account.agreement_accepted_at,
            expires_at=tx.now + LIFETIME,
            person_id=account.person_id,
        )
        token = new_token()
        Registrations(tx, resources).add(recovery, token)
        return StartedRegistration(token, recovery.state, await send_code(code_scope(recovery), tx, resources))
