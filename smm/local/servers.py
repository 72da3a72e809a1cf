"""Start PostgreSQL and Valkey for this installation alone, and stop them.

PostgreSQL refuses to run as root: then both servers run under an unprivileged account that exists everywhere, in a place that
account can reach. They listen on the loopback only and ask for a password that only the owner of the data directory can read.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from psycopg2 import sql

from smm.local.homes import ELSEWHERE, home_of
from smm.local.keys import Keys, write_private
from smm.local.processes import Process, Reaper
from smm.local.programs import (
    Account,
    ServersError,
    account,
    find_postgres,
    find_valkey,
    free_port,
    give,
    postgres_version,
    run_as,
    usable_bin,
    usable_program,
)

DATABASE = "palinsesto"
OWNER, APP, ADMIN = "palinsesto_owner", "palinsesto_app", "postgres"
# One locale on every system, with no library of the machine involved; docker-compose.yml says the same to its server.
LOCALE_FLAGS = (
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=PG_UNICODE_FAST",
    "--lc-collate=C",
    "--lc-ctype=C",
)
MEMORY_FLAGS = {
    "shared_buffers": "48MB",
    "max_connections": "60",
    "jit": "off",
    # Disks without arms: reading here and there costs hardly more than reading on.
    "random_page_cost": "1.1",
    "max_parallel_workers": "2",
    "max_wal_size": "256MB",
    "log_line_prefix": "%m [%p] %a ",
}
THROW_AWAY_FLAGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Addresses:
    """Where the two servers listen and who may enter, which stands before they run."""

    postgres_port: int
    valkey_port: int
    keys: Keys

    @classmethod
    def choose(cls, keys: Keys) -> Addresses:
        """Two ports nobody listens on. Raises ServersError."""
        first = second = free_port()
        while second == first:
            second = free_port()
        return cls(first, second, keys)

    @property
    def url(self) -> str:
        """The database as the product uses it."""
        return (
            f"postgres://{APP}:{self.keys.app_password}@127.0.0.1:{self.postgres_port}/{DATABASE}"
        )

    @property
    def owner_url(self) -> str:
        """The database as migrations use it."""
        return f"postgres://{OWNER}:{self.keys.owner_password}@127.0.0.1:{self.postgres_port}/{DATABASE}"

    @property
    def redis_url(self) -> str:
        return f"redis://:{self.keys.valkey_password}@127.0.0.1:{self.valkey_port}/0"

    @property
    def environment(self) -> dict[str, str]:
        """What the settings read to reach them."""
        return {
            "DATABASE_URL": self.url,
            "DATABASE_OWNER_URL": self.owner_url,
            "REDIS_URL": self.redis_url,
            "PGGSSENCMODE": "disable",  # libpq's Kerberos probe crashes forked processes on macOS
        }


@dataclass(frozen=True)
class Servers(Addresses):
    """The two running servers and how to reach them."""

    postgres: Process
    valkey: Process

    def start_postgres_again(self) -> None:
        """After its end; returns when it answers. Raises ServersError."""
        self.postgres.start_again()
        _wait(self.postgres, lambda: _postgres_answers(self.postgres_port, self.keys))

    def start_valkey_again(self) -> None:
        """The same for the broker."""
        self.valkey.start_again()
        _wait(self.valkey, lambda: _valkey_answers(self.valkey_port, self.keys.valkey_password))

    def stop(self) -> None:
        self.valkey.ask_to_stop()
        self.postgres.stop()
        self.valkey.stop()


def locale_flags(bin_dir: Path) -> list[str]:
    """initdb's flags for our locale; PostgreSQL 17 does not know the full one yet."""
    if postgres_version(bin_dir) >= 18:
        return list(LOCALE_FLAGS)
    return [flag.replace("PG_UNICODE_FAST", "C.UTF-8") for flag in LOCALE_FLAGS]


def cluster_of(home: Path, bin_dir: Path) -> Path:
    """A directory per major version: a new one starts empty and leaves the old one alone."""
    return home / f"pg{postgres_version(bin_dir)}"


def _initialise(
    bin_dir: Path, cluster: Path, *, password: str, who: Account | None, log: Path, sync: bool
) -> None:
    """Make a new cluster. Half-made ones (a start that was cut short) are thrown away first."""
    shutil.rmtree(cluster, ignore_errors=True)
    unfinished = cluster.with_name(f"{cluster.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    give(unfinished, who)
    # initdb accepts only a real file that its own account may read.
    descriptor, name = tempfile.mkstemp(prefix="pw", dir=cluster.parent)
    password_file = Path(name)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(password + "\n")
        give(password_file, who)
        command: list[str | Path] = [
            bin_dir / "initdb",
            "-D",
            unfinished,
            "-U",
            ADMIN,
            "--no-instructions",
        ]
        command += ["--auth=scram-sha-256", f"--pwfile={password_file}", *locale_flags(bin_dir)]
        command += [] if sync else ["--no-sync"]
        with log.open("ab") as output:
            done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, **run_as(who))
    finally:
        password_file.unlink(missing_ok=True)
    if done.returncode != 0:
        raise ServersError(f"The database could not be made; {log} says why.")
    unfinished.rename(cluster)


def _prepare(keys: Keys, port: int) -> None:
    """The two roles, the database, and what the product's role may do with the owner's tables."""
    address = {"host": "127.0.0.1", "port": port, "user": ADMIN, "password": keys.postgres_password}
    connection = psycopg2.connect(dbname="postgres", **address)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone():
            connection.close()
            return
        for role, password, rights in (
            (OWNER, keys.owner_password, "CREATEDB"),
            (APP, keys.app_password, "NOCREATEDB NOBYPASSRLS"),
        ):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            word = "ALTER" if cursor.fetchone() else "CREATE"
            cursor.execute(
                sql.SQL(f"{word} ROLE {{}} LOGIN {rights} PASSWORD {{}}").format(
                    sql.Identifier(role), sql.Literal(password)
                )
            )
        # Under another name until its privileges stand, so that a start cut short is done again.
        cursor.execute("DROP DATABASE IF EXISTS unfinished")
        cursor.execute(sql.SQL("CREATE DATABASE unfinished OWNER {}").format(sql.Identifier(OWNER)))
    connection.close()
    connection = psycopg2.connect(dbname="unfinished", **address)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for rights, things in (
            ("SELECT, INSERT, UPDATE, DELETE", "TABLES"),
            ("USAGE, SELECT", "SEQUENCES"),
        ):
            cursor.execute(
                f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT {rights} ON {things} TO {APP}"
            )
    connection.close()
    connection = psycopg2.connect(dbname="postgres", **address)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("ALTER DATABASE unfinished RENAME TO {}").format(sql.Identifier(DATABASE))
        )
    connection.close()


def _wait(server: Process, is_ready: Callable[[], bool], *, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_ready():
        if not server.is_running or time.monotonic() > end:
            raise ServersError(
                f"{server.name} did not start; the end of {server.log}:\n{server.last_words()}"
            )
        time.sleep(0.02)


def _postgres_answers(port: int, keys: Keys) -> bool:
    try:
        psycopg2.connect(
            dbname="postgres",
            host="127.0.0.1",
            port=port,
            user=ADMIN,
            password=keys.postgres_password,
        ).close()
    except psycopg2.OperationalError:
        return False
    return True


def _valkey_answers(port: int, password: str) -> bool:
    """True once it has read its file back: it answers LOADING until then."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as link:
            link.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2:
                part = link.recv(1024)
                if not part:
                    return False
                answer += part
            return b"+PONG" in answer
    except OSError:
        return False


def _valkey_file(
    home: Path, *, port: int, password: str, is_durable: bool, who: Account | None
) -> Path:
    """Valkey's configuration: a file, because a password on the command line is everybody's to read."""
    directory = home / "valkey"
    directory.mkdir(mode=0o700, exist_ok=True)
    give(directory, who)
    lines = [
        f"port {port}",
        "bind 127.0.0.1",
        f"requirepass {password}",
        f'dir "{directory}"',
        f"appendonly {'yes' if is_durable else 'no'}",
        "appendfsync everysec",
        'save ""',
        "maxmemory-policy noeviction",
        "daemonize no",
    ]
    path = directory / "valkey.conf"
    write_private(path, "\n".join(lines) + "\n")
    give(path, who)
    return path


def start(
    data: Path,
    *,
    keys: Keys,
    reaper: Reaper,
    addresses: Addresses | None = None,
    is_durable: bool = True,
    is_verbose: bool = False,
    say: Callable[[str], None] = lambda sentence: None,
) -> Servers:
    """Start both servers of the data directory `data`, at any `addresses` if none are given, and return when they answer.

    A missing database is made first. Not durable means throw-away: nothing is forced to disk. Raises ServersError.
    """
    addresses = addresses or Addresses.choose(keys)
    postgres_port, valkey_port = addresses.postgres_port, addresses.valkey_port
    who = account()
    bin_dir, valkey_program = find_postgres(), find_valkey()
    home, logs = home_of(data, who=who), data / "log"
    logs.mkdir(mode=0o700, exist_ok=True)
    if home.parent == ELSEWHERE:
        say(
            f"The servers run as `{who.name if who else ''}`, who cannot enter {data}: their files are in {home}."
        )
    bin_dir = usable_bin(bin_dir, who=who, home=home)
    valkey_program = usable_program(valkey_program, who=who, home=home)
    started: list[Process] = []
    try:
        settings = _valkey_file(
            home, port=valkey_port, password=keys.valkey_password, is_durable=is_durable, who=who
        )
        valkey = Process(
            "valkey",
            [valkey_program, settings],
            log=logs / "valkey.log",
            reaper=reaper,
            is_verbose=is_verbose,
            **run_as(who),
        )
        started.append(valkey)
        cluster = cluster_of(home, bin_dir)
        if not (cluster / "PG_VERSION").exists():
            say("Making the database.")
            _initialise(
                bin_dir,
                cluster,
                password=keys.postgres_password,
                who=who,
                log=logs / "postgres.log",
                sync=is_durable,
            )
        flags = MEMORY_FLAGS | ({} if is_durable else THROW_AWAY_FLAGS)
        postgres = Process(
            "postgres",
            _postgres_command(bin_dir, cluster, port=postgres_port, flags=flags),
            log=logs / "postgres.log",
            reaper=reaper,
            stop_signal=signal.SIGINT,  # "fast": ends sessions, writes everything, stops
            grace=30,
            is_verbose=is_verbose,
            **run_as(who),
        )
        started.append(postgres)
        _wait(postgres, lambda: _postgres_answers(postgres_port, keys))
        _prepare(keys, postgres_port)
        _wait(valkey, lambda: _valkey_answers(valkey_port, keys.valkey_password))
    except BaseException:
        for process in reversed(started):
            process.stop()
        raise
    return Servers(postgres_port, valkey_port, keys, postgres, valkey)


def _postgres_command(
    bin_dir: Path, cluster: Path, *, port: int, flags: dict[str, str]
) -> Sequence[str | Path]:
    # TCP on the loopback only: paths of unix sockets have a length limit that deep directories break.
    fixed = {"listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
    options = [
        part for name, value in (fixed | flags).items() for part in ("-c", f"{name}={value}")
    ]
    return [bin_dir / "postgres", "-D", cluster, "-p", str(port), *options]
