"""Every workload, in the order in which they are measured."""

from __future__ import annotations

from benchmarks.works import (
    before_after,
    cifar_resnet,
    folders,
    lecture_cnn,
    machine,
    pictures,
    recurrent,
    small_dense,
    start,
    whole_job,
)

_FILES = (machine, lecture_cnn, small_dense, recurrent, cifar_resnet, folders, start, before_after, whole_job, pictures)

WORKS = {work.name: work for works in (*(file.WORKS for file in _FILES), small_dense.MORE) for work in works}
