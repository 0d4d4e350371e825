"""Randomness by name: every series has a stream of its own, so adding a workload changes no other one.

`random.Random(int).random()` is the one generator whose sequence Python promises to keep between versions.
"""

import hashlib
import random

# Kubernetes writes pod suffixes with the first alphabet, and pod-template hashes with the part of it below.
POD_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
HASH_ALPHABET = "456789bcdf"


class Chance:
    def __init__(self, seed, name):
        digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
        self.next = random.Random(int.from_bytes(digest[:8], "big")).random

    def between(self, low, high):
        return low + (high - low) * self.next()

    def word(self, alphabet, length):
        return "".join(alphabet[int(self.next() * len(alphabet))] for _ in range(length))
