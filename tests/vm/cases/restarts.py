# SPDX-License-Identifier: LGPL-2.1-or-later
"""Restarts between Linux 6.1, 6.12 and 7.2, by every method, on BIOS and EFI: nothing is lost on the way.

Few of them, in which each pair of conditions comes at least once. All: make check-matrix.
"""

import concurrent.futures
import functools
import time

from kxvm import install
from kxvm.kernels import kernels
from kxvm.restart_chain import Chain
from kxvm.restart_plan import covering
from kxvm.restarts import Hardware, Step, Store
from kxvm.tap import KeptTap

# quickly unpacked
_KERNEL = "6.1-lz4"
_HARDWARE = Hardware("bios", 1, 2048, True)


def _judge(tap, chain, step, off=True):
    running, began = chain.running, time.monotonic()
    found, facts = chain.restart(step, off)
    tap.check(not found, f"{chain.hardware}: {running} -> {step}", "\n".join(found))
    if facts:
        tap.note(f"MemTotal {facts['memory-difference']:+d} kB; {time.monotonic() - began:.1f} s, "
                 f"of them {facts['seconds']:.1f} from the old kernel's end to the answers of the new one")
    return facts


def _chain(tap, store, hardware, first, steps, places):
    with Chain(store, hardware, first) as chain:
        for step in steps:
            facts = _judge(tap, chain, step, off=step is steps[-1])
            if step.method == "raw" and facts:
                places.append(facts["text"])


def _addresses(tap, store, places):
    """One more that is random, and what the command line has to say about the place of the kernel."""
    with Chain(store, _HARDWARE, _KERNEL) as chain:
        facts = _judge(tap, chain, Step(_KERNEL, "raw"), off=False)
        if facts:
            places.append(facts["text"])
        _judge(tap, chain, Step(_KERNEL, "raw", words="nokaslr"), off=False)
        _judge(tap, chain, Step(_KERNEL, "bzimage", words="nokaslr no5lvl"), off=False)
        _judge(tap, chain, Step(_KERNEL, "bzimage"), off=False)  # five levels again


def _kept(work):
    tap = KeptTap()
    tap.case = "restarts"
    work(tap)
    return tap


def run(tap):
    install.tree()  # once, before there are threads
    kernels()
    places = []
    with Store() as store, concurrent.futures.ThreadPoolExecutor(2) as pool:
        work = [functools.partial(_chain, store=store, hardware=hardware, first=first, steps=steps, places=places)
                for hardware, (first, steps) in covering().items()]
        work.append(functools.partial(_addresses, store=store, places=places))
        for kept in pool.map(_kept, work):
            kept.tell(tap)
    # there are some 490 slots: that two of five are the same happens, that three are does not
    tap.check(len(places) >= 5 and len(set(places)) >= len(places) - 1, "_text of each raw restart is somewhere else",
              places)
