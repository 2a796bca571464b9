"""Published data sets: found in a folder of yours, or fetched once and checked.

The folder named by the environment variable COURSE_DATA comes first, then the cache.
What is in neither is fetched from its publisher, with a progress bar. A file that is
not the published one, byte for byte, is refused.
"""

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

RAW = "https://raw.githubusercontent.com"
JOINT_SLU = f"{RAW}/yvchen/JointSLU/master/data"
MNIST = "https://ossci-datasets.s3.amazonaws.com/mnist"


class Source(NamedTuple):
    """Where a file comes from, None if its publisher has it in no such form."""

    url: str | None
    sha256: str
    homepage: str


FILES = {
    "tinyshakespeare.txt": Source(
        f"{RAW}/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
        "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
        "https://github.com/karpathy/char-rnn",
    ),
    "t10k-images-idx3-ubyte.gz": Source(
        f"{MNIST}/t10k-images-idx3-ubyte.gz",
        "8be8d0bbf1280248939ffa7126e45f0af5476d9b7e23398415c58ac9976591df",
        "https://yann.lecun.com/exdb/mnist",
    ),
    "t10k-labels-idx1-ubyte.gz": Source(
        f"{MNIST}/t10k-labels-idx1-ubyte.gz",
        "dea1acd74f516a7fe5404d4f2afa815fd3da07dceb42585f6a240c3a81bf1b85",
        "https://yann.lecun.com/exdb/mnist",
    ),
    "jsb-chorales-quarter.json": Source(
        f"{RAW}/czhuang/JSB-Chorales-dataset/master/jsb-chorales-quarter.json",
        "2db9329f1881a1d3f49703ec556bf1d6f84b4f6c1d702c156536e93cf31e1c91",
        "https://github.com/czhuang/JSB-Chorales-dataset",
    ),
    "atis.train.iob": Source(
        f"{JOINT_SLU}/atis.train.iob",
        "c6206da7418792a2668a0bb8b79b7302519c56b25613cce532e1f6263a937dbc",
        "https://github.com/yvchen/JointSLU",
    ),
    "atis.test.iob": Source(
        f"{JOINT_SLU}/atis.test.iob",
        "408f441f87b3472df42c51f5d9e4431fa2dde62409174e28277e389f4bd58821",
        "https://github.com/yvchen/JointSLU",
    ),
    "atis-2.train.iob": Source(
        f"{JOINT_SLU}/atis-2.train.iob",
        "76f33fee4bb9f8d70cbf5dcd77208c58ae97dac9343e8fe62cfb363c2256131d",
        "https://github.com/yvchen/JointSLU",
    ),
    "atis-2.dev.iob": Source(
        f"{JOINT_SLU}/atis-2.dev.iob",
        "15c1a0d952aae4c0aa64b4be7457f5d216b9404b423573a345396977986921ca",
        "https://github.com/yvchen/JointSLU",
    ),
    "fsdd.tar.gz": Source(  # archives made on demand differ from day to day
        None,
        "4346aaad572774bac1d5566ceb585c4f3b827b74838c08def0cfcdd3cac34759",
        "https://github.com/Jakobovski/free-spoken-digit-dataset",
    ),
}


def fetch(name: str) -> Path:
    """Return the path of a published file, fetched if need be.

    Raises: ValueError for an unknown name or a damaged file, FileNotFoundError if it is
    nowhere and cannot be fetched.
    """
    if name not in FILES:
        raise ValueError(f"fetch expected one of {sorted(FILES)}, got {name!r}")
    folder = os.environ.get("COURSE_DATA")
    if folder:
        path = Path(folder) / name
        if path.is_file():
            return checked(path)
    path = cache() / name
    if path.is_file():
        return checked(path)
    return download(name, path.parent)


def cache() -> Path:
    """Return the folder in which fetched files are kept."""
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("neural-networks-twice"))


def checked(path: Path) -> Path:
    """Return the path if the file is the published one, byte for byte."""
    wanted = FILES[path.name].sha256
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != wanted:
        raise ValueError(
            f"{path} is damaged or another version: expected sha256 {wanted}, got "
            f"{found} ({path.stat().st_size:,} bytes); delete it and try again"
        )
    return path


def download(name: str, folder: Path) -> Path:
    """Fetch a file from its publisher into a folder; a part of a file is not kept."""
    source = FILES[name]
    help_text = (
        f"get it from {source.homepage}, put it into a folder, and name the folder in "
        "the environment variable COURSE_DATA"
    )
    if source.url is None:
        raise FileNotFoundError(f"{name} was not found; {help_text}")
    import pooch

    from ..quiet import quiet

    try:
        pooch.retrieve(
            source.url,
            known_hash=f"sha256:{source.sha256}",
            fname=name,
            path=folder,
            progressbar=not quiet(),
        )
    except Exception as error:
        raise FileNotFoundError(
            f"{name} was not found here and could not be fetched from {source.url} "
            f"({type(error).__name__}); when you are online, try again, or {help_text}"
        ) from error
    return folder / name
