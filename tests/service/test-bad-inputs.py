# SPDX-License-Identifier: LGPL-2.1-or-later
"""Bad inputs: each gets its named error, the armed image stays as it is, the daemon answers."""

import errno
import fcntl
import os
import socket
import stat
import struct
import sys
import tempfile
import threading

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")]

import fuse
import harness
import tap
from harness import INVALID_ARGS, NEW, Gio, GLib, iterate_until, machine

GOOD = machine.bzimage("6.6.6")


def patched(*patches, image=GOOD):
    """A kernel with some bytes of its header replaced: (offset, format, value)."""
    data = bytearray(image)
    for offset, layout, value in patches:
        struct.pack_into(layout, data, offset, value)
    return bytes(data)


def arm64_image():
    data = bytearray(64 * 1024)
    data[0:4] = b"\x00\x04\x00\x14"  # a branch: no EFI stub
    struct.pack_into("<QQQ", data, 8, 0, len(data), 0xA)
    data[0x38:0x3C] = b"ARM\x64"
    text = b"Linux version 6.6.6-arm64 (builder@example) #1\n\0"
    data[0x200 : 0x200 + len(text)] = text
    return bytes(data)


def elf(machine_id=62):
    return b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHI", 2, machine_id, 1) + bytes(4096)


# name: (content of the kernel, errors that say so)
BROKEN = {
    "empty": (b"", "InvalidImage Incomplete"),
    "one-byte": (GOOD[:1], "InvalidImage Incomplete"),
    "text": (b"root=/dev/sda1 quiet\n" * 100, "InvalidImage Unsupported"),
    "zeros": (bytes(65536), "Incomplete"),
    "elf": (elf(), "InvalidImage Unsupported"),
    "elf-arm64": (elf(183), "InvalidImage Unsupported"),
    "gzip": (b"\x1f\x8b\x08" + bytes(5000), "InvalidImage Unsupported"),
    "script": (b"#!/bin/sh\nreboot\n" + bytes(5000), "InvalidImage Unsupported"),
    "arm64": (arm64_image(), "InvalidImage Unsupported"),
    "no-boot-flag": (patched((0x1FE, "<H", 0)), "InvalidImage"),
    "old-protocol": (patched((0x206, "<H", 0x20B)), "Unsupported"),
    "32-bit": (patched((0x236, "<H", 0)), "Unsupported"),
    "zimage": (patched((0x211, "<B", 0)), "Unsupported"),
    "below-4g-only": (patched((0x236, "<H", 1)), "Unsupported"),
    "short-jump": (patched((0x201, "<B", 0)), "InvalidImage"),
    "no-system": (patched((0x1F4, "<I", 0)), "InvalidImage"),
    "huge-system": (patched((0x1F4, "<I", 0xFFFFFFFF)), "Incomplete InvalidImage"),
    "payload-outside": (patched((0x248, "<I", 0xFFFFFFF0)), "InvalidImage"),
    "odd-alignment": (patched((0x230, "<I", 3)), "InvalidImage"),
    "tiny-init-size": (patched((0x260, "<I", 16)), "InvalidImage"),
    "no-cmdline": (patched((0x238, "<I", 0)), "InvalidImage"),
    "release-outside": (patched((0x20E, "<H", 0xFFFF)), "InvalidImage"),
    "release-with-control-characters": (
        GOOD.replace(b"6.6.6 (builder", b"6\n.6\x1b (builder"), "InvalidImage",
    ),
    "release-with-a-slash": (GOOD.replace(b"6.6.6 (", b"../.. ("), "InvalidImage"),
}
for end in (0x1F1, 0x1F4, 0x200, 0x202, 0x206, 0x20E, 0x234, 0x238, 0x260, 0x268, 0x3FF, 0x400, 0x800,
            len(GOOD) // 2, len(GOOD) - 1):
    BROKEN[f"truncated-at-{end:#x}"] = (GOOD[:end], "Incomplete InvalidImage")


class Base(harness.TestCase):
    shared = True

    def setUp(self):
        super().setUp()
        if self.root.status().get("armed", {}).get("origin") != "default":
            self.root.load("")
        self.before = self.wait_armed(NEW)
        self.calls = len(self.box.calls())

    def keep(self, fd):
        self.addCleanup(os.close, fd)
        return fd

    def memfd(self, content):
        return self.keep(harness.memfd(content))

    def unharmed(self):
        status = self.root.status()
        self.assertEqual(status["state"], "armed")
        self.assertEqual(status["armed"], self.before["armed"])
        self.assertEqual(status["generation"], self.before["generation"])
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))
        self.assertEqual(len(self.box.calls()), self.calls)
        self.assertIsNone(self.daemon.process.poll())

    def refused(self, names, function, *arguments, **options):
        with self.assertRaises(harness.BusError) as context:
            function(*arguments, **options)
        error = context.exception
        full = [name if "." in name else harness.ERROR + name for name in names.split()]
        self.assertIn(error.name, full, error.message)
        self.assertGreater(len(error.message), 15)
        self.assertNotIn("\n", error.message)
        self.unharmed()
        return error


class Kernels(Base):
    """What LoadFiles is given as a kernel."""


for name, (content, errors) in BROKEN.items():
    setattr(
        Kernels, "test_" + name.replace("-", "_"),
        lambda self, content=content, errors=errors: self.refused(
            errors, self.root.load_files, self.memfd(content)
        ),
    )


class Descriptors(Base):
    """Descriptors that are no files to read."""

    def as_kernel_and_initrd(self, names, fd):
        self.refused(names, self.root.load_files, fd)
        self.refused(names, self.root.load_files, self.memfd(GOOD), [fd])

    def test_directory(self):
        self.as_kernel_and_initrd("InvalidImage", self.keep(os.open("/", os.O_RDONLY)))

    def test_fifo(self):
        read, write = os.pipe()
        self.keep(write)
        self.as_kernel_and_initrd("InvalidImage", self.keep(read))

    def test_null(self):
        self.as_kernel_and_initrd("InvalidImage", self.keep(os.open("/dev/null", os.O_RDONLY)))

    def test_zero(self):
        self.as_kernel_and_initrd("InvalidImage", self.keep(os.open("/dev/zero", os.O_RDONLY)))

    def test_socket(self):
        one, other = socket.socketpair()
        self.addCleanup(one.close)
        self.addCleanup(other.close)
        self.as_kernel_and_initrd("InvalidImage", one.fileno())

    def test_eventfd(self):
        self.as_kernel_and_initrd("InvalidImage", self.keep(os.eventfd(0)))

    def test_path_only(self):
        path = self.box.at(f"boot/vmlinuz-{NEW}")
        self.as_kernel_and_initrd("InvalidImage", self.keep(os.open(path, os.O_PATH)))

    def test_write_only(self):
        with tempfile.NamedTemporaryFile(dir=self.base) as file:
            file.write(GOOD)
            file.flush()
            self.as_kernel_and_initrd("InvalidImage", self.keep(os.open(file.name, os.O_WRONLY)))

    def test_proc_file(self):
        self.as_kernel_and_initrd("InvalidImage", self.keep(os.open("/proc/version", os.O_RDONLY)))

    def test_empty_initrd(self):
        self.refused("InvalidImage", self.root.load_files, self.memfd(GOOD), [self.memfd(b"")])

    def test_sparse_giants(self):
        """More than there is memory: refused by the size, before anything is read."""
        giant = self.memfd(GOOD)
        os.ftruncate(giant, 1 << 42)
        self.as_kernel_and_initrd("InvalidImage NoMemory", giant)

    def test_several_initrds_too_large_together(self):
        giant = self.memfd(b"x")
        os.ftruncate(giant, 1 << 40)
        self.refused("InvalidImage NoMemory", self.root.load_files, self.memfd(GOOD), [giant] * 4)

    def test_appended(self):
        """Something behind the image that its own memory does not hold."""
        self.refused("InvalidImage", self.root.load_files, self.memfd(GOOD + bytes(4 << 20)))


class Arguments(Base):
    """Arguments that make no sense."""

    def call_with(self, handle, handles, fds, cmdline="x"):
        parameters = GLib.Variant("(hahsa{sv})", (handle, handles, cmdline, {}))
        return self.root.call("LoadFiles", parameters, fds=fds)

    def list_of(self, *contents):
        fds = Gio.UnixFDList.new()
        for content in contents:
            fds.append(self.memfd(content))
        return fds

    def test_no_descriptor(self):
        self.refused(INVALID_ARGS, self.call_with, 0, [], None)

    def test_handle_outside(self):
        self.refused(INVALID_ARGS, self.call_with, 7, [], self.list_of(GOOD))
        self.refused(INVALID_ARGS, self.call_with, 0, [1], self.list_of(GOOD))
        self.refused(INVALID_ARGS, self.call_with, -1, [], self.list_of(GOOD))
        self.refused(INVALID_ARGS, self.call_with, 0, [2**31 - 1], self.list_of(GOOD))

    def test_thousand_initrds(self):
        """One descriptor, named a thousand times."""
        self.refused(
            f"{INVALID_ARGS} {harness.LIMITS}", self.call_with, 0, [1] * 1000, self.list_of(GOOD, b"initrd")
        )

    def test_sixteen_initrds(self):
        self.refused(
            f"{INVALID_ARGS} {harness.LIMITS}", self.call_with, 0, [1] * 16, self.list_of(GOOD, b"initrd")
        )

    def test_seventeen_descriptors(self):
        """More than a message may carry: the bus throws the caller out."""
        caller = self.caller(0)
        with self.assertRaises(harness.BusError):
            caller.load_files(self.memfd(GOOD), [self.memfd(b"part") for _ in range(16)])
        self.unharmed()

    def test_fifteen_initrds_are_allowed(self):
        self.root.load_files(self.memfd(GOOD), [self.memfd(b"part") for _ in range(15)])
        self.assertEqual(self.root.status()["armed"]["origin"], "custom")

    def test_long_cmdline(self):
        for length in (2017, 5000, 1 << 20):
            error = self.refused("InvalidImage InvalidArgs " + INVALID_ARGS,
                                 self.root.load_files, self.memfd(GOOD), cmdline="x" * length)
            self.assertLess(len(error.message), 1000)
        self.refused("InvalidImage " + INVALID_ARGS, self.root.load, "", append="x" * 3000)
        self.refused("InvalidImage " + INVALID_ARGS, self.root.load, "", cmdline="x" * 3000)

    def test_longest_cmdline_is_allowed(self):
        self.root.load_files(self.memfd(GOOD), cmdline="x" * 2016)
        self.assertEqual(len(self.root.status()["armed"]["cmdline"]), 2016)

    def test_control_characters(self):
        for text in ("a\nb", "a\rb", "a\x01b", "a\x7fb"):
            self.refused(INVALID_ARGS, self.root.load_files, self.memfd(GOOD), cmdline=text)
            self.refused(INVALID_ARGS, self.root.load, "", append=text)
            self.refused(INVALID_ARGS, self.root.load, "", cmdline=text)

    def test_nul(self):
        """A string cannot hold one; bytes that claim to be such a string never arrive."""
        message = Gio.DBusMessage.new_method_call(
            harness.NAME, harness.PATH, harness.INTERFACE, "Load"
        )
        raw = GLib.Variant.new_from_bytes(
            GLib.VariantType.new("(sa{sv})"), GLib.Bytes.new(b"a\0b\0\x04"), False
        )
        self.assertFalse(raw.is_normal_form())
        message.set_body(raw)
        connection = self.caller(0).connection
        try:
            connection.send_message(message, Gio.DBusSendMessageFlags.NONE)
        except GLib.Error:
            pass
        self.unharmed()

    def test_strange_ids(self):
        for image in ("../../etc/passwd", "/boot/vmlinuz", "x" * 100000, "\n", "%s%n", "-"):
            error = self.refused("NoSuchImage " + INVALID_ARGS, self.root.load, image)
            self.assertLess(len(error.message), 300)

    def test_many_options(self):
        options = {f"option-{i}": GLib.Variant("b", True) for i in range(5000)}
        self.refused(INVALID_ARGS, self.root.load, "", **options)


class Moving(Base):
    """Files that change while they are read."""

    def disturbed(self, change, allowed):
        fd = os.memfd_create("moving")
        self.keep(fd)
        content = machine.bzimage("6.6.6", 24 << 20)
        os.write(fd, content)
        stop = threading.Event()
        thread = threading.Thread(target=change, args=(fd, content, stop))
        seen = []
        thread.start()
        try:
            for _ in range(8):
                parameters, fds = harness.load_files_arguments(fd, [], "x", {})
                call = self.root.start("LoadFiles", parameters, fds=fds)
                try:
                    call.wait(60)
                    seen.append("")
                except harness.BusError as e:
                    seen.append(e.name.removeprefix(harness.ERROR))
                self.assertIn(seen[-1], allowed)
                self.assertIn(self.root.status()["state"], ("armed", "staged"))
        finally:
            stop.set()
            thread.join()
        self.assertTrue(any(seen), "nothing was disturbed")
        return seen

    def test_shrinks(self):
        def change(fd, content, stop):
            while not stop.wait(0.002):
                os.ftruncate(fd, 1000)
                os.pwrite(fd, content[1000:], 1000)

        self.disturbed(change, ("", "Changed", "InvalidImage", "Incomplete"))

    def test_grows(self):
        def change(fd, content, stop):
            size = len(content)
            while not stop.wait(0.001):
                size += 4096
                os.ftruncate(fd, size)

        self.disturbed(change, ("", "Changed", "InvalidImage"))

    def test_rewritten(self):
        def change(fd, content, stop):
            while not stop.is_set():
                os.pwrite(fd, b"\xff" * 4096, 8 << 20)

        self.disturbed(change, ("", "Changed"))


class Endless(Base):
    """A file system in user space: one that never answers a read, one that cannot be read."""

    def mount(self, **options):
        if not fuse.available():
            self.skipTest("this machine has no /dev/fuse")
        mount = fuse.Mount(tempfile.mkdtemp(dir=self.base), len(GOOD), **options)
        self.addCleanup(mount.close)
        return mount

    def test_never_answers(self):
        mount = self.mount()
        fd = self.keep(os.open(mount.file, os.O_RDONLY))
        parameters, fds = harness.load_files_arguments(fd, [], "x", {})
        call = self.caller(0).start("LoadFiles", parameters, fds=fds)
        iterate_until(lambda: mount.reading, what="a read")
        # Everybody else goes on meanwhile.
        self.assertEqual(self.nobody.status()["armed"]["release"], NEW)
        self.root.call("Cancel")
        with self.assertRaises(harness.BusError) as context:
            call.wait(60)
        self.assertEqual(context.exception.name, harness.ERROR + "Failed")
        self.unharmed()
        # Another load is not in its way.
        self.root.load(harness.OLD)

    def test_never_answers_and_the_caller_leaves(self):
        mount = self.mount()
        fd = self.keep(os.open(mount.file, os.O_RDONLY))
        parameters, fds = harness.load_files_arguments(fd, [], "x", {})
        caller = self.caller(0)
        caller.start("LoadFiles", parameters, fds=fds)
        iterate_until(lambda: mount.reading, what="a read")
        caller.close()
        self.root.load(harness.OLD)

    def test_read_fails(self):
        mount = self.mount(read_error=errno.EIO)
        fd = self.keep(os.open(mount.file, os.O_RDONLY))
        self.refused("Failed", self.root.load_files, fd)
        self.refused("Failed", self.root.load_files, self.memfd(GOOD), [fd])

    def test_unreadable_entry(self):
        mount = self.mount(open_error=errno.EACCES)
        path = self.box.at(f"boot/vmlinuz-{harness.OLD}")
        fuse.bind(mount.file, path)
        try:
            self.root.call("Rescan", timeout=60)
            self.refused("Incomplete NoSuchImage InvalidImage Failed", self.root.load, harness.OLD)
        finally:
            fuse.unmount(path)
            self.root.call("Rescan", timeout=60)
        self.unharmed()


class Entries(Base):
    """Entries of /boot. Each is made, looked at, tried and removed."""

    RELEASE = "6.1.0-90-amd64"  # newer than what is armed

    def entry(self, make, names="Incomplete NoSuchImage InvalidImage Unsupported"):
        path = self.box.at(f"boot/vmlinuz-{self.RELEASE}")
        initrd = self.box.at(f"boot/initrd.img-{self.RELEASE}")
        modules = self.box.at(f"usr/lib/modules/{self.RELEASE}")
        os.makedirs(modules)
        make(path, initrd)
        try:
            self.root.call("Rescan", timeout=60)
            (images,) = self.root.call("ListImages")
            entry = [image for image in images if self.RELEASE in image["kernel"]]
            if entry:
                self.assertFalse(entry[0]["complete"])
                self.assertTrue(entry[0]["problems"])
                self.assertFalse(entry[0]["default"])
            self.refused(names, self.root.load, entry[0]["id"] if entry else self.RELEASE)
        finally:
            os.chmod(self.box.at("boot"), 0o755)
            for left in (path, initrd):
                if os.path.islink(left) or os.path.isfile(left):
                    os.unlink(left)
                elif os.path.isdir(left):
                    os.rmdir(left)
                elif os.path.lexists(left):
                    os.unlink(left)
            os.rmdir(modules)
            self.root.call("Rescan", timeout=60)
        self.unharmed()

    @staticmethod
    def put(path, content, mode=0o644):
        with open(path, "wb") as file:
            file.write(content)
        os.chmod(path, mode)

    def good(self, path):
        self.put(path, machine.bzimage(self.RELEASE))

    def test_directory(self):
        self.entry(lambda kernel, initrd: os.mkdir(kernel))

    def test_fifo(self):
        self.entry(lambda kernel, initrd: os.mkfifo(kernel))

    def test_device(self):
        self.entry(lambda kernel, initrd: os.mknod(kernel, 0o600 | stat.S_IFCHR, os.makedev(1, 5)))

    def test_socket(self):
        def make(kernel, initrd):
            with socket.socket(socket.AF_UNIX) as s:
                s.bind(kernel)

        self.entry(make)

    def test_dangling_link(self):
        self.entry(lambda kernel, initrd: os.symlink("nowhere", kernel))

    def test_link_to_itself(self):
        self.entry(lambda kernel, initrd: os.symlink(os.path.basename(kernel), kernel))

    def test_escaping_link(self):
        outside = os.path.join(self.base, "outside")
        self.put(outside, machine.bzimage(self.RELEASE))
        self.addCleanup(os.unlink, outside)
        relative = "../" * 20 + outside
        self.entry(lambda kernel, initrd: os.symlink(outside, kernel))
        self.entry(lambda kernel, initrd: os.symlink(relative, kernel))

    def test_empty(self):
        self.entry(lambda kernel, initrd: self.put(kernel, b""))

    def test_truncated(self):
        self.entry(lambda kernel, initrd: self.put(kernel, machine.bzimage(self.RELEASE)[:-16]))

    def test_text(self):
        self.entry(lambda kernel, initrd: self.put(kernel, b"hello\n" * 1000))

    def test_another_architecture(self):
        self.entry(lambda kernel, initrd: self.put(kernel, arm64_image()))

    def test_another_release_inside(self):
        self.entry(lambda kernel, initrd: self.put(kernel, machine.bzimage("5.5.5")))

    def test_initrd_missing(self):
        """The other kernels have one."""
        self.entry(lambda kernel, initrd: self.good(kernel))

    def test_initrd_empty(self):
        def make(kernel, initrd):
            self.good(kernel)
            self.put(initrd, b"")

        self.entry(make)

    def test_initrd_directory(self):
        def make(kernel, initrd):
            self.good(kernel)
            os.mkdir(initrd)

        self.entry(make)

    def test_initrd_dangling(self):
        def make(kernel, initrd):
            self.good(kernel)
            os.symlink("nowhere", initrd)

        self.entry(make)

    def test_world_writable_kernel(self):
        def make(kernel, initrd):
            self.put(kernel, machine.bzimage(self.RELEASE), 0o666)
            self.put(initrd, b"initrd")

        self.entry(make)

    def test_world_writable_initrd(self):
        def make(kernel, initrd):
            self.good(kernel)
            self.put(initrd, b"initrd", 0o666)

        self.entry(make)

    def test_owned_by_somebody(self):
        def make(kernel, initrd):
            self.good(kernel)
            self.put(initrd, b"initrd")
            os.chown(kernel, harness.ACTIVE, -1)

        self.entry(make)

    def test_modules_missing(self):
        def make(kernel, initrd):
            self.good(kernel)
            self.put(initrd, b"initrd")
            os.rename(self.box.at(f"usr/lib/modules/{self.RELEASE}"), self.box.at("usr/lib/gone"))

        try:
            self.entry(make)
        except FileNotFoundError:
            pass
        os.rmdir(self.box.at("usr/lib/gone"))
        self.root.call("Rescan")
        self.unharmed()


class Writable(harness.TestCase):
    """A directory that others can write to."""

    @staticmethod
    def prepare(box):
        os.chmod(box.at("boot"), 0o777)

    def test_directory(self):
        self.wait_state("idle", "failed", "unavailable")
        self.assertTrue(self.root.status()["reason"])
        with self.assertRaises(harness.BusError):
            self.root.load("")
        self.assertIsNone(self.box.loaded())
        self.assertEqual(self.box.calls(), [])


class During(harness.TestCase):
    """Files of the machine that go away while they are loaded."""

    def busy(self):
        """Whether the kernel is at work: it holds its lock."""
        with open(os.path.join(self.box.kernel, "lock"), "a", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def test_deleted(self):
        """What was validated is what is loaded."""
        self.wait_armed(NEW)
        expected = self.box.expected(harness.OLD)
        self.box.order(delay=1000)
        call = self.root.start("Load", harness.load_argument(harness.OLD))
        iterate_until(lambda: self.busy(), what="the load")
        self.box.remove(f"boot/vmlinuz-{harness.OLD}")
        try:
            call.wait()
            self.assertEqual(self.box.loaded(), expected)
        except harness.BusError as e:
            self.assertEqual(e.name, harness.ERROR + "Changed")
            self.assertEqual(self.box.loaded(), self.box.expected(NEW))

    def test_replaced(self):
        self.wait_armed(NEW)
        old = self.box.expected(NEW)
        replacement = machine.bzimage(NEW, fill=b"\x77")
        self.box.order(delay=1000)
        self.box.write(f"boot/vmlinuz-{NEW}", machine.bzimage(NEW, fill=b"\x11"))
        first = self.box.expected(NEW)
        iterate_until(lambda: self.busy(), 30, "the load")
        self.box.write(f"boot/vmlinuz-{NEW}", replacement)
        iterate_until(lambda: self.box.loaded() not in (old, first), 60, "the last content")
        self.assertEqual(self.box.loaded(), self.box.expected(NEW))
        self.wait_armed(NEW)


if __name__ == "__main__":
    tap.main()
