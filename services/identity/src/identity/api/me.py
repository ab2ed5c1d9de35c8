"""The signed-in person's own account."""

from uuid import UUID

from kernel.auth import NotSignedIn
from kernel.http import Answer, APIRouter, PersonDep, Tx, refusals
from kernel.id_number import mask_phone

from identity.api.dependencies import Res
from identity.domain.account import PersonNotFound
from identity.repository.accounts import Accounts

router = APIRouter(prefix="/api/me", tags=["account"])


class MeAnswer(Answer):
    """Personal data masked, but for the name."""

    person_id: UUID
    name: str
    id_number_masked: str
    phone_masked: str


@router.get("", summary="Who I am", responses=refusals(NotSignedIn, PersonNotFound))
async def read_me(person: PersonDep, resources: Res, tx: Tx) -> MeAnswer:
    """The account behind the access token."""
    accounts = Accounts(tx, resources)
    me = accounts.open(await accounts.get(person.person_id))
    return MeAnswer(
        person_id=me.person_id,
        name=me.name,
        id_number_masked=me.id_number.masked,
        phone_masked=mask_phone(me.phone),
    )
