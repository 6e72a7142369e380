// A matrix product of the output gradient with the windows, which are gathered block by block.
#include "weight_gradient.h"

#include "parallel.h"
#include "scratch.h"
#include "sliding_windows.h"

#ifdef NERVURE_HAS_VECTORS

namespace nervure::NERVURE_LEVEL {
namespace {

constexpr Index MULTIPLICATIONS_A_THREAD = 500'000;  // below this, waking another thread takes longer than the work
// Parts of the outputs with their own sums: as many as pay, while their sums do not crowd the cache.
constexpr Index OUTPUTS_A_PART = 1024, MOST_PARTS = 16, MOST_SUMS = Index{1} << 18;
constexpr Index FLOATS_A_TASK = 16384;

template <class Cutting>
class WindowGradient {
    const Sliding& shape_;
    Windows windows_;
    const float* dz_;
    Index outputs_;
    int filters_, columns_, chunks_;  // of one group
    const float* end_;

public:
    WindowGradient(const Sliding& shape, const float* x, const float* dz)
        : shape_(shape), windows_(shape, x), dz_(dz),
          outputs_(Index{shape.batch} * shape.axes[0].outputs * shape.axes[1].outputs * shape.axes[2].outputs),
          filters_(shape.filters / shape.groups), columns_(windows_.columns()),
          chunks_((columns_ + CHUNK - 1) / CHUNK), end_(dz + outputs_ * shape.filters) {}

    void give(float* dweight) const {
        const Index parts = num_parts(), items = parts * shape_.groups * chunks_;
        const Index sums_of_all = items * filters_ * CHUNK, each = gathered();
        const int threads = useful_threads();
        const Scratch scratch(static_cast<std::size_t>(rounded_up(sums_of_all, 16) + threads * each));
        float *sums = scratch.data(), *rest = sums + rounded_up(sums_of_all, 16);
        parallel_for(static_cast<std::size_t>(threads), threads, [&](std::size_t thread) {
            const Index number = static_cast<Index>(thread);
            Index item = items * number / threads;
            const Index end = items * (number + 1) / threads;
            while (item < end) {  // the chunks of one part and one group share a walk over the outputs
                const Index first_chunk = item % chunks_;
                const int count = static_cast<int>(smaller<Index>(chunks_ - first_chunk, end - item));
                sum_chunks(item / chunks_ / shape_.groups, parts, static_cast<int>(item / chunks_ % shape_.groups),
                           static_cast<int>(first_chunk), count, rest + number * each,
                           sums + item * filters_ * CHUNK);
                item += count;
            }
        });
        const Index filters_a_task = larger<Index>(1, FLOATS_A_TASK / columns_);
        const Index tasks = (shape_.filters + filters_a_task - 1) / filters_a_task;
        parallel_for(static_cast<std::size_t>(tasks), threads, [&](std::size_t task) {
            const Index first = static_cast<Index>(task) * filters_a_task;
            for (Index f = first; f < smaller<Index>(shape_.filters, first + filters_a_task); f++) {
                add_parts(static_cast<int>(f), parts, sums, dweight + f * columns_);
            }
        });
    }

private:
    Index num_parts() const {
        const Index fitting = MOST_SUMS / (Index{shape_.filters} * chunks_ * CHUNK);
        return larger<Index>(1, smaller(smaller(MOST_PARTS, fitting), outputs_ / OUTPUTS_A_PART));
    }

    int useful_threads() const {
        const Index work = outputs_ * shape_.filters * columns_;
        return static_cast<int>(larger<Index>(1, smaller<Index>(shape_.num_threads, work / MULTIPLICATIONS_A_THREAD)));
    }

    int filter_chunks() const { return (filters_ + CHUNK - 1) / CHUNK; }
    // Floats of a chunk of a block, and of everything that a thread gathers; each with one vector more for copies that
    // extend too far.
    static constexpr Index chunk_step() { return Index{BLOCK} * CHUNK + 16; }
    Index gathered() const { return (filter_chunks() + 1) * chunk_step(); }

    // sums[chunk][filters][CHUNK] for `count` chunks of columns of one group, over one part of the outputs.
    void sum_chunks(Index part, Index parts, int group, int first_chunk, int count, float* scratch,
                    float* sums) const {
        const Index first = outputs_ * part / parts, end = outputs_ * (part + 1) / parts;
        Window windows[BLOCK];
        Stretch whole[CHUNK], single[CHUNK];
        float* rows = scratch + filter_chunks() * chunk_step();
        for (Index block = first; block < end; block += BLOCK) {
            const int outputs = static_cast<int>(smaller<Index>(BLOCK, end - block));
            windows_.place(block, outputs, group, windows);
            gather_gradient(block, outputs, group, scratch);
            for (int i = 0; i < count; i++) {
                const int chunk = first_chunk + i;
                const int num_whole = windows_.cut(chunk, windows_.row_taps(), whole);
                windows_.gather(windows, outputs, whole, num_whole, single, windows_.cut(chunk, 1, single), rows);
                multiply(scratch, rows, outputs, smaller(CHUNK, columns_ - chunk * CHUNK), block > first,
                         sums + static_cast<Index>(i) * filters_ * CHUNK);
            }
        }
    }

    // The gradient of a block: [chunk of filters][output][CHUNK].
    void gather_gradient(Index block, int outputs, int group, float* to) const {
        for (int first = 0; first < filters_; first += CHUNK, to += chunk_step()) {
            const int count = smaller(CHUNK, filters_ - first);
            const float* from = dz_ + block * shape_.filters + Index{group} * filters_ + first;
            for (int i = 0; i < outputs; i++, from += shape_.filters) copy_numbers(from, count, end_, to + i * CHUNK);
        }
    }

    // sums[panel][filters][vectors of the panel] (+)= gradient' windows, for the columns of a chunk.
    void multiply(const float* gradient, const float* rows, int outputs, int columns, bool adds, float* sums) const {
        for (int first = 0; first < columns; first += Cutting::panel) {
            const int vectors = vectors_of(columns, first);
            for (int filter = 0; filter < filters_; filter += CHUNK) {
                products<Cutting, true>(vectors, smaller(CHUNK, filters_ - filter),
                                        gradient + filter / CHUNK * chunk_step(), rows + first,
                                        sums + Index{filter} * vectors * Cutting::lanes, outputs, adds);
            }
            sums += Index{filters_} * Cutting::panel;
        }
    }

    static int vectors_of(int columns, int first) {
        return (smaller(Cutting::panel, columns - first) + Cutting::lanes - 1) / Cutting::lanes;
    }

    // The columns of one filter, from the sums of all parts in order.
    void add_parts(int filter, Index parts, const float* sums, float* dweight) const {
        const int group = filter / filters_, row = filter % filters_;
        for (int column = 0; column < columns_; column += Cutting::panel) {
            const int chunk = column / CHUNK, first = column % CHUNK;
            const int count = smaller(Cutting::panel, columns_ - column);
            const int step = vectors_of(smaller(CHUNK, columns_ - chunk * CHUNK), first) * Cutting::lanes;
            for (Index part = 0; part < parts; part++) {
                const Index item = (part * shape_.groups + group) * chunks_ + chunk;
                const float* from = sums + item * filters_ * CHUNK + Index{filters_} * first + Index{row} * step;
                for (int k = 0; k < count; k++) dweight[column + k] = part ? dweight[column + k] + from[k] : from[k];
            }
        }
    }
};

}  // namespace

void window_weight_gradient(const Sliding& shape, const float* x, const float* dz, float* dweight) {
    WindowGradient<WideCut>(shape, x, dz).give(dweight);
}

}  // namespace nervure::NERVURE_LEVEL

#endif  // NERVURE_HAS_VECTORS
