#include "small_recurrent.h"

#ifdef NERVURE_HAS_VECTORS

#include <algorithm>

namespace nervure {

template <class Number>
SmallRecurrentLayers<Number>::SmallRecurrentLayers(const std::vector<RecurrentPlace>& places, std::size_t num_steps,
                                                   std::size_t batch_size)
    : places_(places), num_steps_(num_steps), inputs_(num_steps * batch_size * places.front().features),
      dlast_(batch_size * places.back().units), kept_(places.size()) {
    const std::size_t rows = num_steps * batch_size;
    for (std::size_t layer = 0; layer < places_.size(); layer++) {
        const RecurrentPlace& place = places_[layer];
        const std::size_t states = (num_steps + 1) * batch_size * place.units;
        kept_[layer].hidden.resize(states);
        if (place.cell == Cell::lstm) kept_[layer].carry.resize(states);
        kept_[layer].activated.resize(rows * place.units);
        kept_[layer].gates.resize(rows * place.num_columns());
        if (layer > 0) kept_[layer].dx.resize(rows * place.features);
    }
}

template <class Number>
void SmallRecurrentLayers<Number>::bind(Number* values, Number* gradients) {
    for (std::size_t layer = 0; layer < places_.size(); layer++) {
        kept_[layer].values = values;
        kept_[layer].gradients = gradients;
        values += places_[layer].length();
        gradients += places_[layer].length();
    }
}

template <class Number>
Sequences<Number> SmallRecurrentLayers<Number>::sequences(std::size_t layer, std::size_t num_samples) {
    const RecurrentPlace& place = places_[layer];
    Kept& kept = kept_[layer];
    const Number* x = layer == 0 ? inputs_.data() : kept_[layer - 1].hidden.data() + num_samples * place.features;
    const Number* recurrent_kernel = kept.values + place.features * place.num_columns();
    const Number* bias = recurrent_kernel + place.units * place.num_columns();
    return {num_steps_,
            num_samples,
            place.features,
            place.units,
            x,
            kept.values,
            recurrent_kernel,
            place.bias < 0 ? nullptr : bias,
            nullptr,
            true,
            kept.hidden.data(),
            kept.carry.empty() ? nullptr : kept.carry.data(),
            kept.activated.data(),
            kept.gates.data()};
}

template <class Number>
SequenceGradients<Number> SmallRecurrentLayers<Number>::gradients(std::size_t layer, std::size_t num_samples) {
    const RecurrentPlace& place = places_[layer];
    Kept& kept = kept_[layer];
    const bool is_last = layer + 1 == places_.size();
    const std::ptrdiff_t units = static_cast<std::ptrdiff_t>(place.units);
    Number* drecurrent_kernel = kept.gradients + place.features * place.num_columns();
    Number* dbias = drecurrent_kernel + place.units * place.num_columns();
    return {is_last ? nullptr : kept_[layer + 1].dx.data(),
            units * static_cast<std::ptrdiff_t>(num_samples),
            units,
            is_last ? dlast_.data() : nullptr,
            nullptr,
            layer == 0 ? nullptr : kept.dx.data(),
            kept.gradients,
            drecurrent_kernel,
            place.bias < 0 ? nullptr : dbias,
            nullptr,
            nullptr};
}

template <class Number>
const Number* SmallRecurrentLayers<Number>::forward(std::size_t num_samples, int num_threads) {
    for (std::size_t layer = 0; layer < places_.size(); layer++) {
        const std::size_t states = num_samples * places_[layer].units;
        std::fill_n(kept_[layer].hidden.begin(), states, Number(0));
        if (!kept_[layer].carry.empty()) std::fill_n(kept_[layer].carry.begin(), states, Number(0));
        recurrent_forward(places_[layer].cell, sequences(layer, num_samples), num_threads);
    }
    return kept_.back().hidden.data() + num_steps_ * num_samples * places_.back().units;
}

template <class Number>
void SmallRecurrentLayers<Number>::backward(std::size_t num_samples, int num_threads) {
    for (std::size_t layer = places_.size(); layer-- > 0;) {
        recurrent_backward(places_[layer].cell, sequences(layer, num_samples), gradients(layer, num_samples),
                           num_threads);
    }
}

template <class Number>
std::size_t SmallRecurrentLayers<Number>::multiplications(std::size_t num_samples) const {
    std::size_t weights = 0;
    for (const RecurrentPlace& place : places_) weights += (place.features + place.units) * place.num_columns();
    return 3 * weights * num_steps_ * num_samples;
}

template class SmallRecurrentLayers<float>;
template class SmallRecurrentLayers<double>;

}  // namespace nervure

#endif
