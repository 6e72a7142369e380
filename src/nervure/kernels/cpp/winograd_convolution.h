// Forward pass and input gradient: the latter is the former on dy, with the kernel turned by 180 degrees and its
// channels and filters exchanged. Part of winograd_body.cpp.
#pragma once

#include "winograd_transforms.h"

namespace nervure::NERVURE_LEVEL {

// Tiles transformed at a time, so that they stay in the cache: more for a large kernel, which is read once per block.
template <class Cutting>
struct Block {
    static constexpr int rows = Cutting::rows(Cutting::panel_vectors);
    static constexpr int small = rows < 14 ? 4 * rows : rows;
    static constexpr int large = rows < 14 ? 8 * rows : 4 * rows;
    static constexpr int panels = Cutting::panel < 64 ? 64 / Cutting::panel : 1;  // of one pass over the points

    static bool is_large(int channels) { return channels >= 256; }
};

template <class Cutting>
struct Convolution {
    Grid grid;
    bool has_small_edges;
    Channels<Cutting> summed, made;  // of the source and of the target
    Pictures source;
    Finish finish;
    float* target;

    // Floats of the transformed kernel per point: [panel][summed][vectors of the panel].
    Index weight_step() const { return static_cast<Index>(made.panels()) * summed.rows * Cutting::panel + 16; }
    int chunks() const { return (summed.padded() + CHUNK - 1) / CHUNK; }
    Index scratch() const {
        const int block = Block<Cutting>::is_large(summed.count) ? Block<Cutting>::large : Block<Cutting>::small;
        const Index sums = Block<Cutting>::panels * point_step(block, Cutting::panel);
        return rounded_up(36 * (static_cast<Index>(chunks()) * point_step(block, CHUNK) + sums), 1024) + 16;
    }
};

// taps[9][lanes of summed], each a vector over the lanes of made, from a kernel (filters, 3, 3, channels).
template <class Cutting>
NERVURE_INLINE void load_taps(const Convolution<Cutting>& task, const float* weight, bool is_turned, int from, int to,
                              typename Cutting::Vector (*taps)[Cutting::lanes]) {
    using Vector = typename Cutting::Vector;
    const auto &summed = task.summed, &made = task.made;
    if (is_turned) {
        const int count = smaller(Cutting::lanes, summed.count);
        for (int tap = 0; tap < 9; tap++) {
            for (int i = 0; i < count; i++) {
                const Index row = (summed.first(from) + i) * Index{9} + 8 - tap;
                taps[tap][i] = load_first<Vector>(weight + row * made.count + made.first(to), made.count);
            }
        }
        return;
    }
    const int count = smaller(Cutting::lanes, made.count);
    for (int tap = 0; tap < 9; tap++) {
        for (int i = 0; i < Cutting::lanes; i++) {
            const Index row = (made.first(to) + i) * Index{9} + tap;
            taps[tap][i] = i < count
                               ? load_first<Vector>(weight + row * summed.count + summed.first(from), summed.count)
                               : Vector{};
        }
        transpose(taps[tap]);
    }
}

// The kernel transformed for one size of tiles.
template <class Cutting, int rows, int columns>
void transform_weights(TileSize<rows, columns>, const Convolution<Cutting>& task, const typename Cutting::Vector (*taps)[Cutting::lanes],
                       int from, int to, float* weights) {
    using Vector = typename Cutting::Vector;
    const int panel = to / Cutting::panel_vectors, width = task.made.panel_vectors(panel) * Cutting::lanes;
    weights += static_cast<Index>(panel) * task.summed.rows * Cutting::panel +
               static_cast<Index>(from) * Cutting::lanes * width + to % Cutting::panel_vectors * Cutting::lanes;
    const int count = smaller(Cutting::lanes, task.summed.count);
    // A channel in two vectors is summed once: its second row is zero.
    const int repeated = from == task.summed.vectors - 1 ? task.summed.repeated : 0;
    for (int i = 0; i < count; i++, weights += width) {
        Vector one[9];
        NERVURE_UNROLL for (int tap = 0; tap < 9; tap++) one[tap] = i < repeated ? Vector{} : taps[tap][i];
        transform_weight<Vector, rows, columns>(one, weights, task.weight_step());
    }
}

// One thread's walk over a range of the tiles of a region: transform a block of them, multiply, transform back.
template <class Cutting, int rows, int columns, int block>
class Walk {
    using Vector = typename Cutting::Vector;
    static constexpr int points = TileSize<rows, columns>::points;
    static constexpr int from_step = point_step(block, CHUNK), to_step = point_step(block, Cutting::panel);

    const Convolution<Cutting>& task_;
    const float* weights_;
    float* inputs_;  // [chunk][point][tile][CHUNK]
    float* sums_;    // [panel of the pass][point][tile][vectors of the panel]
    Tile lists_[2][block];

public:
    Walk(const Convolution<Cutting>& task, const float* weights, float* scratch)
        : task_(task), weights_(weights), inputs_(scratch),
          sums_(scratch + static_cast<Index>(task.chunks()) * points * from_step) {}

    void over(const Region& region, Index first, Index end) {
        int count = static_cast<int>(smaller<Index>(block, end - first));
        list_tiles<rows, columns>(task_.grid, region, first, count, lists_[0]);
        for (int turn = 0; first < end; turn ^= 1) {
            const Tile *tiles = lists_[turn], *next = lists_[turn ^ 1];
            for (int t = 0; t < count; t++) {
                transform_input<Cutting, rows, columns, from_step>(task_.source, task_.grid, task_.summed, tiles[t],
                                                                   inputs_ + t * CHUNK);
            }
            first += count;
            const int num_next = static_cast<int>(smaller<Index>(block, end - first));
            list_tiles<rows, columns>(task_.grid, region, first, num_next, lists_[turn ^ 1]);
            constexpr int step = Block<Cutting>::panels;
            for (int panel = 0; panel < task_.made.panels(); panel += step) {
                const int last = smaller(task_.made.panels(), panel + step);
                multiply(panel, last, tiles, count, next, num_next);
                give(panel, last, tiles, count);
            }
            count = num_next;
        }
    }

private:
    // The products of some panels, point by point; meanwhile the next block's source and this one's target are
    // prefetched.
    void multiply(int panel, int last, const Tile* tiles, int count, const Tile* next, int num_next) {
        const auto &summed = task_.summed, &made = task_.made;
        const int passes = (made.panels() + Block<Cutting>::panels - 1) / Block<Cutting>::panels * points;
        const int before = panel / Block<Cutting>::panels * points;
        for (int point = 0; point < points; point++) {
            const int pass = before + point;
            prefetch<rows, columns, false>(task_.source.numbers, task_.source.width, summed.count, next, true,
                                           Index{num_next} * rows * pass / passes,
                                           Index{num_next} * rows * (pass + 1) / passes);
            if (panel == 0 && !task_.grid.pools) {
                prefetch<rows, columns, true>(task_.target, task_.grid.target_width, made.count, tiles, false,
                                              count * rows * point / points, count * rows * (point + 1) / points);
            }
            for (int q = panel; q < last; q++) {
                const int vectors = made.panel_vectors(q);
                const float* right = weights_ + point * task_.weight_step() + Index{q} * summed.rows * Cutting::panel;
                float* sums = sums_ + ((q - panel) * points + point) * to_step;
                // Summed chunk by chunk: with many channels, the error is then below that of a plain convolution.
                for (int from = 0; from < summed.rows; from += CHUNK) {
                    const Index chunk = Index{from / CHUNK} * points + point;
                    products<Cutting, false>(vectors, count, inputs_ + chunk * from_step,
                                             right + Index{from} * vectors * Cutting::lanes, sums,
                                             smaller(CHUNK, summed.rows - from), from > 0);
                }
            }
        }
    }

    void give(int panel, int last, const Tile* tiles, int count) {
        const auto& made = task_.made;
        for (int t = 0; t < count; t++) {
            for (int q = panel; q < last; q++) {
                const int vectors = made.panel_vectors(q);
                for (int i = 0; i < vectors; i++) {
                    const int channel = made.first(q * Cutting::panel_vectors + i);
                    transform_output<Vector, rows, columns, to_step>(
                        sums_ + (q - panel) * points * to_step + (t * vectors + i) * Cutting::lanes, task_.grid,
                        tiles[t], made.count, Finishing<Vector>(task_.finish, channel, made.count),
                        task_.target + channel);
                }
            }
        }
    }
};

template <class Cutting>
Index num_points(const Cutting& task) {
    Index count = 0;
    each_region(task.grid, task.has_small_edges, [&](auto size, const Region&) { count += decltype(size)::points; });
    return count;
}

// The transformed kernel, one tile size after another, for one vector of the summed channels and one of the produced
// ones. is_turned: weight is (filters, 3, 3, channels) of the convolution whose input gradient this is.
template <class Cutting>
void transform_kernel(const Convolution<Cutting>& task, const float* weight, bool is_turned, int from, int to,
                      float* weights) {
    typename Cutting::Vector taps[9][Cutting::lanes];
    load_taps(task, weight, is_turned, from, to, taps);
    each_region(task.grid, task.has_small_edges, [&](auto size, const Region&) {
        transform_weights<Cutting>(size, task, taps, from, to, weights);
        weights += decltype(size)::points * task.weight_step();
    });
}

template <class Cutting, int rows, int columns>
void walk(TileSize<rows, columns>, const Convolution<Cutting>& task, const Region& region, const float* weights,
          float* scratch, int part, int parts) {
    const Index tiles = region.tiles(task.grid.batch), first = tiles * part / parts, end = tiles * (part + 1) / parts;
    if (first >= end) return;
    if (Block<Cutting>::is_large(task.summed.count)) {
        Walk<Cutting, rows, columns, Block<Cutting>::large>(task, weights, scratch).over(region, first, end);
    } else {
        Walk<Cutting, rows, columns, Block<Cutting>::small>(task, weights, scratch).over(region, first, end);
    }
}

// One thread's share of all tiles. The bits do not depend on where a part ends.
template <class Cutting>
void walk_part(const Convolution<Cutting>& task, const float* weights, float* scratch, int part, int parts) {
    each_region(task.grid, task.has_small_edges, [&](auto size, const Region& region) {
        walk(size, task, region, weights, scratch, part, parts);
        weights += decltype(size)::points * task.weight_step();
    });
}

}  // namespace nervure::NERVURE_LEVEL
