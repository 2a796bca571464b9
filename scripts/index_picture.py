"""Draw the picture on the first page of the book, from two trainings of one network.

    python scripts/index_picture.py

The numbers on the first page come from ``train``; a test trains again and compares.
"""

import importlib
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np

from course_lib import plot
from course_lib.data import load_digits, split
from course_lib.scratch.feedforward.activations import softmax

PICTURE = Path(__file__).parent.parent / "book" / "images" / "twice.png"
# As in the chapter on backpropagation.
SIZES, EPOCHS, BATCH_SIZE, LEARNING_RATE = [64, 64, 10], 30, 16, 0.2
DIGIT = 3  # the first test sample of this class is drawn


def train(half: str, seed: int) -> dict:
    """Train the digit classifier with one half; return what the page shows."""
    dl = importlib.import_module(f"course_lib.{half}")
    rng = np.random.default_rng(seed)
    (x, t), (x_test, t_test) = split(*load_digits(), test_fraction=0.25, rng=rng)
    mean = x.mean(axis=0)
    train_set, test_set = (x - mean, t), (x_test - mean, t_test)
    model = dl.MLP(SIZES, rng=rng)
    loss = dl.CrossEntropyLoss()
    optimizer = dl.SGD(model.parameters(), lr=LEARNING_RATE)
    options = {"epochs": EPOCHS, "batch_size": BATCH_SIZE, "rng": rng}
    history = dl.fit(model, loss, optimizer, train_set, **options)
    return {
        "model": model,
        "test_set": test_set,
        "mean": mean,
        "train_loss": np.array(history.train_loss),
        "accuracy": dl.evaluate(model, loss, test_set).accuracy,
        "steps": EPOCHS * -(-len(x) // BATCH_SIZE),
    }


def draw(by_hand: dict, by_torch: dict) -> plt.Figure:
    x, t = by_hand["test_set"]
    k = int(np.flatnonzero(t == DIGIT)[0])
    plot.use_style()
    plt.rcParams["figure.constrained_layout.use"] = False
    fig = plt.figure(figsize=(7, 4.6), dpi=150)
    _network(fig, x[k] + by_hand["mean"], softmax(by_hand["model"](x[k : k + 1]))[0])
    _pass(fig, 0.965, "forward", plot.BLUE, 0.0, 0.135, 1.0)
    _pass(fig, 0.375, "backward", plot.ORANGE, 1.0, 0.85, 0.0)
    _receipt(fig, 0.0, "by hand, in NumPy", by_hand, plot.BLUE)
    _receipt(fig, 0.53, "by autograd, in PyTorch", by_torch, plot.ORANGE)
    return fig


def _network(fig, pixels: np.ndarray, p: np.ndarray) -> None:
    """Draw the digit, the network and the probabilities that it gives."""
    ax = fig.add_axes((0.0, 0.54, 0.17, 0.26))
    ax.imshow(pixels.reshape(8, 8))
    ax.set(xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set(visible=True, color="#444444")
    ax = fig.add_axes((0.19, 0.38, 0.56, 0.57))
    labels = ["64 pixels", "64 hidden neurons", "10 classes"]
    plot.network([8, 8, 8], ax, labels=labels)
    ax = fig.add_axes((0.80, 0.475, 0.19, 0.43))
    colors = [plot.ORANGE if j == p.argmax() else "#c8c8c8" for j in range(10)]
    ax.barh(range(10), p, color=colors)
    ax.set(yticks=range(10), ylim=(9.6, -0.6), xlim=(0, 1), xticks=[0, 1])
    ax.grid(False)
    ax.set_xlabel("probability", labelpad=-8)


def _pass(fig, y, word, color, at, start, end) -> None:
    """Draw an arrow across the figure with its word at the tail."""
    side = "left" if at < end else "right"
    fig.text(at, y, word, color=color, weight="bold", size=12, va="center", ha=side)
    style = {"arrowstyle": "-|>", "mutation_scale": 18, "lw": 2.2, "color": color}
    where = {"xycoords": "figure fraction", "textcoords": "figure fraction"}
    ends = {"xy": (end, y), "xytext": (start, y)}
    fig.axes[0].annotate("", **ends, arrowprops=style, **where)


def _receipt(fig, left: float, title: str, run: dict, color: str) -> None:
    """Write what one half computed, behind a bar in its color."""
    fig.add_artist(plt.Line2D([left + 0.005] * 2, [0.02, 0.29], color=color, lw=5))
    text = {"x": left + 0.03, "va": "center"}
    fig.text(y=0.26, s=f"Trained {title}", weight="bold", size=12, **text)
    loss = f"{run['train_loss'][-1]:.12f}"
    fig.text(y=0.165, s=loss, size=19, family="monospace", **text)
    words = f"training loss, last of {EPOCHS} epochs"
    fig.text(y=0.09, s=words, size=10.5, color="#444444", **text)
    words = f"{run['accuracy']:.1%} of new digits right"
    fig.text(y=0.04, s=words, size=10.5, color="#444444", **text)


def main() -> None:
    by_hand, by_torch = train("scratch", 0), train("pytorch", 0)
    PICTURE.parent.mkdir(exist_ok=True)
    draw(by_hand, by_torch).savefig(
        PICTURE, bbox_inches="tight", pad_inches=0.1, metadata={"Software": None}
    )
    for name, run in (("NumPy", by_hand), ("PyTorch", by_torch)):
        loss, accuracy = run["train_loss"][-1], run["accuracy"]
        print(f"{name:8}{loss:.12f}  {accuracy:.4f}  {run['steps']} steps")


if __name__ == "__main__":
    main()
