"""The command line: `python -m native up | stop | status | servers | clean-data | demo`."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from native import servers as native_servers
from native import stack
from native.credentials import write_private
from native.errors import AlreadyRunning, NativeError
from native.folder import DataFolder
from native.terminal import Reporter, show_status

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

Data = Annotated[Path, typer.Option(envvar="ZHENGXIN_DATA", help="The folder that holds everything.")]
SigningWorkers = Annotated[int, typer.Option(envvar="ZHENGXIN_SIGNING_WORKERS", min=1, max=20)]
GatewayPort = Annotated[int, typer.Option(envvar="ZHENGXIN_GATEWAY_PORT")]
GatewayHost = Annotated[str, typer.Option(envvar="ZHENGXIN_GATEWAY_HOST", help="Address that the gateway listens on.")]
PortBase = Annotated[int, typer.Option(envvar="ZHENGXIN_PORT_BASE", help="All other ports count from it.")]
PublicUrl = Annotated[
    str, typer.Option(envvar="ZHENGXIN_PUBLIC_URL", help="Origin by which people reach the gateway, if another.")
]


@app.command()
def up(
    data: Data = Path(".run"),
    signing_workers: SigningWorkers = 1,
    gateway_port: GatewayPort = stack.GATEWAY_PORT,
    gateway_host: GatewayHost = "127.0.0.1",
    port_base: PortBase = stack.PORT_BASE,
    public_url: PublicUrl = "",
    demo_register: Annotated[bool, typer.Option(help="Import a few invented people.")] = True,
) -> None:
    """Start the whole system and keep it running until Ctrl-C, SIGTERM or `stop`."""
    options = stack.Options(data, gateway_host, gateway_port, port_base, signing_workers, public_url, demo_register)

    async def run() -> None:
        reporter = Reporter(console)
        try:
            async with stack.running(options, reporter.told):
                reporter.announce(options)
                await asyncio.Event().wait()
        finally:
            reporter.close()

    asyncio.run(until_signalled(run()))


@app.command()
def demo(
    data: Data = Path(".run"),
    count: Annotated[int, typer.Option(min=1, max=1000, help="How many certificates at once; one tells a story.")] = 1,
    signing_workers: SigningWorkers = 2,
    gateway_port: GatewayPort = stack.GATEWAY_PORT,
    port_base: PortBase = stack.PORT_BASE,
) -> None:
    """Drive the main job, on the stack that runs or on one started for it; exit status 0 only if every PDF verifies."""
    from native.demo import drive  # its packages take half a second to load, and no other command needs them

    options = stack.Options(data, gateway_port=gateway_port, port_base=port_base, signing_workers=signing_workers)

    async def run() -> None:
        reporter = Reporter(console)
        try:
            async with stack.at_hand(options, reporter.told) as address:
                reporter.close()
                await drive(address, count, data / "demo", console)
        finally:
            reporter.close()

    asyncio.run(until_signalled(run()))


@app.command()
def stop(data: Data = Path(".run")) -> None:
    """Stop the stack that runs on this data folder, and wait until it is down."""
    folder = DataFolder(data)
    supervisor = folder.holder()
    if supervisor is None:
        console.print(f"No stack is running on {folder.path}.")
        return
    os.kill(supervisor, signal.SIGTERM)
    with console.status("Stopping …"):
        while folder.holder() == supervisor:
            time.sleep(0.1)
    console.print("Stopped.")


@app.command()
def status(data: Data = Path(".run")) -> None:
    """Show each process: state, memory, and what its health says now. Exit status 1 if no stack is running."""
    folder = DataFolder(data)
    if folder.holder() is None:
        console.print(f"No stack is running on {folder.path}.")
        raise typer.Exit(1)
    asyncio.run(show_status(console, folder))


@app.command()
def clean_data(data: Data = Path(".run")) -> None:
    """Delete all data of a stack that is not running: databases, queues, objects, keys, logs."""
    folder = DataFolder(data)
    if folder.holder() is not None:
        raise AlreadyRunning(f"A stack is running on {folder.path}; `make stop` stops it.")
    folder.drop_data()
    console.print(f"The data in {folder.path} are gone.")


@app.command()
def servers(
    data: Data = Path(".run/servers"),
    json_file: Annotated[Path | None, typer.Option("--json", help="Where the connection details go.")] = None,
) -> None:
    """PostgreSQL, RabbitMQ and S3 alone, empty, on free ports, until SIGTERM; for tests."""

    async def run() -> None:
        async with native_servers.start(data) as connections:
            details = json.dumps(connections.as_json(), indent=2)
            if json_file is None:
                console.print_json(details)
            else:
                write_private(json_file, details)
            try:
                await asyncio.Event().wait()
            finally:
                if json_file is not None:
                    json_file.unlink(missing_ok=True)

    asyncio.run(until_signalled(run()))


async def until_signalled(work: Coroutine[Any, Any, None]) -> None:
    """Run the work; the first SIGINT, SIGTERM or SIGHUP cancels it, further ones cannot disturb its cleaning up."""
    task = asyncio.create_task(work)
    signalled = False

    def end() -> None:
        nonlocal signalled
        if not signalled:
            task.cancel()
        signalled = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, end)
    try:
        await task
    except asyncio.CancelledError:
        if not signalled:
            raise


def main() -> None:
    """Run a command; what a person can mend is shown without a traceback."""
    try:
        app()
    except NativeError as error:
        errors.print(str(error), style="red", markup=False, soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
