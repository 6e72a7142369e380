// Short vectors of floats as GCC and Clang know them on every processor. Included by bodies only (levels.h).
#pragma once

#include <cstddef>
#include <utility>

#include "instruction_sets.h"
#include "levels.h"

#ifdef NERVURE_HAS_VECTORS

#ifdef __FMA__
#include <immintrin.h>
#endif

// Loops over accumulators must be unrolled whole, or the accumulators live in memory instead of registers.
#ifdef __clang__
#define NERVURE_UNROLL _Pragma("unroll")
#else
#define NERVURE_UNROLL _Pragma("GCC unroll 64")
#endif

namespace nervure::NERVURE_LEVEL {

using Index = std::ptrdiff_t;

template <int lanes>
struct VectorOf;
template <>
struct VectorOf<4> {
    typedef float type __attribute__((vector_size(16)));
};
template <>
struct VectorOf<8> {
    typedef float type __attribute__((vector_size(32)));
};
template <>
struct VectorOf<16> {
    typedef float type __attribute__((vector_size(64)));
};

template <class Vector>
constexpr int LANES = sizeof(Vector) / sizeof(float);

template <class Number>
constexpr Number smaller(Number a, Number b) { return a < b ? a : b; }

template <class Number>
constexpr Number larger(Number a, Number b) { return a < b ? b : a; }

template <class Vector>
NERVURE_INLINE Vector load(const float* from) {
    Vector values;
    __builtin_memcpy(&values, from, sizeof values);
    return values;
}

template <class Vector>
NERVURE_INLINE void store(float* to, Vector values) { __builtin_memcpy(to, &values, sizeof values); }

template <class Vector>
NERVURE_INLINE Vector broadcast(float value) { return value - Vector{}; }  // not +: -0 + 0 is 0

// a b + c. Where the processor rounds it once, it is asked to by name: left to the compiler, kernels of one source
// differ (GCC splits the sum of a kernel that has but one), and with them the bits of a row that either may compute.
template <class Vector>
NERVURE_INLINE Vector multiply_add(Vector a, Vector b, Vector c) {
#ifdef __AVX512F__
    if constexpr (LANES<Vector> == 16) return _mm512_fmadd_ps(a, b, c);
#endif
#ifdef __FMA__
    if constexpr (LANES<Vector> == 8) return _mm256_fmadd_ps(a, b, c);
#endif
    return a * b + c;
}

// The first `count` lanes, the others 0; touches no memory behind them.
template <class Vector>
NERVURE_INLINE Vector load_first(const float* from, int count) {
    if (count >= LANES<Vector>) return load<Vector>(from);
    float lanes[LANES<Vector>] = {};
    for (int i = 0; i < count; i++) lanes[i] = from[i];
    return load<Vector>(lanes);
}

template <class Vector>
NERVURE_INLINE void store_first(float* to, Vector values, int count) {
    if (count >= LANES<Vector>) return store(to, values);
    float lanes[LANES<Vector>];
    store(lanes, values);
    for (int i = 0; i < count; i++) to[i] = lanes[i];
}

#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define NERVURE_HAS_SHUFFLE
#endif
#endif

#ifdef NERVURE_HAS_SHUFFLE
// Lanes of a and b in turns, from lane `first` on.
template <int first, class Vector, int... i>
NERVURE_INLINE Vector interleaved(Vector a, Vector b, std::integer_sequence<int, i...>) {
    return __builtin_shufflevector(a, b, (first + i / 2 + i % 2 * LANES<Vector>)...);
}
#endif

// rows[i][j] becomes rows[j][i].
template <class Vector>
NERVURE_INLINE void transpose(Vector* rows) {
    constexpr int lanes = LANES<Vector>;
    Vector turned[lanes];
#ifdef NERVURE_HAS_SHUFFLE
    const std::make_integer_sequence<int, lanes> each;
    NERVURE_UNROLL for (int step = 1; step < lanes; step *= 2) {
        NERVURE_UNROLL for (int i = 0; i < lanes / 2; i++) {
            turned[2 * i] = interleaved<0>(rows[i], rows[i + lanes / 2], each);
            turned[2 * i + 1] = interleaved<lanes / 2>(rows[i], rows[i + lanes / 2], each);
        }
        NERVURE_UNROLL for (int i = 0; i < lanes; i++) rows[i] = turned[i];
    }
#else
    for (int i = 0; i < lanes; i++) {
        for (int j = 0; j < lanes; j++) turned[i][j] = rows[j][i];
    }
    for (int i = 0; i < lanes; i++) rows[i] = turned[i];
#endif
}

// How a kernel cuts its channels: vectors of `lanes_`, panels of up to `panel_vectors_` of them, and as many sums at a
// time as there are registers for.
template <int lanes_, int panel_vectors_, int accumulators_>
struct Cut {
    using Vector = typename VectorOf<lanes_>::type;
    static constexpr int lanes = lanes_;
    static constexpr int panel_vectors = panel_vectors_;
    static constexpr int accumulators = accumulators_;
    static constexpr int panel = lanes_ * panel_vectors_;  // channels
    // Rows of a product of `vectors` vectors that fit into the registers.
    static constexpr int rows(int vectors) { return smaller(14, accumulators_ / vectors); }
};

// The cut of this level, and a narrower one for channels that fill the wide vectors badly.
#if defined(__AVX512F__)
using WideCut = Cut<16, 2, 28>;
using NarrowCut = Cut<8, 4, 28>;
#elif defined(__AVX__)
using WideCut = Cut<8, 2, 12>;
using NarrowCut = WideCut;
#elif defined(__aarch64__)
using WideCut = Cut<4, 4, 24>;
using NarrowCut = WideCut;
#else
using WideCut = Cut<4, 2, 12>;
using NarrowCut = WideCut;
#endif

// The channels of one pixel, as vectors: the last one overlaps the one before it, so that no vector needs a mask. Fewer
// channels than lanes are loaded as a full vector whose further lanes nobody reads.
template <class Cutting>
struct Channels {
    int count;
    int vectors;
    int repeated;  // lanes at the start of the last vector that the one before it holds too
    int rows;      // the length of the axis when it is summed over

    explicit Channels(int channels)
        : count(channels), vectors((channels + Cutting::lanes - 1) / Cutting::lanes),
          repeated(channels < Cutting::lanes ? 0 : vectors * Cutting::lanes - channels),
          rows(channels < Cutting::lanes ? channels : vectors * Cutting::lanes) {}

    int padded() const { return vectors * Cutting::lanes; }
    int first(int vector) const {  // channel
        return vector + 1 < vectors || count < Cutting::lanes ? vector * Cutting::lanes : count - Cutting::lanes;
    }
    int place(int channel) const {  // among the lanes of all vectors
        return channel < (vectors - 1) * Cutting::lanes ? channel : channel + repeated;
    }
    int panels() const { return (vectors + Cutting::panel_vectors - 1) / Cutting::panel_vectors; }
    int panel_vectors(int panel) const {
        return smaller(Cutting::panel_vectors, vectors - panel * Cutting::panel_vectors);
    }
};

inline Index rounded_up(Index count, Index step) { return (count + step - 1) / step * step; }

// Whether narrower vectors take fewer products although each costs a little more.
inline bool fill_narrow_vectors_better(int channels, int filters) {
    const auto cost = [&](int lanes) { return rounded_up(channels, lanes) * rounded_up(filters, lanes); };
    return WideCut::lanes != NarrowCut::lanes && cost(NarrowCut::lanes) * 21 < cost(WideCut::lanes) * 20;
}

// Calls use(cut) with the cut that fits these channels.
template <class Use>
void with_cut(int channels, int filters, const Use& use) {
    if (fill_narrow_vectors_better(channels, filters)) {
        use(NarrowCut{});
    } else {
        use(WideCut{});
    }
}

}  // namespace nervure::NERVURE_LEVEL

#endif  // NERVURE_HAS_VECTORS
