// Dropout over numbers that lie in row-major order; src/nervure/kernels/dropout.py says what it computes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "dropout_mask.h"

namespace nervure {

void dropout(const float* x, float* y, std::size_t count, DropoutMask mask, float scale);
void dropout(const double* x, double* y, std::size_t count, DropoutMask mask, double scale);
void dropout(const bfloat16* x, bfloat16* y, std::size_t count, DropoutMask mask, float scale);

}  // namespace nervure
