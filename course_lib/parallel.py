"""Training with several workers: many gradients become one.

Chapter: beyond-one-machine. NumPy alone; what needs PyTorch is in parallel_torch.py.
"""

import multiprocessing
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from . import scratch as dl
from .initialization import check_size


def shards(samples: int, workers: int) -> list[slice]:
    """Cut a batch into parts, one a worker, that differ by at most one sample.

    Raises: ValueError if a worker would get nothing.
    """
    check_size(workers, "shards", "workers")
    if samples < workers:
        raise ValueError(
            f"shards expected at least one sample for each of {workers} workers, got "
            f"{samples}"
        )
    ends = [samples * k // workers for k in range(workers + 1)]
    return [slice(a, b) for a, b in pairwise(ends)]


def gradient(model, loss, x: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Return the gradient of the mean loss over some samples, as one long vector."""
    model.zero_grad()
    loss(model(x), t)
    model.backward(loss.backward())
    return np.concatenate([p.grad.ravel() for p in model.parameters()])


def put_gradient(model, vector: np.ndarray) -> None:
    """Make the gradients of the parameters what a long vector says."""
    start = 0
    for p in model.parameters():
        p.grad[...] = vector[start : start + p.grad.size].reshape(p.grad.shape)
        start += p.grad.size


def mean_gradient(gradients: Sequence[np.ndarray], sizes: Sequence[int]) -> np.ndarray:
    """Return the gradient of the whole batch from those of its parts.

        dJ = sum_p n_p / N dJ_p,   N = sum_p n_p      (eq-shard-mean)

    Shapes: as many vectors as sizes n_p.
    Raises: ValueError otherwise, or for vectors of different lengths.
    """
    if len(gradients) != len(sizes) or len({g.shape for g in gradients}) != 1:
        raise ValueError(
            "mean_gradient expected one vector of one length for each size, got "
            f"{[g.shape for g in gradients]} and sizes {list(sizes)}"
        )
    N = sum(sizes)
    return sum(
        n / N * g for n, g in zip(sizes, gradients, strict=True)
    )  # eq-shard-mean


def ring_all_reduce(vectors: Sequence[np.ndarray]) -> tuple[list[np.ndarray], int]:
    """Add up vectors that lie on P workers in a ring; all end with the whole sum.

    Each vector is cut into P pieces. In P - 1 rounds each worker hands a piece to its
    right neighbor, who adds its own; then each worker has one finished piece, and in
    P - 1 more rounds the finished pieces go around. A worker sends 2 (P - 1) pieces:
    2 (P - 1) / P of its vector, whatever P is (eq-ring).

    Returns: the sums, and how many numbers each worker sent (the most, if they differ).
    """
    P = len(vectors)
    pieces = [np.array_split(v.astype(float), P) for v in vectors]
    sent = np.zeros(P, int)
    for collecting in (True, False):
        for r in range(P - 1):
            moved = []
            for worker in range(P):
                k = (worker - r + (0 if collecting else 1)) % P
                moved.append((k, pieces[worker][k].copy()))
                sent[worker] += len(pieces[worker][k])
            for worker, (k, piece) in enumerate(moved):
                right = pieces[(worker + 1) % P]
                right[k] = right[k] + piece if collecting else piece
    return [np.concatenate(p) for p in pieces], int(sent.max())


def new_model(seed: int):
    """Return the network of this chapter: digits of 8 x 8 pixels, ten classes."""
    return dl.MLP([64, 32, 10], rng=np.random.default_rng(seed))


def train_alone(x, t, *, seed: int, steps: int, batch: int, lr: float):
    """Train on one worker, without shuffling; return the network."""
    model, loss = new_model(seed), dl.CrossEntropyLoss()
    optimizer = dl.SGD(model.parameters(), lr=lr, momentum=0.9)
    for step in range(steps):
        rows = np.arange(step * batch, (step + 1) * batch) % len(x)
        put_gradient(model, gradient(model, loss, x[rows], t[rows]))
        optimizer.step()
    return model


def work(pipe, x, t, part: slice, seed: int, steps: int, batch: int, lr: float):
    """Be one worker: a gradient out, the mean of all gradients in, a step."""
    model, loss = new_model(seed), dl.CrossEntropyLoss()
    optimizer = dl.SGD(model.parameters(), lr=lr, momentum=0.9)
    for step in range(steps):
        rows = (np.arange(step * batch, (step + 1) * batch) % len(x))[part]
        pipe.send((gradient(model, loss, x[rows], t[rows]), len(rows)))
        put_gradient(model, pipe.recv())
        optimizer.step()
    pipe.send(model.state_dict())


def train_in_processes(
    x, t, *, workers: int, seeds: Sequence[int], steps: int, batch: int, lr: float
) -> list[dict]:
    """Train on several processes of this machine; return the weights of each.

    The processes share nothing but what goes through the pipes: a gradient a step.
    Args: seeds, one for each worker, from which it draws its first weights.
    """
    context = multiprocessing.get_context("spawn")
    pipes, processes = [], []
    for part, seed in zip(shards(batch, workers), seeds, strict=True):
        here, there = context.Pipe()
        arguments = (there, x, t, part, seed, steps, batch, lr)
        process = context.Process(target=work, args=arguments, daemon=True)
        process.start()
        pipes.append(here)
        processes.append(process)
    for _ in range(steps):
        gradients, sizes = zip(*(pipe.recv() for pipe in pipes), strict=True)
        mean = mean_gradient(gradients, sizes)
        for pipe in pipes:
            pipe.send(mean)
    states = [pipe.recv() for pipe in pipes]
    for process in processes:
        process.join()
    return states
