"""``python -m signing keys …``: make, import, list, check and rotate signing keys; ``fonts …`` is in ``fonts``."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial, wraps
from pathlib import Path
from typing import Annotated, ParamSpec

import typer
from kernel.settings import load

from signing.fonts.commands import cli as fonts
from signing.keys.configured import current_key_file, key_folder, open_key
from signing.keys.file_key import FileKey
from signing.keys.sandbox_key import next_sandbox_key, sandbox_key_file
from signing.keys.signing_key import KeyAway, KeyUnusable, SigningKey, check_key, expires_soon
from signing.settings import FileSource, FolderSource, KeySettings, ServerSource, TokenSource

cli = typer.Typer()
keys = typer.Typer(no_args_is_help=True, help="Make, import, list, check and rotate signing keys.")
cli.add_typer(keys, name="keys")
cli.add_typer(fonts, name="fonts")

P = ParamSpec("P")


def _says_why(command: Callable[P, None]) -> Callable[P, None]:
    """Exit status 1, and the reason, when a key cannot be used."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except KeyUnusable as error:
            typer.echo(f"unusable: {error}", err=True)
            raise typer.Exit(1) from error
        except KeyAway as error:
            typer.echo(f"away: {error.reason}", err=True)
            raise typer.Exit(1) from error

    return run


@keys.command()
@_says_why
def init() -> None:
    """Make the sandbox's CA and key if they are missing."""
    settings = load(KeySettings)
    _require_sandbox(settings)
    path = sandbox_key_file(settings.keys_dir, settings.sandbox_key_algorithm, issuer=settings.issuer)
    typer.echo(_described(FileKey.load(path), str(path)))


keys.command(name="make", hidden=True)(init)


@keys.command(name="import")
@_says_why
def import_key(
    file: Annotated[Path, typer.Argument(help="PKCS#12 (.p12, .pfx) or PEM file with key and certificates")],
    password_file: Annotated[
        Path | None, typer.Option(help="file holding the password; else ZHENGXIN_IMPORT_PASSWORD, else it is asked for")
    ] = None,
) -> None:
    """Check a key and store it in the data folder, under ZHENGXIN_KEY_PASSWORD; `rotate` makes it sign."""
    settings = load(KeySettings)
    if settings.profile != "sandbox" and settings.key_secret is None:
        raise typer.BadParameter("ZHENGXIN_KEY_PASSWORD is missing: imported keys are stored under it")
    key = FileKey.load(file, _password(password_file))
    check_key(key, production=settings.profile == "production")
    typer.echo(_described(key, str(key_folder(settings).add(key))))


@keys.command(name="list")
def list_keys() -> None:
    """List the keys of the data folder and the configured one; `*` marks the one that signs."""
    settings = load(KeySettings)
    for where, opened, current in _keys(settings):
        mark = "* " if current else "  "
        try:
            typer.echo(mark + _described(opened(), where))
        except KeyUnusable as error:
            typer.echo(f"{mark}{where}: unusable: {error}")
        except KeyAway as error:
            typer.echo(f"{mark}{where}: away: {error.reason}")


@keys.command()
@_says_why
def check() -> None:
    """Open the key that would sign, sign and verify a canary; exit status 1 when it cannot be used."""
    key = open_key(load(KeySettings))
    soon = "; expires within 30 days" if expires_soon(key, datetime.now(UTC)) else ""
    typer.echo(f"usable: {key.key_id} {key.algorithm}{soon}")


@keys.command()
@_says_why
def rotate(
    key_id: Annotated[str | None, typer.Argument(help="an imported key; in the sandbox a new one when empty")] = None,
) -> None:
    """Let another key sign from now on; the old ones stay listed."""
    settings = load(KeySettings)
    if not isinstance(settings.key_source, FolderSource):
        raise typer.BadParameter("the settings name a key outside the data folder; change them instead")
    folder = key_folder(settings)
    if key_id is None:
        _require_sandbox(settings)
        file = next_sandbox_key(settings.keys_dir, settings.sandbox_key_algorithm, issuer=settings.issuer)
    else:
        file = _file_of(key_id, settings)
    key = folder.load(file)
    check_key(key, production=settings.profile == "production")
    folder.make_current(file)
    typer.echo(_described(key, str(file)))
    typer.echo("Running workers take it up within a minute.")


def _require_sandbox(settings: KeySettings) -> None:
    if settings.profile != "sandbox":
        raise typer.BadParameter("only the sandbox makes keys; production imports its own: `keys import FILE`")


def _password(file: Path | None) -> str:
    """Never from the arguments, which every user of the machine can read."""
    if file is not None:
        try:
            return file.read_text("utf-8").rstrip("\r\n")
        except (OSError, ValueError) as error:
            raise KeyUnusable(f"{file}: {type(error).__name__}: {error}") from error
    given = os.environ.get("ZHENGXIN_IMPORT_PASSWORD")
    asked: str = (
        typer.prompt("Password of the file (empty for none)", default="", hide_input=True, show_default=False)
        if given is None
        else given
    )
    return asked


def _file_of(key_id: str, settings: KeySettings) -> Path:
    folder = key_folder(settings)
    for file in folder.files():
        try:
            if folder.load(file).key_id == key_id:
                return file
        except KeyUnusable as error:
            if file.parent.name == key_id:
                raise
            typer.echo(f"passed over: {error}", err=True)
    raise KeyUnusable(f"there is no key {key_id}; see `keys list`")


def _keys(settings: KeySettings) -> Iterator[tuple[str, Callable[[], SigningKey], bool]]:
    """Where each key is, how it is opened, and whether it signs."""
    source = settings.key_source
    if isinstance(source, TokenSource):
        yield f"token {source.token}, {source.name}", partial(open_key, settings), True
    elif isinstance(source, ServerSource):
        yield f"server {source.url}, {source.name}", partial(open_key, settings), True
    elif isinstance(source, FileSource):
        yield str(source.path), partial(FileKey.load, source.path, settings.key_secret), True
    current = _current(settings) if isinstance(source, FolderSource) else None
    folder = key_folder(settings)
    for file in folder.files():
        yield str(file), partial(folder.load, file), file == current


def _current(settings: KeySettings) -> Path | None:
    try:
        return current_key_file(settings)
    except KeyUnusable as error:
        typer.echo(f"no key signs: {error}", err=True)
        return None


def _described(key: SigningKey, where: str) -> str:
    own = key.chain[0]
    ends = min(certificate.not_valid_after_utc for certificate in key.chain)
    state = "expired" if ends <= datetime.now(UTC) else "until"
    return f"{key.key_id}  {key.algorithm}  {state} {ends:%Y-%m-%d}  {own.subject.rfc4514_string()}  {where}"
