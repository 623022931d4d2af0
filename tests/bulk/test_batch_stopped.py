"""A batch that is stopped, by whatever, goes on to the same bytes; what has a final name is whole."""

import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from rules_engine.bulk.faults import BatchError
from rules_engine.bulk.inputs import Part, input_at
from rules_engine.bulk.parts import Order
from rules_engine.bulk.workers import spread
from tests.bulk.batch_files import LINES, bytes_in, claims_in, command, manifest, rules_in, run

KILLS = 15


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("stopped")
    rules_in(folder / "rules")
    claims_in(folder / "claims.parquet")
    done = run(*words(folder, folder / "whole"))
    assert done.returncode == 1, done.stderr
    return folder


def words(place: Path, out: Path, processes: int = 1) -> list[object]:
    return [place / "claims.parquet", "--out", out, "--rules", place / "rules", "--lines-a-part", 1000, "--quiet",
            "--processes", processes, "--resume"]  # fmt: skip


def _kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_a_killed_batch_goes_on_to_the_same_bytes(place) -> None:
    """The whole group of processes is killed a moment after one more file has its name; the folder is then resumed."""
    out, chance = place / "killed", random.Random(7)
    killed = 0
    while killed < KILLS:
        before = len(list(out.glob("*"))) if out.exists() else 0
        if before > 50:  # nearly done: begin anew
            shutil.rmtree(out)
            before = 0
        started = command(*words(place, out, 1 + killed % 2))
        process = subprocess.Popen(
            started, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        while process.poll() is None and (len(list(out.glob("*"))) if out.exists() else 0) <= before:
            time.sleep(0.002)
        time.sleep(chance.random() * 0.05)
        assert process.poll() is None, "it ended before it was killed"
        _kill(process)
        killed += 1
        _all_is_whole(out)
    done = run(*words(place, out, 2))
    assert done.returncode == 1, done.stderr
    assert bytes_in(out) == bytes_in(place / "whole")


def _all_is_whole(out: Path) -> None:
    """Every file under a final name is the file of the whole run."""
    whole = out.parent / "whole"
    for each in out.iterdir():
        if not each.name.startswith("."):
            assert each.read_bytes() == (whole / each.name).read_bytes()


def test_a_part_that_was_changed_is_judged_again(place) -> None:
    out = place / "changed"
    shutil.copytree(place / "whole", out)
    (out / "part-00003.parquet").write_bytes(b"PAR1")
    (out / "rejections-00005.ndjson").unlink()
    assert run(*words(place, out)).returncode == 1
    assert bytes_in(out) == bytes_in(place / "whole")


def test_other_inputs_and_other_rules_are_refused(place) -> None:
    out = place / "other"
    shutil.copytree(place / "whole", out)
    shutil.copytree(place / "rules", place / "more")
    rules = place / "more" / "all" / "all.rules"
    rules.write_text(rules.read_text().replace("90 days", "80 days"))
    claims_in(place / "fewer.parquet", LINES - 100)
    plain = words(place, out)
    for at, path, name in ((4, place / "more", "rules"), (0, place / "fewer.parquet", "inputs")):
        done = run(*plain[:at], path, *plain[at + 1 :])
        assert (done.returncode, f"other {name}" in done.stderr) == (2, True)
    assert bytes_in(out) == bytes_in(place / "whole")


@pytest.mark.parametrize("processes", [1, 2])
def test_a_disk_that_takes_no_more_leaves_no_half_file(place, processes) -> None:
    out = place / f"full{processes}"
    size = max(each.stat().st_size for each in (place / "whole").glob("part-*.parquet"))
    few = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size - 1, size - 1))}
    done = run(*words(place, out, processes), **few)
    assert done.returncode == 2
    assert "may not grow" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (out / "manifest.json").exists()
    assert not [each for each in out.iterdir() if each.name.endswith(".tmp") and processes == 1]
    _all_is_whole(out)
    assert run(*words(place, out, processes)).returncode == 1
    assert bytes_in(out) == bytes_in(place / "whole")


def test_a_full_disk_is_said(place, tmp_path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(small)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no small file system can be made here")
    try:
        done = run(*words(place, small / "out"))
        assert (done.returncode, "the disk is full" in done.stderr) == (2, True)
        _same(small / "out", place / "whole")
        subprocess.run(["mount", "-o", "remount,size=64m", str(small)], check=True)
        assert run(*words(place, small / "out")).returncode == 1
        assert bytes_in(small / "out") == bytes_in(place / "whole")
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


def _same(out: Path, whole: Path) -> None:
    for each in out.iterdir():
        assert each.read_bytes() == (whole / each.name).read_bytes()


def test_two_batches_do_not_share_a_folder(place) -> None:
    out = place / "shared"
    out.mkdir()
    code = f"import fcntl, os, time; h = os.open({str(out)!r}, 0); fcntl.flock(h, 2); print(flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        done = run(*words(place, out))
        other.kill()
    assert (done.returncode, "another batch is at work" in done.stderr) == (2, True)


@pytest.mark.parametrize("wait", [0, 0.3])
def test_a_worker_that_dies_is_replaced_and_its_parts_are_done(place, wait) -> None:
    """It dies right after its first record, or a moment later, when it has said that its task is done."""
    order = _order(place, place / f"dying{wait}")
    tasks = [(Part(0, 0, 0, 1000, 0, 0.3),), (Part(1, 0, 1000, 2000, 1000, 0.6),), (Part(2, 0, 2000, 3000, 2000, 1.0),)]
    done = spread(order, tasks, 1)
    found = [next(done)]
    time.sleep(wait)
    (worker,) = multiprocessing.active_children()
    os.kill(worker.pid, signal.SIGKILL)
    found += list(done)
    told = [each for each in found if isinstance(each, str)]
    assert [each["part"] for each in found if not isinstance(each, str)] == [0, 1, 2]
    assert told in ([], ["a worker died at part 1 of claims.parquet; the part is tried once more"])
    assert told or not wait


def test_a_part_at_which_two_workers_die_is_named(place) -> None:
    done = spread(_order(place, place / "twice"), [(Part(0, 0, 0, 20_000, 0, 1.0),)], 1)
    stop = threading.Event()

    def kill_all() -> None:
        while not stop.wait(0.01):
            for worker in multiprocessing.active_children():
                worker.kill()

    killer = threading.Thread(target=kill_all)
    killer.start()
    try:
        with pytest.raises(BatchError, match=r"two workers died at part 0 of claims\.parquet"):
            list(done)
    finally:
        stop.set()
        killer.join()


def _order(place: Path, out: Path) -> Order:
    out.mkdir()
    digest = json.loads((place / "whole" / "job.json").read_text())["rules"]["digest"]
    return Order(inputs=(input_at(str(place / "claims.parquet")),), out=str(out), form="parquet",
                 folder=str(place / "rules"), references={}, payer=None, known_on=None, plugins=None,
                 digest=digest)  # fmt: skip


OWN_MEMORY = """
import atexit, sys
from rules_engine.cli.main import main
tell = lambda: print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")), file=sys.stderr)
atexit.register(tell)
main()
"""


def test_memory_does_not_grow_with_the_file(place) -> None:
    """What counts is what the process itself says: the system counts the memory of its parent before it starts, too."""
    most = []
    for lines in (1_000_000, 2_000_000):  # after so many parts, what is kept for all of them is there
        out = place / f"long{lines}"
        given = [claims_in(place / "long.parquet", lines, 50_000), "--out", out, "--rules", place / "rules"]
        given += ["--lines-a-part", 50_000, "--processes", 1, "--quiet"]
        started = [sys.executable, "-c", OWN_MEMORY, "batch", *map(str, given)]
        done = subprocess.run(started, capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stderr
        most.append(int(done.stderr.split("VmHWM:")[1].split()[0]) / 1024)
        assert manifest(out)["lines"] == {"in": lines, "out": lines}
    assert most[1] < 600
    assert most[1] - most[0] < 80, most
