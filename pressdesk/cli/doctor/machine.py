"""The machine: disk, swap, core dumps, the user, and whether something sets its clock."""

import ctypes
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from pressdesk.cli.doctor.findings import Finding, fine, grave, heed

MIB = 1_048_576
LEAST_FREE_BYTES = 500 * MIB
CLOSING_BYTES = 100 * MIB  # so little is left that a commit may fail any moment
SWAPS = Path("/proc/swaps")
LIMITS = Path("/proc/self/limits")
NO_DUMP = re.compile(r"^Max core file size +0 ", re.MULTILINE)
SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
TIMEX_BYTES = 512  # the kernel's struct is smaller
NOT_SET = 5  # TIME_ERROR: no time server has set the clock


def disk(home: Path) -> Iterator[Finding]:
    """Whether what is confirmed can be kept."""
    try:
        is_read_only = bool(os.statvfs(home).f_flag & os.ST_RDONLY)
        free = shutil.disk_usage(home).free
    except OSError as error:
        says = f"The disk of {home} does not answer ({error.strerror})."
        yield grave("disk", says, "Look at the disk.", closes=True)
        return
    if is_read_only:
        says = f"The disk of {home} cannot be written."
        yield grave("disk", says, "Mount it writable, and find out why it was not.", closes=True)
    yield judged_free(free)


def judged_free(free: int) -> Finding:
    """What so many free bytes mean."""
    says = f"{free // MIB} MiB are free on the disk."
    if free > LEAST_FREE_BYTES:
        return fine("disk", says)
    return grave("disk", says, "Make room.", closes=free < CLOSING_BYTES)


def memory(swaps: Path = SWAPS) -> Iterator[Finding]:
    """Where keys in memory could end on a disk."""
    if _has_swap(swaps):
        says = "The machine swaps: keys in memory may reach the disk."
        yield heed("swap", says, "Set MemorySwapMax=0 for the service, or encrypt the swap.")
    if _may_dump():
        says = "A crash of this process may write its memory, keys too, to the disk."
        yield heed("core", says, "Set LimitCORE=0 for the service, or ulimit -c 0 here.")


def clock_is_set(mark: Path = SYNCHRONISED) -> Iterator[Finding]:
    """Whether a time server sets the clock; nothing when the machine does not say."""
    state = 0 if mark.exists() else _kernel_says()
    if state == NOT_SET:
        says = "No time server sets this machine's clock."
        yield heed("clock-set", says, "Turn one on: timedatectl set-ntp true")
    elif state >= 0:
        yield fine("clock-set", "A time server sets this machine's clock.")


def _has_swap(swaps: Path) -> bool:
    return len(_text(swaps).splitlines()) > 1


def _may_dump() -> bool:
    limits = _text(LIMITS)
    return bool(limits) and not NO_DUMP.search(limits)


def _text(path: Path) -> str:
    """What the kernel says; nothing where it does not."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _kernel_says() -> int:
    """What the kernel knows of its clock; -1 when it cannot be asked. Changes nothing."""
    try:
        libc = ctypes.CDLL(None)
        return int(libc.adjtimex(ctypes.create_string_buffer(TIMEX_BYTES)))
    except (OSError, AttributeError):
        return -1
