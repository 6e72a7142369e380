// LSTM and GRU over whole sequences; src/nervure/kernels/recurrent.py says what they compute.
//
// The rows of a batch are cut into blocks that depend on the shape alone, and a thread takes a block through the whole
// sequence: threads meet only where weights are repacked before and where the blocks' weight gradients are added up
// after. So one thread and many give the same bits.
#pragma once

#include <cstddef>

#include "levels.h"

namespace nervure {

// T steps of N samples with F features and U units, G gates each. Everything in row-major order without gaps.
template <class Number>
struct Sequences {
    std::size_t num_steps, num_samples, num_features, num_units;
    const Number* x;                 // (T, N, F)
    const Number* kernel;            // (F, G U)
    const Number* recurrent_kernel;  // (U, G U)
    const Number* bias;              // LSTM (G U,), GRU (2, G U); null for none
    const bool* mask;                // (T, N), true where a step is real; null where all are
    bool starts_at_zero;             // whether the states before the first step are 0
    Number* hidden;                  // (T + 1, N, U), before the first step and after each
    Number* carry;                   // LSTM: (T + 1, N, U)
    Number* activated;               // LSTM: (T, N, U), tanh of the carry; GRU: what the state adds to the candidate
    Number* gates;                   // (T, N, G U)
};

template <class Number>
struct SequenceGradients {
    const Number* dhidden;  // by the states after each step; null for none
    std::ptrdiff_t dhidden_step, dhidden_sample;  // numbers from one step, or sample, to the next
    const Number *dlast_hidden, *dlast_carry;     // (N, U), by the last states; null for none
    Number* dx;                                   // (T, N, F); null where nobody wants it, as all below but the kernels
    Number* dkernel;
    Number* drecurrent_kernel;
    Number* dbias;
    Number *dinitial_hidden, *dinitial_carry;
};

// Sizes that follow from the shape, the kind of cell and the lanes of a vector.
struct RecurrentSizes {
    std::size_t lanes;
    std::size_t num_gates;
    std::size_t num_unit_blocks;  // of `lanes` units each
    std::size_t num_rows;         // of the packed weights: features, then units
    std::size_t chunk;            // steps whose gradients by the gates lie side by side
    std::size_t num_padded_units() const { return num_unit_blocks * lanes; }
    std::size_t num_columns() const { return num_unit_blocks * num_gates * lanes; }
};

// Memory of one call.
template <class Number>
struct RecurrentScratch {
    Number* panels;        // [unit block][row][gate][lane]: the weights as the forward pass reads them
    Number* biases;        // [unit block][4][lane]
    Number* state_panels;  // the recurrent kernel transposed, as the backward pass reads it
    Number* input_panels;  // the kernel transposed
};

// Memory of one block of rows in the backward pass.
template <class Number>
struct RecurrentBlock {
    std::size_t first_row, num_rows;
    Number* dsums;    // [chunk + 1][unit block][row][4][lane], by what went into the gates; the last: of the step after
    Number* dcarry;   // [row][padded unit]
    Number* dpassed;  // [row][padded unit]: what the hidden state gets past the gates
    Number* dweight;  // [unit block][row of the packed weights][gate][lane]
    Number* dbias;    // [unit block][4][lane]
};

// One kind of cell at one level. Each function does a part that does not depend on the others of its kind.
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
