// Several numbers at once, as GCC and Clang support them on every processor. For bodies only: everything here is in the
// namespace of the level (levels.h).
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "levels.h"
#include "numbers.h"

#ifdef NERVURE_HAS_VECTORS

#ifdef __FMA__
#include <immintrin.h>
#endif

// Loops over arrays of vectors must be fully unrolled, or the vectors are kept in memory instead of registers.
#ifdef __clang__
#define NERVURE_UNROLL _Pragma("clang loop unroll(full)")
#else
#define NERVURE_UNROLL _Pragma("GCC unroll 64")
#endif

namespace nervure::NERVURE_LEVEL {

#if defined(__AVX512F__)
constexpr int REGISTER_BYTES = 64, NUM_REGISTERS = 32;
#elif defined(__AVX__)
constexpr int REGISTER_BYTES = 32, NUM_REGISTERS = 16;
#elif defined(__aarch64__)
constexpr int REGISTER_BYTES = 16, NUM_REGISTERS = 32;
#else
constexpr int REGISTER_BYTES = 16, NUM_REGISTERS = 16;
#endif

// Written out: not every compiler supports vectors whose size depends on a template argument.
template <class Number, int bytes>
struct VectorOf;
#define NERVURE_VECTOR(Number, bytes)                            \
    template <>                                                  \
    struct VectorOf<Number, bytes> {                             \
        typedef Number type __attribute__((vector_size(bytes))); \
    };
#define NERVURE_VECTORS(bytes)           \
    NERVURE_VECTOR(float, bytes)         \
    NERVURE_VECTOR(double, bytes)        \
    NERVURE_VECTOR(std::uint64_t, bytes) \
    NERVURE_VECTOR(std::uint32_t, bytes) \
    NERVURE_VECTOR(std::uint16_t, bytes) \
    NERVURE_VECTOR(std::uint8_t, bytes)
NERVURE_VECTORS(64)
NERVURE_VECTORS(32)
NERVURE_VECTORS(16)
NERVURE_VECTOR(std::uint16_t, 8)
NERVURE_VECTOR(std::uint8_t, 8)
NERVURE_VECTOR(std::uint8_t, 4)
NERVURE_VECTOR(std::uint8_t, 2)
#undef NERVURE_VECTORS
#undef NERVURE_VECTOR

// As many numbers as fit into a register of this level.
template <class Number>
using Vector = typename VectorOf<Number, REGISTER_BYTES>::type;

template <class V>
using NumberOf = std::remove_reference_t<decltype(std::declval<V&>()[0])>;

template <class V>
constexpr int LANES = static_cast<int>(sizeof(V) / sizeof(NumberOf<V>));

// Memory need not be aligned. Functions without a vector type work on whole registers.
template <class V>
NERVURE_INLINE V load(const NumberOf<V>* from) {
    V vector;
    __builtin_memcpy(&vector, from, sizeof vector);
    return vector;
}

template <class Number>
NERVURE_INLINE Vector<Number> load(const Number* from) {
    return load<Vector<Number>>(from);
}

template <class V>
NERVURE_INLINE void store(NumberOf<V>* to, V vector) {
    __builtin_memcpy(to, &vector, sizeof vector);
}

// The first `count` lanes, the others 0; does not touch memory after them.
template <class V>
NERVURE_INLINE V load_first(const NumberOf<V>* from, int count) {
    if (count >= LANES<V>) return load<V>(from);
    NumberOf<V> lanes[LANES<V>] = {};
    for (int i = 0; i < count; i++) lanes[i] = from[i];
    return load<V>(lanes);
}

template <class Number>
NERVURE_INLINE Vector<Number> load_first(const Number* from, int count) {
    return load_first<Vector<Number>>(from, count);
}

template <class V>
NERVURE_INLINE void store_first(NumberOf<V>* to, V vector, int count) {
    if (count >= LANES<V>) return store(to, vector);
    NumberOf<V> lanes[LANES<V>];
    store(lanes, vector);
    for (int i = 0; i < count; i++) to[i] = lanes[i];
}

template <class V>
NERVURE_INLINE V broadcast(NumberOf<V> number) {
    return number - V{};  // not +: -0 + 0 is 0
}

template <class Number>
NERVURE_INLINE Vector<Number> repeated(Number number) {
    return broadcast<Vector<Number>>(number);
}

// `others` in the lanes from `count` on, regardless of their contents: 0 times NaN would stay NaN.
template <class V>
NERVURE_INLINE V first_lanes(V vector, std::size_t count, V others = V{}) {
    static constexpr NumberOf<V> NUMBERS[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    if (count >= LANES<V>) return vector;
    return load<V>(NUMBERS) < broadcast<V>(static_cast<NumberOf<V>>(count)) ? vector : others;
}

template <class V>
using BitsOf = typename VectorOf<std::conditional_t<sizeof(NumberOf<V>) == 8, std::uint64_t, std::uint32_t>,
                                 static_cast<int>(sizeof(V))>::type;

// The same bits as another type of vector.
template <class To, class From>
NERVURE_INLINE To bits_as(From vector) {
    static_assert(sizeof(To) == sizeof(From));
    To same;
    __builtin_memcpy(&same, &vector, sizeof same);
    return same;
}

// a b + c. If the processor can round it once, this is requested explicitly: left to the compiler, kernels from one
// source would differ (GCC splits the sum of a kernel that has only one), and with them the bits of a row that either
// may compute.
template <class V>
NERVURE_INLINE V multiply_add(V a, V b, V c) {
#ifdef __AVX512F__
    if constexpr (std::is_same_v<V, VectorOf<float, 64>::type>) return _mm512_fmadd_ps(a, b, c);
    if constexpr (std::is_same_v<V, VectorOf<double, 64>::type>) return _mm512_fmadd_pd(a, b, c);
#endif
#ifdef __FMA__
    if constexpr (std::is_same_v<V, VectorOf<float, 32>::type>) return _mm256_fmadd_ps(a, b, c);
    if constexpr (std::is_same_v<V, VectorOf<double, 32>::type>) return _mm256_fmadd_pd(a, b, c);
#endif
    return a * b + c;
}

#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define NERVURE_HAS_SHUFFLE
#endif
#endif

#ifdef NERVURE_HAS_SHUFFLE
// Lanes of a and b alternating, from lane `first` on.
template <int first, class V, int... i>
NERVURE_INLINE V interleaved(V a, V b, std::integer_sequence<int, i...>) {
    return __builtin_shufflevector(a, b, (first + i / 2 + i % 2 * LANES<V>)...);
}
#endif

// rows[i][j] becomes rows[j][i].
template <class V>
NERVURE_INLINE void transpose(V* rows) {
    constexpr int lanes = LANES<V>;
    V turned[lanes];
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

}  // namespace nervure::NERVURE_LEVEL

#endif  // NERVURE_HAS_VECTORS
