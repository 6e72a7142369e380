// The permutation drawn from a key; src/nervure/randomness.py defines it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nervure {

void permutation(std::int64_t* order, std::size_t count, std::uint32_t key, std::uint32_t second_key);

}  // namespace nervure
