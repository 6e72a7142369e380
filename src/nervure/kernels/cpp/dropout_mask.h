// Which numbers dropout keeps: src/nervure/randomness.py defines the words, src/nervure/kernels/dropout.py their use.
#pragma once

#include <cstddef>
#include <cstdint>

#include "instruction_sets.h"
#include "numbers.h"

namespace nervure {

struct DropoutMask {
    std::uint32_t key;
    std::uint32_t second_key;  // second(key) of src/nervure/randomness.py
    std::uint32_t threshold;   // round(rate * 65536): half words that are not below it are kept
};

// value(key, index) of src/nervure/randomness.py.
NERVURE_INLINE std::uint32_t word_at(std::uint32_t index, const DropoutMask& mask) {
    std::uint32_t x = index ^ mask.key;
    x ^= x >> 17;
    x *= 0xED5AD4BBu;
    x ^= x >> 11;
    x ^= mask.second_key;
    x *= 0xAC4C1B51u;
    x ^= x >> 15;
    x *= 0x31848BABu;
    x ^= x >> 14;
    return x;
}

// kept[i] is 1 if number first + i is kept, else 0. Writes up to two places before kept[0] and after kept[count - 1],
// into the margins of KeptNumbers.
NERVURE_INLINE void draw_kept(std::size_t first, std::size_t count, DropoutMask mask, std::uint8_t* kept) {
    const std::size_t odd = first & 1;
    std::uint8_t* const pairs = kept - odd;
    const std::uint32_t first_word = static_cast<std::uint32_t>(first / 2);
    const std::uint32_t num_words = static_cast<std::uint32_t>((count + odd + 1) / 2);
    for (std::uint32_t word = 0; word < num_words; word++) {
        const std::uint32_t drawn = word_at(first_word + word, mask);
        pairs[2 * word] = (drawn & 0xFFFFu) >= mask.threshold;
        pairs[2 * word + 1] = (drawn >> 16) >= mask.threshold;
    }
}

template <std::size_t most>
struct KeptNumbers {
    alignas(64) std::uint8_t places[most + 128];
    NERVURE_INLINE std::uint8_t* data() { return places + 64; }
};

}  // namespace nervure
