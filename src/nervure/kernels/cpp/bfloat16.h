// bfloat16 as storage: the upper half of a float. Arithmetic is done in float.
#pragma once

#include <cstdint>
#include <cstring>

#include "instruction_sets.h"

namespace nervure {

struct bfloat16 {
    std::uint16_t bits;
};

NERVURE_INLINE float widened(bfloat16 value) {
    const std::uint32_t word = static_cast<std::uint32_t>(value.bits) << 16;
    float wide;
    std::memcpy(&wide, &word, sizeof wide);
    return wide;
}

// Rounds to nearest, ties to even, as torch does. NaN is handled separately: rounding could turn it into infinity.
NERVURE_INLINE bfloat16 narrowed(float value) {
    std::uint32_t word;
    std::memcpy(&word, &value, sizeof word);
    const std::uint32_t rounded = (word + 0x7FFFu + ((word >> 16) & 1u)) >> 16;
    const std::uint32_t quiet_nan = (word >> 16) | 0x40u;
    const bool is_nan = (word & 0x7FFFFFFFu) > 0x7F800000u;
    return {static_cast<std::uint16_t>(is_nan ? quiet_nan : rounded)};
}

}  // namespace nervure
