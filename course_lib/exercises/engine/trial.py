"""Run one layer as its row of the table says, and keep everything it gives."""

from typing import Any

import numpy as np

from .outcome import Unusable, as_array
from .run import changed
from .text import count

LEFT = "values saved and never used"
LATER = " of the second call"
ADDED = " of both calls together"
NESTED = " after two forward calls in a row"


class Trial:
    """Forward and backward calls of one answer, and all that they left behind.

    ``want`` holds the arrays of the reference, or None while it is the reference.
    """

    def __init__(self, exercise: Any, answer: type, want: dict | None):
        self.exercise, self.answer, self.want = exercise, answer, want
        self.arrays: dict[str, np.ndarray] = {}
        self.handed: list[tuple[str, np.ndarray, np.ndarray]] = []  # before, after

    def go(self) -> dict[str, np.ndarray]:
        model = self.exercise.build(self.answer)
        self.same_state(model)
        rng = np.random.default_rng(2)
        inputs = self.exercise.inputs()
        for later, added in (("", ""), (LATER, ADDED)):
            if not self.round(model, next(inputs), rng, later):
                return self.arrays
            for name, p in model.named_parameters():
                self.keep(f"d{name}{added}", p.grad, f"the gradient of {name} is")
        left = sum(len(m.__dict__.get("_stack", ())) for _, m in model.modules())
        self.arrays[LEFT] = np.array(left)
        if not left:
            self.nested(model, next(inputs), next(inputs), rng)
        return self.arrays

    def same_state(self, model) -> None:
        """Give the answer the reference's first weights, if it has the same names."""
        state = self.exercise.build(self.exercise.reference).state_dict()
        want = {name: array.shape for name, array in state.items()}
        have = {name: np.shape(array) for name, array in model.state_dict().items()}
        if want != have:
            raise Unusable(
                f"your layer has {_listed(have)}; expected are {_listed(want)}. "
                "Store each as `self.name = dl.Parameter(array)`."
            )
        model.load_state_dict(state)

    def round(self, model, inputs, rng, later: str) -> bool:
        """Run forward and backward once; return False if backward makes no sense."""
        names = self.exercise.argument_names()
        for name, x in zip(names, inputs, strict=False):
            self.handed.append((name, x.copy(), x))
        y = self.keep(f"output{later}", model(*inputs), "forward returned")
        want = self.want
        if want and want[f"output{later}"].shape != y.shape:
            return False
        dy = rng.standard_normal(y.shape)
        if y.ndim:
            self.handed.append(("dy", dy.copy(), dy))
        dx = model.backward(dy) if y.ndim else model.backward()
        several = dx if isinstance(dx, tuple) else (dx,)
        if want:
            n = sum(f"d{name}" in want for name in names)
            if len(several) != n:
                raise Unusable(
                    f"backward returned {count(len(several), 'result')}; expected is "
                    f"{count(n, 'result')}: {', '.join('d' + a for a in names[:n])}."
                )
        for name, array in zip(names, several, strict=False):
            self.keep(f"d{name}{later}", array, "backward returned")
        return True

    def nested(self, model, first, second, rng) -> None:
        """Run forward twice, then backward twice, as a cell in time does."""
        shape, latest = np.shape(model(*first)), np.shape(model(*second))
        self.back(model, latest, rng)
        for p in model.parameters():
            p.grad = np.zeros_like(p.data)
        dx = self.back(model, shape, rng)
        several = dx if isinstance(dx, tuple) else (dx,)
        names = self.exercise.argument_names()
        for name, array in zip(names, several, strict=False):
            self.keep(f"d{name}{NESTED}", array, "backward returned")
        for name, p in model.named_parameters():
            self.keep(f"d{name}{NESTED}", p.grad, f"the gradient of {name} is")

    def back(self, model, shape: tuple[int, ...], rng):
        dy = rng.standard_normal(shape)
        return model.backward(dy) if shape else model.backward()

    def keep(self, name: str, value: Any, what: str) -> np.ndarray:
        self.arrays[name] = as_array(value, what)
        return self.arrays[name]

    def changed(self) -> tuple[str, ...]:
        names, before, after = (
            zip(*self.handed, strict=True) if self.handed else [()] * 3
        )
        return tuple(dict.fromkeys(changed(before, after, list(names))))


def _listed(shapes: dict[str, tuple]) -> str:
    if not shapes:
        return "no parameters"
    return ", ".join(f"{name} {shape}" for name, shape in shapes.items())
