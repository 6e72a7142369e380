// Steps of a network at inference, in sequence in one native call; src/nervure/kernels/inference.py defines the
// results. A step here is a link: it reads rows of numbers, one per sample, and writes others.
#pragma once

#include <cstddef>

#include "small_dense.h"
#include "winograd.h"

namespace nervure {

// In the order of the tuple of names in inference.py.
enum class LinkKind { winograd, direct, dense, activation, scaling, max_pooling };

struct Link {
    LinkKind kind;
    Convolution3x3 shape;  // of one image: all sizes of a convolution, the input of a pooling
    Finish finish;         // of a convolution and a scaling; the bias of a dense layer
    DenseActivation activation;
    float constant;        // of the activation
    std::size_t inputs, outputs;              // numbers of a sample
    std::size_t input_stride, output_stride;  // from one sample to the next
    std::size_t period;                       // of a scaling's constants, a multiple of its channels
    const float* weights;                     // prepared

    bool in_whole_vectors() const { return kind == LinkKind::dense || kind == LinkKind::activation; }
};

// The samples of a call that one or more threads work on together.
struct LinkRows {
    int count;
    bool has_small_edges;  // whether Winograd's tiles may be smaller at the edges, see winograd_tiles.h
    const float* x;
    float* y;
    int part, parts;  // this thread's share
    float* scratch;   // its own
};

}  // namespace nervure

// link_stride: the distance between samples of this many numbers if whole vectors are written to them. prepare_link:
// the weights in the link's layout, from (filters, 3, 3, channels) or (inputs, outputs). The bits do not depend on the
// parts.
NERVURE_EACH_LEVEL(
    std::size_t link_stride(std::size_t numbers);
    bool pays_small_link_edges(const Link& link, int batch);
    std::size_t link_weights(const Link& link);
    std::size_t link_scratch(const Link& link);
    void prepare_link(const Link& link, const float* weight, float* prepared);
    void run_link(const Link& link, const LinkRows& rows);

    std::size_t convolution_link_weights(const Link& link);
    std::size_t convolution_link_scratch(const Link& link);
    void prepare_convolution_link(const Link& link, const float* weight, float* prepared);
    void run_convolution_link(const Link& link, const LinkRows& rows);
    void run_pooling_link(const Link& link, const LinkRows& rows);
)
