#include "recurrent.h"

#ifdef NERVURE_HAS_VECTORS

#include <algorithm>
#include <memory>
#include <new>
#include <vector>

#include "parallel.h"

namespace nervure {
namespace {

constexpr std::size_t ALIGNMENT = 64;
// Rows times steps of a chunk: its gradients stay in the second-level cache, and the weights' gradients, which are read
// and written once per chunk, cost little.
constexpr std::size_t CHUNK_ROWS = 256;
// More blocks could use more threads, but each reads all weights at every step and sums its own gradients.
constexpr std::size_t FEWEST_ROWS = 8, MOST_BLOCKS = 8;
// Multiplications that one thread does in about 50 us: with fewer, a second thread is not worth starting.
constexpr std::size_t FEWEST_MULTIPLICATIONS = 1'500'000;

struct Freed {
    void operator()(void* memory) const { ::operator delete(memory, std::align_val_t(ALIGNMENT)); }
};

// One piece of memory for several arrays, each starting on its own cache line.
template <class Number>
class Memory {
public:
    // Reserves an array of `count` numbers.
    std::size_t plan(std::size_t count) {
        const std::size_t place = size_, line = ALIGNMENT / sizeof(Number);
        size_ += (count + line - 1) / line * line;
        return place;
    }
    void take() { memory_.reset(::operator new(size_ * sizeof(Number), std::align_val_t(ALIGNMENT))); }
    Number* at(std::size_t place) const { return static_cast<Number*>(memory_.get()) + place; }

private:
    std::size_t size_ = 0;
    std::unique_ptr<void, Freed> memory_;
};

// The rows of a batch in blocks of about the same size: 1, 2, 4 or 8, so that two threads get equal work.
struct RowBlocks {
    std::size_t num_rows, num_blocks = 1;
    explicit RowBlocks(std::size_t rows) : num_rows(rows) {
        while (num_blocks < MOST_BLOCKS && 2 * num_blocks * FEWEST_ROWS <= rows) num_blocks *= 2;
    }
    std::size_t first(std::size_t block) const { return num_rows * block / num_blocks; }
    std::size_t count(std::size_t block) const { return first(block + 1) - first(block); }
};

template <class Number>
RecurrentSizes sizes_of(const Sequences<Number>& call, const RecurrentBody<Number>& body) {
    const std::size_t rows = std::max<std::size_t>(RowBlocks(call.num_samples).count(0), 1);
    return {body.lanes, body.num_gates, (call.num_units + body.lanes - 1) / body.lanes,
            call.num_features + call.num_units, std::clamp<std::size_t>(CHUNK_ROWS / rows, 1, call.num_steps)};
}

template <class Number>
int threads_for(const Sequences<Number>& call, const RecurrentSizes& sizes, int num_threads) {
    const std::size_t rows = call.num_steps * call.num_samples;
    return rows * sizes.num_rows * sizes.num_columns() < FEWEST_MULTIPLICATIONS ? 1 : num_threads;
}

template <class Number>
void forward(const Sequences<Number>& call, const RecurrentBody<Number>& body, int num_threads) {
    const RecurrentSizes sizes = sizes_of(call, body);
    const int threads = threads_for(call, sizes, num_threads);
    Memory<Number> memory;
    const std::size_t panels = memory.plan(sizes.num_rows * sizes.num_columns());
    const std::size_t biases = memory.plan(4 * sizes.num_padded_units());
    memory.take();
    const RecurrentScratch<Number> scratch{memory.at(panels), memory.at(biases), nullptr, nullptr};
    parallel_for(sizes.num_unit_blocks, threads, [&](std::size_t block) { body.pack(call, sizes, scratch, block); });
    const RowBlocks blocks(call.num_samples);
    parallel_for(blocks.num_blocks, threads, [&](std::size_t block) {
        body.forward(call, sizes, scratch, blocks.first(block), blocks.count(block));
    });
}

// The weights' gradients of all blocks of rows, added up in block order.
template <class Number>
struct Total {
    const Sequences<Number>& call;
    const RecurrentSizes& sizes;
    const std::vector<RecurrentBlock<Number>>& blocks;

    // Sums into one row of the kernels, or of the bias, the blocks' values at `place`, in steps of `stride`.
    void add_row(Number* to, Number* RecurrentBlock<Number>::* part, std::size_t place, std::size_t stride,
                 const std::size_t* order) const {
        const std::size_t units = call.num_units, lanes = sizes.lanes;
        for (std::size_t unit_block = 0; unit_block < sizes.num_unit_blocks; unit_block++, place += stride) {
            const std::size_t count = std::min(lanes, units - unit_block * lanes);
            for (std::size_t gate = 0; gate < sizes.num_gates; gate++) {
                Number* sums = to + order[gate] * units + unit_block * lanes;
                const std::size_t at = place + gate * lanes;
                std::copy_n(blocks[0].*part + at, count, sums);
                for (std::size_t block = 1; block < blocks.size(); block++) {
                    const Number* added = blocks[block].*part + at;
                    for (std::size_t lane = 0; lane < count; lane++) sums[lane] += added[lane];
                }
            }
        }
    }
};

constexpr std::size_t LSTM_ORDER[] = {0, 1, 2, 3}, GRU_INPUT_ORDER[] = {2, 0, 1}, GRU_STATE_ORDER[] = {0, 1, 2};

template <class Number>
void add_up(const Total<Number>& total, const SequenceGradients<Number>& gradients, int threads) {
    const RecurrentSizes& sizes = total.sizes;
    const std::size_t features = total.call.num_features, gates = sizes.num_gates, lanes = sizes.lanes;
    const std::size_t columns = gates * total.call.num_units;
    const bool is_gru = gates == 3;
    const std::size_t *of_inputs = is_gru ? GRU_INPUT_ORDER : LSTM_ORDER, *of_state = is_gru ? GRU_STATE_ORDER : LSTM_ORDER;
    parallel_for(sizes.num_rows, threads, [&](std::size_t row) {
        const bool is_input = row < features;
        Number* to = is_input ? gradients.dkernel + row * columns
                              : gradients.drecurrent_kernel + (row - features) * columns;
        total.add_row(to, &RecurrentBlock<Number>::dweight, row * gates * lanes, sizes.num_rows * gates * lanes,
                      is_input ? of_inputs : of_state);
    });
    if (gradients.dbias == nullptr) return;
    total.add_row(gradients.dbias, &RecurrentBlock<Number>::dbias, 0, 4 * lanes, of_inputs);
    if (is_gru) total.add_row(gradients.dbias + columns, &RecurrentBlock<Number>::dbias, lanes, 4 * lanes, of_state);
}

template <class Number>
void backward(const Sequences<Number>& call, const SequenceGradients<Number>& gradients,
              const RecurrentBody<Number>& body, int num_threads) {
    const RecurrentSizes sizes = sizes_of(call, body);
    const int threads = threads_for(call, sizes, num_threads);
    const RowBlocks rows(call.num_samples);
    Memory<Number> memory;
    const auto padded = [&](std::size_t count) { return (count + sizes.lanes - 1) / sizes.lanes * sizes.lanes; };
    const std::size_t state_panels = memory.plan(padded(call.num_units) * sizes.num_columns());
    const std::size_t input_panels = memory.plan(gradients.dx ? padded(call.num_features) * sizes.num_columns() : 0);
    std::vector<std::size_t> places;
    const std::size_t units = sizes.num_padded_units();
    for (std::size_t block = 0; block < rows.num_blocks; block++) {
        const std::size_t count = rows.count(block);
        for (const std::size_t size : {(sizes.chunk + 1) * count * 4 * units, count * units, count * units,
                                       sizes.num_rows * sizes.num_columns(), 4 * units}) {
            places.push_back(memory.plan(size));
        }
    }
    memory.take();
    const RecurrentScratch<Number> scratch{nullptr, nullptr, memory.at(state_panels),
                                           gradients.dx ? memory.at(input_panels) : nullptr};
    std::vector<RecurrentBlock<Number>> blocks;
    for (std::size_t block = 0; block < rows.num_blocks; block++) {
        const std::size_t* place = places.data() + 5 * block;
        blocks.push_back({rows.first(block), rows.count(block), memory.at(place[0]), memory.at(place[1]),
                          memory.at(place[2]), memory.at(place[3]), memory.at(place[4])});
    }
    parallel_for(sizes.num_unit_blocks, threads,
                 [&](std::size_t block) { body.pack_transposed(call, sizes, scratch, block); });
    parallel_for(rows.num_blocks, threads,
                 [&](std::size_t block) { body.backward(call, gradients, sizes, scratch, blocks[block]); });
    add_up(Total<Number>{call, sizes, blocks}, gradients, threads);
}

template <class Number>
RecurrentBody<Number> body_of(Cell cell) {
    return cell == Cell::lstm ? NERVURE_AT_LEVEL(lstm_body<Number>)() : NERVURE_AT_LEVEL(gru_body<Number>)();
}

}  // namespace

template <class Number>
void recurrent_forward(Cell cell, const Sequences<Number>& call, int num_threads) {
    forward(call, body_of<Number>(cell), num_threads);
}

template <class Number>
void recurrent_backward(Cell cell, const Sequences<Number>& call, const SequenceGradients<Number>& gradients,
                        int num_threads) {
    backward(call, gradients, body_of<Number>(cell), num_threads);
}

template void recurrent_forward(Cell, const Sequences<float>&, int);
template void recurrent_forward(Cell, const Sequences<double>&, int);
template void recurrent_backward(Cell, const Sequences<float>&, const SequenceGradients<float>&, int);
template void recurrent_backward(Cell, const Sequences<double>&, const SequenceGradients<double>&, int);

}  // namespace nervure

#endif
