// How kernels read and write numbers: float and double unchanged, bfloat16 as float.
#pragma once

#include <cstddef>

#include "bfloat16.h"
#include "instruction_sets.h"

namespace nervure {

template <class Number>
struct WideOf {
    using type = Number;
};
template <>
struct WideOf<bfloat16> {
    using type = float;
};

// The type used to compute with numbers stored as Number.
template <class Number>
using Wide = typename WideOf<Number>::type;

NERVURE_INLINE float wide(float x) { return x; }
NERVURE_INLINE double wide(double x) { return x; }
NERVURE_INLINE float wide(bfloat16 x) { return widened(x); }

NERVURE_INLINE void store(float* place, float value) { *place = value; }
NERVURE_INLINE void store(double* place, double value) { *place = value; }
NERVURE_INLINE void store(bfloat16* place, float value) { *place = narrowed(value); }

// Not std::min: a body must not call standard library functions that might not be inlined (levels.h).
template <class Number>
NERVURE_INLINE constexpr Number smaller(Number a, Number b) {
    return a < b ? a : b;
}

template <class Number>
NERVURE_INLINE constexpr Number larger(Number a, Number b) {
    return a < b ? b : a;
}

}  // namespace nervure
