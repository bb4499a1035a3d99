"""Static files under names that change with their content, built by themselves when they are first asked for.

The sources are plain files without a build step. What is served is a copy: style sheets with their parts folded in
(one request instead of thirty), every name carrying a hash of its content, so that a browser may keep it for a year.
The copy lies in a folder named after the sources' state, so several processes may look for it at once and a fresh
clone needs no extra command.
"""

import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

KEEP = 3
"""How many older copies stay, for processes that still run on them."""

_TYPES = re.compile(r"/\*\*.*?\*/", re.S)
_HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
_IMPORT = re.compile(r'^@import url\("(?P<name>[\w.-]+)"\)(?: layer\((?P<layer>[\w-]+)\)| (?P<medium>print))?;$', re.M)


class HashedStaticFiles(ManifestStaticFilesStorage):
    """Hashed names for style sheets and modules, from the copy that fits the sources."""

    support_js_module_import_aggregation = True

    def __init__(self, location: str | os.PathLike[str] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(location or built_folder(), *args, **kwargs)


@lru_cache(maxsize=1)
def built_folder() -> Path:
    """The folder of hashed files that fits the sources, made now if it is missing."""
    home = Path(settings.STATIC_ROOT)
    folder = home / _state_of_sources()
    if not folder.exists():
        home.mkdir(parents=True, exist_ok=True)
        with (home / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                _build(folder)
    return folder


class MissingPart(Exception):
    """A static file names another one that is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} names a file that is not there")


def is_hashed(name: str) -> bool:
    """Whether a file's name changes with its content, so that it may be kept for good."""
    return bool(_HASHED.search(name))


def fold_imports(text: str, folder: Path) -> str:
    """A style sheet with each imported part put where its import stood, inside the layer or medium it named."""

    def part(found: re.Match[str]) -> str:
        inner = fold_imports((folder / found["name"]).read_text(encoding="utf-8"), folder)
        around = (
            f"@layer {found['layer']}" if found["layer"] else f"@media {found['medium']}" if found["medium"] else ""
        )
        return f"{around} {{\n{inner}}}" if around else inner

    return _IMPORT.sub(part, text)


def without_types(text: str) -> str:
    """A module without its JSDoc: types are for tools, and one that imports a type would look like a circle."""
    return _TYPES.sub("", text)


def _sources() -> list[tuple[str, Any, str]]:
    found: dict[str, tuple[str, Any, str]] = {}
    for finder in get_finders():
        for path, storage in finder.list(["CVS", ".*", "*~"]):
            prefix = getattr(storage, "prefix", None)
            name = f"{prefix}/{path}" if prefix else path
            found.setdefault(name, (name, storage, path))
    return sorted(found.values(), key=lambda source: source[0])


def _state_of_sources() -> str:
    state = hashlib.sha256(Path(__file__).read_bytes())
    for name, storage, path in _sources():
        file = Path(storage.path(path)).stat()
        state.update(f"{name}\0{file.st_mtime_ns}\0{file.st_size}\n".encode())
    return state.hexdigest()[:16]


def _build(folder: Path) -> None:
    fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix="building-"))
    try:
        fresh.chmod(0o755)
        storage = HashedStaticFiles(fresh)
        paths: dict[str, tuple[Any, str]] = {}
        for name, source, path in _sources():
            target = fresh / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source.path(path), target)
            paths[name] = (storage, name)
        for sheet in sorted(fresh.rglob("*.css")):
            sheet.write_text(fold_imports(sheet.read_text(encoding="utf-8"), sheet.parent), encoding="utf-8")
        for module in sorted(fresh.rglob("*.js")):
            module.write_text(without_types(module.read_text(encoding="utf-8")), encoding="utf-8")
        for name, _hashed, done in storage.post_process(paths):
            if isinstance(done, Exception):
                raise MissingPart(name) from done
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    others = [other for other in folder.parent.iterdir() if other.is_dir() and other != folder]
    for old in sorted(others, key=lambda other: other.stat().st_mtime, reverse=True)[KEEP:]:
        shutil.rmtree(old, ignore_errors=True)
