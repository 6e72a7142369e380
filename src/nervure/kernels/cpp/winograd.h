// Convolution by Winograd's minimal filtering F(4x4, 3x3); src/nervure/kernels/winograd.py defines the results.
#pragma once

#include "levels.h"

namespace nervure {

// A 3x3 convolution of stride 1. Images are stored as (batch, height, width, channels), the kernel as (filters, 3, 3,
// channels).
struct Convolution3x3 {
    int batch;
    int height, width, channels;          // of the input
    int out_height, out_width, filters;   // of the output
    int top, left;                        // zeros before the input's rows and columns
    int num_threads;
};

// What happens to the sums of a convolution before they are stored: the bias, ReLU, (y - mean) scale + offset, ReLU,
// the maximum of adjacent 2x2 windows. Parts that are null or false are left out; NaN stays NaN throughout.
struct Finish {
    const float* bias = nullptr;  // (filters,), and so are the others
    bool has_relu = false;
    const float *mean = nullptr, *scale = nullptr, *offset = nullptr;  // all three or none
    bool has_relu_behind = false;
    bool pools = false;
};

}  // namespace nervure

// y = x * weight + bias, with numbers below 0 set to 0 if has_relu (NaN stays NaN). bias may be null. dx is the
// gradient of x. dweight and, unless it is null, dbias (filters) are those of the parameters: sums over fixed blocks of
// tiles, so that their bits do not depend on the number of threads.
NERVURE_EACH_LEVEL(
    void winograd_forward(const Convolution3x3& shape, const float* x, const float* weight, const float* bias,
                          bool has_relu, float* y);
    void winograd_input_gradient(const Convolution3x3& shape, const float* dy, const float* weight, float* dx);
    void winograd_weight_gradient(const Convolution3x3& shape, const float* x, const float* dy, float* dweight,
                                  float* dbias);
)
