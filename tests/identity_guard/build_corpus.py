"""Writes the corpus anew from its sources: `python -m tests.identity_guard.build_corpus`.

The halves share no template, no free sentence and no list of words. Whoever tunes the guard does not read the
unseen one. No test writes it.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.identity_guard.sentences import Writer, lines, sentence

CORPUS = Path(__file__).parent / "corpus"
HALVES = ("tuning", "unseen")
# How often a template is filled: (with something that identifies, without).
TIMES = (4, 5)


def written(half: str) -> list[dict[str, Any]]:
    """The sentences of one half, each once, in the order of the sources; the same in every run."""
    writer, seen, found = Writer(half), set(), []
    for one in _all(writer, half):
        if one["text"] not in seen:
            seen.add(one["text"])
            found.append(one)
    return found


def _all(writer: Writer, half: str) -> Iterator[dict[str, Any]]:
    for name, times in zip(("identifying", "clean"), TIMES, strict=True):
        for language, text in lines(half, name):
            for _time in range(times):
                yield sentence(language, writer.hurried(writer.fill(language, text)))
    for language, text in lines(half, "free"):
        yield sentence(language, writer.fill(language, text))


def as_lines(sentences: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in sentences)


def main() -> None:
    for half in HALVES:
        (CORPUS / f"{half}.jsonl").write_text(as_lines(written(half)), encoding="utf-8")


if __name__ == "__main__":
    main()
