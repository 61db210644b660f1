"""Turn the translation catalogues (.po) into what Django reads (.mo), without gettext on the machine.

Runs on its own, before any settings exist, from dev.py and when a container image is built; a catalogue
is compiled only when it is newer than its result.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def compile_translations(root: Path = ROOT) -> list[Path]:
    """Compile every stale catalogue below `root` and return the files written.

    Raises OSError naming file and line for a catalogue that cannot be parsed.
    """
    written = []
    for catalogue in sorted(root.glob("*/locale/*/LC_MESSAGES/*.po")):
        result = catalogue.with_suffix(".mo")
        if result.exists() and result.stat().st_mtime_ns >= catalogue.stat().st_mtime_ns:
            continue
        import polib  # late: the usual case, nothing stale, then costs no import

        unfinished = result.with_suffix(".mo.part")
        polib.pofile(str(catalogue), encoding="utf-8").save_as_mofile(str(unfinished))
        os.replace(unfinished, result)
        written.append(result)
    return written


if __name__ == "__main__":
    compile_translations()
