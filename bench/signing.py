"""The signing engine beside stock parts and the bare signature, on one core: ``make bench-signing``."""

import asyncio
import gc
import hashlib
import itertools
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from native.terminal import resident_mib
from rich.console import Console
from signing.keys.configured import open_key
from signing.keys.file_key import FileKey
from signing.lanes import Lanes
from signing.letters import LETTER_TYPES
from signing.opening import open_press
from signing.press import LetterPress
from signing.typesetting.qr import verify_address

from bench import report
from bench.letters import PUBLIC_URL, letters, settings, usual_letter
from bench.stock import StockPress
from kernel import clock

ALGORITHMS = {"rsa-2048": "RSA-2048", "ecdsa-p256": "P-256"}
TARGETS = {"rsa-2048": (1500, 150), "ecdsa-p256": (2500, 60)}
ROUNDS = 7
ROUND_SECONDS = 1.0
NEVER_SEEN = 20_000
PASSES = 5
console = Console(highlight=False)


def pin(core: int = 0) -> None:
    """Stay on one of the cores that this process may use."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[core % len(cores)]})


def make(press: LetterPress, facts: Any) -> bytes:  # noqa: ANN401 - facts of any letter
    """One letter with all that is done to it before it is stored."""
    draft = press.draft(facts, signed_at=clock.now())
    return press.finish(draft, press.sign(draft)).pdf


def rate(work: Callable[[], object], seconds: float = ROUND_SECONDS) -> float:
    """How often a second the work is done."""
    work()
    began, count = time.perf_counter(), 0
    while (now := time.perf_counter()) - began < seconds:
        work()
        count += 1
    return count / (now - began)


def side_by_side(folder: Path, algorithm: str) -> dict[str, float]:
    """Letters a second of each, best of rounds that take turns; and what each letter weighs."""
    pin()
    press = open_press(settings(folder, algorithm))
    key = press.key
    assert isinstance(key, FileKey)
    stock = StockPress(key, public_url=PUBLIC_URL)
    facts = usual_letter()
    sheets = press._typesetter.typeset(facts, LETTER_TYPES[facts.certificate_type].template())
    digest = hashlib.sha256(b"a letter").digest()
    works: dict[str, Callable[[], object]] = {
        "ours": lambda: make(press, facts),
        "stock": lambda: stock.make(facts, sheets),
        "bare": lambda: key.sign(digest),
    }
    best = dict.fromkeys(works, 0.0)
    for turn in range(ROUNDS):
        for name, work in works.items():
            best[name] = max(best[name], rate(work))
        console.print(f"  round {turn + 1} of {ROUNDS}: " + ", ".join(f"{n} {r:,.0f}/s" for n, r in best.items()))
    return best | {"size": len(make(press, facts)), "stock size": len(stock.make(facts, sheets))}


def steps(folder: Path, algorithm: str) -> dict[str, float]:
    """Microseconds a letter in each step, of letters never seen before; the best of some passes."""
    pin()
    press = open_press(settings(folder, algorithm))
    templates = {kind: letter_type.template() for kind, letter_type in LETTER_TYPES.items()}
    best: dict[str, float] = {}
    count = 1000
    for turn in range(PASSES):
        spent: dict[str, float] = {}
        for facts in letters(count, seed=turn):
            _stepwise(press, templates, facts, spent)
        for step, seconds in spent.items():
            best[step] = min(best.get(step, 1e9), seconds / count * 1e6)
    return best


def _stepwise(press: LetterPress, templates: dict[str, Any], facts: Any, spent: dict[str, float]) -> None:  # noqa: ANN401
    """What a press does, with a look at the clock between the steps."""
    at = clock.now()
    marks = [("", time.perf_counter())]

    def done(step: str) -> None:
        marks.append((step, time.perf_counter()))

    sheets = press._typesetter.typeset(facts, templates[facts.certificate_type])
    done("layout")
    code = press._qr.modules(verify_address(PUBLIC_URL, facts.number, facts.check_code))
    done("QR code")
    form = press._form_of_day(press._layouts[facts.certificate_type], facts, sheets[-1])
    draft = press._writer.write(form, facts.certificate_type, sheets, code, subject=facts.display_number, at=at)
    done("write")
    press._lint.check(draft.prefix, draft.own, draft.tail, pages=draft.pages, room=draft.room)
    done("lint")
    signature = press.sign(draft)
    done("sign")
    pdf = draft.with_signature(press._cms.container(draft.digest, signature))
    done("assemble")
    press._check.check(pdf, draft.digest, draft.prefix)
    done("check")
    for (_, before), (step, after) in itertools.pairwise(marks):
        spent[step] = spent.get(step, 0) + after - before


def many(folder: Path, algorithm: str) -> dict[str, float]:
    """Letters never seen before, garbage collection on: letters a second, and memory before and after."""
    pin()
    press = open_press(settings(folder, algorithm))
    assert gc.isenabled()
    memory = [float(resident_mib(os.getpid()))]
    largest, began = 0, time.perf_counter()
    for number, facts in enumerate(letters(NEVER_SEEN), start=1):
        largest = max(largest, len(make(press, facts)))
        if number in (NEVER_SEEN // 10, NEVER_SEEN // 2, NEVER_SEEN):
            memory.append(float(resident_mib(os.getpid())))
            console.print(f"  {number:,} letters, {memory[-1]:.0f} MiB")
    names = ("at start", "after a tenth", "after half", "after all")
    speed = NEVER_SEEN / (time.perf_counter() - began)
    return {"a second": speed, "largest": largest, **dict(zip(names, memory, strict=True))}


def stock_memory(folder: Path, algorithm: str) -> dict[str, float]:
    """Memory of a process that makes stock letters."""
    press = open_press(settings(folder, algorithm))
    assert isinstance(press.key, FileKey)
    stock = StockPress(press.key, public_url=PUBLIC_URL)
    for facts in letters(20):
        stock.make(facts, press._typesetter.typeset(facts, LETTER_TYPES[facts.certificate_type].template()))
    return {"MiB": float(resident_mib(os.getpid()))}


def through_lanes(folder: Path, algorithm: str, lanes: int) -> dict[str, float]:
    """Letters a second through a worker's lanes, as many cores as there are lanes; best of the rounds."""
    if lanes == 1:
        pin()
    return {"a second": asyncio.run(_lanes_rate(folder, algorithm, lanes))}


async def _lanes_rate(folder: Path, algorithm: str, count: int) -> float:
    lanes = Lanes(settings(folder, algorithm, lanes=count))
    await lanes.open()
    best, letters_a_round = 0.0, 1500 * count
    try:
        for turn in range(4):
            waiting = letters(letters_a_round, seed=turn)

            async def work(waiting: Any = waiting) -> None:  # noqa: ANN401 - an iterator of facts
                for facts in waiting:
                    await lanes.certify(await lanes.draft(facts, signed_at=clock.now()), lanes.key.key_id)

            began = time.perf_counter()
            await asyncio.gather(*(work() for _ in range(4 * count)))
            best = max(best, letters_a_round / (time.perf_counter() - began))
    finally:
        lanes.close()
    return best


def worker(core: int, folder: Path, algorithm: str, start: Any, results: Any) -> None:  # noqa: ANN401 - a barrier and a queue
    """A worker's press on a core of its own, which makes letters when the others are ready too."""
    pin(core)
    press = open_press(settings(folder, algorithm))
    for turn in range(ROUNDS):
        made = letters(3000, seed=turn)
        start.wait()
        began = time.perf_counter()
        for facts in made:
            make(press, facts)
        results.put(3000 / (time.perf_counter() - began))


def workers(folder: Path, algorithm: str, count: int) -> float:
    """Letters a second of as many workers, each on its core; best of the rounds."""
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(count), context.Queue()
    running = [
        context.Process(target=worker, args=(core, folder, algorithm, start, results), daemon=True)
        for core in range(count)
    ]
    for process in running:
        process.start()
    best = max(sum(results.get(timeout=120) for _ in running) for _ in range(ROUNDS))
    for process in running:
        process.join()
    return best


def apart(measure: Callable[..., dict[str, float]], *arguments: Any) -> dict[str, float]:  # noqa: ANN401
    """Measure in a process of its own, so that nobody else's memory and caches count."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measure, *arguments).result()


def main() -> None:
    """Measure and write."""
    speed: list[list[str]] = []
    taken: dict[str, dict[str, float]] = {}
    memory: list[list[str]] = []
    scaling: list[list[str]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for algorithm, called in ALGORITHMS.items():
            open_key(settings(folder, algorithm))
            run = partial(_announced, called)
            best = run("side by side", apart, side_by_side, folder, algorithm)
            taken[called] = run("step by step", apart, steps, folder, algorithm)
            filled = run(f"{NEVER_SEEN:,} letters", apart, many, folder, algorithm)
            stock = run("memory of stock parts", apart, stock_memory, folder, algorithm)
            one, two = (run(f"workers: {count}", workers, folder, algorithm, count) for count in (1, 2))
            lane, lanes = (
                run(f"lanes: {count}", apart, through_lanes, folder, algorithm, count)["a second"] for count in (1, 2)
            )
            least, times = TARGETS[algorithm]
            speed += [
                [called, "ours, checked again", f"{best['ours']:,.0f}", f"≥ {least:,}", f"{best['size']:,.0f}"],
                [called, "stock: reportlab and pyHanko", f"{best['stock']:.1f}", "", f"{best['stock size']:,.0f}"],
                [called, "ours to stock", f"{best['ours'] / best['stock']:.0f} ×", f"≥ {times} ×", ""],
                [called, "the bare signature", f"{best['bare']:,.0f}", "", ""],
                [called, f"{NEVER_SEEN:,} never seen", f"{filled['a second']:,.0f}", "", f"≤ {filled['largest']:,.0f}"],
            ]
            sizes = " → ".join(
                f"{filled[when]:.0f}" for when in ("at start", "after a tenth", "after half", "after all")
            )
            memory.append([called, sizes, "≤ 220, flat", f"{stock['MiB']:.0f}"])
            scaling += [
                [called, "workers", f"{one:,.0f}", f"{two:,.0f}", f"{two / one:.2f} ×", "≥ 1.8 ×"],
                [called, "lanes of one worker", f"{lane:,.0f}", f"{lanes:,.0f}", f"{lanes / lane:.2f} ×", ""],
            ]
    write(speed, taken, memory, scaling)


def _announced(called: str, what: str, measure: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401
    console.print(f"{called}: {what}")
    return measure(*arguments)


def write(
    speed: list[list[str]], taken: dict[str, dict[str, float]], memory: list[list[str]], scaling: list[list[str]]
) -> None:
    """Write the section, and show it."""
    total = {called: {**spent, "all": sum(spent.values())} for called, spent in taken.items()}
    names = list(next(iter(total.values())))
    lines = [
        "`make bench-signing`: one pinned core, the same letter and key for all, rounds that take turns, the best.",
        "",
        report.circumstances("cryptography", "reportlab", "pyhanko"),
        "",
        *report.table(["key", "letters a second, one core", "", "target", "bytes"], *speed),
        "",
        *report.table(
            ["µs a letter", *total], *([name, *(f"{t[name]:.0f}" for t in total.values())] for name in names)
        ),
        "",
        *report.table(["key", f"MiB, start → {NEVER_SEEN:,} letters", "target", "stock"], *memory),
        "",
        *report.table(["key", "letters a second", "one core", "two cores", "ratio", "target"], *scaling),
    ]
    report.write_section("Signing", lines)
    console.print("\n".join(lines))
    console.print(f"written: {report.RESULTS.name}")


if __name__ == "__main__":
    main()
