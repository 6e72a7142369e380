#include <nanobind/stl/optional.h>

#include <algorithm>
#include <optional>
#include <string>

#include "families.h"
#include "optimizer.h"
#include "parallel.h"
#include "python.h"

namespace nervure {
namespace {

// Fewer weights are finished before a second thread wakes up.
constexpr std::size_t WEIGHTS_A_BLOCK = 16384;

template <class Number>
using Slot = std::optional<Flat<Number>>;

template <class Number>
Number* place_of(const Slot<Number>& slot, std::size_t count) {
    if (!slot) return nullptr;
    if (slot->size() != count) throw nb::value_error("a slot has another size than the weights");
    return slot->data();
}

template <class Number>
Number* shifted(Number* place, std::size_t first) {
    return place == nullptr ? nullptr : place + first;
}

// Calls step(stretch of the weights, its offset) for each block; called without the interpreter lock.
template <class Number, class Step>
void in_blocks(Weights<Number> all, int num_threads, const Step& step) {
    const nb::gil_scoped_release released;
    const std::size_t num_blocks = (all.count + WEIGHTS_A_BLOCK - 1) / WEIGHTS_A_BLOCK;
    parallel_for(num_blocks, num_threads, [&](std::size_t block) {
        const std::size_t first = block * WEIGHTS_A_BLOCK, count = std::min(WEIGHTS_A_BLOCK, all.count - first);
        step(Weights<Number>{all.values + first, all.gradients + first, count}, first);
    });
}

template <class Number>
Weights<Number> weights_of(const Flat<Number>& values, const Flat<const Number>& gradients) {
    if (values.size() != gradients.size()) throw nb::value_error("weights and gradients differ in size");
    return {values.data(), gradients.data(), values.size()};
}

template <class Number>
void adam(Flat<Number> values, Flat<const Number> gradients, Flat<Number> momentum, Flat<Number> velocity,
          Slot<Number> largest, double alpha, double beta_1, double beta_2, double epsilon, int num_threads) {
    const Weights<Number> weights = weights_of(values, gradients);
    Number* const m = place_of<Number>(momentum, weights.count);
    Number* const v = place_of<Number>(velocity, weights.count);
    Number* const most = place_of(largest, weights.count);
    in_blocks(weights, num_threads, [&](const Weights<Number>& part, std::size_t first) {
        const AdamSlots<Number> slots{m + first, v + first, shifted(most, first)};
        NERVURE_AT_LEVEL(adam_step<Number>)(part, slots, {alpha, beta_1, beta_2, epsilon});
    });
}

template <class Number>
void descent(Flat<Number> values, Flat<const Number> gradients, Slot<Number> velocity, double learning_rate,
             double momentum, bool nesterov, int num_threads) {
    const Weights<Number> weights = weights_of(values, gradients);
    Number* const v = place_of(velocity, weights.count);
    in_blocks(weights, num_threads, [&](const Weights<Number>& part, std::size_t first) {
        NERVURE_AT_LEVEL(descent_step<Number>)(part, shifted(v, first), {learning_rate, momentum, nesterov});
    });
}

template <class Number>
void rmsprop(Flat<Number> values, Flat<const Number> gradients, Flat<Number> velocity, Slot<Number> momentum_slot,
             Slot<Number> average_gradient, double learning_rate, double rho, double momentum, double epsilon,
             int num_threads) {
    const Weights<Number> weights = weights_of(values, gradients);
    Number* const v = place_of<Number>(velocity, weights.count);
    Number* const m = place_of(momentum_slot, weights.count);
    Number* const a = place_of(average_gradient, weights.count);
    in_blocks(weights, num_threads, [&](const Weights<Number>& part, std::size_t first) {
        const RmspropSlots<Number> slots{v + first, shifted(m, first), shifted(a, first)};
        NERVURE_AT_LEVEL(rmsprop_step<Number>)(part, slots, {learning_rate, rho, momentum, epsilon});
    });
}

template <class Number>
void define(nb::module_& module, const std::string& type) {
    using namespace nb::literals;
    module.def(("adam_" + type).c_str(), adam<Number>, "values"_a.noconvert(), "gradients"_a.noconvert(),
               "momentum"_a.noconvert(), "velocity"_a.noconvert(), "largest"_a.noconvert().none(), "alpha"_a,
               "beta_1"_a, "beta_2"_a, "epsilon"_a, "num_threads"_a);
    module.def(("descent_" + type).c_str(), descent<Number>, "values"_a.noconvert(), "gradients"_a.noconvert(),
               "velocity"_a.noconvert().none(), "learning_rate"_a, "momentum"_a, "nesterov"_a, "num_threads"_a);
    module.def(("rmsprop_" + type).c_str(), rmsprop<Number>, "values"_a.noconvert(), "gradients"_a.noconvert(),
               "velocity"_a.noconvert(), "momentum_slot"_a.noconvert().none(),
               "average_gradient"_a.noconvert().none(), "learning_rate"_a, "rho"_a, "momentum"_a, "epsilon"_a,
               "num_threads"_a);
}

}  // namespace

void define_optimizer(nb::module_& module) {
    define<float>(module, "float32");
    define<double>(module, "float64");
}

}  // namespace nervure
