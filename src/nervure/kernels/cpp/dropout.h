// Dropout over numbers that lie in row-major order; src/nervure/kernels/dropout.py says what it computes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "bfloat16.h"

namespace nervure {

struct DropoutMask {
    std::uint32_t key;
    std::uint32_t second_key;  // second(key) of src/nervure/randomness.py
    std::uint32_t threshold;   // round(rate * 65536): kept are the half words that are not below it
};

void dropout(const float* x, float* y, std::size_t count, DropoutMask mask, float scale);
void dropout(const double* x, double* y, std::size_t count, DropoutMask mask, double scale);
void dropout(const bfloat16* x, bfloat16* y, std::size_t count, DropoutMask mask, float scale);

}  // namespace nervure
