// Weight gradient: the exact transpose of the forward pass. Part of winograd_body.cpp.
#pragma once

#include "winograd_convolution.h"

namespace nervure::NERVURE_LEVEL {

constexpr int GROUP_BLOCK = 28;   // tiles at a time if each thread has its own sums
constexpr int SHARED_BLOCK = 96;  // and if all threads fill the same sums
constexpr int TILES_A_TASK = 8;

template <class Cutting>
struct Gradient {
    Grid grid;
    bool has_small_edges;
    Channels<Cutting> in, out;
    Pictures x, dy;

    // Floats of the sums per point: [panel of in][out][vectors of the panel].
    Index sums_step() const { return static_cast<Index>(in.panels()) * out.padded() * Cutting::panel + 16; }
    int in_chunks() const { return (in.padded() + CHUNK - 1) / CHUNK; }
    int out_chunks() const { return (out.padded() + CHUNK - 1) / CHUNK; }
    Index scratch(int block) const {
        return rounded_up(Index{36} * (in_chunks() + out_chunks()) * point_step(block, CHUNK), 1024) + 16;
    }
};

// The transformed tiles of one block and the work on them.
template <class Cutting, int rows, int columns, int block>
class GradientBlock {
    using Vector = typename Cutting::Vector;
    static constexpr int points = TileSize<rows, columns>::points;
    static constexpr int step = point_step(block, CHUNK);

    const Gradient<Cutting>& task_;
    float *inputs_, *gradients_, *sums_;

public:
    GradientBlock(const Gradient<Cutting>& task, float* scratch, float* sums)
        : task_(task), inputs_(scratch), gradients_(scratch + static_cast<Index>(task.in_chunks()) * points * step),
          sums_(sums) {}

    int num_products() const { return points * task_.in.panels(); }

    // Tiles first .. end - 1 of the block; bias_sums (padded out) is null or receives the sum of their dy.
    void transform(const Tile* tiles, int first, int end, float* bias_sums) const {
        if (bias_sums) {
            for (int i = 0; i < task_.out.padded(); i++) bias_sums[i] = 0;
        }
        for (int t = first; t < end; t++) {
            transform_input<Cutting, rows, columns, step>(task_.x, task_.grid, task_.in, tiles[t],
                                                          inputs_ + t * CHUNK);
        }
        for (int t = first; t < end; t++) {
            transform_output_gradient<Cutting, rows, columns, step>(task_.dy, task_.out, tiles[t],
                                                                    gradients_ + t * CHUNK, bias_sums);
        }
    }

    // Product `number` of num_products(), over `count` tiles; also prefetches its share of the next block's pixels.
    void multiply(int number, int count, bool adds, const Tile* next, int num_next) const {
        const Index all = num_products(), first = Index{num_next} * rows * number / all,
                    end = Index{num_next} * rows * (number + 1) / all;
        prefetch<rows, columns, false>(task_.x.numbers, task_.x.width, task_.in.count, next, true, first, end);
        prefetch<rows, columns, false>(task_.dy.numbers, task_.dy.width, task_.out.count, next, false, first, end);
        const int point = number / task_.in.panels(), panel = number % task_.in.panels();
        const int vectors = task_.in.panel_vectors(panel), out = task_.out.padded();
        const float* right =
            inputs_ + point * step + vector_place<Vector>(panel * Cutting::panel_vectors, Index{points} * step);
        float* sums = sums_ + point * task_.sums_step() + static_cast<Index>(panel) * out * Cutting::panel;
        for (int row = 0; row < out; row += CHUNK) {
            products<Cutting, true>(vectors, smaller(CHUNK, out - row),
                                    gradients_ + (Index{row / CHUNK} * points + point) * step, right,
                                    sums + static_cast<Index>(row) * vectors * Cutting::lanes, count, adds);
        }
    }

    void clear() const { __builtin_memset(sums_, 0, sizeof(float) * points * task_.sums_step()); }
};

// A region summed by one thread: tiles first .. end - 1 into sums, their dy into bias_sums unless that is null.
template <class Cutting, int rows, int columns>
void sum_group(const Gradient<Cutting>& task, const Region& region, Index first, Index end, float* scratch, float* sums,
               float* bias_sums) {
    const GradientBlock<Cutting, rows, columns, GROUP_BLOCK> work(task, scratch, sums);
    if (first >= end) return work.clear();
    Tile lists[2][GROUP_BLOCK];
    float* block_sums = bias_sums ? bias_sums + task.out.padded() : nullptr;
    int count = static_cast<int>(smaller<Index>(GROUP_BLOCK, end - first));
    list_tiles<rows, columns>(task.grid, region, first, count, lists[0]);
    bool adds = false;
    for (int turn = 0; first < end; turn ^= 1, adds = true) {
        work.transform(lists[turn], 0, count, block_sums);
        for (int i = 0; bias_sums && i < task.out.padded(); i++) bias_sums[i] += block_sums[i];
        first += count;
        const int num_next = static_cast<int>(smaller<Index>(GROUP_BLOCK, end - first));
        list_tiles<rows, columns>(task.grid, region, first, num_next, lists[turn ^ 1]);
        for (int number = 0; number < work.num_products(); number++) {
            work.multiply(number, count, adds, lists[turn ^ 1], larger(num_next, 0));
        }
        count = num_next;
    }
}

// A region summed by all threads, which share the transformed tiles and divide the products: for kernels so large that
// separate sums per thread would not fit into the cache. bias_sums as above, with room for one more per task.
template <class Cutting, int rows, int columns, class Parallel>
void sum_shared(const Gradient<Cutting>& task, const Region& region, float* scratch, float* sums, float* bias_sums,
                const Parallel& in_parallel) {
    const GradientBlock<Cutting, rows, columns, SHARED_BLOCK> work(task, scratch, sums);
    const Index end = region.tiles(task.grid.batch), padded = task.out.padded();
    Tile lists[2][SHARED_BLOCK];
    int count = static_cast<int>(smaller<Index>(SHARED_BLOCK, end));
    list_tiles<rows, columns>(task.grid, region, 0, count, lists[0]);
    bool adds = false;
    int turn = 0;
    for (Index first = 0; first < end; turn ^= 1, adds = true) {
        const int tasks = (count + TILES_A_TASK - 1) / TILES_A_TASK;
        in_parallel(tasks, [&](std::size_t number) {
            const int from = static_cast<int>(number) * TILES_A_TASK;
            work.transform(lists[turn], from, smaller(count, from + TILES_A_TASK),
                           bias_sums ? bias_sums + (1 + static_cast<Index>(number)) * padded : nullptr);
        });
        for (Index i = 0; bias_sums && i < tasks * padded; i++) bias_sums[i % padded] += bias_sums[padded + i];
        first += count;
        const int num_next = static_cast<int>(larger<Index>(0, smaller<Index>(SHARED_BLOCK, end - first)));
        list_tiles<rows, columns>(task.grid, region, first, num_next, lists[turn ^ 1]);
        in_parallel(work.num_products(), [&](std::size_t number) {
            work.multiply(static_cast<int>(number), count, adds, lists[turn ^ 1], num_next);
        });
        count = num_next;
    }
}

template <int rows, int columns, class Vector>
NERVURE_INLINE void add_region(TileSize<rows, columns>, const float* sums, Index step, Vector* taps) {
    add_weight_gradient<Vector, rows, columns>(sums, step, taps);
}

// The rows of dweight (filters, 3, 3, channels) that belong to filter `filter`, from the sums of all regions.
template <class Cutting>
void give_weight_gradient(const Gradient<Cutting>& task, const float* all_sums, int filter, float* dweight) {
    using Vector = typename Cutting::Vector;
    const auto& in = task.in;
    for (int number = 0; number < in.vectors; number++) {
        const int panel = number / Cutting::panel_vectors, width = in.panel_vectors(panel);
        const float* sums =
            all_sums + static_cast<Index>(panel) * task.out.padded() * Cutting::panel +
            (static_cast<Index>(task.out.place(filter)) * width + number % Cutting::panel_vectors) * Cutting::lanes;
        Vector taps[9] = {};
        each_region(task.grid, task.has_small_edges, [&](auto size, const Region&) {
            add_region(size, sums, task.sums_step(), taps);
            sums += decltype(size)::points * task.sums_step();
        });
        float* to = dweight + static_cast<Index>(filter) * 9 * in.count + in.first(number);
        for (int tap = 0; tap < 9; tap++) store_first(to + static_cast<Index>(tap) * in.count, taps[tap], in.count);
    }
}

}  // namespace nervure::NERVURE_LEVEL
