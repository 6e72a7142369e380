// Loops over columns, several at a time if the compiler has vectors (vectors.h), otherwise one at a time. For bodies
// only (levels.h).
//
// Such a loop is written once, for a type that is either Lanes<W> or OneLane<W>:
//
//     each_lane<W>(count, [&](auto lanes, std::size_t c) {
//         using L = decltype(lanes);
//         L::store(y + c, L::chosen(L::load(x + c) <= L::all(W(0)), L::all(W(0)), L::load(x + c)));
//     });
#pragma once

#include <cstring>

#include "vectors.h"

namespace nervure::NERVURE_LEVEL {

// The bits of a number. STEP is so large that its neighbors are integers: x + STEP rounds x, and its lowest bits are
// that integer.
template <class W>
struct Bits;
template <>
struct Bits<float> {
    using Whole = std::int32_t;
    using Word = std::uint32_t;
    static constexpr int MANTISSA = 23;
    static constexpr Word ONE = 0x3F800000u;
    static constexpr float STEP = 12582912.0f;
};
template <>
struct Bits<double> {
    using Whole = std::int64_t;
    using Word = std::uint64_t;
    static constexpr int MANTISSA = 52;
    static constexpr Word ONE = 0x3FF0000000000000u;
    static constexpr double STEP = 6755399441055744.0;
};

template <class W>
struct OneLane {
    static constexpr std::size_t count = 1;
    using Value = W;
    using Whole = typename Bits<W>::Whole;

    template <class Number>
    static NERVURE_INLINE W load(const Number* place) {
        return wide(*place);
    }
    template <class Number>
    static NERVURE_INLINE void put(Number* place, W value) {
        nervure::store(place, value);
    }
    static NERVURE_INLINE W all(W value) { return value; }
    static NERVURE_INLINE Whole load_codes(const std::uint8_t* place) { return *place; }
    static NERVURE_INLINE void put_codes(std::uint8_t* place, Whole codes) {
        *place = static_cast<std::uint8_t>(codes);
    }
    static NERVURE_INLINE Whole all_codes(int code) { return code; }
    static NERVURE_INLINE bool mask(bool holds) { return holds; }
    static NERVURE_INLINE W chosen(bool mask, W yes, W no) { return mask ? yes : no; }
    static NERVURE_INLINE Whole chosen_code(bool mask, Whole yes, Whole no) { return mask ? yes : no; }
    // 2 to the power of the integer n, where n + STEP is given.
    static NERVURE_INLINE W power_of_two(W stepped) {
        typename Bits<W>::Word word;
        std::memcpy(&word, &stepped, sizeof word);
        word = (word << Bits<W>::MANTISSA) + Bits<W>::ONE;
        std::memcpy(&stepped, &word, sizeof word);
        return stepped;
    }
};

#ifdef NERVURE_HAS_VECTORS

template <class W>
struct Lanes {
    using Value = Vector<W>;
    using Whole = decltype(Value{} < Value{});  // integers as wide as W; a mask is -1 or 0 in each lane
    using Words = Vector<std::uint32_t>;
    using Halves = typename VectorOf<std::uint16_t, REGISTER_BYTES / 2>::type;
    using Bytes = typename VectorOf<std::uint8_t, LANES<Value>>::type;
    static constexpr std::size_t count = LANES<Value>;

    static NERVURE_INLINE Value load(const W* place) { return NERVURE_LEVEL::load<Value>(place); }
    static NERVURE_INLINE Value load(const bfloat16* place) {
        Halves halves;
        std::memcpy(&halves, place, sizeof halves);
        return bits_as<Value>(__builtin_convertvector(halves, Words) << 16);
    }
    static NERVURE_INLINE void put(W* place, Value value) { NERVURE_LEVEL::store(place, value); }
    // Like narrowed() in bfloat16.h.
    static NERVURE_INLINE void put(bfloat16* place, Value value) {
        const Words word = bits_as<Words>(value);
        const Words rounded = (word + 0x7FFFu + ((word >> 16) & 1u)) >> 16;
        const Words quiet_nan = (word >> 16) | 0x40u;
        const Words result = (word & 0x7FFFFFFFu) > 0x7F800000u ? quiet_nan : rounded;
        const Halves halves = __builtin_convertvector(result, Halves);
        std::memcpy(place, &halves, sizeof halves);
    }
    static NERVURE_INLINE Value all(W value) { return broadcast<Value>(value); }
    static NERVURE_INLINE Whole load_codes(const std::uint8_t* place) {
        return __builtin_convertvector(NERVURE_LEVEL::load<Bytes>(place), Whole);
    }
    static NERVURE_INLINE void put_codes(std::uint8_t* place, Whole codes) {
        NERVURE_LEVEL::store(place, __builtin_convertvector(codes, Bytes));
    }
    static NERVURE_INLINE Whole all_codes(int code) { return code - Whole{}; }
    static NERVURE_INLINE Whole mask(bool holds) { return (holds ? -1 : 0) - Whole{}; }
    static NERVURE_INLINE Value chosen(Whole mask, Value yes, Value no) { return mask ? yes : no; }
    static NERVURE_INLINE Whole chosen_code(Whole mask, Whole yes, Whole no) { return mask ? yes : no; }
    static NERVURE_INLINE Value power_of_two(Value stepped) {
        return bits_as<Value>((bits_as<BitsOf<Value>>(stepped) << Bits<W>::MANTISSA) + Bits<W>::ONE);
    }
};

#else

template <class W>
struct Lanes : OneLane<W> {};

#endif

template <class W, class Work>
NERVURE_INLINE void each_lane(std::size_t count, const Work& work) {
    std::size_t c = 0;
    for (; c + Lanes<W>::count <= count; c += Lanes<W>::count) work(Lanes<W>{}, c);
    for (; c < count; c++) work(OneLane<W>{}, c);
}

template <class W>
NERVURE_INLINE void clear(W* numbers, std::size_t count) {
    for (std::size_t i = 0; i < count; i++) numbers[i] = W(0);
}

// Adds sums in W to sums in double.
template <class W>
NERVURE_INLINE void add(const W* NERVURE_RESTRICT part, double* NERVURE_RESTRICT total, std::size_t count) {
    for (std::size_t i = 0; i < count; i++) total[i] += static_cast<double>(part[i]);
}

}  // namespace nervure::NERVURE_LEVEL
