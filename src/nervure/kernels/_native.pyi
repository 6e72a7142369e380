from collections.abc import Sequence

from torch import Tensor

Sizes = tuple[int, int, int]
Axis = tuple[int, int, int, int, int]
Mask = tuple[int, int, int] | None

def dissolve_pool() -> bool: ...
def batch_statistics_float32(x: Tensor, mean: Tensor, variance: Tensor, num_threads: int) -> None: ...
def normalize_float32(
    x: Tensor,
    y: Tensor,
    mean: Tensor,
    variance: Tensor,
    gamma: Tensor | None,
    beta: Tensor | None,
    epsilon: float,
    relu: bool,
    num_threads: int,
) -> None: ...
def differentiate_normalization_float32(
    dy: Tensor,
    x: Tensor,
    dx: Tensor | None,
    gradients: Tensor,
    mean: Tensor,
    variance: Tensor,
    gamma: Tensor | None,
    beta: Tensor | None,
    epsilon: float,
    relu: bool,
    of_batch: bool,
    before_relu: bool,
    num_threads: int,
) -> None: ...
def normalize_windows_float32(
    x: Tensor,
    y: Tensor,
    codes: Tensor,
    sizes: Sizes,
    maximum: bool,
    mean: Tensor,
    variance: Tensor,
    gamma: Tensor | None,
    beta: Tensor | None,
    epsilon: float,
    relu: bool,
    mask: Mask,
    scale: float,
    num_threads: int,
) -> None: ...
def differentiate_normalized_windows_float32(
    dy: Tensor,
    x: Tensor,
    codes: Tensor,
    sizes: Sizes,
    maximum: bool,
    scale: float,
    dx: Tensor | None,
    gradients: Tensor,
    mean: Tensor,
    variance: Tensor,
    gamma: Tensor | None,
    epsilon: float,
    of_batch: bool,
    before_relu: bool,
    num_threads: int,
) -> None: ...
def batch_statistics_float64(x: Tensor, mean: Tensor, variance: Tensor, num_threads: int) -> None: ...
def normalize_float64(
    x: Tensor,
    y: Tensor,
    mean: Tensor,
    variance: Tensor,
    gamma: Tensor | None,
    beta: Tensor | None,
    epsilon: float,
    relu: bool,
    num_threads: int,
) -> None: ...
def differentiate_normalization_float64(
    dy: Tensor,
    x: Tensor,
    dx: Tensor | None,
    gradients: Tensor,
    mean: Tensor,
    variance: Tensor,
    gamma: Tensor | None,
    beta: Tensor | None,
    epsilon: float,
    relu: bool,
    of_batch: bool,
    before_relu: bool,
    num_threads: int,
) -> None: ...
def normalize_windows_float64(
    x: Tensor,
    y: Tensor,
    codes: Tensor,
    sizes: Sizes,
    maximum: bool,
    mean: Tensor,
    variance: Tensor,
    gamma: Tensor | None,
    beta: Tensor | None,
    epsilon: float,
    relu: bool,
    mask: Mask,
    scale: float,
    num_threads: int,
) -> None: ...
def differentiate_normalized_windows_float64(
    dy: Tensor,
    x: Tensor,
    codes: Tensor,
    sizes: Sizes,
    maximum: bool,
    scale: float,
    dx: Tensor | None,
    gradients: Tensor,
    mean: Tensor,
    variance: Tensor,
    gamma: Tensor | None,
    epsilon: float,
    of_batch: bool,
    before_relu: bool,
    num_threads: int,
) -> None: ...
def batch_statistics_bfloat16(x: Tensor, mean: Tensor, variance: Tensor, num_threads: int) -> None: ...
def normalize_bfloat16(
    x: Tensor,
    y: Tensor,
    mean: Tensor,
    variance: Tensor,
    gamma: Tensor | None,
    beta: Tensor | None,
    epsilon: float,
    relu: bool,
    num_threads: int,
) -> None: ...
def differentiate_normalization_bfloat16(
    dy: Tensor,
    x: Tensor,
    dx: Tensor | None,
    gradients: Tensor,
    mean: Tensor,
    variance: Tensor,
    gamma: Tensor | None,
    beta: Tensor | None,
    epsilon: float,
    relu: bool,
    of_batch: bool,
    before_relu: bool,
    num_threads: int,
) -> None: ...
def normalize_windows_bfloat16(
    x: Tensor,
    y: Tensor,
    codes: Tensor,
    sizes: Sizes,
    maximum: bool,
    mean: Tensor,
    variance: Tensor,
    gamma: Tensor | None,
    beta: Tensor | None,
    epsilon: float,
    relu: bool,
    mask: Mask,
    scale: float,
    num_threads: int,
) -> None: ...
def differentiate_normalized_windows_bfloat16(
    dy: Tensor,
    x: Tensor,
    codes: Tensor,
    sizes: Sizes,
    maximum: bool,
    scale: float,
    dx: Tensor | None,
    gradients: Tensor,
    mean: Tensor,
    variance: Tensor,
    gamma: Tensor | None,
    epsilon: float,
    of_batch: bool,
    before_relu: bool,
    num_threads: int,
) -> None: ...
def dropout_float32(
    x: Tensor, y: Tensor, key: int, second_key: int, threshold: int, scale: float, num_threads: int
) -> None: ...
def dropout_float64(
    x: Tensor, y: Tensor, key: int, second_key: int, threshold: int, scale: float, num_threads: int
) -> None: ...
def dropout_bfloat16(
    x: Tensor, y: Tensor, key: int, second_key: int, threshold: int, scale: float, num_threads: int
) -> None: ...
def adam_float32(
    values: Tensor,
    gradients: Tensor,
    momentum: Tensor,
    velocity: Tensor,
    largest: Tensor | None,
    alpha: float,
    beta_1: float,
    beta_2: float,
    epsilon: float,
    num_threads: int,
) -> None: ...
def descent_float32(
    values: Tensor,
    gradients: Tensor,
    velocity: Tensor | None,
    learning_rate: float,
    momentum: float,
    nesterov: bool,
    num_threads: int,
) -> None: ...
def rmsprop_float32(
    values: Tensor,
    gradients: Tensor,
    velocity: Tensor,
    momentum_slot: Tensor | None,
    average_gradient: Tensor | None,
    learning_rate: float,
    rho: float,
    momentum: float,
    epsilon: float,
    num_threads: int,
) -> None: ...
def adam_float64(
    values: Tensor,
    gradients: Tensor,
    momentum: Tensor,
    velocity: Tensor,
    largest: Tensor | None,
    alpha: float,
    beta_1: float,
    beta_2: float,
    epsilon: float,
    num_threads: int,
) -> None: ...
def descent_float64(
    values: Tensor,
    gradients: Tensor,
    velocity: Tensor | None,
    learning_rate: float,
    momentum: float,
    nesterov: bool,
    num_threads: int,
) -> None: ...
def rmsprop_float64(
    values: Tensor,
    gradients: Tensor,
    velocity: Tensor,
    momentum_slot: Tensor | None,
    average_gradient: Tensor | None,
    learning_rate: float,
    rho: float,
    momentum: float,
    epsilon: float,
    num_threads: int,
) -> None: ...
def sparse_cross_entropy_float32(
    logits: Tensor, labels: Tensor, ignored: int | None, probabilities: Tensor, values: Tensor, num_threads: int
) -> None: ...
def sparse_cross_entropy_gradient_float32(
    probabilities: Tensor, labels: Tensor, ignored: int | None, dvalues: Tensor, dlogits: Tensor, num_threads: int
) -> None: ...
def categorical_cross_entropy_float32(
    logits: Tensor, targets: Tensor, probabilities: Tensor, values: Tensor, num_threads: int
) -> None: ...
def categorical_cross_entropy_gradient_float32(
    probabilities: Tensor, targets: Tensor, dvalues: Tensor, dlogits: Tensor, num_threads: int
) -> None: ...
def sparse_cross_entropy_float64(
    logits: Tensor, labels: Tensor, ignored: int | None, probabilities: Tensor, values: Tensor, num_threads: int
) -> None: ...
def sparse_cross_entropy_gradient_float64(
    probabilities: Tensor, labels: Tensor, ignored: int | None, dvalues: Tensor, dlogits: Tensor, num_threads: int
) -> None: ...
def categorical_cross_entropy_float64(
    logits: Tensor, targets: Tensor, probabilities: Tensor, values: Tensor, num_threads: int
) -> None: ...
def categorical_cross_entropy_gradient_float64(
    probabilities: Tensor, targets: Tensor, dvalues: Tensor, dlogits: Tensor, num_threads: int
) -> None: ...
def max_pool_float32(
    x: Tensor, pictures: int, down: Axis, across: Axis, channels: int, y: Tensor, winners: Tensor, num_threads: int
) -> None: ...
def max_pool_gradient_float32(
    dy: Tensor, winners: Tensor, pictures: int, down: Axis, across: Axis, channels: int, dx: Tensor, num_threads: int
) -> None: ...
def max_pool_float64(
    x: Tensor, pictures: int, down: Axis, across: Axis, channels: int, y: Tensor, winners: Tensor, num_threads: int
) -> None: ...
def max_pool_gradient_float64(
    dy: Tensor, winners: Tensor, pictures: int, down: Axis, across: Axis, channels: int, dx: Tensor, num_threads: int
) -> None: ...
def max_pool_bfloat16(
    x: Tensor, pictures: int, down: Axis, across: Axis, channels: int, y: Tensor, winners: Tensor, num_threads: int
) -> None: ...
def max_pool_gradient_bfloat16(
    dy: Tensor, winners: Tensor, pictures: int, down: Axis, across: Axis, channels: int, dx: Tensor, num_threads: int
) -> None: ...
def vector_level() -> str: ...
def winograd_forward(
    x: Tensor, weight: Tensor, bias: Tensor | None, y: Tensor, sizes: tuple[int, ...], has_relu: bool, num_threads: int
) -> None: ...
def winograd_input_gradient(
    dy: Tensor, weight: Tensor, dx: Tensor, sizes: tuple[int, ...], num_threads: int
) -> None: ...
def winograd_weight_gradient(
    x: Tensor, dy: Tensor, dweight: Tensor, dbias: Tensor | None, sizes: tuple[int, ...], num_threads: int
) -> None: ...
def direct_forward(
    x: Tensor, weight: Tensor, bias: Tensor | None, y: Tensor, sizes: tuple[int, ...], has_relu: bool, num_threads: int
) -> None: ...
def direct_weight_gradient(
    x: Tensor, dy: Tensor, dweight: Tensor, dbias: Tensor | None, sizes: tuple[int, ...], num_threads: int
) -> None: ...
def permutation(order: Tensor, key: int, second_key: int) -> None: ...

class _SmallDense:
    def __init__(
        self,
        recurrent: Sequence[tuple[int, int, int, int, int, int]],
        num_steps: int,
        places: Sequence[tuple[int, int, int, float, int, int]],
        head: tuple[int, float, float, float, float, bool],
        metrics: Sequence[tuple[int, float]],
        batch_size: int,
    ) -> None: ...
    def bind(self, values: Tensor, gradients: Tensor, slots: Sequence[Tensor]) -> None: ...
    def read(self, x: Tensor, targets: Tensor | None, labels: Tensor | None, scale: float, offset: float) -> None: ...
    def begin(self, order: Tensor | None) -> None: ...
    def run(
        self,
        rule: tuple[int, float, float, float, bool],
        rates: Sequence[float],
        iterations: int,
        num_steps: int,
        seconds: float,
        alarm: float,
        num_threads: int,
    ) -> None: ...
    def resume(self, steps: int, sums: Sequence[float]) -> None: ...
    @property
    def losses(self) -> list[float]: ...
    @property
    def steps(self) -> int: ...
    @property
    def sums(self) -> list[float]: ...

class SmallDenseFloat32(_SmallDense): ...
class SmallDenseFloat64(_SmallDense): ...

class InferenceChain:
    def __init__(self, links: Sequence[tuple[object, ...]]) -> None: ...
    def run(self, x: Tensor, y: Tensor, num_threads: int) -> None: ...
