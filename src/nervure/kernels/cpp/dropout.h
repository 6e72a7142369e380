// Dropout over numbers in row-major order; src/nervure/kernels/dropout.py defines the results.
#pragma once

#include <cstddef>

#include "dropout_mask.h"
#include "levels.h"

NERVURE_EACH_LEVEL(
    // The numbers [first, last).
    template <class Number>
    void dropout(const Number* x, Number* y, std::size_t first, std::size_t last, const DropoutMask& mask,
                 Wide<Number> scale);)
