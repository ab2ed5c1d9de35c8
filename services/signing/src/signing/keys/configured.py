"""The key that the settings name; in the sandbox, the one it makes for itself."""

from signing.keys.sandbox_key import sandbox_key_file
from signing.keys.signing_key import FileKey, check_key
from signing.settings import KeySettings


def open_key(settings: KeySettings) -> FileKey:
    """Load the key once and let it sign a canary.

    Raises:
        KeyUnusable: not readable, expired, or made by the sandbox and meant for production.
    """
    path = settings.key_file or sandbox_key_file(
        settings.keys_dir, settings.sandbox_key_algorithm, issuer=settings.issuer
    )
    password = settings.key_password.get_secret_value() if settings.key_password else None
    key = FileKey.load(path, password)
    check_key(key, production=settings.profile.value == "production")
    return key
