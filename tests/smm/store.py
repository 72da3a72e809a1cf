"""A store that speaks S3, in a process of its own on the loopback: moto's server, which nobody here wrote."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import boto3

START_S = 30.0
BUCKET, PREFIX = "quintavoce-files", "palinsesto"
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Store:
    """The running store, with a bucket in it; `environment` is what an installation is told of it."""

    origin: str
    process: subprocess.Popen[str]

    @property
    def environment(self) -> dict[str, str]:
        return {
            "MEDIA_S3_BUCKET": BUCKET,
            "MEDIA_S3_ENDPOINT": self.origin,
            "MEDIA_S3_REGION": "eu-south-1",
            "MEDIA_S3_ACCESS_KEY": "key-of-the-agency",
            "MEDIA_S3_SECRET_KEY": "secret-of-the-agency",
            "MEDIA_S3_PREFIX": PREFIX,
        }

    @property
    def bucket(self) -> Any:
        """The bucket as a stranger with the key sees it, without a line of ours."""
        return boto3.resource(
            "s3",
            endpoint_url=self.origin,
            region_name="eu-south-1",
            aws_access_key_id="key-of-the-agency",
            aws_secret_access_key="secret-of-the-agency",
        ).Bucket(BUCKET)

    def files(self) -> dict[str, bytes]:
        """Everything that lies in it, by name."""
        return {each.key: each.get()["Body"].read() for each in self.bucket.objects.all()}

    def unsigned(self, key: str) -> int:
        """The status that whoever has no key gets for a file's address."""
        try:
            with urlopen(f"{self.origin}/{BUCKET}/{key}", timeout=10) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code

    def settings(self) -> dict[str, Any]:
        """How an installation with this environment keeps its files: what Django's `STORAGES` says of them."""
        read = subprocess.run(
            [sys.executable, "-c", "import json, smm.settings as s; print(json.dumps(s.STORAGES))"],
            capture_output=True, text=True, check=True, cwd=_ROOT, env={**os.environ, **self.environment},
        )  # fmt: skip
        found: dict[str, Any] = json.loads(read.stdout)
        return found

    def stop(self) -> None:
        """End it and wait."""
        self.process.terminate()
        self.process.wait(10)
        assert self.process.stderr is not None
        self.process.stderr.close()


def start() -> Store:
    """Start it on a free port, and make the bucket."""
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    killer = threading.Timer(START_S, process.kill)
    killer.start()
    try:
        said = next((line for line in process.stderr if "Running on http://" in line), "")
    finally:
        killer.cancel()
    assert said, "the store did not start"
    # It tells every request: what nobody reads would fill the pipe and stop it.
    threading.Thread(target=lambda: [None for _ in process.stderr], daemon=True).start()  # type: ignore[union-attr]
    made = Store(said.split("Running on ")[1].split()[0], process)
    made.bucket.create(CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    return made
