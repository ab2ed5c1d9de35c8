"""The texts that people are sent. None of them holds personal data; a code is the most that stands in one."""

from dataclasses import dataclass
from enum import StrEnum
from string import Formatter


class TemplateName(StrEnum):
    """The templates, by the names that providers and the sandbox know them by."""

    REGISTRATION_CODE = "registration_code"
    LOGIN_CODE = "login_code"
    RESET_CODE = "reset_code"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a name
    PHONE_CHANGED = "phone_changed"
    IDENTITY_REVIEW_DECIDED = "identity_review_decided"
    APPLICATION_RECEIVED = "application_received"
    APPLICATION_REJECTED = "application_rejected"
    CERTIFICATE_ISSUED = "certificate_issued"
    CERTIFICATE_REVOKED = "certificate_revoked"


@dataclass(frozen=True, slots=True)
class Template:
    """A text with named places; ``label`` is what the staff's log calls it."""

    name: TemplateName
    label: str
    text: str

    @property
    def places(self) -> frozenset[str]:
        """The names of the places to be filled."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.text) if name)

    def fill(self, signature: str, /, **places: str) -> str:
        """The text with its places filled, signed with the centre's name.

        Raises:
            ValueError: a place is missing, or there is none of that name.
        """
        if places.keys() != self.places:
            raise ValueError(f"{self.name} has the places {sorted(self.places)}")
        return f"{self.text.format(**places)}【{signature}】"


TEMPLATES = {
    template.name: template
    for template in (
        Template(
            TemplateName.REGISTRATION_CODE,
            "手机验证码",
            "您正在验证手机号码，验证码{code}，{minutes}分钟内有效。请勿告知他人。",
        ),
        Template(
            TemplateName.LOGIN_CODE, "登录验证码", "您正在登录，验证码{code}，{minutes}分钟内有效。请勿告知他人。"
        ),
        Template(
            TemplateName.RESET_CODE,
            "重置密码验证码",
            "您正在重置密码，验证码{code}，{minutes}分钟内有效。请勿告知他人。",
        ),
        Template(
            TemplateName.PASSWORD_CHANGED,
            "密码更改提醒",
            "您的登录密码已更改，所有设备均已退出登录。如非本人操作，请尽快重置密码并联系人才中心。",
        ),
        Template(
            TemplateName.PHONE_CHANGED,
            "手机号码更改提醒",
            "您账号的手机号码已更换，本号码不再用于登录。如非本人操作，请尽快联系人才中心。",
        ),
        Template(
            TemplateName.IDENTITY_REVIEW_DECIDED,
            "人工核验结果",
            "您的人工核验已有结果，请返回原办理页面查看。",
        ),
        Template(TemplateName.APPLICATION_RECEIVED, "申请已提交", "您的证明信申请已提交，正在等待审核。"),
        Template(
            TemplateName.APPLICATION_REJECTED,
            "审核未通过",
            "您的证明信申请审核未通过，请登录系统查看原因，修改后可重新提交。",
        ),
        Template(TemplateName.CERTIFICATE_ISSUED, "证明信已签发", "您的证明信已签发，请登录系统下载。"),
        Template(TemplateName.CERTIFICATE_REVOKED, "证明信已撤销", "您的一份证明信已被撤销，详情请登录系统查看。"),
    )
}
