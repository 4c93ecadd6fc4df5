"""Commands of the shell, made to be killed: `python -m tests.promises.forking`.

It has read everything before it forks, so that a command is at work within milliseconds. For each
line, the words of a command, it forks one and says its process id; when that one has ended or was
killed, it says so.
"""

import json
import os
import sys

from pressdesk import cli


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _run(json.loads(line))
        print(child, flush=True)
        print(os.waitpid(child, 0)[1], flush=True)


def _run(words: list[str]) -> None:
    sys.argv = ["pressdesk", *words]
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, 1)
    try:
        cli.main()
    except SystemExit as end:
        os._exit(int(end.code or 0))
    finally:
        os._exit(70)


if __name__ == "__main__":
    main()
