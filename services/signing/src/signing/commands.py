"""``python -m signing keys …``: make, list and check signing keys."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import typer

from signing.keys.configured import open_key
from signing.keys.sandbox_key import sandbox_key_file
from signing.keys.signing_key import FileKey, KeyUnusable, expires_soon
from signing.settings import KeySettings

cli = typer.Typer()
keys = typer.Typer(no_args_is_help=True, help="Make, list and check signing keys.")
cli.add_typer(keys, name="keys")


@keys.command()
def make() -> None:
    """Make the sandbox's CA and key if they are missing."""
    settings = KeySettings()
    if not settings.profile == "sandbox":
        raise typer.BadParameter("only the sandbox makes keys; production names its own in ZHENGXIN_KEY_FILE")
    path = sandbox_key_file(settings.keys_dir, settings.sandbox_key_algorithm, issuer=settings.issuer)
    typer.echo(_described(path, FileKey.load(path)))


@keys.command(name="list")
def list_keys() -> None:
    """List the keys of the data folder and the configured one, with algorithm and expiry."""
    settings = KeySettings()
    for path in _key_files(settings):
        password = settings.key_password.get_secret_value() if settings.key_password else None
        try:
            typer.echo(_described(path, FileKey.load(path, password if path == settings.key_file else None)))
        except KeyUnusable as error:
            typer.echo(f"{path}: {error}")


@keys.command()
def check() -> None:
    """Load the key that would sign, sign and verify a canary; exit status 1 when it cannot be used."""
    try:
        key = open_key(KeySettings())
    except KeyUnusable as error:
        typer.echo(f"unusable: {error}", err=True)
        raise typer.Exit(1) from error
    soon = "; expires within 30 days" if expires_soon(key, datetime.now(UTC)) else ""
    typer.echo(f"usable: {key.key_id} {key.algorithm}{soon}")


def _key_files(settings: KeySettings) -> Iterator[Path]:
    if settings.key_file is not None:
        yield settings.key_file
    yield from sorted(settings.keys_dir.glob("*/signer.pem"))


def _described(path: Path, key: FileKey) -> str:
    own = key.chain[0]
    name = own.subject.rfc4514_string()
    return f"{key.key_id}  {key.algorithm}  until {own.not_valid_after_utc:%Y-%m-%d}  {name}  {path}"
