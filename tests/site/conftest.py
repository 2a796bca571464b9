"""Let the site tests import what they share with scripts/screenshots.py."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
