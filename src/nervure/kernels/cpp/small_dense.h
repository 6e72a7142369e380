// Training steps of a dense network whose products are too small for a library call to pay, with or without recurrent
// layers before it (small_recurrent.h): many steps in one call. src/nervure/kernels/small_dense.py defines the results.
//
// Internally, every row of numbers is padded to whole vectors: the padding after the last unit is 0 in weights and
// gradients and is never read as an input, so that no loop needs a tail. A layer of one unit is the exception: its
// outputs are contiguous (stride 1), and its weight is one row, as long as the inputs.
#pragma once

#include <cstddef>
#include <cstdint>

#include "levels.h"

namespace nervure {

// In the order of the tuples of names in small_dense.py.
enum class DenseActivation { linear, relu, leaky_relu, elu, selu, tanh, sigmoid, softmax };
enum class DenseLoss { squared, absolute, binary_from_logits, one_hot_from_logits, class_from_logits };
enum class DenseMetric { binary_accuracy, largest_is_target, absolute_error, squared_error };
enum class DenseUpdate { sgd, adam, rmsprop };

template <class Number>
struct SmallDenseLayer {
    std::size_t inputs, units;
    std::size_t stride;  // from one sample's outputs to the next one's
    DenseActivation activation;
    Number constant;  // slope of leaky_relu, alpha of elu
    Number *weight, *weight_gradient;  // [inputs][stride]; one unit: [inputs, rounded up]
    Number *bias, *bias_gradient;      // [stride], zeros if the layer has none; one unit: a vector, only its first counts
    std::size_t bias_length;
    Number* transposed;  // [units][transposed_stride]: for all layers but the first; the weight itself if both agree
    std::size_t transposed_stride;
    Number *output, *doutput;          // [batch][stride]
    const Number **input_rows, **doutput_rows;  // where each sample of the batch begins
    bool has_bias;
};

// The value of a loss, v = value_factor * sum of its parts over the outputs, and the factor of the gradient.
template <class Number>
struct SmallDenseHead {
    DenseLoss loss;
    double value_factor, gradient_factor;
    bool is_mean;           // over the samples of a batch; otherwise their sum
    Number kept, spread;    // label smoothing: t = kept y + spread
    const DenseMetric* metrics;
    const double* thresholds;
    std::size_t num_metrics;
    const Number* targets;       // [samples][units], or
    const std::int64_t* labels;  // [samples]
    Number* batch_targets;       // [batch][stride]
    std::int64_t* batch_labels;  // [batch]
    Number* values;              // [1 + num_metrics][batch, rounded up]: the loss and the metrics of each sample
    std::size_t values_stride;
};

enum class SourceType { float32, float64, uint8, int32, int64 };

template <class Number>
struct SmallDenseSource {
    const void* samples;
    SourceType type;
    std::ptrdiff_t row_stride, column_stride;  // in numbers
    Number scale, offset;
    Number* gathered;  // [batch][inputs, rounded up]; nullptr if samples are read in place
    std::size_t gathered_stride;
};

struct SmallDenseOptimizer {
    DenseUpdate rule;
    double first, second, epsilon;  // momentum; beta_1, beta_2; momentum, rho
    bool nesterov;
    const double* rates;  // one per update, the last one for all later ones
    std::size_t num_rates;
    std::size_t iterations;  // updates done before
};

// Parameters, gradients and slots, padded, one layer after another.
template <class Number>
struct SmallDenseBlock {
    Number *values, *gradients, *first_slot, *second_slot;
    std::size_t length;
};

struct SmallDenseProgress {
    static constexpr std::size_t MOST_METRICS = 8;
    std::size_t steps;  // of the epoch
    double sums[1 + MOST_METRICS];
    double* losses;         // of the steps of this call, with room for all of them
    std::size_t num_losses;
};

// How many threads to use: now and then a trial times one thread and all of them, since on a busy machine, two that
// wait for each other are slower than one. The bits are the same either way.
class SmallDensePace {
public:
    // Whether the next step uses all threads.
    bool takes_all(double now);
    // How long it took.
    void note(bool took_all, double seconds, double now);

private:
    bool is_trying_ = false;
    int steps_ = 0;  // of the trial
    double best_[2] = {}, trial_seconds_ = 0, next_trial_ = 0;
};

template <class Number>
class SmallRecurrentLayers;

template <class Number>
struct SmallDenseWork {
    SmallRecurrentLayers<Number>* recurrent;  // fills the outputs of layer 0, which then has no weights; or nullptr
    const SmallDenseLayer<Number>* layers;
    std::size_t num_layers, batch_size, num_samples;
    const std::int64_t* order;  // nullptr: in their stored order
    SmallDenseSource<Number> source;
    SmallDenseHead<Number> head;
    SmallDenseOptimizer optimizer;
    SmallDenseBlock<Number> block;
    std::size_t num_steps;  // to do at most
    double alarm;           // a loss above it ends the call after its step
    double seconds;         // the time limit; a step in progress is completed
    int num_threads;        // at most
    SmallDensePace* pace;   // nullptr if one thread is enough
};

// Seconds since some fixed moment.
double clock_seconds();

}  // namespace nervure

NERVURE_EACH_LEVEL(
    std::size_t small_dense_lanes(std::size_t number_bytes);
    template <class Number>
    void small_dense_steps(const SmallDenseWork<Number>& work, SmallDenseProgress& progress);
    extern template void small_dense_steps(const SmallDenseWork<float>&, SmallDenseProgress&);
    extern template void small_dense_steps(const SmallDenseWork<double>&, SmallDenseProgress&);
)
