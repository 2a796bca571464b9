"""Serve the built book on this machine and print its address."""

import argparse
import functools
import sys
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class QuietHandler(SimpleHTTPRequestHandler):
    """Serve files and say nothing; let the browser ask again after a rebuild."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".woff": "font/woff",
        ".woff2": "font/woff2",
    }

    def log_message(self, *args) -> None:
        pass

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()


def server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """Return a server of ``folder`` on 127.0.0.1; port 0 takes any free one."""
    handler = functools.partial(QuietHandler, directory=str(folder))
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default="_build/html", type=Path)
    parser.add_argument("--port", type=int, default=8000, help="the first port to try")
    options = parser.parse_args()
    if not (options.folder / "index.html").is_file():
        print(f"{options.folder} holds no book; run `make html`", file=sys.stderr)
        return 1
    for port in [*range(options.port, options.port + 20), 0]:
        try:
            httpd = server(options.folder, port)
            break
        except OSError:  # somebody else has this port
            continue
    print(f"The book is at http://localhost:{httpd.server_port}/ (Ctrl-C stops it)")
    sys.stdout.flush()
    try:
        httpd.serve_forever()
    except KeyboardInterrupt:
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
