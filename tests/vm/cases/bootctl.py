# SPDX-License-Identifier: LGPL-2.1-or-later
"""The machines with systemd-boot of tests/boot/trees: the newest `bootctl list` has the same entries, order and default."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from kxvm import install, unstable

sys.path.insert(0, str(install.SOURCE / "tests" / "boot"))

import machine  # noqa: E402

# bootctl lists what systemd-boot would offer, but it is another program. Where they differ, systemd-boot is
# followed; what is then not compared:
_ENTRIES, _DEFAULT, _COMMAND_LINES = "the entries", "the default", "the command lines"
DIFFERENCES = {
    "broken-empty-entry": ({_ENTRIES, _DEFAULT},
                           "bootctl lists entries with nothing to start; systemd-boot leaves them out"),
    "broken-huge-entry": ({_ENTRIES, _DEFAULT}, "bootctl reads a gigabyte of zeros as an entry, for minutes"),
    "broken-half-uki": ({_ENTRIES, _DEFAULT}, "kexecd lists an image that is still being copied, and waits for it"),
    "broken-missing-kernel": ({_ENTRIES, _DEFAULT},
                              "bootctl does not look for kernels; systemd-boot opens each one"),
    "broken-world-writable": ({_ENTRIES, _DEFAULT}, "kexecd does not read what everybody can write"),
    "default-preferred-bad": ({_DEFAULT}, "bootctl does not look at the tries of what LoaderEntryPreferred names"),
    "uki-addons": ({_COMMAND_LINES}, "bootctl takes addons in the directory's order, those for other kernels too; "
                                     "systemd-stub sorts them and looks at .uname"),
    "entry-with-uki": ({_COMMAND_LINES}, "bootctl does not open the image that an entry's \"uki\" names"),
    "entry-with-uki-secure-boot": ({_COMMAND_LINES}, "the same, and does not ask for Secure Boot as systemd-stub does"),
}

_BOOTCTL = "opt/bootctl"


def _mounts(root):
    """(where the ESP is, where XBOOTLDR is or None)"""
    rows = [line.split() for line in (root / "etc/fstab").read_text().splitlines() if line.strip()]
    found = {row[1]: row[2] for row in rows if not row[0].startswith("#") and row[1].startswith(("/boot", "/efi"))}
    esp = next(path for path, kind in found.items() if kind == "vfat")
    return esp, next((path for path, kind in found.items() if kind != "vfat"), None)


def _install(root):
    """The program and what it needs of its own, at a place that no machine has."""
    tree = unstable.unpacked("systemd-boot-tools", "libsystemd-shared", "libc6")
    target = root / _BOOTCTL
    target.mkdir(parents=True)
    library = tree / "usr/lib/x86_64-linux-gnu"
    for file in (tree / "usr/bin/bootctl", library / "libc.so.6", library / "libm.so.6",
                 library / "ld-linux-x86-64.so.2", *library.glob("systemd/libsystemd-shared-*.so")):
        shutil.copy(file, target)


def _bootctl(root, *arguments):
    """What the program says where ROOT is the root directory; that way it finds the EFI variables as well."""
    change = ["chroot", root] if os.geteuid() == 0 else ["unshare", "--map-root-user", f"--root={root}"]
    command = [*change, f"/{_BOOTCTL}/ld-linux-x86-64.so.2", "--library-path", f"/{_BOOTCTL}", f"/{_BOOTCTL}/bootctl"]
    return subprocess.run([*command, *arguments], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True, timeout=120,
                          env={"PATH": os.environ["PATH"], "SYSTEMD_RELAX_ESP_CHECKS": "1",
                               "SYSTEMD_RELAX_XBOOTLDR_CHECKS": "1"}).stdout


def _list(root):
    esp, xbootldr = _mounts(root)
    paths = [f"--esp-path={esp}"] + ([f"--boot-path={xbootldr}"] if xbootldr else [])
    return json.loads(_bootctl(root, "list", "--json=short", *paths))


def _explain(root):
    result = subprocess.run([install.build_dir() / "kexecd", "--explain", "--json", f"--root={root}"],
                            stdout=subprocess.PIPE, text=True, check=False)
    return json.loads(result.stdout)


def _facts(entry):
    """Of bootctl's entry: (id, title, kernel, initrds) as --explain has them."""
    kernel = entry.get("linux")
    return (entry["id"], entry["showTitle"], entry["root"] + kernel if kernel else "",
            [entry["root"] + initrd for initrd in entry.get("initrd", [])])


def _compare_entries(tap, name, entries, images):
    # Of an entry with "uki" bootctl does not say which image that is.
    unsaid = {entry["id"] for entry in entries if "linux" not in entry}
    got = [(image["id"], image["title"], "" if image["id"] in unsaid else image["kernel"], image["initrds"])
           for image in images]
    tap.equal(got, [_facts(entry) for entry in entries], f"{name}: the same entries in the same order")


def _compare_cmdlines(tap, name, entries, images):
    got = {image["id"]: image["cmdline"] for image in images}
    expected = {entry["id"]: entry.get("cmdline", entry.get("options", "")).strip() for entry in entries}
    tap.equal(got, expected, f"{name}: the same command lines")


def _default(entries):
    return next((entry for entry in entries if entry["isDefault"]), None)


def _compare_default(tap, name, root, entries, told):
    """A one-shot is bootctl's default while it is pending; what comes after it is compared, too."""
    variables = list((root / "sys/firmware/efi/efivars").glob("LoaderEntryOneShot-*"))
    if variables:
        once = _default(entries)["id"]
        variables[0].unlink()
        entries = _list(root)
        if once != _default(entries)["id"]:
            tap.check(once in (told["one-shot"] or ""), f"{name}: the same one-shot", told["one-shot"])
    default = _default(entries)
    if told["default"] is not None:
        tap.equal(told["default"], default["id"], f"{name}: the same default")
    else:
        # It is what would be started, but cannot be loaded.
        tap.check(default["showTitle"] in told["reason"], f"{name}: the same default, in the reason for none",
                  f"{default['id']} is not in: {told['reason']}")


def _compare(tap, name, root):
    skipped, why = DIFFERENCES.get(name, (set(), ""))
    if skipped:
        tap.note(f"{name}: {why}: not compared: {', '.join(sorted(skipped))}")
    if skipped >= {_ENTRIES, _DEFAULT}:
        return
    entries, told = _list(root), _explain(root)
    # bootctl knows the loader's own entries only from a variable, and a file's path is no root directory then.
    for entry in entries:
        if entry["type"] == "loader" or "root" not in entry:
            entry["root"] = ""
    images = [image for image in told["images"] if image["source"] in ("bls", "uki")]
    if _ENTRIES not in skipped:
        _compare_entries(tap, name, entries, images)
        if _COMMAND_LINES not in skipped:
            _compare_cmdlines(tap, name, entries, images)
    if _DEFAULT not in skipped:
        _compare_default(tap, name, root, entries, told)


def run(tap):
    names = [name for name in machine.names()
             if json.loads((machine.TREES / name / "expected.json").read_text())["loader"] == "systemd-boot"]
    with tempfile.TemporaryDirectory(prefix="kexecd-bootctl-") as directory:
        roots = {name: pathlib.Path(directory) / name for name in names}
        for name, root in roots.items():
            machine.Machine(name, root).build()
            _install(root)
        tap.note(_bootctl(roots[names[0]], "--version").splitlines()[0])
        for name, root in roots.items():
            _compare(tap, name, root)
