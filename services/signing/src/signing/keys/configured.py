"""The key that the settings name; in the sandbox, the one it makes for itself."""

from pathlib import Path

from signing.keys.file_key import FileKey
from signing.keys.key_folder import KeyFolder
from signing.keys.sandbox_key import sandbox_key_file
from signing.keys.signing_key import KeyUnusable, SigningKey, check_key
from signing.settings import FileSource, FolderSource, KeySettings, ServerSource, TokenSource


def open_key(settings: KeySettings) -> SigningKey:
    """Open the key once and let it sign a canary.

    Raises:
        KeyUnusable: not readable, expired, or made by the sandbox and meant for production.
        KeyAway: its token or seal server does not answer.
    """
    key = _opened(settings)
    check_key(key, production=settings.profile.value == "production")
    return key


def key_folder(settings: KeySettings) -> KeyFolder:
    """The keys in the data folder."""
    return KeyFolder(settings.keys_dir, settings.key_secret)


def current_key_file(settings: KeySettings) -> Path | None:
    """The file whose key signs from now on; another path than before means that the key was rotated.

    None when the key is in a token or a seal server. Cheap: one small file is read. The sandbox makes its first key.

    Raises:
        KeyUnusable: no key was made current, or it is gone.
    """
    source = settings.key_source
    if isinstance(source, FileSource):
        return source.path
    if not isinstance(source, FolderSource):
        return None
    if current := key_folder(settings).current():
        return current
    if settings.profile.value == "sandbox":
        return sandbox_key_file(settings.keys_dir, settings.sandbox_key_algorithm, issuer=settings.issuer)
    raise KeyUnusable("no key yet: `keys import FILE`, then `keys rotate KEY_ID`; or name one in ZHENGXIN_KEY_FILE")


def _opened(settings: KeySettings) -> SigningKey:
    source, secret = settings.key_source, settings.key_secret
    if isinstance(source, TokenSource):
        from signing.keys.token_key import TokenKey  # the others do without its library

        chain_file = source.chain_file
        return TokenKey(source.library, token=source.token, key=source.name, pin=secret or "", chain_file=chain_file)
    if isinstance(source, ServerSource):
        from signing.keys.remote_key import RemoteKey

        return RemoteKey(source.url, source.name, secret=secret or "", ca_file=source.ca_file, timeout=source.timeout)
    file = current_key_file(settings)
    if file is None:
        raise KeyUnusable("the settings name no key")
    return FileKey.load(file, secret) if isinstance(source, FileSource) else key_folder(settings).load(file)
