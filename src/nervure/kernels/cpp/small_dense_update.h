// Updates a stretch of weights. The rules are those of optimizer.h.
#pragma once

#include <cmath>

#include "optimizer.h"
#include "small_dense.h"

namespace nervure::NERVURE_LEVEL {

// The size of a step: the learning rate, for Adam corrected for the initial zeros of its slots.
inline double rate_of(const SmallDenseOptimizer& optimizer, std::size_t step) {
    const double rate = optimizer.rates[step < optimizer.num_rates ? step : optimizer.num_rates - 1];
    if (optimizer.rule != DenseUpdate::adam) return rate;
    const double t = static_cast<double>(optimizer.iterations + step + 1);
    return rate * ::sqrt(1 - ::pow(optimizer.second, t)) / (1 - ::pow(optimizer.first, t));
}

// Updates the numbers of `block` from `first` to `end`.
template <class Number>
void update(const SmallDenseOptimizer& by, double rate, const SmallDenseBlock<Number>& block, std::size_t first,
            std::size_t end) {
    const Weights<Number> weights{block.values + first, block.gradients + first, end - first};
    Number *one = block.first_slot + first, *other = block.second_slot + first;
    const bool has_momentum = by.first != 0;
    switch (by.rule) {
        case DenseUpdate::sgd:
            descent_step<Number>(weights, has_momentum ? one : nullptr, {rate, by.first, by.nesterov});
            break;
        case DenseUpdate::adam:
            adam_step<Number>(weights, {one, other, nullptr}, {rate, by.first, by.second, by.epsilon});
            break;
        case DenseUpdate::rmsprop:
            rmsprop_step<Number>(weights, {one, has_momentum ? other : nullptr, nullptr},
                                 {rate, by.second, by.first, by.epsilon});
            break;
    }
}

}  // namespace nervure::NERVURE_LEVEL
