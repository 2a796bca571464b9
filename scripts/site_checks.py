"""Open pages of the built site in a real browser and say what is wrong with them.

Shared by tests/site and scripts/screenshots.py. A check returns complaints: sentences,
none if all is well.
"""

import os
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from chromium import find_chromium
from serve import server

ROOT = Path(__file__).resolve().parent.parent

# name: width, height, color scheme
SETTINGS = {
    "desktop": (1280, 900, "light"),
    "phone": (390, 844, "light"),
    "dark": (1280, 900, "dark"),
}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# Violations that no page can mend: axe's rule, what the element holds, the reason.
KNOWN_AXE = (
    ("region", "logo__", "the theme puts its logo outside the landmarks"),
    ("aria-allowed-role", "doc-biblioentry", "docutils marks references so"),
    ("aria-deprecated-role", "doc-biblioentry", "docutils marks references so"),
    ("aria-required-children", "citation-list", "docutils marks references so"),
)

# What a reader must never see: TeX or MyST that was not rendered.
RAW = re.compile(r"\$\$|\\begin\{|\\[a-zA-Z]+\{|\{(?:ref|eq|term|numref|cite:\w+)\}`")

LOOK = """async () => {
  if (window.MathJax?.startup?.promise) await MathJax.startup.promise;
  await document.fonts.ready;
  const text = document.body.cloneNode(true);
  const code = "script, style, pre, code, textarea, mjx-container";
  text.querySelectorAll(code).forEach(e => e.remove());
  const images = [...document.images].filter(e => !e.alt.trim());
  const root = document.documentElement;
  // what sticks out of the page, unless something around it scrolls
  const wide = [...document.querySelectorAll("main *")].filter(e => {
    if (e.getBoundingClientRect().right <= root.clientWidth + 1) return false;
    for (let p = e; p && p !== root; p = p.parentElement)
      if (getComputedStyle(p).overflowX !== "visible") return false;
    return true;
  });
  return {
    math: [...document.querySelectorAll("mjx-merror")].map(
      e => e.getAttribute("data-mjx-error") || e.textContent),
    untypeset: [...document.querySelectorAll(".math")].filter(
      e => !e.querySelector("mjx-container")).map(e => e.textContent.trim()),
    text: text.textContent,
    images: images.map(e => e.getAttribute("src").slice(0, 80)),
    overflow: root.scrollWidth - root.clientWidth,
    wide: wide.slice(0, 3).map(e => e.outerHTML.slice(0, 120)),
  };
}"""


def pages_of(folder: Path) -> list[str]:
    """Return the pages of a built site, without the theme's templates."""
    paths = (path.relative_to(folder) for path in sorted(folder.rglob("*.html")))
    return [path.as_posix() for path in paths if path.parts[0] != "_static"]


def build(out: Path, **environment: str) -> tuple[Path, str]:
    """Build the book into ``out``; return the folder of its pages and the warnings."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("COURSE_")}
    jupyter_book = Path(sys.executable).parent / "jupyter-book"
    command = [jupyter_book, "build", ROOT, "--path-output", out, "--quiet"]
    done = subprocess.run(
        [*command, "-W", "-n", "--keep-going"],
        env=inherited | environment,
        capture_output=True,
        text=True,
    )
    said = re.sub(r"\x1b\[[0-9;]*m", "", done.stderr).replace(f"{ROOT}/", "")
    return out / "_build" / "html", said if done.returncode else ""


@contextmanager
def serving(folder: Path):
    """Serve ``folder`` on a free port; yield its address."""
    httpd = server(folder)
    thread = threading.Thread(target=httpd.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}"
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()


@contextmanager
def browsing():
    """Start the browser; yield it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=FLAGS
        )
        yield browser
        browser.close()


@dataclass
class Visitor:
    """One browser window at one setting; remembers everything a page complained of."""

    browser: object
    address: str
    setting: str = "desktop"
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        width, height, scheme = SETTINGS[self.setting]
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        self.page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.route("**/*", self._route)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.seen.append(f"error: {error}"))
        self.page.on("response", self._response)

    def close(self) -> None:
        self.page.context.close()

    def open(self, path: str) -> None:
        self.page.goto(f"{self.address}/{path}", wait_until="load")

    def visit(self, path: str) -> list[str]:
        """Open a page and return all complaints about it."""
        self.seen.clear()
        self.open(path)
        complaints = looks(self.page)
        return [*self.seen, *complaints]

    def _route(self, route) -> None:
        if route.request.url.startswith((self.address, "data:", "blob:")):
            route.continue_()
        else:
            self.seen.append(f"request to another host: {route.request.url}")
            route.abort()

    def _console(self, message) -> None:
        if message.type in ("error", "warning"):
            self.seen.append(f"console {message.type}: {message.text}")

    def _response(self, response) -> None:
        if response.status >= 400:
            self.seen.append(f"{response.status}: {urlsplit(response.url).path}")


def looks(page) -> list[str]:
    """Return complaints about what stands on the page that is open."""
    found = page.evaluate(LOOK)
    complaints = [f"math error: {text}" for text in found["math"]]
    complaints += [f"formula not typeset: {text}" for text in found["untypeset"]]
    complaints += [f"raw markup: {raw}" for raw in RAW.findall(found["text"])]
    complaints += [f"image without alt text: {src}" for src in found["images"]]
    if found["overflow"] > 0:
        wide = " ".join(found["wide"])
        complaints.append(f"wider than the window by {found['overflow']} px: {wide}")
    return complaints


def accessibility(page) -> list[str]:
    """Return axe's complaints about the page that is open, less the theme's own."""
    from axe_playwright_python.sync_playwright import Axe

    # colors on their way from light to dark are no one's choice
    page.add_style_tag(content="* { transition: none !important }")
    # axe would fetch style sheets a second time, and some at the wrong address
    options = {"resultTypes": ["violations"], "preload": False}
    return [
        f"axe {item['id']} ({item['impact']}): {node['html'][:150]}"
        for item in Axe().run(page, options=options).response["violations"]
        for node in item["nodes"]
        if not any(
            item["id"] == rule and part in node["html"] for rule, part, _ in KNOWN_AXE
        )
    ]


# What would be loaded from elsewhere, whether or not a browser asks for it today.
ELSEWHERE = r"""["']?(?:https?:)?//[^"'> )]+"""
HTML_LOADS = re.compile(
    rf"<(?:script|img|iframe|source|video|audio|embed)\b[^>]*?\ssrc={ELSEWHERE}"
    r"|<link\b(?=[^>]*\brel=.?(?:stylesheet|icon|preload|modulepreload|prefetch)\b)"
    rf"[^>]*?\shref={ELSEWHERE}",
    re.IGNORECASE,
)
CSS_LOADS = re.compile(rf"(?:url\(|@import)\s*{ELSEWHERE}")
JS_LOADS = re.compile(
    r"(?:importScripts\(|\bimport\(|\bfrom\s|\bfetch\(|\.src\s*=)\s*"
    r"""["'`]https?://[^"'`]+"""
)
LOADS = {
    ".html": (HTML_LOADS, CSS_LOADS),
    ".css": (CSS_LOADS,),
    ".svg": (HTML_LOADS, CSS_LOADS),
    ".js": (JS_LOADS,),
}


def outside_loads(folder: Path) -> list[str]:
    """Return every address of another host that a built file would load from."""
    return [
        f"{path.relative_to(folder)}: {match.group()[:200]}"
        for path in sorted(folder.rglob("*"))
        if path.suffix in LOADS and path.is_file()
        for pattern in LOADS[path.suffix]
        for match in pattern.finditer(path.read_text(errors="replace"))
    ]
