"""Measuring: processor time of interleaved rounds, and the greatest memory of a process of its own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping

_MEMORY = """
import sys
sys.path[:0] = {path!r}
{code}
try:  # the kernel's own mark starts anew with the program; that of getrusage is inherited from the parent
    print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
except OSError:
    import resource
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def cpu_seconds(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Least processor time of each work over some rounds; the works take turns, so that all meet the same machine."""
    best = dict.fromkeys(works, float("inf"))
    for _ in range(rounds):
        for name, work in works.items():
            started = time.process_time()
            work()
            best[name] = min(best[name], time.process_time() - started)
    return best


def peak_megabytes(code: str) -> float:
    """Greatest resident memory of a fresh interpreter that runs `code` [MB]."""
    ran = subprocess.run(
        [sys.executable, "-c", _MEMORY.format(path=sys.path, code=code)], capture_output=True, text=True, check=True
    )
    return float(json.loads(ran.stdout.split()[-1])) / 1024


def command_seconds(commands: Mapping[str, list[str]], rounds: int) -> dict[str, float]:
    """Least processor time of each command in a process of its own, in turns [s]."""
    best = dict.fromkeys(commands, float("inf"))
    for _ in range(rounds):
        for name, command in commands.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, *command], capture_output=True, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
            best[name] = min(best[name], spent)
    return best
