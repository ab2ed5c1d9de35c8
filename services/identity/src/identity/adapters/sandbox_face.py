"""The sandbox's face provider: looks at nothing and says what it was told to say."""

from collections.abc import Awaitable, Callable

from kernel.db import Database

from identity.domain.face import EvidenceKind, Outcome, Reason, Subject, Verdict
from identity.tables import SandboxFaceOutcome

_SAYS_SO = Reason("identity.face.sandbox", "沙箱环境：未与权威数据比对，结果为预设值")
_FAILED = Reason("identity.face.not_matched", "人脸核身未通过，请按拍摄规范重新验证")


class SandboxFaceProvider:
    """Stands in for a real provider; passes unless another outcome was set for the session."""

    name = "sandbox"
    stand_in = True

    def __init__(self, database: Database) -> None:
        self._database = database

    async def check(self, subject: Subject, evidence: Callable[[EvidenceKind], Awaitable[bytes]]) -> Verdict:  # noqa: ARG002 - it looks at nothing
        """The outcome that was set; each answer says that it is the sandbox's."""
        async with self._database.transaction() as tx:
            row = await tx.session.get(SandboxFaceOutcome, subject.face_session_id)
        outcome = Outcome.PASSED if row is None else Outcome(row.outcome)
        reasons = (_FAILED, _SAYS_SO) if outcome is Outcome.FAILED else (_SAYS_SO,)
        return Verdict(outcome, reasons, reference=f"sandbox-{subject.face_session_id}")
