"""The exercises of the book, checked.

    check("activations/leaky-relu", leaky_relu)  # right? if not, why not
    hint("activations/leaky-relu")               # the next hint, vague to explicit
    progress()                                   # what is solved so far
    catalog()                                    # all exercises, in book order

One file a chapter holds its exercises; ``engine`` does the rest, with NumPy alone.
"""

import difflib
from importlib import import_module
from typing import Any

from .engine.base import Exercise
from .engine.display import Feedback, Result, Shown, show
from .engine.memory import record
from .engine.progress import Progress

__all__ = ["catalog", "check", "hint", "progress"]

CHAPTERS = (  # in book order; part/chapter, named as the files
    "front/using_this_course",
    "layers/three_layers",
    "layers/features_and_mapping",
    "feedforward/weighted_averages",
    "feedforward/activations",
    "feedforward/losses",
    "feedforward/backpropagation",
    "feedforward/initialization",
    "feedforward/regularization",
    "feedforward/batch_normalization",
    "optimization/gradient_descent",
    "optimization/momentum",
    "optimization/adaptive_methods",
    "optimization/optimizer_race",
    "convolutional/convolution",
    "convolutional/pooling_and_backward",
    "convolutional/batch_norm_for_images",
    "convolutional/lenet",
    "convolutional/alexnet_and_vgg",
    "convolutional/googlenet",
    "convolutional/resnet",
    "recurrent/why_recurrence",
    "recurrent/elman_and_jordan",
    "recurrent/bptt",
    "recurrent/vanishing_gradients",
    "recurrent/bidirectional_and_deep",
    "recurrent/rtrl",
    "recurrent/ekf",
    "memory/lstm",
    "memory/gru",
    "memory/lstm_vs_gru",
    "memory/clockwork_rnn",
    "memory/echo_state_network",
    "memory/recursive_networks",
    "memory/rnn_zoo",
    "sequences/word_vectors",
    "sequences/language_model",
    "sequences/encoder_decoder",
    "sequences/attention",
    "sequences/machine_translation",
    "sequences/speech_recognition",
    "sequences/image_captioning",
    "sequences/slot_filling",
    "sequences/beyond_one_machine",
)
_loaded: dict[str, dict[str, Exercise]] = {}
_hints_given: dict[str, int] = {}


def check(id: str, answer: Any, *, solution: bool = False) -> Result:
    """Check an answer, show the feedback, and return it.

    Whatever the answer is or does, there is a verdict: ``passed`` is True, False, or
    None while the answer is blank. ``solution=True`` marks the course's own answer:
    the same check, and nothing is recorded.

    Raises: ValueError if there is no exercise of that id.
    """
    result = _find(id).verdict(answer, solution)
    show(result)
    if result.passed and not solution:
        message = record(result.id)
        if message:
            show(Shown(Feedback("hint", "About your progress", before=[message])))
    return result


def hint(id: str) -> Shown:
    """Show the next hint of an exercise; after the last, the last again.

    Raises: ValueError if there is no exercise of that id.
    """
    exercise = _find(id)
    total = len(exercise.hints)
    k = min(_hints_given.get(id, 0), total - 1)
    _hints_given[id] = k + 1
    last = k + 1 == total
    after = "That was the last. The solution is folded up below the exercise."
    feedback = Feedback(
        "hint",
        f"Hint {k + 1} of {total}",
        exercise.id,
        before=[exercise.hints[k]],
        after=[after] if last else [],
    )
    shown = Shown(feedback)
    show(shown)
    return shown


def progress() -> Progress:
    """Show, chapter by chapter, what is solved and what is open."""
    table = Progress(catalog())
    show(table)
    return table


def catalog() -> list[Exercise]:
    """Return every exercise, in book order."""
    return [e for chapter in CHAPTERS for e in _chapter(chapter).values()]


def _chapter(place: str) -> dict[str, Exercise]:
    """Import the exercises of one chapter when they are first needed."""
    if place not in _loaded:
        part, name = place.split("/")
        chapter = name.replace("_", "-")
        exercises: dict[str, Exercise] = {}
        for e in import_module(f".{part}.{name}", __name__).EXERCISES:
            if e.id in exercises or not e.id.startswith(f"{chapter}/"):
                raise ValueError(f"{place}: {e.id!r} is there twice or misnamed")
            e.part, e.chapter = part, chapter
            exercises[e.id] = e
        _loaded[place] = exercises
    return _loaded[place]


def _find(id: str) -> Exercise:
    start = str(id).split("/")[0].replace("-", "_")
    for place in CHAPTERS:
        if place.endswith(f"/{start}") and id in _chapter(place):
            return _chapter(place)[id]
    ids = [e.id for e in catalog()]
    close = difflib.get_close_matches(str(id), ids, n=3, cutoff=0.5)
    nearest = f"did you mean {' or '.join(map(repr, close))}?" if close else ""
    raise ValueError(
        f"there is no exercise {id!r}; {nearest or 'catalog() lists them all'}"
    )
