"""Run the benchmarks one after the other on a stack of their own and write the table."""

import asyncio
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from native import stack
from native.folder import DataFolder
from native.terminal import resident_mib
from rich.console import Console

from bench import report
from bench.certificates import latency, throughput
from bench.register import import_rows

ROOT = Path(__file__).parents[1]
DATA = ROOT / ".run" / "bench"
SIGNING_WORKERS = 2
GATEWAY_PORT = 8480
PORT_BASE = 18900
console = Console(highlight=False)


@dataclass(slots=True)
class Table:
    """What was measured, beside what was aimed at."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, what: str, measured: str, target: str) -> None:
        """One line."""
        self.rows.append((what, measured, target))
        console.print(f"{what}: {measured} (target {target})")


async def measure(table: Table) -> None:
    """Start a fresh stack, then the same again with data, and measure on that."""
    DataFolder(DATA).drop_data()
    options = stack.Options(DATA, "127.0.0.1", GATEWAY_PORT, PORT_BASE, SIGNING_WORKERS)
    for title, target in (("start, data folder empty", "-"), ("start, set up", "≤ 20 s")):
        began = time.monotonic()
        async with stack.running(options):
            table.add(title, f"{time.monotonic() - began:.1f} s", target)
            if title == "start, set up":
                await measure_running(table, options)


async def measure_running(table: Table, options: stack.Options) -> None:
    """What is measured on a running stack."""
    await asyncio.sleep(5)
    processes = DataFolder(DATA).state()["processes"]
    services = {name: resident_mib(facts["pid"]) for name, facts in processes.items() if facts["health"]}
    largest = max(services, key=lambda name: services[name])
    table.add("memory of a service's process, idle", f"at most {services[largest]} MiB ({largest})", "≤ 200 MiB each")
    timeout = aiohttp.ClientTimeout(total=300)
    connector = aiohttp.TCPConnector(limit=100)
    async with aiohttp.ClientSession(options.address, timeout=timeout, connector=connector) as session:
        times = await latency(session, 60)
        table.add(
            "approve → downloadable, light load",
            f"p50 {times[30] * 1000:.0f} ms, p95 {times[57] * 1000:.0f} ms",
            "p50 ≤ 100 ms",
        )
        a_second, seconds = await throughput(session, 100)
        table.add(
            f"100 certificates, {SIGNING_WORKERS} signing workers, first approval to last download",
            f"{a_second:.1f} a second ({seconds:.1f} s)",
            "≥ 15 a second",
        )
        seconds = await import_rows(session, 100_000)
        table.add("import of 100,000 tidy rows (CSV, through the API)", f"{seconds:.1f} s", "≤ 15 s")


def write(table: Table) -> None:
    """Write the table with what is needed to read it."""
    packages = ("fastapi", "uvicorn", "aio-pika", "sqlalchemy", "asyncpg", "cryptography")
    lines = [
        report.circumstances(*packages),
        "- everything on one machine: PostgreSQL, RabbitMQ, S3, all services and the clients",
        "",
        *report.table(["what", "measured", "target"], *table.rows),
    ]
    report.write_section("The whole system", lines)
    console.print(f"written: {report.RESULTS.relative_to(ROOT)}")


def main() -> None:
    """Measure and write."""
    table = Table()
    asyncio.run(measure(table))
    write(table)
    shutil.rmtree(DATA)


if __name__ == "__main__":
    main()
