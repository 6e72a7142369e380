// The products of a recurrent layer, one tile of rows and vectors in registers at a time.
#pragma once

#include "recurrent_cells.h"
#include "register_tiles.h"

namespace nervure::NERVURE_LEVEL {

// Rows of a tile, with four vectors per row: besides the sums, registers hold the vectors they are multiplied by.
constexpr int TILE_ROWS = NUM_REGISTERS == 32 ? 6 : 3;
constexpr int TILE_VECTORS = 4;

// sums += rows times one block of panels. A row is read number by number, a panel vector by vector.
template <int NUM_VECTORS, int NUM_ROWS, int FIRST, int WIDTH, class Number>
NERVURE_INLINE void add_products(Vector<Number> (&sums)[NUM_ROWS][WIDTH], const Number* rows,
                                 std::size_t row_stride, std::size_t count, const Number*& panel) {
    constexpr int L = LANES<Vector<Number>>;
    for (std::size_t k = 0; k < count; k++, panel += NUM_VECTORS * L) {
        Vector<Number> weights[NUM_VECTORS];
        NERVURE_UNROLL for (int v = 0; v < NUM_VECTORS; v++) weights[v] = load(panel + v * L);
        NERVURE_UNROLL for (int row = 0; row < NUM_ROWS; row++) {
            const Number number = rows[row * row_stride + k];
            NERVURE_UNROLL for (int v = 0; v < NUM_VECTORS; v++) sums[row][FIRST + v] += number * weights[v];
        }
    }
}

// One step of NUM_ROWS rows and a block of units: [x; h] times the panel, then the gates while the sums are in
// registers.
template <class Cell, int NUM_ROWS, class Number>
__attribute__((noinline)) void forward_tile(const Sequences<Number>& call, const RecurrentSizes& sizes,
                                            const RecurrentScratch<Number>& scratch, std::size_t step, std::size_t row,
                                            std::size_t unit_block) {
    constexpr int L = LANES<Vector<Number>>, GATES = Cell::NUM_GATES;
    const std::size_t features = call.num_features, units = call.num_units, at = step * call.num_samples + row;
    Vector<Number> sums[NUM_ROWS][NUM_SLOTS];
    const Number* bias = scratch.biases + unit_block * NUM_SLOTS * L;
    NERVURE_UNROLL for (int m = 0; m < NUM_ROWS; m++) {
        NERVURE_UNROLL for (int slot = 0; slot < NUM_SLOTS; slot++) sums[m][slot] = load(bias + slot * L);
    }
    const Number* panel = scratch.panels + unit_block * sizes.num_rows * GATES * L;
    add_products<GATES, NUM_ROWS, 0>(sums, call.x + at * features, features, features, panel);
    if (step > 0 || !call.starts_at_zero) {
        add_products<GATES, NUM_ROWS, Cell::FIRST_STATE_SLOT>(sums, call.hidden + at * units, units, units, panel);
    }
    alignas(REGISTER_BYTES) Number stored[NUM_ROWS][NUM_SLOTS * L];
    NERVURE_UNROLL for (int m = 0; m < NUM_ROWS; m++) {
        NERVURE_UNROLL for (int slot = 0; slot < NUM_SLOTS; slot++) store(stored[m] + slot * L, sums[m][slot]);
    }
    for (std::size_t m = 0; m < NUM_ROWS; m++) {
        const bool is_real = call.mask == nullptr || call.mask[at + m];
        Cell::forward(stored[m], place_of(call, sizes, step, row + m, unit_block), is_real);
    }
}

// The gradients of the sums of one step, [unit block][row][4][lane], times the transposed weights.
template <class Cell, int NUM_ROWS, int NUM_VECTORS, class Number>
NERVURE_INLINE void multiply_transposed(Vector<Number> (&sums)[NUM_ROWS][NUM_VECTORS], const Number* dsums,
                                        std::size_t num_rows, const RecurrentSizes& sizes, const Number* panel) {
    constexpr int L = LANES<Vector<Number>>;
    // With few sums, a register would wait for its own result: even and odd positions are summed separately.
    constexpr int PARTS = NUM_ROWS * NUM_VECTORS <= 8 ? 2 : 1;
    Vector<Number> parts[PARTS][NUM_ROWS][NUM_VECTORS] = {};
    for (std::size_t block = 0; block < sizes.num_unit_blocks; block++, dsums += num_rows * NUM_SLOTS * L) {
        for (int k = 0; k < Cell::NUM_GATES * L; k += PARTS) {
            NERVURE_UNROLL for (int part = 0; part < PARTS; part++, panel += NUM_VECTORS * L) {
                Vector<Number> weights[NUM_VECTORS];
                NERVURE_UNROLL for (int v = 0; v < NUM_VECTORS; v++) weights[v] = load(panel + v * L);
                NERVURE_UNROLL for (int m = 0; m < NUM_ROWS; m++) {
                    const Number number = dsums[m * NUM_SLOTS * L + k + part];
                    NERVURE_UNROLL for (int v = 0; v < NUM_VECTORS; v++) parts[part][m][v] += number * weights[v];
                }
            }
        }
    }
    NERVURE_UNROLL for (int m = 0; m < NUM_ROWS; m++) {
        NERVURE_UNROLL for (int v = 0; v < NUM_VECTORS; v++) {
            sums[m][v] = parts[0][m][v];
            if constexpr (PARTS == 2) sums[m][v] += parts[1][m][v];
        }
    }
}

// The position of a tile of the backward pass.
struct BackwardTile {
    std::size_t step;         // the step whose sums' gradients it computes; T means none, the initial states
    std::size_t slot;         // of the step in the chunk
    std::size_t row;          // in the block of rows
    std::size_t first_block;  // of units
};

// Adds the gradient of the outputs and stores the gradients of the sums; the sums over the rows go to the bias.
template <class Cell, class Number>
NERVURE_INLINE void back_through_cell(const Sequences<Number>& call, const SequenceGradients<Number>& gradients,
                                      const RecurrentSizes& sizes, const RecurrentBlock<Number>& own,
                                      const BackwardTile& tile, const Number* dhidden, int num_rows,
                                      std::size_t dhidden_stride) {
    constexpr std::size_t L = LANES<Vector<Number>>;
    const std::size_t block = tile.first_block, padded = sizes.num_padded_units();
    const bool is_last = tile.step + 1 == call.num_steps;
    const bool has_passed = Cell::PASSES_HIDDEN || call.mask != nullptr || is_last;
    Number* dbias = own.dbias + block * NUM_SLOTS * L;
    Vector<Number> total[NUM_SLOTS];
    NERVURE_UNROLL for (int slot = 0; slot < NUM_SLOTS; slot++) total[slot] = load(dbias + slot * L);
    for (int m = 0; m < num_rows; m++) {
        const std::size_t row = tile.row + m, sample = own.first_row + row;
        const Place<Number> at = place_of(call, sizes, tile.step, sample, block);
        Number* dsums = own.dsums + ((tile.slot * sizes.num_unit_blocks + block) * own.num_rows + row) * NUM_SLOTS * L;
        Number *dcarry = own.dcarry + row * padded + block * L, *dpassed = own.dpassed + row * padded + block * L;
        Vector<Number> d = load(dhidden + m * dhidden_stride);
        if (has_passed) d += load(dpassed);
        if (gradients.dhidden != nullptr) {
            const Number* given = gradients.dhidden + static_cast<std::ptrdiff_t>(tile.step) * gradients.dhidden_step +
                                  static_cast<std::ptrdiff_t>(sample) * gradients.dhidden_sample;
            d += load_first(given + block * L, at.count);
        }
        if (call.mask != nullptr && !call.mask[tile.step * call.num_samples + sample]) {
            store(dpassed, d);
            NERVURE_UNROLL for (int slot = 0; slot < NUM_SLOTS; slot++) store(dsums + slot * L, Vector<Number>{});
            continue;
        }
        if (!Cell::PASSES_HIDDEN && has_passed) store(dpassed, Vector<Number>{});
        const Slots<Number> found = Cell::template backward<Number>({d, dcarry, dpassed}, at);
        NERVURE_UNROLL for (int slot = 0; slot < NUM_SLOTS; slot++) {
            const Vector<Number> one = first_lanes(found.slot[slot], static_cast<std::size_t>(at.count));
            store(dsums + slot * L, one);
            total[slot] += one;
        }
    }
    NERVURE_UNROLL for (int slot = 0; slot < NUM_SLOTS; slot++) store(dbias + slot * L, total[slot]);
}

// One backward step of NUM_ROWS rows and NUM_VECTORS blocks of units.
template <class Cell, int NUM_ROWS, int NUM_VECTORS, class Number>
__attribute__((noinline)) void backward_tile(const Sequences<Number>& call, const SequenceGradients<Number>& gradients,
                                             const RecurrentSizes& sizes, const RecurrentScratch<Number>& scratch,
                                             const RecurrentBlock<Number>& own, BackwardTile tile) {
    constexpr std::size_t L = LANES<Vector<Number>>;
    const std::size_t num_blocks = sizes.num_unit_blocks;
    Vector<Number> sums[NUM_ROWS][NUM_VECTORS] = {};
    // The gradients of the initial states follow from the sums of step 0, whose slot the tile then gives.
    const bool is_initial = tile.step == call.num_steps;
    if (is_initial || tile.step + 1 < call.num_steps) {
        const std::size_t later = is_initial ? tile.slot : tile.slot + 1;
        const Number* dsums = own.dsums + (later * num_blocks * own.num_rows + tile.row) * NUM_SLOTS * L;
        const Number* panel = scratch.state_panels + tile.first_block * L * sizes.num_columns();
        multiply_transposed<Cell>(sums, dsums + Cell::FIRST_STATE_SLOT * L, own.num_rows, sizes, panel);
    }
    alignas(REGISTER_BYTES) Number dhidden[NUM_VECTORS][NUM_ROWS * L];
    NERVURE_UNROLL for (int v = 0; v < NUM_VECTORS; v++) {
        NERVURE_UNROLL for (int m = 0; m < NUM_ROWS; m++) store(dhidden[v] + m * L, sums[m][v]);
    }
    for (int v = 0; v < NUM_VECTORS; v++, tile.first_block++) {
        if (!is_initial) {
            back_through_cell<Cell>(call, gradients, sizes, own, tile, dhidden[v], NUM_ROWS, L);
            continue;
        }
        for (std::size_t m = 0; m < NUM_ROWS; m++) {
            const std::size_t row = tile.row + m, first = tile.first_block * L;
            const int count = place_of(call, sizes, 0, row, tile.first_block).count;
            const Number* dpassed = own.dpassed + row * sizes.num_padded_units() + first;
            const bool has_passed = Cell::PASSES_HIDDEN || call.mask != nullptr;
            const Vector<Number> d = load(dhidden[v] + m * L);
            Number* to = gradients.dinitial_hidden + (own.first_row + row) * call.num_units + first;
            store_first(to, has_passed ? d + load(dpassed) : d, count);
        }
    }
}

// One step of the inputs' gradient: NUM_ROWS rows and NUM_VECTORS vectors of features.
template <class Cell, int NUM_ROWS, int NUM_VECTORS, class Number>
__attribute__((noinline)) void dx_tile(const Sequences<Number>& call, Number* dx, const RecurrentSizes& sizes,
                                       const RecurrentScratch<Number>& scratch, const RecurrentBlock<Number>& own,
                                       const BackwardTile& tile) {
    constexpr std::size_t L = LANES<Vector<Number>>;
    const std::size_t features = call.num_features, first = tile.first_block * L;
    Vector<Number> sums[NUM_ROWS][NUM_VECTORS];
    const std::size_t place = tile.slot * sizes.num_unit_blocks * own.num_rows + tile.row;
    multiply_transposed<Cell>(sums, own.dsums + place * NUM_SLOTS * L, own.num_rows, sizes,
                              scratch.input_panels + first * sizes.num_columns());
    NERVURE_UNROLL for (int m = 0; m < NUM_ROWS; m++) {
        Number* to = dx + (tile.step * call.num_samples + own.first_row + tile.row + m) * features + first;
        NERVURE_UNROLL for (int v = 0; v < NUM_VECTORS; v++) {
            store_first(to + v * L, sums[m][v], static_cast<int>(features - first) - v * static_cast<int>(L));
        }
    }
}

// The terms of the weight gradient: the numbers of some steps of a block of rows, and the gradients of the sums.
template <class Number>
struct WeightTile {
    std::size_t num_steps, num_rows;
    const Number* numbers;
    std::size_t number_step, number_row;
    const Number* dsums;
    std::size_t dsums_step;
};

// NUM_NUMBERS rows of the weights, for all gates of a block of units.
template <int GATES, int NUM_NUMBERS, class Number>
__attribute__((noinline)) void dweight_tile(Number* dweight, const WeightTile<Number>& tile) {
    constexpr int L = LANES<Vector<Number>>;
    Vector<Number> sums[NUM_NUMBERS][GATES];
    NERVURE_UNROLL for (int n = 0; n < NUM_NUMBERS; n++) {
        NERVURE_UNROLL for (int gate = 0; gate < GATES; gate++) sums[n][gate] = load(dweight + (n * GATES + gate) * L);
    }
    for (std::size_t step = 0; step < tile.num_steps; step++) {
        const Number* numbers = tile.numbers + step * tile.number_step;
        const Number* dsums = tile.dsums + step * tile.dsums_step;
        for (std::size_t row = 0; row < tile.num_rows; row++, numbers += tile.number_row, dsums += NUM_SLOTS * L) {
            Vector<Number> d[GATES];
            NERVURE_UNROLL for (int gate = 0; gate < GATES; gate++) d[gate] = load(dsums + gate * L);
            NERVURE_UNROLL for (int n = 0; n < NUM_NUMBERS; n++) {
                const Number number = numbers[n];
                NERVURE_UNROLL for (int gate = 0; gate < GATES; gate++) sums[n][gate] += number * d[gate];
            }
        }
    }
    NERVURE_UNROLL for (int n = 0; n < NUM_NUMBERS; n++) {
        NERVURE_UNROLL for (int gate = 0; gate < GATES; gate++) store(dweight + (n * GATES + gate) * L, sums[n][gate]);
    }
}

}  // namespace nervure::NERVURE_LEVEL
