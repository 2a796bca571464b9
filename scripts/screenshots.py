"""Write a picture of every page of the built site: desktop, phone and dark."""

import argparse
from pathlib import Path

from site_checks import SETTINGS, Visitor, browsing, pages_of, serving


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", help="as in book/notation; default: all")
    parser.add_argument("--site", type=Path, default=Path("_build/html"))
    parser.add_argument("--out", type=Path, default=Path("_build/screenshots"))
    options = parser.parse_args()
    pages = [f"{page}.html" for page in options.pages] or pages_of(options.site)
    pages = [page for page in pages if page != "index.html"]  # it leads to book/index
    options.out.mkdir(parents=True, exist_ok=True)
    with serving(options.site) as address, browsing() as browser:
        for setting in SETTINGS:
            visitor = Visitor(browser, address, setting)
            for page in pages:
                for complaint in visitor.visit(page):
                    print(f"{page} ({setting}): {complaint}")
                name = page.removesuffix(".html").replace("/", "-")
                picture = options.out / f"{name}-{setting}.png"
                visitor.page.screenshot(path=picture, full_page=True)
            visitor.close()
    print(f"{len(pages) * len(SETTINGS)} pictures are in {options.out}")


if __name__ == "__main__":
    main()
