// The counter hash of src/nervure/randomness.py.
#pragma once

#include <cstdint>

namespace nervure {

// value(key, index), with second_key = second(key).
inline std::uint32_t counter_hash(std::uint32_t index, std::uint32_t key, std::uint32_t second_key) {
    std::uint32_t x = index ^ key;
    x ^= x >> 17;
    x *= 0xED5AD4BBu;
    x ^= x >> 11;
    x ^= second_key;
    x *= 0xAC4C1B51u;
    x ^= x >> 15;
    x *= 0x31848BABu;
    x ^= x >> 14;
    return x;
}

}  // namespace nervure
