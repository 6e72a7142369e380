"""Callbacks: objects that listen to a run."""

from __future__ import annotations

from nervure.training.callbacks.callback import Callback, CallbackList
from nervure.training.callbacks.csv_logger import CSVLogger
from nervure.training.callbacks.early_stopping import EarlyStopping
from nervure.training.callbacks.history import History
from nervure.training.callbacks.lambda_callback import LambdaCallback
from nervure.training.callbacks.learning_rate_scheduler import LearningRateScheduler
from nervure.training.callbacks.model_checkpoint import ModelCheckpoint
from nervure.training.callbacks.reduce_on_plateau import ReduceLROnPlateau
from nervure.training.callbacks.swap_ema_weights import SwapEMAWeights
from nervure.training.callbacks.tensor_board import TensorBoard
from nervure.training.callbacks.terminate_on_nan import TerminateOnNaN

__all__ = [
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "ReduceLROnPlateau",
    "SwapEMAWeights",
    "TensorBoard",
    "TerminateOnNaN",
]
