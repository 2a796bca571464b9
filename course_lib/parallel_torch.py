"""Training with several workers in PyTorch: all_reduce by hand, and DDP.

Chapter: beyond-one-machine.
"""

import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from torch import multiprocessing
from torch.nn.parallel import DistributedDataParallel

from . import pytorch as dl
from .parallel import shards


def average_gradients(model: torch.nn.Module, workers: int) -> None:
    """Replace each gradient by its mean over all workers (equal shards)."""
    for p in model.parameters():
        dist.all_reduce(p.grad)  # the sum, on every worker
        p.grad /= workers


def work(
    rank: int, workers: int, folder: str, x, t, seed: int, steps: int, batch: int, lr
) -> None:
    """Be one worker: train twice, by hand and with DDP; the first one stores both."""
    torch.set_num_threads(1)
    place = f"file://{folder}/meeting"
    dist.init_process_group("gloo", init_method=place, rank=rank, world_size=workers)
    x, t = torch.tensor(x), torch.tensor(t)
    mine = shards(batch, workers)[rank]
    for way in ("by hand", "DDP"):
        model = dl.MLP([64, 32, 10], rng=np.random.default_rng(seed))
        wrapped = DistributedDataParallel(model) if way == "DDP" else model
        loss = dl.CrossEntropyLoss()
        optimizer = dl.SGD(model.parameters(), lr=lr, momentum=0.9)
        for step in range(steps):
            rows = (np.arange(step * batch, (step + 1) * batch) % len(x))[mine]
            optimizer.zero_grad()
            loss(wrapped(x[rows]), t[rows]).backward()
            if way == "by hand":
                average_gradients(model, workers)
            optimizer.step()
        if rank == 0:
            torch.save(model.state_dict(), Path(folder) / f"{way}.pt")
    dist.destroy_process_group()


def train_distributed(
    x, t, *, workers: int, seed: int, steps: int, batch: int, lr: float
) -> dict[str, dict[str, np.ndarray]]:
    """Train on several processes; return the weights that each way ends with.

    The workers meet through a file, so no port and no network is needed on one machine.
    """
    with tempfile.TemporaryDirectory() as folder:
        arguments = (workers, folder, x, t, seed, steps, batch, lr)
        multiprocessing.spawn(work, args=arguments, nprocs=workers)
        ways = {}
        for way in ("by hand", "DDP"):
            state = torch.load(Path(folder) / f"{way}.pt", weights_only=True)
            ways[way] = {name: tensor.numpy() for name, tensor in state.items()}
    return ways
