"""Tasks done by worker processes: each has one task at a time, and a worker that dies is replaced."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Final

import attrs

from rules_engine.bulk.faults import BatchError
from rules_engine.bulk.inputs import Part
from rules_engine.bulk.parts import Desk, Order, Record

Task = tuple[Part, ...]
_DONE: Final = "done"
_TRIES: Final = 2


@attrs.define(eq=False, repr=False)
class _Worker:
    process: Any
    pipe: Connection
    task: Task = ()
    tries: int = 1


def here(order: Order, tasks: Iterable[Task]) -> Iterator[Record | str]:
    """Yield the record of each part, done in this process."""
    desk = Desk(order)
    for task in tasks:
        yield from _guarded(desk, task)


def spread(order: Order, tasks: Iterable[Task], processes: int) -> Iterator[Record | str]:
    """Yield the record of each part as it is done, and a sentence when a worker dies.

    No task is made before a worker is free for it. Raises BatchError when a part cannot be done.
    """
    waiting = iter(tasks)
    workers: list[_Worker] = []
    try:
        for _ in range(processes):
            task = next(waiting, None)
            if task is None:
                break
            workers.append(_start(order, task))
        while workers:
            ready = wait([each.pipe for each in workers])
            for worker in [each for each in workers if each.pipe in ready]:
                yield from _heard(order, worker, workers, waiting)
    finally:
        for worker in workers:
            worker.pipe.close()
            worker.process.kill()
        for worker in workers:
            worker.process.join()


def _heard(order: Order, worker: _Worker, workers: list[_Worker], waiting: Iterator[Task]) -> Iterator[Record | str]:
    try:
        said = worker.pipe.recv()
    except (EOFError, OSError):
        workers.remove(worker)
        yield from _died(order, worker, workers, waiting)
        return
    if isinstance(said, BatchError):
        raise said
    if said != _DONE:
        worker.task = worker.task[1:]
        worker.tries = 1
        yield said
        return
    task = next(waiting, None)
    if task is None:
        workers.remove(worker)
        worker.pipe.close()
        worker.process.join()
        return
    worker.task, worker.tries = task, 1
    _send(worker)


def _died(order: Order, worker: _Worker, workers: list[_Worker], waiting: Iterator[Task]) -> Iterator[str]:
    worker.pipe.close()
    worker.process.join()
    if not worker.task:  # it had done all of its task
        task = next(waiting, None)
        if task is not None:
            workers.append(_start(order, task))
        return
    part = worker.task[0]
    name = order.inputs[part.place].name
    if worker.tries >= _TRIES:
        raise BatchError(
            f"two workers died at part {part.number} of {name} (memory, or a plugin); "
            "give fewer --lines-a-part, then go on with --resume"
        )
    yield f"a worker died at part {part.number} of {name}; the part is tried once more"
    workers.append(_start(order, worker.task, worker.tries + 1))


def _start(order: Order, task: Task, tries: int = 1) -> _Worker:
    context = get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=_work, args=(order, theirs), daemon=True)
    process.start()
    theirs.close()
    worker = _Worker(process, mine, task, tries)
    _send(worker)
    return worker


def _send(worker: _Worker) -> None:
    try:
        worker.pipe.send(worker.task)
    except OSError:
        return  # it has died, and its pipe says so when it is heard


def _work(order: Order, pipe: Connection) -> None:
    """Do tasks until nobody listens."""
    desk = Desk(order)
    try:
        while True:
            for record in _guarded(desk, pipe.recv()):
                pipe.send(record)
            pipe.send(_DONE)
    except BatchError as fault:
        pipe.send(fault)
    except (EOFError, OSError, KeyboardInterrupt):
        return


def _guarded(desk: Desk, task: Task) -> Iterator[Record]:
    """Yield records; a fault of this program is told by kind and place, since its text may hold values of claims."""
    try:
        yield from desk.judge(task)
    except (BatchError, GeneratorExit):
        raise
    except MemoryError:
        raise BatchError("there is not enough memory; give fewer --lines-a-part") from None
    except Exception as fault:
        if "PAYER_RULES_DEBUG" in os.environ:
            raise
        raise BatchError(f"a fault of this program ({_place(fault)}) at part {task[0].number}") from None


def _place(fault: Exception) -> str:
    frame = fault.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    if frame is None:
        return type(fault).__name__
    return f"{type(fault).__name__} at {Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}"
