"""How well `Index` ranks: mean reciprocal rank at 10 against plain BM25, in folds that share no document.

    .venv/bin/python -m bench.ranking FILE.tsv [--folds 5]

The file has a header and the columns id, docid, question, answer. The texts are its distinct answers; each
fold learns from the questions of the other documents. Prints a table, seconds and peak memory (MB).
"""

import argparse
import resource
import sys
import time
from pathlib import Path

import numpy as np

from botapp.lib.rank import Index

TOP = 10
Row = tuple[str, str, str]


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("file", type=Path)
    words.add_argument("--folds", type=int, default=5)
    chosen = words.parse_args()
    rows = _read(chosen.file)
    texts = list(dict.fromkeys(answer for _, _, answer in rows))
    plain, learnt, started = [], [], time.perf_counter()
    bare = Index([(text, text) for text in texts])
    for fold in _folds([document for document, _, _ in rows], chosen.folds):
        pairs = [(question, answer) for at, (_, question, answer) in enumerate(rows) if at not in fold]
        begun = time.perf_counter()
        index = Index([(text, text) for text in texts], pairs=pairs)
        taken = time.perf_counter() - begun
        asked = [rows[at] for at in sorted(fold)]
        plain += [_reciprocal(bare, question, answer) for _, question, answer in asked]
        learnt += [_reciprocal(index, question, answer) for _, question, answer in asked]
        print(f"learnt {len(pairs)} pairs in {taken:.1f} s: {_ratio(plain, learnt)}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"MRR@10 {_ratio(plain, learnt)}; {len(rows)} questions, {len(texts)} texts")
    print(f"{time.perf_counter() - started:.0f} s, peak {peak:.0f} MB")


def _ratio(plain: list[float], learnt: list[float]) -> str:
    before, after = np.mean(plain), np.mean(learnt)
    return f"BM25 {before:.4f}, learnt {after:.4f}, ratio {after / before:.3f}"


def _read(path: Path) -> list[Row]:
    lines = (line.split("\t") for line in path.read_text("utf-8").splitlines()[1:])
    return [(row[1], row[2], row[3]) for row in lines if len(row) == 4]


def _folds(documents: list[str], count: int) -> list[set[int]]:
    """Row numbers by fold; a document is never in two folds."""
    order = {name: at % count for at, name in enumerate(sorted(set(documents)))}
    return [{at for at, name in enumerate(documents) if order[name] == fold} for fold in range(count)]


def _reciprocal(index: Index, question: str, answer: str) -> float:
    found = [id_ for id_, _ in index.search(question, TOP)]
    return 1 / (found.index(answer) + 1) if answer in found else 0.0


if __name__ == "__main__":
    sys.exit(main())
