// LSTM and GRU layers before a small dense network: each reads the states of the one before, and the first dense layer
// the last state of the last.
#pragma once

#include <vector>

#include "recurrent.h"

namespace nervure {

// A layer, and the offsets of its parameters in the flat buffers of the network.
struct RecurrentPlace {
    Cell cell;
    std::size_t features, units;
    std::size_t kernel, recurrent_kernel;
    std::ptrdiff_t bias;  // -1: none

    std::size_t num_columns() const { return (cell == Cell::lstm ? 4 : 3) * units; }
    std::size_t bias_length() const { return bias < 0 ? 0 : (cell == Cell::lstm ? 1 : 2) * num_columns(); }
    std::size_t length() const { return (features + units) * num_columns() + bias_length(); }
};

template <class Number>
class SmallRecurrentLayers {
public:
    SmallRecurrentLayers(const std::vector<RecurrentPlace>& places, std::size_t num_steps, std::size_t batch_size);

    // The positions of the parameters and their gradients: kernel, recurrent kernel and bias of each layer, in
    // sequence.
    void bind(Number* values, Number* gradients);
    // Samples of a batch, to be filled with (steps, samples, features) before forward() and (samples, units) before
    // backward().
    std::size_t num_steps() const { return num_steps_; }
    std::size_t num_features() const { return places_.front().features; }
    Number* inputs() { return inputs_.data(); }
    Number* dlast() { return dlast_.data(); }
    // Returns the last states, (samples, units).
    const Number* forward(std::size_t num_samples, int num_threads);
    void backward(std::size_t num_samples, int num_threads);
    // Multiplications of a training step.
    std::size_t multiplications(std::size_t num_samples) const;

private:
    struct Kept {
        std::vector<Number> hidden, carry, activated, gates, dx;
        Number *values, *gradients;
    };
    Sequences<Number> sequences(std::size_t layer, std::size_t num_samples);
    SequenceGradients<Number> gradients(std::size_t layer, std::size_t num_samples);

    std::vector<RecurrentPlace> places_;
    std::size_t num_steps_;
    std::vector<Number> inputs_, dlast_;
    std::vector<Kept> kept_;
};

}  // namespace nervure
