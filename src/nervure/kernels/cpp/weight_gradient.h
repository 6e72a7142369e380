// The weight gradient of any convolution; src/nervure/kernels/weight_gradient.py defines the result.
#pragma once

#include "levels.h"

namespace nervure {

// How a kernel slides along one axis.
struct SlidingAxis {
    int cells, outputs;  // of the input and of the output
    int kernel, stride, dilation;
    int before;  // zeros before the first cell
};

// A convolution of volumes (batch, cells of each axis, channels); images are volumes of one layer, sequences of one
// row. The kernel's memory order is (filters, kernel of each axis, channels / groups).
struct Sliding {
    int batch;
    SlidingAxis axes[3];
    int channels, filters, groups;
    int num_threads;
};

}  // namespace nervure

// dweight from x and from dz, the gradient of the output: sums over blocks of outputs that depend only on the sizes, so
// that their bits do not depend on the number of threads. The first gathers the kernel's inputs, which pays if there
// are many channels and many filters; the last is for as many filters and groups as channels.
NERVURE_EACH_LEVEL(
    void window_weight_gradient(const Sliding& shape, const float* x, const float* dz, float* dweight);
    void line_weight_gradient(const Sliding& shape, const float* x, const float* dz, float* dweight);
    void depthwise_weight_gradient(const Sliding& shape, const float* x, const float* dz, float* dweight);
)
