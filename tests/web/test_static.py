"""Static files: folded, hashed, served compressed, and within what a phone can afford."""

import asyncio
import gzip
import importlib.util
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage

from openchair.web import storage
from openchair.web.static_files import load, serve_static

WEB = Path(storage.__file__).parent / "static" / "web"
ROOT = WEB.parents[3]


def names() -> dict[str, str]:
    """Every source's name and the name it is served under."""
    manifest = json.loads((storage.built_folder() / "staticfiles.json").read_text(encoding="utf-8"))
    return dict(manifest["paths"])


def ask(path: str, *, method: str = "GET", accept: bytes = b"gzip") -> tuple[int, dict[bytes, bytes], bytes]:
    """What the server answers under one address."""
    sent: list[dict[str, Any]] = []

    async def pages(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await send({"type": "http.response.body", "body": b"a page"})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "path": path, "method": method, "headers": [(b"accept-encoding", accept)]}

    async def answer() -> None:
        await serve_static(pages)(scope, receive, send)

    asyncio.run(answer())
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


def test_a_page_names_files_that_may_be_kept_for_good():
    assert re.fullmatch(r"/static/web/css/main\.[0-9a-f]{12}\.css", staticfiles_storage.url("web/css/main.css"))
    status, headers, body = ask(staticfiles_storage.url("web/css/main.css"))
    assert status == 200
    assert headers[b"cache-control"] == b"public, max-age=31536000, immutable"
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert b"@layer components" in gzip.decompress(body)


def test_a_browser_that_does_not_unpack_gets_the_file_as_it_is():
    status, headers, body = ask(staticfiles_storage.url("web/css/main.css"), accept=b"")
    assert status == 200
    assert b"content-encoding" not in headers
    assert body.startswith(b"/* The whole design system")


def test_head_says_how_long_a_file_is_and_sends_nothing():
    _, headers, body = ask(staticfiles_storage.url("web/mark.svg"), method="HEAD")
    assert body == b""
    assert int(headers[b"content-length"]) > 0


@pytest.mark.parametrize(
    "path", ["/static/../settings.py", "/static/nothing.css", "/static/staticfiles.json", "/static/"]
)
def test_nothing_but_static_files_can_be_read(path):
    assert ask(path)[0] == 404


def test_nothing_can_be_posted_to_a_file():
    assert ask("/static/web/mark.svg", method="POST")[0] == 405


def test_everything_else_goes_to_the_pages():
    assert ask("/help/")[0] == 299


def test_style_sheets_are_folded_into_one_with_their_layers():
    folded = (storage.built_folder() / "web/css/main.css").read_text(encoding="utf-8")
    assert "@import" not in folded
    assert folded.count("@layer components {") == sum(
        "layer(components)" in line for line in (WEB / "css/main.css").read_text(encoding="utf-8").splitlines()
    )
    assert "@media print {" in folded


def test_modules_and_style_sheets_name_hashed_files_only():
    built = storage.built_folder()
    for source, served in names().items():
        if source.endswith((".js", ".css")) and source.startswith("web/"):
            text = (built / served).read_text(encoding="utf-8")
            for named in re.findall(r"""(?:from\s+|import\s+|url\()["']?(\.{1,2}/[\w./-]+)""", text):
                assert storage.is_hashed(Path(named).name), f"{source} names {named}"


def test_every_style_sheet_is_part_of_the_whole():
    imported = set(re.findall(r'url\("([\w.-]+)"\)', (WEB / "css/main.css").read_text(encoding="utf-8")))
    assert imported == {file.name for file in (WEB / "css").glob("*.css")} - {"main.css"}


def test_the_two_dark_blocks_stay_equal():
    tokens = (WEB / "css/tokens.css").read_text(encoding="utf-8")
    device = tokens[tokens.index(':root:not([data-theme="light"]) {') :]
    chosen = tokens[tokens.index(':root[data-theme="dark"] {') :]
    assert values(device) == values(chosen)
    assert len(values(device)) > 30


def test_the_two_blocks_for_more_contrast_stay_equal():
    tokens = (WEB / "css/tokens.css").read_text(encoding="utf-8")
    device = tokens[tokens.index("@media (prefers-contrast: more)") :]
    assert values(device[device.index(":root {") :]) == values(tokens[tokens.index(':root[data-contrast="more"] {') :])


def values(block: str) -> dict[str, str]:
    """The custom properties of the first rule in a text."""
    return dict(re.findall(r"(--[\w-]+): ([^;]+);", block[: block.index("}")]))


def tool(name: str) -> Any:
    """A script of tools/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_colours_for_older_browsers_are_those_of_today():
    written = (WEB / "css/tokens-srgb.css").read_text(encoding="utf-8")
    assert written == tool("colours").translated((WEB / "css/tokens.css").read_text(encoding="utf-8"))
    assert "oklch(0" not in written


def test_components_read_meanings_and_never_raw_colours():
    raw = set(values((WEB / "css/tokens.css").read_text(encoding="utf-8"))) - {"--shadow-ink", "--shadow-weight"}
    for sheet in (WEB / "css").glob("*.css"):
        if not sheet.name.startswith("tokens"):
            used = set(re.findall(r"var\((--[\w-]+)", sheet.read_text(encoding="utf-8")))
            assert used & raw == set(), sheet.name


def test_no_text_is_smaller_than_14_px():
    for sheet in (WEB / "css").glob("*.css"):
        for size in re.findall(r"font(?:-size)?:[^;{}]*?([\d.]+)rem", sheet.read_text(encoding="utf-8")):
            assert float(size) >= 0.875, f"{sheet.name}: {size}rem"


def test_the_faces_carry_their_licence_and_only_the_sans_was_redrawn():
    from fontTools.ttLib import TTFont

    for face in ("literata", "atkinson-next"):
        assert "SIL OPEN FONT LICENSE" in (WEB / f"fonts/{face}-OFL.txt").read_text(encoding="utf-8").upper()
    zero = TTFont(WEB / "fonts/atkinson-next-latin.woff2")["glyf"]["zero"]
    assert zero.numberOfContours == 2, "a plain zero is a ring: outside and inside"


def test_style_sheet_and_faces_leave_room_for_the_rest_of_a_first_view():
    served = [staticfiles_storage.url(f"web/{name}").removeprefix("/static/") for name in (
        "css/main.css", "js/frame.js", "js/exit.js", "js/still-there.js", "icons.svg",
        "fonts/literata-latin.woff2", "fonts/atkinson-next-latin.woff2",
    )]  # fmt: skip
    files = [load(name) for name in served]
    assert all(files)
    assert sum(len(file.squeezed or file.body) for file in files if file) < 110_000


def test_a_file_that_names_a_missing_one_stops_the_build_with_its_name(tmp_path, monkeypatch):
    class Source:
        prefix = ""

        def path(self, name: str) -> str:
            return str(tmp_path / name)

    (tmp_path / "broken.css").write_text("a { background: url(nowhere.png); }", encoding="utf-8")
    monkeypatch.setattr(storage, "_sources", lambda: [("broken.css", Source(), "broken.css")])
    with pytest.raises(storage.MissingPart, match=r"broken\.css names a file that is not there"):
        storage._build(tmp_path / "built")
    assert [file.name for file in tmp_path.iterdir()] == ["broken.css"]


def node(script: str) -> str:
    """What Node prints for a module."""
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=WEB / "js",
    )
    return done.stdout.strip()


def test_the_notice_comes_two_minutes_before_the_end():
    bare = "globalThis.HTMLElement = class {}; globalThis.customElements = {define() {}};"
    said = node(f"{bare} const m = await import('./still-there.js'); console.log([900, 3600, 60].map(m.noticeAfter))")
    assert json.loads(said.replace(" ", "")) == [780_000, 3_480_000, 0]
