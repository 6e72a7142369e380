// Vectors of the compiler's own making: as many numbers as a register of this level holds. For bodies only: what is
// here lies in the namespace of the level, see levels.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#define NERVURE_ALWAYS_INLINE inline __attribute__((always_inline))
#define NERVURE_PRAGMA(text) _Pragma(#text)
// Arrays of vectors stay in registers only where every loop over them is unrolled.
#ifdef __clang__
#define NERVURE_UNROLL NERVURE_PRAGMA(clang loop unroll(full))
#else
#define NERVURE_UNROLL NERVURE_PRAGMA(GCC unroll 32)
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

template <class Number>
constexpr int LANES = REGISTER_BYTES / static_cast<int>(sizeof(Number));

template <class Number>
struct VectorOf;
template <>
struct VectorOf<float> {
    typedef float Numbers __attribute__((vector_size(REGISTER_BYTES)));
    typedef std::uint32_t Bits __attribute__((vector_size(REGISTER_BYTES)));
};
template <>
struct VectorOf<double> {
    typedef double Numbers __attribute__((vector_size(REGISTER_BYTES)));
    typedef std::uint64_t Bits __attribute__((vector_size(REGISTER_BYTES)));
};
template <class Number>
using Vector = typename VectorOf<Number>::Numbers;
template <class Number>
using BitsOf = typename VectorOf<Number>::Bits;

template <class Number>
NERVURE_ALWAYS_INLINE Vector<Number> load(const Number* from) {
    Vector<Number> vector;
    std::memcpy(&vector, from, sizeof vector);
    return vector;
}

template <class Number>
NERVURE_ALWAYS_INLINE void store(Number* to, Vector<Number> vector) {
    std::memcpy(to, &vector, sizeof vector);
}

// The first `count` numbers, 0 in the lanes behind them.
template <class Number>
NERVURE_ALWAYS_INLINE Vector<Number> load(const Number* from, int count) {
    if (count >= LANES<Number>) return load(from);
    Number padded[LANES<Number>] = {};
    for (int lane = 0; lane < count; lane++) padded[lane] = from[lane];
    return load(padded);
}

template <class Number>
NERVURE_ALWAYS_INLINE void store(Number* to, Vector<Number> vector, int count) {
    if (count >= LANES<Number>) return store(to, vector);
    Number padded[LANES<Number>];
    store(padded, vector);
    for (int lane = 0; lane < count; lane++) to[lane] = padded[lane];
}

// 0 in the lanes from `count` on, whatever stands there: 0 times a NaN would stay one.
template <class Number>
NERVURE_ALWAYS_INLINE Vector<Number> cut(Vector<Number> vector, int count) {
    if (count >= LANES<Number>) return vector;
    Number padded[LANES<Number>];
    store(padded, vector);
    return load(padded, count);
}

template <class Number>
NERVURE_ALWAYS_INLINE BitsOf<Number> bits(Vector<Number> vector) {
    BitsOf<Number> same;
    std::memcpy(&same, &vector, sizeof same);
    return same;
}

template <class Number>
NERVURE_ALWAYS_INLINE Vector<Number> from_bits(BitsOf<Number> vector) {
    Vector<Number> same;
    std::memcpy(&same, &vector, sizeof same);
    return same;
}

template <int VALUE>
struct Constant {
    static constexpr int value = VALUE;
};

// work(Constant<value>{}) for a value between 1 and MOST that is known only at run time.
template <int MOST, class Work>
NERVURE_ALWAYS_INLINE void with_constant(int value, const Work& work) {
    if constexpr (MOST > 1) {
        if (value < MOST) return with_constant<MOST - 1>(value, work);
    }
    work(Constant<MOST>{});
}

// work(first, Constant<size>{}) for tiles of at most MOST that cover `count`, as even as possible.
template <int MOST, class Work>
NERVURE_ALWAYS_INLINE void in_tiles(std::size_t count, const Work& work) {
    const std::size_t num_tiles = (count + MOST - 1) / MOST;
    std::size_t first = 0;
    for (std::size_t tile = 0; tile < num_tiles; tile++) {
        const int size = static_cast<int>((count - first) / (num_tiles - tile));
        with_constant<MOST>(size, [&](auto constant) { work(first, constant); });
        first += static_cast<std::size_t>(size);
    }
}

}  // namespace nervure::NERVURE_LEVEL
