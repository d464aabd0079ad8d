"""Plant every fault in a copy of the project and see whether the tests notice.

``python -m tests.mutants [PART OF A FILE NAME ...]`` prints a line for every fault that survives
and a table by file, and exits with 1 where any survived.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from tests.mutants import ALL_MUTANTS
from tests.mutants.mutant import Mutant
from tests.mutants.run import PACKAGES, ROOT, run_tests

COPIED = (*PACKAGES, "data", "pyproject.toml")
WORKERS = int(os.environ.get("MUTANT_WORKERS", "2"))


def main(wanted: Sequence[str]) -> int:
    """Run the faults of files whose path holds any of ``wanted`` (all without any)."""
    chosen = [
        mutant
        for mutant in ALL_MUTANTS
        if not wanted or any(part in mutant.file for part in wanted)
    ]
    os.environ["OMP_NUM_THREADS"] = "1"
    with copies(WORKERS) as trees:
        tests = sorted({test for mutant in chosen for test in mutant.tests})
        failing = [test for test in tests if not passes(trees, [test])]
        if failing:
            print("these tests fail without any fault planted:", *failing, sep="\n  ")
            return 1
        with ThreadPoolExecutor(WORKERS) as pool:
            survived = [
                mutant
                for mutant, lives in zip(
                    chosen, pool.map(lambda mutant: survives(trees, mutant), chosen), strict=True
                )
                if lives
            ]
    print(table(chosen, survived))
    return 1 if survived else 0


@contextmanager
def copies(count: int) -> Iterator[SimpleQueue[Path]]:
    """Copies of the project in a temporary folder, one per worker."""
    trees: SimpleQueue[Path] = SimpleQueue()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        for number in range(count):
            tree = Path(folder) / str(number)
            for name in COPIED:
                source = ROOT / name
                if source.is_dir():
                    ignored = shutil.ignore_patterns("__pycache__", ".*")
                    shutil.copytree(source, tree / name, ignore=ignored)
                else:
                    shutil.copy2(source, tree / name)
            trees.put(tree)
        yield trees


def survives(trees: SimpleQueue[Path], mutant: Mutant) -> bool:
    """Whether the mutant's tests pass with its fault planted."""
    tree = trees.get()
    path = tree / mutant.file
    sound = path.read_text(encoding="utf-8")
    try:
        mutant.plant(tree)
        lives = run_tests(tree, mutant.tests)
    finally:
        path.write_text(sound, encoding="utf-8")
        trees.put(tree)
    print(f"{'SURVIVED' if lives else 'killed  '} {mutant}", file=sys.stderr, flush=True)
    return lives


def passes(trees: SimpleQueue[Path], tests: Sequence[str]) -> bool:
    """Whether tests pass on an untouched copy."""
    tree = trees.get()
    try:
        return run_tests(tree, tests)
    finally:
        trees.put(tree)


def table(chosen: Sequence[Mutant], survived: Sequence[Mutant]) -> str:
    """Counts by file, survivors below."""
    planted, alive = Counter(m.file for m in chosen), Counter(m.file for m in survived)
    width = max((len(file) for file in planted), default=4)
    lines = [f"{'file':{width}}  planted  killed  survived"]
    lines += [
        f"{file:{width}}  {count:7}  {count - alive[file]:6}  {alive[file]:8}"
        for file, count in planted.items()
    ]
    total = len(chosen)
    lines.append(f"{'all':{width}}  {total:7}  {total - len(survived):6}  {len(survived):8}")
    lines += [f"survived: {mutant}" for mutant in survived]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
