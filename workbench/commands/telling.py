"""What commands say, on stdout and stderr."""

import json
import sys


def say(text):
    """Write a line to stderr."""
    sys.stderr.write(f"{text}\n")


def show(text):
    """Write a line to stdout."""
    sys.stdout.write(f"{text}\n")


def show_json(result):
    """Write one JSON object to stdout."""
    show(json.dumps(result, ensure_ascii=False, allow_nan=False))
