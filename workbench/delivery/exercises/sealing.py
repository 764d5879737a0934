"""The planted truth in the student's kit: only a slow salted hash of it, so that it was fixed before anyone answered.

What a determined student can still do: an option list of six takes six tries of half a second. The hash keeps the
truth out of sight; it is no safe. That is why its marks are given from the secret of the course, not from the kit.
"""

import hashlib
import hmac

# About 0.5 s and 128 MB a try on an ordinary desktop of 2024.
COST, BLOCK, PARALLEL = 2**17, 8, 1
MEMORY = 2**28


def seal(student, exercise_id, asked, answer):
    """Return the hash of a hidden answer, bound to student, exercise and what is asked.

    Parameters
    ----------
    student, exercise_id, asked : str
        Together the salt.
    answer : str
        Id of the right option.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    salt = hashlib.sha256("\0".join((student, exercise_id, asked)).encode()).digest()
    key = hashlib.scrypt(str(answer).encode(), salt=salt, n=COST, r=BLOCK, p=PARALLEL, maxmem=MEMORY, dklen=32)
    return key.hex()


def opens(sealed, student, exercise_id, asked, answer):
    """Return whether an answer is the sealed one."""
    return hmac.compare_digest(sealed, seal(student, exercise_id, asked, answer))
