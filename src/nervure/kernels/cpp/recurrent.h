// LSTM and GRU over whole sequences; src/nervure/kernels/recurrent.py defines the results.
//
// The rows of a batch are split into blocks that depend only on the shape, and a thread takes a block through the whole
// sequence: threads meet only to repack the weights before, and to add up the blocks' weight gradients after. So one
// thread and many give the same bits.
#pragma once

#include <cstddef>

#include "levels.h"

namespace nervure {

// T steps of N samples with F features and U units, G gates each. All arrays are contiguous in row-major order.
template <class Number>
struct Sequences {
    std::size_t num_steps, num_samples, num_features, num_units;
    const Number* x;                 // (T, N, F)
    const Number* kernel;            // (F, G U)
    const Number* recurrent_kernel;  // (U, G U)
    const Number* bias;              // LSTM (G U,), GRU (2, G U); null for none
    const bool* mask;                // (T, N), true where a step is real; null if all are
    bool starts_at_zero;             // whether the states before the first step are 0
    Number* hidden;                  // (T + 1, N, U), before the first step and after each
    Number* carry;                   // LSTM: (T + 1, N, U)
    Number* activated;               // LSTM: (T, N, U), tanh of the carry; GRU: the state's part of the candidate
    Number* gates;                   // (T, N, G U)
};

template <class Number>
struct SequenceGradients {
    const Number* dhidden;  // gradients of the states after each step; null for none
    std::ptrdiff_t dhidden_step, dhidden_sample;  // distance from one step, or sample, to the next
    const Number *dlast_hidden, *dlast_carry;     // (N, U), gradients of the last states; null for none
    Number* dx;                                   // (T, N, F); null if not requested, like all below except the kernels
    Number* dkernel;
    Number* drecurrent_kernel;
    Number* dbias;
    Number *dinitial_hidden, *dinitial_carry;
};

// Sizes derived from the shape, the type of cell and the lanes of a vector.
struct RecurrentSizes {
    std::size_t lanes;
    std::size_t num_gates;
    std::size_t num_unit_blocks;  // of `lanes` units each
    std::size_t num_rows;         // of the packed weights: features, then units
    std::size_t chunk;            // steps whose gradients of the gates are side by side
    std::size_t num_padded_units() const { return num_unit_blocks * lanes; }
    std::size_t num_columns() const { return num_unit_blocks * num_gates * lanes; }
};

// Memory of one call.
template <class Number>
struct RecurrentScratch {
    Number* panels;        // [unit block][row][gate][lane]: the weights in the order of the forward pass
    Number* biases;        // [unit block][4][lane]
    Number* state_panels;  // the recurrent kernel transposed, for the backward pass
    Number* input_panels;  // the kernel transposed
};

// Memory of one block of rows in the backward pass.
template <class Number>
struct RecurrentBlock {
    std::size_t first_row, num_rows;
    Number* dsums;    // [chunk + 1][unit block][row][4][lane], gradients of the gate inputs; last: of the step after
    Number* dcarry;   // [row][padded unit]
    Number* dpassed;  // [row][padded unit]: the gradient that bypasses the gates to the hidden state
    Number* dweight;  // [unit block][row of the packed weights][gate][lane]
    Number* dbias;    // [unit block][4][lane]
};

// One type of cell at one level. Each function does a part that is independent of the other parts of its kind.
template <class Number>
struct RecurrentBody {
    std::size_t lanes, num_gates;
    using Call = const Sequences<Number>&;
    using Sizes = const RecurrentSizes&;
    using Scratch = const RecurrentScratch<Number>&;
    void (*pack)(Call, Sizes, Scratch, std::size_t unit_block);
    void (*forward)(Call, Sizes, Scratch, std::size_t first_row, std::size_t num_rows);
    void (*pack_transposed)(Call, Sizes, Scratch, std::size_t unit_block);
    void (*backward)(Call, const SequenceGradients<Number>&, Sizes, Scratch, const RecurrentBlock<Number>&);
};

enum class Cell { lstm, gru };

template <class Number>
void recurrent_forward(Cell cell, const Sequences<Number>& call, int num_threads);

template <class Number>
void recurrent_backward(Cell cell, const Sequences<Number>& call, const SequenceGradients<Number>& gradients,
                        int num_threads);

}  // namespace nervure

NERVURE_EACH_LEVEL(template <class Number> RecurrentBody<Number> lstm_body();
                   template <class Number> RecurrentBody<Number> gru_body();)
