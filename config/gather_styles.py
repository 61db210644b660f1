"""Make one style sheet of what pages use of Designsystemet: its theme, and its parts but for those left out.

On an embassy's line nothing of a first page is seen before its style sheets are there. Runs on its own,
before any settings exist, from dev.py and when a container image is built.
"""

import json
import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path("node_modules", "@digdir", "designsystemet-css")
RESULT = Path("config", "static", "made", "designsystemet.css")
# By the first class it styles, each part that no page has; tests/config/test_gather_styles.py looks for them.
LEFT_OUT = frozenset(
    {
        "avatar",
        "avatar-stack",
        "badge",
        "breadcrumbs",
        "chip",
        "details",
        "divider",
        "dropdown",
        "pagination",
        "popover",
        "search",
        "skeleton",
        "spinner",
        "tabs",
        "textfield",
        "toggle-group",
        "tooltip",
    }
)
CLASS = re.compile(r"\.ds-([a-z]+(?:-[a-z]+)*)")


def gather_styles(root: Path = ROOT) -> bool:
    """Write the style sheet of the packages below `root` if it is not what is there; return whether it was.

    Raises OSError where the package is not installed, ValueError for a part left out that it does not have.
    """
    sheet = "".join(_parts(root / PACKAGE))
    result = root / RESULT
    if result.exists() and result.read_text(encoding="utf-8") == sheet:
        return False
    result.parent.mkdir(exist_ok=True)
    unfinished = result.with_suffix(".part")
    unfinished.write_text(sheet, encoding="utf-8")
    os.replace(unfinished, result)
    return True


def _parts(package: Path) -> list[str]:
    import tinycss2  # late: this file is read before the packages are installed

    told = json.loads((package / "package.json").read_text(encoding="utf-8"))
    theme, whole = (
        (package / "dist" / name).read_text(encoding="utf-8")
        for name in ("theme/designsystemet.css", "src/index.css")
    )
    rules = tinycss2.parse_stylesheet(whole, skip_comments=True, skip_whitespace=True)
    parts = [rule.serialize() for rule in rules]
    firsts = [found[1] if (found := CLASS.search(part)) else "" for part in parts]
    if missing := LEFT_OUT - set(firsts):
        raise ValueError(f"{told['name']} {told['version']} has no part for {', '.join(sorted(missing))}.")
    kept = [part for part, first in zip(parts, firsts, strict=True) if first not in LEFT_OUT]
    # Its licence asks that its name goes along.
    return [f"/* {told['name']} {told['version']}, {told['license']}, in part */\n", theme, "\n", *kept]


if __name__ == "__main__":
    gather_styles()
