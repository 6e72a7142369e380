// Compiled once for each level (levels.h). The compiler vectorizes these loops by itself.
#include "optimizer.h"

#include <cmath>

#include "instruction_sets.h"

namespace nervure::NERVURE_LEVEL {
namespace {

#ifdef __GNUC__
NERVURE_INLINE float root(float x) { return __builtin_sqrtf(x); }
NERVURE_INLINE double root(double x) { return __builtin_sqrt(x); }
#else
template <class Number>
NERVURE_INLINE Number root(Number x) {
    return std::sqrt(x);
}
#endif

// NaN stays, as in torch.maximum.
template <class Number>
NERVURE_INLINE Number larger_or_nan(Number a, Number b) {
    const Number larger_or_second = a > b ? a : b;
    return a != a ? a : larger_or_second;
}

template <class Number, bool keeps_largest>
NERVURE_INLINE void adam(const Weights<Number>& weights, const AdamSlots<Number>& slots, const AdamRates& rates) {
    Number* NERVURE_RESTRICT values = weights.values;
    const Number* NERVURE_RESTRICT gradients = weights.gradients;
    Number* NERVURE_RESTRICT momentum = slots.momentum;
    Number* NERVURE_RESTRICT velocity = slots.velocity;
    Number* NERVURE_RESTRICT largest = slots.largest_velocity;
    const Number alpha = static_cast<Number>(rates.alpha), epsilon = static_cast<Number>(rates.epsilon);
    const Number first = static_cast<Number>(1 - rates.beta_1), second = static_cast<Number>(1 - rates.beta_2);
    const Number kept = static_cast<Number>(rates.beta_2);
    for (std::size_t i = 0; i < weights.count; i++) {
        const Number g = gradients[i];
        const Number m = momentum[i] + first * (g - momentum[i]);
        const Number v = velocity[i] * kept + second * (g * g);
        momentum[i] = m;
        velocity[i] = v;
        Number used = v;
        if constexpr (keeps_largest) used = largest[i] = larger_or_nan(largest[i], v);
        values[i] -= alpha * m / (root(used) + epsilon);
    }
}

template <class Number, bool centered, bool has_momentum>
NERVURE_INLINE void rmsprop(const Weights<Number>& weights, const RmspropSlots<Number>& slots,
                            const RmspropRates& rates) {
    Number* NERVURE_RESTRICT values = weights.values;
    const Number* NERVURE_RESTRICT gradients = weights.gradients;
    Number* NERVURE_RESTRICT velocity = slots.velocity;
    Number* NERVURE_RESTRICT momentum = slots.momentum;
    Number* NERVURE_RESTRICT average = slots.average_gradient;
    const Number rate = static_cast<Number>(rates.learning_rate), epsilon = static_cast<Number>(rates.epsilon);
    const Number kept = static_cast<Number>(rates.rho), fresh = static_cast<Number>(1 - rates.rho);
    const Number gathers = static_cast<Number>(rates.momentum);
    for (std::size_t i = 0; i < weights.count; i++) {
        const Number g = gradients[i];
        const Number v = velocity[i] * kept + fresh * (g * g);
        velocity[i] = v;
        Number spread = v;
        if constexpr (centered) {
            const Number a = average[i] + fresh * (g - average[i]);
            average[i] = a;
            const Number variance = v - a * a;
            spread = variance < Number(0) ? Number(0) : variance;
        }
        Number step = rate * g / root(spread + epsilon);
        if constexpr (has_momentum) step = momentum[i] = momentum[i] * gathers + step;
        values[i] -= step;
    }
}

}  // namespace

template <class Number>
void adam_step(const Weights<Number>& weights, const AdamSlots<Number>& slots, const AdamRates& rates) {
    if (slots.largest_velocity) return adam<Number, true>(weights, slots, rates);
    adam<Number, false>(weights, slots, rates);
}

template <class Number>
void descent_step(const Weights<Number>& weights, Number* velocity_or_null, const DescentRates& rates) {
    Number* NERVURE_RESTRICT values = weights.values;
    const Number* NERVURE_RESTRICT gradients = weights.gradients;
    Number* NERVURE_RESTRICT velocity = velocity_or_null;
    const Number rate = static_cast<Number>(rates.learning_rate), kept = static_cast<Number>(rates.momentum);
    if (velocity == nullptr) {
        for (std::size_t i = 0; i < weights.count; i++) values[i] -= rate * gradients[i];
        return;
    }
    for (std::size_t i = 0; i < weights.count; i++) {
        const Number step = rate * gradients[i];
        const Number v = velocity[i] * kept - step;
        velocity[i] = v;
        values[i] += rates.nesterov ? kept * v - step : v;
    }
}

template <class Number>
void rmsprop_step(const Weights<Number>& weights, const RmspropSlots<Number>& slots, const RmspropRates& rates) {
    const bool centered = slots.average_gradient != nullptr, gathers = slots.momentum != nullptr;
    if (centered && gathers) return rmsprop<Number, true, true>(weights, slots, rates);
    if (centered) return rmsprop<Number, true, false>(weights, slots, rates);
    if (gathers) return rmsprop<Number, false, true>(weights, slots, rates);
    rmsprop<Number, false, false>(weights, slots, rates);
}

#define NERVURE_INSTANCES(Number)                                                                               \
    template void adam_step<Number>(const Weights<Number>&, const AdamSlots<Number>&, const AdamRates&);        \
    template void descent_step<Number>(const Weights<Number>&, Number*, const DescentRates&);                   \
    template void rmsprop_step<Number>(const Weights<Number>&, const RmspropSlots<Number>&, const RmspropRates&);

NERVURE_INSTANCES(float)
NERVURE_INSTANCES(double)

}  // namespace nervure::NERVURE_LEVEL
