"""The published site: built without warnings, whole, and good in a real browser.

One file, so that one worker builds the book and opens the browser once.
"""

import re
from pathlib import Path

import pytest
import yaml
from chromium import MISSING, find_chromium
from site_checks import (
    SETTINGS,
    Visitor,
    accessibility,
    build,
    outside_loads,
    pages_of,
)

ROOT = Path(__file__).parents[2]
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text())
CHAPTERS = [c["file"] for part in TOC["parts"] for c in part["chapters"]]
SOLVED = [f"{c}.html" for c in CHAPTERS if re.search(r"forward/(?!index)", c)]
PAGES = [f"{page}.html" for page in (TOC["root"], *CHAPTERS, "search", "genindex")]

needs_browser = pytest.mark.skipif(find_chromium() is None, reason=MISSING)


@pytest.fixture(scope="module")
def visitors(browser, address):
    visitors = {setting: Visitor(browser, address, setting) for setting in SETTINGS}
    yield visitors
    for visitor in visitors.values():
        visitor.close()


@pytest.fixture
def visitor(visitors):
    return visitors["desktop"]


def test_the_book_builds_without_warnings(built):
    if built[1]:
        pytest.fail(built[1], pytrace=False)


def test_pages_are_those_of_the_table_of_contents(site):
    assert sorted(pages_of(site)) == sorted(["index.html", *PAGES])


def test_first_address_leads_to_the_first_page(site):
    assert f"{TOC['root']}.html" in (site / "index.html").read_text()


def test_nothing_would_be_loaded_from_elsewhere(site):
    assert outside_loads(site) == []


def test_no_button_leads_to_an_unknown_repository(site):
    for page in PAGES:
        html = (site / page).read_text()
        assert "launch-buttons" not in html
        assert "source-buttons" not in html
        assert "executablebooks" not in html


def test_published_pages_lead_to_their_repository(tmp_path):
    repository = "https://github.com/someone/twice"
    site, warnings = build(
        tmp_path,
        COURSE_REPOSITORY=repository,
        COURSE_BRANCH="main",
        COURSE_LAUNCH_BRANCH="published",
        COURSE_SITE="https://someone.github.io/twice",
    )
    assert warnings == ""
    notebook = "book/feedforward/losses"
    html = (site / f"{notebook}.html").read_text()
    for link in (
        f"https://colab.research.google.com/github/someone/twice/blob/published/{notebook}.ipynb",
        f"https://mybinder.org/v2/gh/someone/twice/published?urlpath=lab/tree/{notebook}.ipynb",
        repository,
        f"{repository}/edit/main/{notebook}.ipynb",
        f"{repository}/issues/new?",
    ):
        assert f'href="{link}' in html
    page = (site / "book/notation.html").read_text()
    assert f'href="{repository}/edit/main/book/notation.md"' in page
    assert "colab" not in page
    places = (site / "sitemap.xml").read_text()
    assert f"https://someone.github.io/twice/{notebook}.html" in places
    assert "https://someone.github.io/twice/" in html  # og:url, the link's preview


@needs_browser
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("setting", SETTINGS)
def test_page(visitors, setting, page):
    visitor = visitors[setting]
    complaints = visitor.visit(page) + accessibility(visitor.page)
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


@needs_browser
@pytest.mark.parametrize("page", SOLVED)
def test_opened_solutions_fit_a_phone(visitors, page):
    visitor = visitors["phone"]
    visitor.open(page)
    opened = visitor.page.evaluate(
        "[...document.querySelectorAll('details')].map(d => d.open = true).length"
    )
    assert opened >= 4
    width = "document.documentElement.scrollWidth"
    assert visitor.page.evaluate(width) <= SETTINGS["phone"][0]


@needs_browser
@pytest.mark.parametrize(
    ("word", "page"),
    [
        ("leaky", "book/feedforward/activations.html"),
        ("kullback", "book/feedforward/losses.html"),
        ("central differences", "book/feedforward/backpropagation.html"),
        ("weighted average", "book/feedforward/weighted-averages.html"),
        ("navon", "book/layers/features-and-mapping.html"),
        ("nesterov", "book/optimization/momentum.html"),
        ("inception", "book/convolutional/googlenet.html"),
        ("kalman filter", "book/recurrent/ekf.html"),
        ("peephole", "book/memory/lstm.html"),
        ("spectral radius", "book/memory/echo-state-network.html"),
        ("alignment", "book/sequences/attention.html"),
        ("perplexity", "book/sequences/language-model.html"),
    ],
)
def test_search_finds(visitor, word, page):
    visitor.open(f"{TOC['root']}.html")
    visitor.page.keyboard.press("Control+k")
    visitor.page.keyboard.type(word)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector("#search-results li a")
    visitor.page.wait_for_function(
        "/found|finished/i.test(document.querySelector('.search-summary')?.textContent)"
    )
    found = visitor.page.eval_on_selector_all(
        "#search-results li a", "links => links.map(a => a.getAttribute('href'))"
    )
    assert any(link.startswith(page) for link in found)


@needs_browser
def test_light_and_dark_can_be_chosen(visitors):
    looks = {}
    for setting in ("desktop", "dark"):
        visitors[setting].open("book/notation.html")
        script = "getComputedStyle(document.body).backgroundColor"
        looks[setting] = visitors[setting].page.evaluate(script)
    assert looks["desktop"] != looks["dark"]


# Every check must be able to fail: a real page with one fault put into its text.
FAULTS = {
    "request to another host": '<img src="https://example.org/x.png" alt="x">',
    "console error: out of order": "<script>console.error('out of order')</script>",
    "console warning: careful": "<script>console.warn('careful')</script>",
    "error: broken": "<script>throw new Error('broken')</script>",
    "404: /book/missing.png": '<img src="missing.png" alt="x">',
    r"math error: Undefined control sequence \nosuchmacro": (
        r'<span class="math notranslate nohighlight">\(\nosuchmacro{x}\)</span>'
    ),
    "formula not typeset: x^2": '<span class="math">x^2</span>',
    "raw markup: $$": "<p>$$ without an end</p>",
    r"raw markup: \begin{": r"<p>\begin{align}</p>",
    "raw markup: {ref}`": "<p>{ref}`sec-losses`</p>",
    "image without alt text": '<img src="../_static/favicon.svg">',
    "wider than the window": '<div style="width: 3000px">wide</div>',
    "axe color-contrast": '<p style="color: #bbb; background: #fff">pale</p>',
    "axe image-alt": '<img src="../_static/favicon.svg">',
}


@needs_browser
@pytest.mark.parametrize(("complaint", "fault"), FAULTS.items())
def test_a_fault_is_found(visitor, site, complaint, fault):
    page = "book/notation.html"
    html = (site / page).read_text()
    assert "</article>" in html
    broken = html.replace("</article>", f"{fault}</article>", 1)
    visitor.page.route(f"**/{page}", lambda route: route.fulfill(body=broken))
    try:
        complaints = visitor.visit(page) + accessibility(visitor.page)
    finally:
        visitor.page.unroute(f"**/{page}")
    assert any(said.startswith(complaint) for said in complaints), complaints


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", '<script async src="https://example.org/a.js"></script>'),
        ("a.html", "<img alt='' src='//example.org/a.png'>"),
        ("a.html", '<link href="https://example.org/a.css" rel="stylesheet">'),
        ("a.html", '<link rel="preload" href="https://example.org/a.woff2">'),
        ("a.css", "@import 'https://example.org/a.css';"),
        ("a.css", "@font-face { src: url(https://example.org/a.woff2) }"),
        ("a.js", 'const s = tag(); s.src = "https://example.org/a.js"'),
        ("a.js", 'importScripts("https://example.org/a.js")'),
    ],
)
def test_an_outside_load_is_found(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert len(outside_loads(tmp_path)) == 1


def test_a_link_to_elsewhere_is_no_load(tmp_path):
    link = (
        '<a href="https://example.org">x</a><link rel="canonical" href="https://a.b">'
    )
    (tmp_path / "a.html").write_text(link)
    assert outside_loads(tmp_path) == []
