"""ATIS: questions of air travelers, each word with its slot (Hemphill et al., 1990).

The files are those of Chen's JointSLU: one sentence a line, its words between BOS and
EOS, a tab, and a tag for each of them.
"""

from .downloads import fetch

PARTS = ("train", "test")
Sentence = tuple[list[str], list[str]]


def load_atis(part: str) -> list[Sentence]:
    """Return the 4,978 sentences for training or the 893 for testing, with IOB tags.

    Raises: ValueError for another part or a damaged file, FileNotFoundError as fetch.
    """
    if part not in PARTS:
        raise ValueError(f"load_atis expected part to be one of {PARTS}, got {part!r}")
    path = fetch(f"atis.{part}.iob")
    lines = path.read_text(encoding="utf-8").splitlines()
    return [parse(line, n) for n, line in enumerate(lines, 1) if line.strip()]


def parse(line: str, number: int) -> Sentence:
    """Return the words and tags of one line, without BOS and EOS."""
    text, _, tags = line.partition("\t")
    words, tags = text.split(), tags.split()
    framed = words[:1] == ["BOS"] and words[-1:] == ["EOS"]
    if not framed or len(words) != len(tags):
        raise ValueError(
            f"line {number} of an ATIS file: expected BOS ... EOS with a tag for each, "
            f"got {len(words)} words and {len(tags)} tags in {line[:40]!r}"
        )
    return words[1:-1], tags[1:-1]
