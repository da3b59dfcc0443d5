# SPDX-License-Identifier: LGPL-2.1-or-later
"""Which restarts are made on which machines: all of them, or few in which each pair of conditions comes at least once."""

import itertools

from .restarts import METHODS, MICROCODE, PACKINGS, Hardware, Step

TARGETS = ("6.1-xz", "6.1-lz4", "6.12", "7.2")
RUNNING = ("6.1", "6.12", "7.2")
ALL_HARDWARE = [Hardware(*row) for row in itertools.product(("bios", "efi"), (1, 4), (512, 2048, 6144), (False, True))]
# Each value comes, and each pair of firmware with another.
FEW_HARDWARE = [Hardware("bios", 1, 512, False), Hardware("efi", 4, 2048, True), Hardware("efi", 1, 6144, False),
                Hardware("bios", 4, 6144, True)]


def runs(target):
    """What runs once TARGET does, as RUNNING."""
    return target.partition("-")[0]


def _pairs(hardware, running, step):
    yield "running+target", running, step.target
    yield "running+method", running, step.method
    yield "target+method", step.target, step.method
    yield "hardware+method", hardware, step.method
    # raw or not, an initrd is unpacked in the same way; kexec_file_load takes it as it is: the kernel's own work
    if step.method != "files":
        yield "laid out", step.packing, None


def covering(methods=METHODS):
    """{Hardware: (kernel that is booted cold, [Step])} of FEW_HARDWARE; greedy, always the same."""
    steps = [Step(*row) for row in itertools.product(TARGETS, methods, PACKINGS)]
    chains = {hardware: (TARGETS[n % len(TARGETS)], []) for n, hardware in enumerate(FEW_HARDWARE)}
    missing = {pair for hardware in chains for running in RUNNING for step in steps
               for pair in _pairs(hardware, running, step)}
    for hardware in itertools.cycle(chains):
        if not missing:
            return chains
        first, chosen = chains[hardware]
        running = runs(chosen[-1].target if chosen else first)
        # of those that cover as much, one to a kernel from which more is missing
        best = max(steps, key=lambda step: (len(missing & set(_pairs(hardware, running, step))),
                                            sum(runs(step.target) in pair[:2] for pair in missing)))
        chosen.append(best)
        missing -= set(_pairs(hardware, running, best))


class Edges:
    """Every restart of one machine of the full matrix: RUNNING × TARGETS × METHODS; the packings take turns."""

    def __init__(self, number, hardware, done=()):
        """DONE: names of what need not be repeated."""
        rows = itertools.product(RUNNING, TARGETS, METHODS)
        turns = itertools.islice(itertools.cycle(PACKINGS), number, None)
        self.hardware = hardware
        self.all = {(running, Step(target, method, packing))
                    for (running, target, method), packing in zip(rows, turns)}
        self.left = {edge for edge in self.all if self.name(*edge) not in done}

    def name(self, running, step):
        return f"{self.hardware}: {running} -> {step}"

    def first(self):
        """What to boot cold."""
        running = max(RUNNING, key=lambda kernel: sum(edge[0] == kernel for edge in self.left))
        return next(target for target in TARGETS if runs(target) == running)

    def next(self, running):
        """The next Step from RUNNING, or None. Where all from there are done: one to where most are not."""
        if not self.left:
            return None
        count = {kernel: sum(edge[0] == kernel for edge in self.left) for kernel in RUNNING}
        here = sorted((step for kernel, step in self.left if kernel == running), key=str)
        if here:
            return max(here, key=lambda step: count[runs(step.target)] - (runs(step.target) == running))
        busiest = max(RUNNING, key=count.get)
        return Step(next(target for target in TARGETS if runs(target) == busiest), "files")

    def finished(self, running, step):
        self.left.discard((running, step))
