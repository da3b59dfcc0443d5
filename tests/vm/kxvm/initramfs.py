# SPDX-License-Identifier: LGPL-2.1-or-later
"""Initramfs images: a directory, its programs with their shared objects, packed with cpio."""

import os
import pathlib
import re
import shutil
import subprocess


def pack(root, image):
    """Write a directory, owned by root, as an uncompressed cpio archive."""
    names = subprocess.run(["find", ".", "-print0"], cwd=root, check=True, stdout=subprocess.PIPE).stdout
    with open(image, "wb") as out:
        subprocess.run(["cpio", "--null", "--quiet", "--owner=+0:+0", "-o", "-H", "newc"], input=names, cwd=root, check=True,
                       stdout=out)


class Initramfs:
    def __init__(self, root):
        """ROOT: an empty directory in which the tree is laid out."""
        self.root = pathlib.Path(root)
        for name in ("bin", "proc", "sys", "dev", "etc", "boot", "run", "tmp", "var/lib", "usr/bin", "root"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        for link in ("lib", "lib64", "sbin"):
            (self.root / "usr" / link).mkdir(exist_ok=True)
            (self.root / link).symlink_to(f"usr/{link}")
        (self.root / "var/run").symlink_to("/run")

    def file(self, path, content, mode=0o644):
        """CONTENT: str or bytes."""
        target = self.root / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
        target.chmod(mode)

    def copy(self, source, path):
        target = self.root / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)

    def copy_tree(self, source):
        """Lay a whole directory over the tree."""
        shutil.copytree(source, self.root, symlinks=True, dirs_exist_ok=True)

    def libraries(self, program, search=None):
        """Add the shared objects of a program (a path on this machine); SEARCH: a directory to look in as well."""
        env = {**os.environ, "LD_LIBRARY_PATH": str(search)} if search else None
        listing = subprocess.run(["ldd", program], check=True, stdout=subprocess.PIPE, text=True, env=env).stdout
        if "not found" in listing:
            raise SystemExit(f"{program} needs shared objects that are not here:\n{listing}")
        for path in re.findall(r"(/\S+) \(0x", listing):
            in_tree = self.root / ("lib64" if "ld-linux" in path else "usr/lib") / os.path.basename(path)
            if not in_tree.exists():
                shutil.copy2(path, in_tree)

    def program(self, source, path, search=None):
        """Add a program and its shared objects."""
        self.copy(source, path)
        (self.root / path.lstrip("/")).chmod(0o755)
        self.libraries(source, search)

    def pack(self, image):
        """Write the tree, owned by root, as an uncompressed cpio archive: fastest for an emulated machine."""
        pack(self.root, image)
