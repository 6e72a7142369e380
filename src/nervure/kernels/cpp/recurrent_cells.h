// One row and one block of units of a step: from the sums to the states, and back. A block of sums is stored in slots:
// the contributions of the inputs in the first ones, those of the state from FIRST_STATE_SLOT on.
#pragma once

#include "lane_functions.h"
#include "recurrent.h"

namespace nervure::NERVURE_LEVEL {

constexpr int NUM_SLOTS = 4;

// The position of the numbers of one row and one block of units in the data that a pass keeps.
template <class Number>
struct Place {
    int count;           // of units, at most LANES
    std::size_t units;   // U, the distance between gates
    Number* gates;       // of this step
    Number* activated;   // of this step
    Number *hidden, *new_hidden;
    Number *carry, *new_carry;
};

template <class Number>
NERVURE_INLINE Place<Number> place_of(const Sequences<Number>& call, const RecurrentSizes& sizes,
                                      std::size_t step, std::size_t row, std::size_t unit_block) {
    const std::size_t units = call.num_units, first = unit_block * sizes.lanes, left = units - first;
    const std::size_t at = step * call.num_samples + row, state = at * units + first;
    const std::size_t next = state + call.num_samples * units;
    const int count = left < sizes.lanes ? static_cast<int>(left) : static_cast<int>(sizes.lanes);
    const bool has_carry = call.carry != nullptr;
    return {count,
            units,
            call.gates + at * units * sizes.num_gates + first,
            call.activated + state,
            call.hidden + state,
            call.hidden + next,
            has_carry ? call.carry + state : nullptr,
            has_carry ? call.carry + next : nullptr};
}

// The gradients of one row and one block of units: dhidden is that of the state after the step.
template <class Number>
struct Backward {
    Vector<Number> dhidden;
    Number* dcarry;
    Number* dpassed;
};

template <class Number>
struct Slots {
    Vector<Number> slot[NUM_SLOTS];
};

// Slots i, f, g, o.
struct LSTMCell {
    static constexpr int NUM_GATES = 4, FIRST_STATE_SLOT = 0;
    static constexpr int INPUT_GATE[] = {0, 1, 2, 3}, STATE_GATE[] = {0, 1, 2, 3};
    static constexpr bool HAS_STATE_BIAS = false, PASSES_HIDDEN = false;

    template <class Number>
    static NERVURE_INLINE void forward(const Number* sums, const Place<Number>& at, bool is_real) {
        constexpr int L = LANES<Vector<Number>>;
        const int count = at.count;
        const auto i = sigmoid<Number>(load(sums)), f = sigmoid<Number>(load(sums + L));
        const auto g = tanh<Number>(load(sums + 2 * L)), o = sigmoid<Number>(load(sums + 3 * L));
        const auto carry = load_first(at.carry, count), new_carry = f * carry + i * g, shown = tanh<Number>(new_carry);
        store_first(at.gates, i, count);
        store_first(at.gates + at.units, f, count);
        store_first(at.gates + 2 * at.units, g, count);
        store_first(at.gates + 3 * at.units, o, count);
        store_first(at.activated, shown, count);
        store_first(at.new_carry, is_real ? new_carry : carry, count);
        store_first(at.new_hidden, is_real ? o * shown : load_first(at.hidden, count), count);
    }

    template <class Number>
    static NERVURE_INLINE Slots<Number> backward(const Backward<Number>& by, const Place<Number>& at) {
        const int count = at.count;
        const auto i = load_first(at.gates, count), f = load_first(at.gates + at.units, count);
        const auto g = load_first(at.gates + 2 * at.units, count), o = load_first(at.gates + 3 * at.units, count);
        const auto shown = load_first(at.activated, count), through_output = o * by.dhidden;
        const auto dcarry = load(by.dcarry) + through_output * (Number(1) - shown * shown);
        const auto kept = f * dcarry, written = i * dcarry;
        store(by.dcarry, kept);
        return {{written * g * (Number(1) - i), kept * load_first(at.carry, count) * (Number(1) - f),
                 written * (Number(1) - g * g), through_output * shown * (Number(1) - o)}};
    }
};

// Slots: the inputs' part of the candidate, z, r, the state's part of the candidate. Gates are in the order z, r, h.
struct GRUCell {
    static constexpr int NUM_GATES = 3, FIRST_STATE_SLOT = 1;
    static constexpr int INPUT_GATE[] = {2, 0, 1}, STATE_GATE[] = {0, 1, 2};
    static constexpr bool HAS_STATE_BIAS = true, PASSES_HIDDEN = true;

    template <class Number>
    static NERVURE_INLINE void forward(const Number* sums, const Place<Number>& at, bool is_real) {
        constexpr int L = LANES<Vector<Number>>;
        const int count = at.count;
        const auto z = sigmoid<Number>(load(sums + L)), r = sigmoid<Number>(load(sums + 2 * L));
        const auto of_state = load(sums + 3 * L), candidate = tanh<Number>(load(sums) + r * of_state);
        const auto hidden = load_first(at.hidden, count);
        store_first(at.gates, z, count);
        store_first(at.gates + at.units, r, count);
        store_first(at.gates + 2 * at.units, candidate, count);
        store_first(at.activated, of_state, count);
        store_first(at.new_hidden, is_real ? candidate + z * (hidden - candidate) : hidden, count);
    }

    template <class Number>
    static NERVURE_INLINE Slots<Number> backward(const Backward<Number>& by, const Place<Number>& at) {
        const int count = at.count;
        const auto z = load_first(at.gates, count), r = load_first(at.gates + at.units, count);
        const auto candidate = load_first(at.gates + 2 * at.units, count), of_state = load_first(at.activated, count);
        const auto kept = z * by.dhidden;
        store(by.dpassed, kept);
        const auto dcandidate = (by.dhidden - kept) * (Number(1) - candidate * candidate);
        const auto dupdate = kept * (Number(1) - z) * (load_first(at.hidden, count) - candidate);
        const auto dof_state = dcandidate * r;
        return {{dcandidate, dupdate, dof_state * of_state * (Number(1) - r), dof_state}};
    }
};

}  // namespace nervure::NERVURE_LEVEL
