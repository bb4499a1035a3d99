"""Cut the two bundled faces down to what the pages use, and give the sans a plain zero.

Sources are the npm packages @fontsource-variable/literata and @fontsource-variable/atkinson-hyperlegible-next at the
versions in package.json, both under the SIL Open Font License without reserved names. To rebuild:

    npm ci && python tools/fonts.py

Two files a face: Latin, and the extended Latin that a browser fetches only when a page needs it. Weights outside those
the style sheets ask for go, and so do hinting and features no page turns on.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "node_modules" / "@fontsource-variable"
TARGET = ROOT / "openchair" / "web" / "static" / "web" / "fonts"

LATIN = [
    *range(0x20, 0x7F), *range(0xA0, 0x100), 0x131, 0x152, 0x153, 0x2BB, 0x2BC, 0x2C6, 0x2DA, 0x2DC,
    *range(0x2000, 0x2070), 0x20AC, 0x2122, 0x2191, 0x2193, 0x2212, 0x2215, 0xFEFF, 0xFFFD,
]  # fmt: skip
LATIN_EXTENDED = [
    *range(0x100, 0x2BB), *range(0x1E00, 0x1F00), *range(0x20A0, 0x20AC), *range(0x2C60, 0x2C80), *range(0xA720, 0xA800)
]  # fmt: skip
FEATURES = ["ccmp", "locl", "kern", "mark", "mkmk", "liga", "tnum", "rvrn"]

FACES = (
    ("literata", "literata-{}-opsz-normal", "literata-{}", {"wght": (400, 560), "opsz": (12, 40)}),
    (
        "atkinson-hyperlegible-next",
        "atkinson-hyperlegible-next-{}-wght-normal",
        "atkinson-next-{}",
        {"wght": (400, 700)},
    ),
)
"""Package, its file, our file, and the part of each axis that stays."""


def cut(font: TTFont, letters: list[int]) -> TTFont:
    """The font with only these letters and the features the pages use."""
    options = subset.Options(
        layout_features=FEATURES, hinting=False, desubroutinize=True, notdef_outline=True, name_IDs=[*range(7), 13, 14]
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    return font


def plain_zero(font: TTFont, heaviest: int) -> None:
    """Redraw the slashed zero as an open one: its own outside, and the inside of the O where its two halves were."""
    light, heavy = (instancer.instantiateVariableFont(_copy(font), {"wght": weight}) for weight in (400, heaviest))
    start, ends = _zero(light), _zero(heavy)
    pen = TTGlyphPen(None)
    for points, on_curve in start:
        _draw(pen, points, on_curve)
    glyph = pen.glyph()
    width = font["hmtx"]["zero"][0]
    font["glyf"]["zero"] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"]["zero"] = (width, glyph.xMin)
    before = [point for points, _ in start for point in points]
    after = [point for points, _ in ends for point in points]
    moves = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(before, after, strict=True)]
    wider = heavy["hmtx"]["zero"][0] - light["hmtx"]["zero"][0]
    drawn = glyph.getCoordinates(font["glyf"])[0]
    if [tuple(point) for point in drawn] != [tuple(point) for point in before]:
        raise SystemExit("the zero's points came out in another order; its bold would be wrong")
    font["gvar"].variations["zero"] = [
        TupleVariation({"wght": (0.0, 1.0, 1.0)}, [*moves, (0, 0), (wider, 0), (0, 0), (0, 0)])
    ]


def _copy(font: TTFont) -> TTFont:
    from io import BytesIO

    held = BytesIO()
    font.save(held)
    held.seek(0)
    return TTFont(held, recalcTimestamp=False)


def _contours(font: TTFont, name: str) -> list[tuple[list[tuple[int, int]], list[int]]]:
    points, ends, flags = font["glyf"][name].getCoordinates(font["glyf"])
    starts = [0, *(end + 1 for end in ends[:-1])]
    return [
        ([tuple(point) for point in points[a : b + 1]], [flag & 1 for flag in flags[a : b + 1]])
        for a, b in zip(starts, ends, strict=True)
    ]


def _box(points: list[tuple[int, int]]) -> tuple[int, int, int, int]:
    across, up = [point[0] for point in points], [point[1] for point in points]
    return min(across), min(up), max(across), max(up)


def _zero(font: TTFont) -> list[tuple[list[tuple[int, int]], list[int]]]:
    outside, *halves = _contours(font, "zero")
    into = _box([point for points, _ in halves for point in points])
    points, on_curve = _contours(font, "O")[1]
    out_of = _box(points)
    scale = [(into[side + 2] - into[side]) / (out_of[side + 2] - out_of[side]) for side in (0, 1)]
    fitted = [
        tuple(round(into[side] + (point[side] - out_of[side]) * scale[side]) for side in (0, 1)) for point in points
    ]
    return [outside, (fitted, on_curve)]


def _draw(pen: TTGlyphPen, points: list[tuple[int, int]], on_curve: list[int]) -> None:
    """A closed quadratic contour, point for point, starting on a point of the curve."""
    if not on_curve[0]:
        raise SystemExit("a contour of the zero starts off the curve; draw it from another point")
    pen.moveTo(points[0])
    off: list[tuple[int, int]] = []
    for point, on in zip(points[1:], on_curve[1:], strict=True):
        if on:
            pen.qCurveTo(*off, point) if off else pen.lineTo(point)
            off = []
        else:
            off.append(point)
    if off:
        pen.qCurveTo(*off, points[0])
    pen.closePath()


def main() -> int:
    """Write the four files and say how large they are."""
    if not SOURCES.is_dir():
        print("node_modules is missing: run npm ci first", file=sys.stderr)
        return 2
    TARGET.mkdir(parents=True, exist_ok=True)
    for package, source, target, axes in FACES:
        for part, letters in (("latin", LATIN), ("latin-ext", LATIN_EXTENDED)):
            font = TTFont(SOURCES / package / "files" / f"{source.format(part)}.woff2", recalcTimestamp=False)
            font = cut(_copy(instancer.instantiateVariableFont(font, axes)), letters)
            if "zero" in font.getGlyphOrder() and "atkinson" in package:
                plain_zero(font, axes["wght"][1])
            font.flavor = "woff2"
            file = TARGET / f"{target.format(part)}.woff2"
            font.save(file)
            print(f"{file.name}: {file.stat().st_size} bytes")
        licence = (SOURCES / package / "LICENSE").read_text(encoding="utf-8")
        (TARGET / f"{target.format('OFL').replace('-latin', '')}.txt").write_text(licence, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
