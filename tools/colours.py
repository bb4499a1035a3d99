"""Write tokens-srgb.css from tokens.css: the same colours for browsers that do not know oklch().

Run it after changing a raw colour:  python tools/colours.py
"""

import math
import re
from pathlib import Path

CSS = Path(__file__).resolve().parent.parent / "openchair" / "web" / "static" / "web" / "css"
HEAD = "/* Written by tools/colours.py from tokens.css. Browsers that know oklch() override every line of it. */\n"


def srgb(lightness: float, chroma: float, hue: float) -> str:
    """The nearest sRGB colour of an oklch() value, as hex."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _gamma(min(1.0, max(0.0, part)))):02x}" for part in linear)


def _gamma(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def translated(tokens: str) -> str:
    """The raw tier of tokens.css with every oklch() value as hex."""
    raw = tokens[
        tokens.index("{", tokens.index("@supports")) + 1 : tokens.index("/* ---------- raw tier: more contrast")
    ]
    raw = raw.rstrip().removesuffix("}").rstrip()
    lines = [line.removeprefix("  ") for line in raw.strip("\n").splitlines()]
    return HEAD + re.sub(
        r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)",
        lambda value: srgb(float(value[1]), float(value[2]), float(value[3])),
        "\n".join(line for line in lines if line.strip()) + "\n",
    )


if __name__ == "__main__":
    (CSS / "tokens-srgb.css").write_text(translated((CSS / "tokens.css").read_text(encoding="utf-8")), encoding="utf-8")
