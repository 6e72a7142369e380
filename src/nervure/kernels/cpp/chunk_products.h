// Products of matrices split into chunks of columns, whose sums stay in registers. For bodies only (levels.h).
#pragma once

#include "channel_cuts.h"

#ifdef NERVURE_HAS_VECTORS

namespace nervure::NERVURE_LEVEL {

// Adjacent columns: rows of this many numbers, one after the other.
constexpr int CHUNK = 32;

// sums (+)= totals: every product sums from zero and is added afterwards, which keeps the rounding error of long sums
// small.
template <class Vector, int rows, int vectors>
NERVURE_INLINE void put(const Vector (&totals)[rows][vectors], float* sums, bool adds) {
    constexpr int lanes = LANES<Vector>;
    NERVURE_UNROLL for (int r = 0; r < rows; r++) {
        NERVURE_UNROLL for (int n = 0; n < vectors; n++) {
            float* to = sums + (r * vectors + n) * lanes;
            store(to, adds ? load<Vector>(to) + totals[r][n] : totals[r][n]);
        }
    }
}

// sums[rows][vectors] (+)= a[rows][depth] b[depth][vectors]; the rows of a have length CHUNK.
template <class Cutting, int rows, int vectors>
__attribute__((noinline)) void product(const float* __restrict a, const float* __restrict b, float* __restrict sums,
                                       int depth, bool adds) {
    using Vector = typename Cutting::Vector;
    Vector totals[rows][vectors] = {};
    for (int k = 0; k < depth; k++, b += vectors * Cutting::lanes) {
        Vector right[vectors];
        NERVURE_UNROLL for (int n = 0; n < vectors; n++) right[n] = load<Vector>(b + n * Cutting::lanes);
        NERVURE_UNROLL for (int r = 0; r < rows; r++) {
            const Vector left = broadcast<Vector>(a[r * CHUNK + k]);
            NERVURE_UNROLL for (int n = 0; n < vectors; n++) {
                totals[r][n] = multiply_add(left, right[n], totals[r][n]);
            }
        }
    }
    put(totals, sums, adds);
}

// sums[rows][vectors] (+)= a[depth][rows]' b[depth][vectors]; the rows of a and b have length CHUNK.
template <class Cutting, int rows, int vectors>
__attribute__((noinline)) void transposed_product(const float* __restrict a, const float* __restrict b,
                                                  float* __restrict sums, int depth, bool adds) {
    using Vector = typename Cutting::Vector;
    Vector totals[rows][vectors] = {};
    for (int k = 0; k < depth; k++, a += CHUNK, b += CHUNK) {
        Vector right[vectors];
        NERVURE_UNROLL for (int n = 0; n < vectors; n++) right[n] = load<Vector>(b + n * Cutting::lanes);
        NERVURE_UNROLL for (int r = 0; r < rows; r++) {
            const Vector left = broadcast<Vector>(a[r]);
            NERVURE_UNROLL for (int n = 0; n < vectors; n++) totals[r][n] = multiply_add(left, right[n], totals[r][n]);
        }
    }
    put(totals, sums, adds);
}

// One call of the kernel for `count` rows.
template <class Cutting, bool is_transposed, int vectors, int rows>
NERVURE_INLINE void product_of_rows(int count, const float* a, const float* b, float* sums, int depth, bool adds) {
    if (count == rows) {
        constexpr auto kernel =
            is_transposed ? transposed_product<Cutting, rows, vectors> : product<Cutting, rows, vectors>;
        kernel(a, b, sums, depth, adds);
    } else if constexpr (rows > 1) {
        product_of_rows<Cutting, is_transposed, vectors, rows - 1>(count, a, b, sums, depth, adds);
    }
}

// Any number of rows, in calls as even as possible, and any number of vectors up to a panel.
template <class Cutting, bool is_transposed, int vectors = Cutting::panel_vectors>
NERVURE_INLINE void products(int num_vectors, int num_rows, const float* a, const float* b, float* sums,
                             int depth, bool adds) {
    if (num_vectors == vectors) {
        constexpr int most = Cutting::rows(vectors);
        const int calls = (num_rows + most - 1) / most;
        for (int call = 0; call < calls; call++) {
            const int first = num_rows * call / calls, count = num_rows * (call + 1) / calls - first;
            product_of_rows<Cutting, is_transposed, vectors, most>(
                count, a + static_cast<Index>(first) * (is_transposed ? 1 : CHUNK), b,
                sums + first * vectors * Cutting::lanes, depth, adds);
        }
    } else if constexpr (vectors > 1) {
        products<Cutting, is_transposed, vectors - 1>(num_vectors, num_rows, a, b, sums, depth, adds);
    }
}

}  // namespace nervure::NERVURE_LEVEL

#endif  // NERVURE_HAS_VECTORS
