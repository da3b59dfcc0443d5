# SPDX-License-Identifier: LGPL-2.1-or-later
"""Test machines for kexecd: QEMU guests, their images and what runs in them."""
