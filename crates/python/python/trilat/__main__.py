"""The command ``trilat``, as ``python -m trilat`` and as the script of the wheel."""

from __future__ import annotations

import signal
import sys


def main() -> int:
    """Run the command line of this process and return its exit code."""
    from . import _trilat

    # Ctrl-C is for the program, which keeps what is complete; without it, it ends the process at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _trilat.main(["trilat", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
