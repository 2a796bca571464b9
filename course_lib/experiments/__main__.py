"""Measure experiments and store them: python -m course_lib.experiments rnn_zoo."""

import os

for library in ("OMP", "OPENBLAS", "MKL"):  # before NumPy: one thread a process
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
os.environ["COURSE_QUIET"] = "1"  # no bar for each run

import argparse
import json
import platform
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib.metadata import version

from tqdm import tqdm

from . import STORE, fingerprint, load, names, stored


def one(name: str, setting: dict) -> dict:
    """Run one setting; add the seconds of CPU time that it took."""
    start = time.process_time()
    numbers = load(name).run(**setting)
    return {**setting, **numbers, "seconds": round(time.process_time() - start, 2)}


def measure(name: str, processes: int, afresh: bool) -> None:
    """Run what is missing, and store after each run, so that a stop loses little."""
    settings, code = load(name).SETTINGS, fingerprint(name)
    old = stored(name) if (STORE / f"{name}.json").is_file() else {"code": ""}
    known = old["runs"] if old["code"] == code and not afresh else []
    done = match(settings, known)
    todo = [i for i in range(len(settings)) if i not in done]
    with ProcessPoolExecutor(processes) as pool:
        jobs = {pool.submit(one, name, settings[i]): i for i in todo}
        for job in tqdm(as_completed(jobs), total=len(jobs), desc=name):
            done[jobs[job]] = job.result()
            store(name, code, [done[i] for i in sorted(done)])
    store(name, code, [done[i] for i in sorted(done)])


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


def store(name: str, code: str, runs: list[dict]) -> None:
    """Write the runs, each on a line of its own, with what made them."""
    made_with = {p: version(p) for p in ("numpy", "torch")}
    made_with = {"python": platform.python_version(), **made_with}
    lines = ",\n  ".join(json.dumps(r) for r in runs)
    text = (
        f'{{"code": "{code}",\n "made_with": {json.dumps(made_with)},\n'
        f' "runs": [\n  {lines}\n ]}}\n'
    )
    STORE.mkdir(exist_ok=True)
    path = STORE / f"{name}.json"
    path.with_suffix(".tmp").write_text(text, encoding="utf-8")
    path.with_suffix(".tmp").replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m course_lib.experiments")
    parser.add_argument("names", nargs="*", help=f"any of {', '.join(names())}; or all")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--afresh", action="store_true", help="run all settings again")
    args = parser.parse_args()
    for name in args.names or names():
        measure(name, args.processes, args.afresh)


if __name__ == "__main__":
    main()
