// Batch normalization of whole tensors, on several threads; called by batch_normalization_python.cpp.
#pragma once

#include "batch_normalization.h"

namespace nervure {

// One number per channel.
template <class W>
struct Normalization {
    std::size_t channels;
    const W* mean;
    const W* variance;
    const W* gamma;  // null: 1
    const W* beta;   // null: 0
    double epsilon;
};

struct GradientsWanted {
    bool of_batch;     // mean and variance were computed from x, so that they have their own gradients
    bool before_relu;  // x is the output of a ReLU: dx is the gradient of its input
};

// Where the gradients are written, one number per channel.
template <class W>
struct Gradients {
    W* dgamma;
    W* dbeta;
    W* dx_sums;  // the gradient of a bias that was added to x
};

template <class Number>
void batch_statistics(const Number* x, std::size_t rows, std::size_t channels, Wide<Number>* mean,
                      Wide<Number>* variance, int num_threads);

template <class Number>
void normalize(const Number* x, Number* y, std::size_t rows, const Normalization<Wide<Number>>& given, bool relu,
               int num_threads);

// dx may be null: then only the gradients of gamma and beta are computed.
template <class Number>
void differentiate(const Number* dy, const Number* x, std::size_t rows, const Normalization<Wide<Number>>& given,
                   bool relu, const GradientsWanted& wanted, const Gradients<Wide<Number>>& gradients, Number* dx,
                   int num_threads);

template <class Number>
void normalize_windows(const Number* x, Number* y, std::uint8_t* codes, const Pictures& pictures, Pooling pooling,
                       const Normalization<Wide<Number>>& given, const WindowTail& tail, int num_threads);

template <class Number>
void differentiate_windows(const Number* dy, const Number* x, const std::uint8_t* codes, const Pictures& pictures,
                           Pooling pooling, double scale, const Normalization<Wide<Number>>& given,
                           const GradientsWanted& wanted, const Gradients<Wide<Number>>& gradients, Number* dx,
                           int num_threads);

}  // namespace nervure
