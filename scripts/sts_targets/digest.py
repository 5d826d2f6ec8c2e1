"""The size and the checksum of a file against what its descriptor says."""

import hashlib

from sts_targets.findings import Findings
from sts_targets.package import Resource

HASH_ALGORITHMS = ("md5", "sha1", "sha256", "sha512")


class Digest:
    """Compares the bytes of a file with the ``bytes`` and ``hash`` of its resource."""

    def __init__(self, resource: Resource, size: int, findings: Findings) -> None:
        self.findings = findings
        expected = resource.properties.get("bytes")
        if expected is not None and expected != size:
            findings.file_issue(
                "file-bytes",
                f"the file has {size} bytes",
                f"{expected} bytes, as the descriptor says",
                "restore the file or update the descriptor",
                value=str(size),
            )
        algorithm, _, self.expected = str(resource.properties.get("hash", "")).rpartition(":")
        self.hash = self._start(algorithm or "md5") if self.expected else None

    def _start(self, algorithm: str) -> "hashlib._Hash | None":
        if algorithm in HASH_ALGORITHMS:
            return hashlib.new(algorithm, usedforsecurity=False)
        self.findings.file_issue(
            "file-hash",
            f"the hash algorithm {algorithm!r} is not known",
            "one of " + ", ".join(HASH_ALGORITHMS),
            "correct the descriptor",
        )
        return None

    def update(self, block: bytes) -> None:
        """Take the next bytes of the file."""
        if self.hash:
            self.hash.update(block)

    def finish(self) -> None:
        """Compare the checksum; call once, after the last bytes."""
        if self.hash and self.hash.hexdigest() != self.expected.lower():
            self.findings.file_issue(
                "file-hash",
                f"the {self.hash.name} of the file is {self.hash.hexdigest()}",
                f"{self.expected}, as the descriptor says",
                "restore the file or update the descriptor",
            )
