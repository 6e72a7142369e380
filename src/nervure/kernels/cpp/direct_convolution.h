// 3x3 convolution of images with one to four channels; src/nervure/kernels/direct_convolution.py defines the results.
#pragma once

#include "winograd.h"

// Like winograd.h; the weight gradient is a sum over fixed groups of rows.
NERVURE_EACH_LEVEL(
    void direct_forward(const Convolution3x3& shape, const float* x, const float* weight, const float* bias,
                        bool has_relu, float* y);
    void direct_weight_gradient(const Convolution3x3& shape, const float* x, const float* dy, float* dweight,
                                float* dbias);
)
