// One step of an optimizer over a flat buffer of weights; see src/nervure/kernels/optimizer.py for the formulas.
#pragma once

#include <cstddef>

#include "levels.h"

namespace nervure {

// The data of a step: a stretch of the buffers. Slots that the optimizer does not use are null.
template <class Number>
struct Weights {
    Number* values;
    const Number* gradients;
    std::size_t count;
};

template <class Number>
struct AdamSlots {
    Number* momentum;
    Number* velocity;
    Number* largest_velocity;
};

struct AdamRates {
    double alpha;  // the learning rate, corrected for the initial zeros of the slots
    double beta_1;
    double beta_2;
    double epsilon;
};

struct DescentRates {
    double learning_rate;
    double momentum;
    bool nesterov;
};

template <class Number>
struct RmspropSlots {
    Number* velocity;
    Number* momentum;
    Number* average_gradient;
};

struct RmspropRates {
    double learning_rate;
    double rho;
    double momentum;
    double epsilon;
};

}  // namespace nervure

NERVURE_EACH_LEVEL(
    template <class Number>
    void adam_step(const Weights<Number>& weights, const AdamSlots<Number>& slots, const AdamRates& rates);

    template <class Number>
    void descent_step(const Weights<Number>& weights, Number* velocity, const DescentRates& rates);

    template <class Number>
    void rmsprop_step(const Weights<Number>& weights, const RmspropSlots<Number>& slots, const RmspropRates& rates);)
