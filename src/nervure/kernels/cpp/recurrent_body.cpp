// LSTM and GRU at one level; recurrent.cpp calls the parts.
#include "recurrent.h"

// Vector types are an extension of GCC and Clang; other compilers build the module without this family.
#ifdef NERVURE_HAS_VECTORS

#include "recurrent_products.h"

namespace nervure::NERVURE_LEVEL {
namespace {

// Steps of the backward pass, and the slot of the gradients of the first one.
struct Chunk {
    std::size_t first, last, slot;
};

template <class Cell, class Number>
struct Passes {
    static constexpr std::size_t L = LANES<Vector<Number>>, GATES = Cell::NUM_GATES;
    static constexpr int WEIGHT_ROWS = GATES == 4 ? TILE_ROWS : NUM_REGISTERS == 32 ? 8 : 4;
    using Call = const Sequences<Number>&;
    using Gradients = const SequenceGradients<Number>&;
    using Sizes = const RecurrentSizes&;
    using Scratch = const RecurrentScratch<Number>&;
    using Block = const RecurrentBlock<Number>&;

    static int count_of(Call call, std::size_t unit_block) { return static_cast<int>(call.num_units - unit_block * L); }

    static void pack(Call call, Sizes sizes, Scratch scratch, std::size_t unit_block) {
        const std::size_t units = call.num_units, columns = GATES * units, first = unit_block * L;
        const int count = count_of(call, unit_block);
        Number* to = scratch.panels + unit_block * sizes.num_rows * GATES * L;
        for (std::size_t row = 0; row < sizes.num_rows; row++) {
            const bool is_input = row < call.num_features;
            const Number* from = is_input ? call.kernel + row * columns
                                          : call.recurrent_kernel + (row - call.num_features) * columns;
            const int* order = is_input ? Cell::INPUT_GATE : Cell::STATE_GATE;
            for (std::size_t gate = 0; gate < GATES; gate++, to += L) {
                store(to, load_first(from + order[gate] * units + first, count));
            }
        }
        Number* bias = scratch.biases + unit_block * NUM_SLOTS * L;
        for (int slot = 0; slot < NUM_SLOTS; slot++) store(bias + slot * L, Vector<Number>{});
        if (call.bias == nullptr) return;
        for (std::size_t gate = 0; gate < GATES; gate++) {
            store(bias + gate * L, load_first(call.bias + Cell::INPUT_GATE[gate] * units + first, count));
        }
        for (std::size_t gate = 0; Cell::HAS_STATE_BIAS && gate < GATES; gate++) {
            Number* to_state = bias + (Cell::FIRST_STATE_SLOT + gate) * L;
            const Number* from = call.bias + columns + Cell::STATE_GATE[gate] * units + first;
            store(to_state, load(to_state) + load_first(from, count));
        }
    }

    static void forward(Call call, Sizes sizes, Scratch scratch, std::size_t first_row, std::size_t num_rows) {
        for (std::size_t step = 0; step < call.num_steps; step++) {
            for (std::size_t block = 0; block < sizes.num_unit_blocks; block++) {
                in_tiles<TILE_ROWS>(num_rows, [&](std::size_t row, auto size) {
                    forward_tile<Cell, size.value>(call, sizes, scratch, step, first_row + row, block);
                });
            }
        }
    }

    // Panels of up to four vectors of rows of the weights: [vectors][unit block][gate][lane][vector][lane].
    static void transpose(Number* to, const Number* from, std::size_t num_rows, const int* order, Call call,
                          Sizes sizes, std::size_t unit_block) {
        const std::size_t units = call.num_units, columns = sizes.num_columns(), first = unit_block * L;
        const std::size_t num_vectors = (num_rows + L - 1) / L;
        const std::size_t count = units - first < L ? units - first : L;
        for (std::size_t vector = 0; vector < num_vectors; vector += TILE_VECTORS) {
            const std::size_t left = num_vectors - vector, width = left < TILE_VECTORS ? left : TILE_VECTORS;
            Number* panel = to + vector * L * columns + unit_block * GATES * L * width * L;
            for (std::size_t gate = 0; gate < GATES; gate++) {
                for (std::size_t lane = 0; lane < L; lane++, panel += width * L) {
                    for (std::size_t row = vector * L; row < (vector + width) * L; row++) {
                        const bool is_there = row < num_rows && lane < count;
                        const std::size_t at = row * GATES * units + order[gate] * units + first + lane;
                        panel[row - vector * L] = is_there ? from[at] : Number(0);
                    }
                }
            }
        }
    }

    static void pack_transposed(Call call, Sizes sizes, Scratch scratch, std::size_t unit_block) {
        transpose(scratch.state_panels, call.recurrent_kernel, call.num_units, Cell::STATE_GATE, call, sizes,
                  unit_block);
        if (scratch.input_panels == nullptr) return;
        transpose(scratch.input_panels, call.kernel, call.num_features, Cell::INPUT_GATE, call, sizes, unit_block);
    }

    // work(first vector, rows, vectors) for tiles of a matrix of num_rows rows and num_vectors vectors.
    template <class Work>
    static void in_row_tiles(std::size_t num_rows, std::size_t num_vectors, const Work& work) {
        for (std::size_t vector = 0; vector < num_vectors; vector += TILE_VECTORS) {
            const std::size_t left = num_vectors - vector;
            with_constant<TILE_VECTORS>(left < TILE_VECTORS ? static_cast<int>(left) : TILE_VECTORS, [&](auto width) {
                in_tiles<TILE_ROWS>(num_rows, [&](std::size_t row, auto size) { work(vector, row, size, width); });
            });
        }
    }

    static void step_back(Call call, Gradients gradients, Sizes sizes, Scratch scratch, Block own, std::size_t step,
                          std::size_t slot) {
        in_row_tiles(own.num_rows, sizes.num_unit_blocks, [&](std::size_t block, std::size_t row, auto size, auto width) {
            backward_tile<Cell, size.value, width.value>(call, gradients, sizes, scratch, own,
                                                         {step, slot, row, block});
        });
        if (gradients.dx == nullptr || step == call.num_steps) return;
        const std::size_t num_vectors = (call.num_features + L - 1) / L;
        in_row_tiles(own.num_rows, num_vectors, [&](std::size_t vector, std::size_t row, auto size, auto width) {
            dx_tile<Cell, size.value, width.value>(call, gradients.dx, sizes, scratch, own, {step, slot, row, vector});
        });
    }

    // dweight += numbers^T dsums for `count` rows of the weights from `first` on.
    static void add_products(Number* dweight, std::size_t count, const WeightTile<Number>& tile) {
        in_tiles<WEIGHT_ROWS>(count, [&](std::size_t first, auto size) {
            WeightTile<Number> part = tile;
            part.numbers += first;
            dweight_tile<static_cast<int>(GATES), size.value>(dweight + first * GATES * L, part);
        });
    }

    static void add_weight_gradients(Call call, Sizes sizes, Block own, const Chunk& chunk) {
        const std::size_t features = call.num_features, units = call.num_units, samples = call.num_samples;
        const std::size_t dsums_step = sizes.num_unit_blocks * own.num_rows * NUM_SLOTS * L;
        // A state that starts at 0 adds nothing.
        const std::size_t skipped = chunk.first == 0 && call.starts_at_zero ? 1 : 0;
        for (std::size_t block = 0; block < sizes.num_unit_blocks; block++) {
            Number* dweight = own.dweight + block * sizes.num_rows * GATES * L;
            const Number* dsums = own.dsums + chunk.slot * dsums_step + block * own.num_rows * NUM_SLOTS * L;
            const Number* x = call.x + (chunk.first * samples + own.first_row) * features;
            const std::size_t count = chunk.last - chunk.first;
            add_products(dweight, features, {count, own.num_rows, x, samples * features, features, dsums, dsums_step});
            const Number* hidden = call.hidden + ((chunk.first + skipped) * samples + own.first_row) * units;
            const Number* of_state = dsums + skipped * dsums_step + Cell::FIRST_STATE_SLOT * L;
            add_products(dweight + features * GATES * L, units,
                         {count - skipped, own.num_rows, hidden, samples * units, units, of_state, dsums_step});
        }
    }

    static void begin_backward(Call call, Gradients gradients, Sizes sizes, Block own) {
        const std::size_t padded = sizes.num_padded_units(), units = call.num_units;
        std::memset(own.dweight, 0, sizes.num_rows * sizes.num_columns() * sizeof(Number));
        std::memset(own.dbias, 0, padded * NUM_SLOTS * sizeof(Number));
        std::memset(own.dcarry, 0, own.num_rows * padded * sizeof(Number));
        std::memset(own.dpassed, 0, own.num_rows * padded * sizeof(Number));
        for (std::size_t row = 0; row < own.num_rows; row++) {
            const std::size_t at = (own.first_row + row) * units, bytes = units * sizeof(Number);
            if (gradients.dlast_hidden != nullptr) {
                std::memcpy(own.dpassed + row * padded, gradients.dlast_hidden + at, bytes);
            }
            if (gradients.dlast_carry != nullptr) {
                std::memcpy(own.dcarry + row * padded, gradients.dlast_carry + at, bytes);
            }
        }
    }

    static void backward(Call call, Gradients gradients, Sizes sizes, Scratch scratch, Block own) {
        begin_backward(call, gradients, sizes, own);
        const std::size_t slot_size = sizes.num_unit_blocks * own.num_rows * NUM_SLOTS * L;
        std::size_t slot = sizes.chunk;
        for (std::size_t last = call.num_steps, first; last > 0; last = first) {
            first = last > sizes.chunk ? last - sizes.chunk : 0;
            // The step after the chunk is stored after its end.
            if (last < call.num_steps) {
                std::memcpy(own.dsums + sizes.chunk * slot_size, own.dsums, slot_size * sizeof(Number));
            }
            slot = sizes.chunk;
            for (std::size_t step = last; step-- > first;) {
                step_back(call, gradients, sizes, scratch, own, step, --slot);
            }
            add_weight_gradients(call, sizes, own, {first, last, slot});
        }
        if (gradients.dinitial_hidden != nullptr) {
            step_back(call, gradients, sizes, scratch, own, call.num_steps, slot);
        }
        for (std::size_t row = 0; gradients.dinitial_carry != nullptr && row < own.num_rows; row++) {
            std::memcpy(gradients.dinitial_carry + (own.first_row + row) * call.num_units,
                        own.dcarry + row * sizes.num_padded_units(), call.num_units * sizeof(Number));
        }
    }

    static RecurrentBody<Number> body() { return {L, GATES, pack, forward, pack_transposed, backward}; }
};

}  // namespace

template <class Number>
RecurrentBody<Number> lstm_body() {
    return Passes<LSTMCell, Number>::body();
}

template <class Number>
RecurrentBody<Number> gru_body() {
    return Passes<GRUCell, Number>::body();
}

template RecurrentBody<float> lstm_body();
template RecurrentBody<double> lstm_body();
template RecurrentBody<float> gru_body();
template RecurrentBody<double> gru_body();

}  // namespace nervure::NERVURE_LEVEL

#endif
