"""Documents that can be checked are checked."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
READERS = re.compile(r'env\.(?:text|plain|choice|flag|whole_number|words|database)\(\s*"(OPENCHAIR_[A-Z_]+)"')


def test_every_variable_is_documented_and_no_other():
    read = set()
    for path in (ROOT / "openchair").rglob("*.py"):
        read |= set(READERS.findall(path.read_text(encoding="utf-8")))
    written = set(re.findall(r"^\| `(OPENCHAIR_[A-Z_]+)`", (ROOT / "docs/configuration.md").read_text(), re.M))
    assert written == read


def test_links_between_documents_lead_somewhere():
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!http|#)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_decisions_are_numbered_without_gaps():
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs/decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
