"""scikit-learn: ``partial_fit`` batch by batch; it draws its own initial weights."""

from __future__ import annotations

import numpy as np
from sklearn.neural_network import MLPClassifier

from benchmarks.contenders import clocks
from benchmarks.harness.network import Dense
from benchmarks.harness.serving import Job, Turn, serve


def epochs(job: Job) -> Turn:
    """Epochs in the common order."""
    hidden = [layer for layer in job.work.network[:-1] if isinstance(layer, Dense)]
    units, activation = [layer.units for layer in hidden], hidden[0].activation
    model = MLPClassifier(units, activation=activation, alpha=0.0, epsilon=1e-7, random_state=0)
    x, y = job.inputs.x, job.inputs.y
    classes, size = np.unique(y), job.work.batch

    def one(epoch: int) -> float:
        total, order = 0.0, job.inputs.order(epoch)
        for rows in np.split(order, range(size, len(order), size)):
            model.partial_fit(x[rows], y[rows], classes=classes)
            total += model.loss_ * len(rows)
        return total / len(x)

    return clocks.epochs(job, one)


TASKS = {"epochs": epochs}

if __name__ == "__main__":
    serve(TASKS, ("scikit-learn", "numpy"))
