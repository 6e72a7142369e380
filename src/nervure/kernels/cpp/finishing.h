// What happens to a vector of convolution sums before it is stored (Finish in winograd.h).
#pragma once

#include "vectors.h"
#include "winograd.h"

#ifdef NERVURE_HAS_VECTORS

namespace nervure::NERVURE_LEVEL {

// The larger number of each lane, the first of equal ones; NaN counts as larger than all.
template <class Vector>
NERVURE_INLINE Vector larger_lanes(Vector a, Vector b) { return (b > a) | (b != b) ? b : a; }

// The constants for one vector of filters.
template <class Vector>
struct Finishing {
    Vector bias, least, mean, scale, offset, least_behind;
    bool is_scaled;

    // For the filters from number `first` on, of `count` in total.
    NERVURE_INLINE Finishing(const Finish& finish, int first, int count) : is_scaled(finish.scale != nullptr) {
        const auto numbers = [&](const float* from) { return from ? load_first<Vector>(from + first, count) : Vector{}; };
        const auto limit = [](bool is_there) { return broadcast<Vector>(is_there ? 0.0f : -__builtin_inff()); };
        bias = numbers(finish.bias);
        least = limit(finish.has_relu);
        mean = numbers(finish.mean), scale = numbers(finish.scale), offset = numbers(finish.offset);
        least_behind = limit(finish.has_relu_behind);
    }

    NERVURE_INLINE Vector of(Vector sum) const { return without_bias(sum + bias); }

    // For a sum that started with the bias.
    NERVURE_INLINE Vector without_bias(Vector value) const {
        // In this order NaN stays: it is not less than anything.
        value = value < least ? least : value;
        if (!is_scaled) return value;
        value = multiply_add(value - mean, scale, offset);
        return value < least_behind ? least_behind : value;
    }
};

}  // namespace nervure::NERVURE_LEVEL

#endif  // NERVURE_HAS_VECTORS
