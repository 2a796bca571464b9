"""Time the NumPy half against PyTorch, side by side, and print the ratios.

The other one is PyTorch, unless the name says by what (conv-by-loops).

    python benchmarks/run.py            one line per piece of work
    python benchmarks/run.py mlp        only those whose name begins so

Both take turns within one process and one thread, so that whatever slows the machine
slows both. Below 1, NumPy is the faster. Results are also written to
benchmarks/results/, with the versions and the BLAS kernel that was used.
"""

import json
import os
import platform
import sys
import time
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # two thread pools in one process fight

import convolutional
import memory
import numpy as np
import recurrent
import torch
from timing import compare

from course_lib import scratch

torch.set_num_threads(1)


def mlp_step() -> dict[str, float]:
    """Forward, backward and SGD step of 784-256-256-10, batch 128, float32."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((128, 784)).astype(np.float32)
    t = rng.integers(0, 10, 128)

    model = scratch.MLP([784, 256, 256, 10], rng=rng).astype(np.float32)
    loss = scratch.CrossEntropyLoss()
    optimizer = scratch.SGD(model.parameters(), lr=0.01)

    model.input_grad = False  # as fit does, and as torch does by itself

    def ours():
        optimizer.zero_grad()
        loss(model(x), t)
        model.backward(loss.backward())
        optimizer.step()

    nn = torch.nn
    twin = nn.Sequential(
        nn.Linear(784, 256),
        nn.ReLU(),
        nn.Linear(256, 256),
        nn.ReLU(),
        nn.Linear(256, 10),
    )
    twin_loss = nn.CrossEntropyLoss()
    twin_optimizer = torch.optim.SGD(twin.parameters(), lr=0.01)
    x_torch, t_torch = torch.from_numpy(x), torch.from_numpy(t)

    def theirs():
        twin_optimizer.zero_grad()
        twin_loss(twin(x_torch), t_torch).backward()
        twin_optimizer.step()

    return compare(ours, theirs)


WORK = {  # name: (what to run, the ratio it must reach, the ratio we aim for)
    "mlp-step": (mlp_step, 0.9, 0.6),
    **convolutional.WORK,
    **recurrent.WORK,
    **memory.WORK,
}


def kernel() -> str:
    """Name the BLAS kernel that NumPy runs on, as far as it can be told."""
    forced = os.environ.get("OPENBLAS_CORETYPE")
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return forced or "unknown"
    pools = [p for p in threadpool_info() if "numpy" in p.get("filepath", "")]
    name = pools[0].get("architecture", "unknown") if pools else "unknown"
    return f"{name} (set by OPENBLAS_CORETYPE)" if forced else name


def main() -> int:
    chosen = [n for n in WORK if not sys.argv[1:] or n.startswith(tuple(sys.argv[1:]))]
    if not chosen:
        print(f"no such work; there is {', '.join(WORK)}", file=sys.stderr)
        return 2
    about = {
        "numpy": np.__version__,
        "torch": torch.__version__,
        "python": platform.python_version(),
        "processor": platform.machine(),
        "blas_kernel": kernel(),
        "threads": 1,
    }
    print(", ".join(f"{k} {v}" for k, v in about.items()))
    columns = f"{'work':24}{'NumPy ms':>10}{'other ms':>10}{'ratio':>8}"
    print(f"{columns}  range      must  aim")
    results, missed = {}, []
    for name in chosen:
        work, must, aim = WORK[name]
        r = results[name] = work()
        print(
            f"{name:24}{r['numpy_ms']:10.2f}{r['other_ms']:10.2f}{r['ratio']:8.2f}"
            f"  {r['low']:.2f}-{r['high']:.2f}  {must:4}  {aim}"
        )
        if r["ratio"] > must:
            missed.append(name)
    folder = Path(__file__).parent / "results"
    folder.mkdir(exist_ok=True)
    stored = folder / f"{time.strftime('%Y-%m-%d-%H%M%S')}.json"
    stored.write_text(json.dumps({"about": about, "results": results}, indent=2))
    if missed:
        print(f"above what it must reach: {', '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
