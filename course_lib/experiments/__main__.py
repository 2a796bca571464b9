"""Measure experiments and store them: python -m course_lib.experiments rnn_zoo."""

import os

for library in ("OMP", "OPENBLAS", "MKL"):  # before NumPy: one thread a process
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

import argparse
import inspect
import json
import platform
import signal
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib.metadata import version
from multiprocessing import get_context

from tqdm import tqdm

from ..data.downloads import fetch
from . import STORE, data, fingerprint, load, names, one, stored


def measure(name: str, processes: int, afresh: bool, device: str = "cpu") -> None:
    """Run what is missing, and store after each run, so that a stop loses little."""
    settings, head = load(name).SETTINGS, {"code": fingerprint(name)}
    old = stored(name) if (STORE / f"{name}.json").is_file() else {"code": ""}
    same = old["code"] == head["code"] and old.get("data", data(name)) == data(name)
    known = old["runs"] if same and not afresh else []
    head |= {"made_with": old["made_with"] if known else {}, "data": data(name)}
    done = match(settings, known)
    todo = [i for i in range(len(settings)) if i not in done]
    with ProcessPoolExecutor(
        processes,
        get_context("spawn"),
        initializer=signal.signal,  # Ctrl-C ends a process that measures, in silence
        initargs=(signal.SIGINT, signal.SIG_DFL),
    ) as pool:
        jobs = {pool.submit(one, name, settings[i], device): i for i in todo}
        try:
            for job in tqdm(as_completed(jobs), total=len(jobs), desc=name):
                done[jobs[job]] = job.result()
                head["made_with"] = joined(head["made_with"], versions())
                store(name, head, [done[i] for i in sorted(done)])
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    store(name, head, [done[i] for i in sorted(done)])


def match(settings: list[dict], runs: list[dict]) -> dict[int, dict]:
    """Return the stored run of each setting, by the setting's place in the list.

    A run holds its setting and more. If it holds several settings, it belongs to the
    one with most in it: {"a": 1} does not answer for {"a": 1, "b": 2}.
    """
    done = {}
    for run in runs:
        held = [i for i, s in enumerate(settings) if s.items() <= run.items()]
        if held:
            done[max(held, key=lambda i: len(settings[i]))] = run
    return done


def versions() -> dict[str, str]:
    """Return the versions of what measures here."""
    return {
        "python": platform.python_version(),
        **{p: version(p) for p in ("numpy", "torch")},
    }


def joined(old: dict[str, str], new: dict[str, str]) -> dict[str, str]:
    """Return the versions of all that measured, if a later one went on."""
    both = {what: [*old.get(what, "").split(", "), new[what]] for what in new}
    return {what: ", ".join(filter(None, dict.fromkeys(v))) for what, v in both.items()}


def store(name: str, head: dict, runs: list[dict]) -> None:
    """Write the runs, each on a line of its own, under what made them."""
    lines = ",\n  ".join(json.dumps(r) for r in runs)
    top = ",\n ".join(f'"{k}": {json.dumps(v)}' for k, v in head.items() if v)
    STORE.mkdir(exist_ok=True)
    path = STORE / f"{name}.json"
    text = f'{{{top},\n "runs": [\n  {lines}\n ]}}\n'
    path.with_suffix(".tmp").write_text(text, encoding="utf-8")
    path.with_suffix(".tmp").replace(path)


def check(name: str, device: str) -> None:
    """Complain, before anything runs, if the data or the device are not there.

    Raises: ValueError or FileNotFoundError.
    """
    if device != "cpu":
        if "device" not in inspect.signature(load(name).run).parameters:
            raise ValueError(f"{name} runs on the CPU only")
        import torch

        if not torch.cuda.is_available():
            raise ValueError(f"PyTorch finds no graphics card for --device {device}")
    for file in data(name):
        fetch(file)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m course_lib.experiments")
    parser.add_argument("names", nargs="*", help=f"any of {', '.join(names())}; or all")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--afresh", action="store_true", help="run all settings again")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    args = parser.parse_args()
    chosen = args.names or names()
    try:
        for name in chosen:
            check(name, args.device)
    except (ValueError, FileNotFoundError) as error:
        parser.exit(2, f"{parser.prog}: {error}\n")
    try:
        for name in chosen:
            measure(name, args.processes, args.afresh, args.device)
    except KeyboardInterrupt:
        parser.exit(130, "stopped; what is done is stored, the same command goes on\n")


if __name__ == "__main__":
    main()
