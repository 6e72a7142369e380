// The update of a stretch of weights; each rule as src/nervure/optimizers has it.
#pragma once

#include <cmath>

#include "small_dense.h"

namespace nervure::NERVURE_LEVEL {

// One update's constants, worked out once a step.
template <class Number>
struct UpdateConstants {
    DenseUpdate rule;
    bool nesterov;
    Number rate, first, second, first_rest, second_rest, epsilon;
};

template <class Number>
UpdateConstants<Number> update_constants(const SmallDenseOptimizer& optimizer, std::size_t step) {
    double rate = optimizer.rates[step < optimizer.num_rates ? step : optimizer.num_rates - 1];
    if (optimizer.rule == DenseUpdate::adam) {
        const double t = static_cast<double>(optimizer.iterations + step + 1);
        rate *= ::sqrt(1 - ::pow(optimizer.second, t)) / (1 - ::pow(optimizer.first, t));
    }
    return {optimizer.rule, optimizer.nesterov, static_cast<Number>(rate), static_cast<Number>(optimizer.first),
            static_cast<Number>(optimizer.second), static_cast<Number>(1 - optimizer.first),
            static_cast<Number>(1 - optimizer.second), static_cast<Number>(optimizer.epsilon)};
}

inline float root(float x) { return __builtin_sqrtf(x); }
inline double root(double x) { return __builtin_sqrt(x); }

// The buffers do not overlap: said, so that the loops become vector code.
template <class Number>
void sgd(const UpdateConstants<Number>& by, Number* __restrict values, const Number* __restrict gradients,
         Number* __restrict velocity, std::size_t count) {
    const Number rate = by.rate, momentum = by.first;
    if (momentum == 0) {
        for (std::size_t i = 0; i < count; i++) values[i] -= rate * gradients[i];
        return;
    }
    for (std::size_t i = 0; i < count; i++) {
        const Number step = rate * gradients[i], moved = velocity[i] * momentum - step;
        velocity[i] = moved;
        values[i] += by.nesterov ? moved * momentum - step : moved;
    }
}

template <class Number>
void adam(const UpdateConstants<Number>& by, Number* __restrict values, const Number* __restrict gradients,
          Number* __restrict momentum, Number* __restrict velocity, std::size_t count) {
    const Number rate = by.rate, second = by.second, first_rest = by.first_rest, second_rest = by.second_rest;
    const Number epsilon = by.epsilon;
    for (std::size_t i = 0; i < count; i++) {
        const Number g = gradients[i];
        const Number m = momentum[i] + first_rest * (g - momentum[i]);
        const Number v = velocity[i] * second + second_rest * g * g;
        momentum[i] = m;
        velocity[i] = v;
        values[i] -= rate * m / (root(v) + epsilon);
    }
}

template <class Number>
void rmsprop(const UpdateConstants<Number>& by, Number* __restrict values, const Number* __restrict gradients,
             Number* __restrict velocity, Number* __restrict momentum, std::size_t count) {
    const Number rate = by.rate, kept = by.first, rho = by.second, rest = by.second_rest, epsilon = by.epsilon;
    if (kept == 0) {
        for (std::size_t i = 0; i < count; i++) {
            const Number g = gradients[i], v = velocity[i] * rho + rest * g * g;
            velocity[i] = v;
            values[i] -= rate * g / root(v + epsilon);
        }
        return;
    }
    for (std::size_t i = 0; i < count; i++) {
        const Number g = gradients[i], v = velocity[i] * rho + rest * g * g;
        const Number m = momentum[i] * kept + rate * g / root(v + epsilon);
        velocity[i] = v;
        momentum[i] = m;
        values[i] -= m;
    }
}

// Moves the numbers of `block` from `first` to `end`.
template <class Number>
void update(const UpdateConstants<Number>& by, const SmallDenseBlock<Number>& block, std::size_t first,
            std::size_t end) {
    const std::size_t count = end - first;
    Number *values = block.values + first, *one = block.first_slot + first, *other = block.second_slot + first;
    const Number* gradients = block.gradients + first;
    switch (by.rule) {
        case DenseUpdate::sgd: sgd(by, values, gradients, one, count); break;
        case DenseUpdate::adam: adam(by, values, gradients, one, other, count); break;
        case DenseUpdate::rmsprop: rmsprop(by, values, gradients, one, other, count); break;
    }
}

}  // namespace nervure::NERVURE_LEVEL
