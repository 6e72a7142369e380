// Winograd convolution F(4x4, 3x3): 36 matrix products replace 144 multiplications per tile and channel pair. One
// source for all vector widths; measured on AVX-512 and AVX2, compiled for others.
//
//   forward          y = A' [sum over channels of (G w G') . (B' x B)] A      a tile of 4x4 outputs
//   input gradient   the same on dy, the kernel turned and transposed
//   weight gradient  dw = G' [sum over tiles of (A dy A') . (B' x B)] G
//
// Lavin and Gray, "Fast algorithms for convolutional neural networks" (2016), https://arxiv.org/abs/1509.09308
#include "winograd.h"

#include "parallel.h"
#include "scratch.h"
#include "winograd_weight_gradient.h"

#ifdef NERVURE_HAS_VECTORS

namespace nervure::NERVURE_LEVEL {
namespace {

constexpr Index MULTIPLICATIONS_A_THREAD = 500'000;  // below this, waking another thread takes longer than the work
constexpr Index MOST_GROUPED = 8192;  // channels times filters: each thread's own sums stay in its cache
constexpr Index TILES_A_GROUP = 160, MOST_GROUPS = 16;
constexpr Index FLOATS_A_TASK = 4096;

int useful_threads(const Convolution3x3& shape) {
    const Index pixels = static_cast<Index>(shape.batch) * shape.out_height * shape.out_width;
    const Index work = pixels * shape.channels * shape.filters * 9 / 4;
    return static_cast<int>(larger<Index>(1, smaller<Index>(shape.num_threads, work / MULTIPLICATIONS_A_THREAD)));
}

template <class Cutting>
void convolve(Convolution<Cutting> task, const float* weight, bool is_turned, int threads, Index zeros) {
    const Index num_weights = num_points(task) * task.weight_step();
    const Scratch scratch(static_cast<std::size_t>(zeros + num_weights + threads * task.scratch()));
    float *weights = scratch.data() + zeros, *rest = weights + num_weights;
    for (Index i = 0; i < zeros; i++) scratch.data()[i] = 0;
    task.source.zeros = scratch.data();
    const int from_vectors = task.summed.vectors;
    parallel_for(static_cast<std::size_t>(from_vectors * task.made.vectors), threads, [&](std::size_t number) {
        transform_kernel(task, weight, is_turned, static_cast<int>(number) % from_vectors,
                         static_cast<int>(number) / from_vectors, weights);
    });
    // One part per thread, not per region: the threads meet once.
    parallel_for(static_cast<std::size_t>(threads), threads, [&](std::size_t part) {
        walk_part(task, weights, rest + static_cast<Index>(part) * task.scratch(), static_cast<int>(part), threads);
    });
}

template <class Cutting, int rows, int columns>
void sum_part(TileSize<rows, columns>, const Gradient<Cutting>& task, const Region& region, float* scratch, float* sums,
              float* bias_sums, Index group, Index groups) {
    const Index tiles = region.tiles(task.grid.batch);
    sum_group<Cutting, rows, columns>(task, region, tiles * group / groups, tiles * (group + 1) / groups, scratch, sums,
                                      bias_sums);
}

template <class Cutting, class Parallel, int rows, int columns>
void sum_all(TileSize<rows, columns>, const Gradient<Cutting>& task, const Region& region, float* scratch, float* sums,
             float* bias_sums, const Parallel& in_parallel) {
    sum_shared<Cutting, rows, columns>(task, region, scratch, sums, bias_sums, in_parallel);
}

template <class Cutting>
void give_bias_gradient(const Gradient<Cutting>& task, const float* bias_sums, Index groups, Index step, float* dbias) {
    for (int filter = 0; filter < task.out.count; filter++) {
        float sum = 0;
        for (Index group = 0; group < groups; group++) sum += bias_sums[group * step + task.out.place(filter)];
        dbias[filter] = sum;
    }
}

template <class Cutting>
Index num_groups(const Gradient<Cutting>& task) {
    Index tiles = 0;
    each_region(task.grid, task.has_small_edges,
                [&](auto, const Region& region) { tiles += region.tiles(task.grid.batch); });
    return larger<Index>(1, smaller(MOST_GROUPS, tiles / TILES_A_GROUP));
}

// The gradient of the tiles of one group.
template <class Cutting>
void differentiate_group(const Gradient<Cutting>& task, Index group, Index groups, float* scratch, float* bias_sums,
                         float* dweight) {
    float *all_sums = scratch + task.scratch(GROUP_BLOCK), *sums = all_sums;
    for (int i = 0; bias_sums && i < task.out.padded(); i++) bias_sums[i] = 0;
    each_region(task.grid, task.has_small_edges, [&](auto size, const Region& region) {
        sum_part(size, task, region, scratch, sums, bias_sums, group, groups);
        sums += decltype(size)::points * task.sums_step();
    });
    for (int filter = 0; filter < task.out.count; filter++) give_weight_gradient(task, all_sums, filter, dweight);
}

// The tiles in groups whose number does not depend on the threads; the gradient of each group, then their sum.
template <class Cutting>
void sum_in_groups(Gradient<Cutting> task, int threads, Index zeros, float* dweight, float* dbias) {
    const Index groups = num_groups(task), bias_step = 2 * task.out.padded();
    const Index size = Index{9} * task.in.count * task.out.count;
    const Index each = task.scratch(GROUP_BLOCK) + num_points(task) * task.sums_step();
    const Index num_gradients = groups > 1 ? groups * size : 0;
    const Scratch scratch(static_cast<std::size_t>(zeros + threads * each + groups * bias_step + num_gradients));
    for (Index i = 0; i < zeros; i++) scratch.data()[i] = 0;
    task.x.zeros = task.dy.zeros = scratch.data();
    float *parts = scratch.data() + zeros, *bias_sums = parts + threads * each;
    float* gradients = groups > 1 ? bias_sums + groups * bias_step : dweight;
    parallel_for(static_cast<std::size_t>(threads), threads, [&](std::size_t part) {
        const Index first = groups * static_cast<Index>(part) / threads;
        const Index end = groups * (static_cast<Index>(part) + 1) / threads;
        for (Index group = first; group < end; group++) {
            differentiate_group(task, group, groups, parts + static_cast<Index>(part) * each,
                                dbias ? bias_sums + group * bias_step : nullptr, gradients + group * size);
        }
    });
    if (dbias) give_bias_gradient(task, bias_sums, groups, bias_step, dbias);
    if (groups == 1) return;
    parallel_for(static_cast<std::size_t>((size + FLOATS_A_TASK - 1) / FLOATS_A_TASK), threads, [&](std::size_t task) {
        const Index first = static_cast<Index>(task) * FLOATS_A_TASK, end = smaller(size, first + FLOATS_A_TASK);
        for (Index i = first; i < end; i++) dweight[i] = gradients[i];
        for (Index group = 1; group < groups; group++) {
            for (Index i = first; i < end; i++) dweight[i] += gradients[group * size + i];
        }
    });
}

// All tiles into the same sums.
template <class Cutting>
void sum_together(Gradient<Cutting> task, int threads, Index zeros, float* dweight, float* dbias) {
    const Index num_sums = num_points(task) * task.sums_step(), padded = task.out.padded();
    const Index num_bias_sums = (1 + (SHARED_BLOCK + TILES_A_TASK - 1) / TILES_A_TASK) * padded;
    const Scratch scratch(static_cast<std::size_t>(zeros + num_sums + task.scratch(SHARED_BLOCK) + num_bias_sums));
    for (Index i = 0; i < zeros; i++) scratch.data()[i] = 0;
    task.x.zeros = task.dy.zeros = scratch.data();
    float *all_sums = scratch.data() + zeros, *tiles = all_sums + num_sums, *bias = tiles + task.scratch(SHARED_BLOCK);
    for (Index i = 0; i < padded; i++) bias[i] = 0;
    const auto in_parallel = [&](int count, const auto& work) {
        parallel_for(static_cast<std::size_t>(count), threads, work);
    };
    float* sums = all_sums;
    each_region(task.grid, task.has_small_edges, [&](auto size, const Region& region) {
        sum_all(size, task, region, tiles, sums, dbias ? bias : nullptr, in_parallel);
        sums += decltype(size)::points * task.sums_step();
    });
    in_parallel(task.out.count, [&](std::size_t filter) {
        give_weight_gradient(task, all_sums, static_cast<int>(filter), dweight);
    });
    if (dbias) give_bias_gradient(task, bias, 1, padded, dbias);
}

}  // namespace

void winograd_forward(const Convolution3x3& shape, const float* x, const float* weight, const float* bias,
                      bool has_relu, float* y) {
    const auto& s = shape;
    const Grid grid{s.batch, s.height, s.width, s.out_height, s.out_width, s.top, s.left};
    const Pictures source = pictures(x, s.batch, s.height, s.width, s.channels, nullptr);
    with_cut(s.channels, s.filters, [&](auto cut) {
        using Each = Channels<decltype(cut)>;
        convolve(Convolution<decltype(cut)>{grid, pays_small_edges(s), Each(s.channels), Each(s.filters), source,
                                            Finish{bias, has_relu}, y},
                 weight, false, useful_threads(s), num_zeros(s));
    });
}

void winograd_input_gradient(const Convolution3x3& shape, const float* dy, const float* weight, float* dx) {
    const auto& s = shape;
    // dx at row r is the sum of dy at rows r + top - 2 .. r + top.
    const Grid grid{s.batch, s.out_height, s.out_width, s.height, s.width, 2 - s.top, 2 - s.left};
    const Pictures source = pictures(dy, s.batch, s.out_height, s.out_width, s.filters, nullptr);
    with_cut(s.channels, s.filters, [&](auto cut) {
        using Each = Channels<decltype(cut)>;
        convolve(Convolution<decltype(cut)>{grid, pays_small_edges(s), Each(s.filters), Each(s.channels), source,
                                            Finish{}, dx},
                 weight, true, useful_threads(s), num_zeros(s));
    });
}

void winograd_weight_gradient(const Convolution3x3& shape, const float* x, const float* dy, float* dweight,
                              float* dbias) {
    const auto& s = shape;
    const Grid grid{s.batch, s.height, s.width, s.out_height, s.out_width, s.top, s.left};
    const Pictures inputs = pictures(x, s.batch, s.height, s.width, s.channels, nullptr);
    const Pictures gradients = pictures(dy, s.batch, s.out_height, s.out_width, s.filters, nullptr);
    const bool is_shared = static_cast<Index>(s.channels) * s.filters > MOST_GROUPED;
    with_cut(s.channels, s.filters, [&](auto cut) {
        using Each = Channels<decltype(cut)>;
        const Gradient<decltype(cut)> task{grid,   pays_small_edges(s), Each(s.channels), Each(s.filters),
                                           inputs, gradients};
        if (is_shared) {
            sum_together(task, useful_threads(s), num_zeros(s), dweight, dbias);
        } else {
            sum_in_groups(task, useful_threads(s), num_zeros(s), dweight, dbias);
        }
    });
}

}  // namespace nervure::NERVURE_LEVEL

#endif  // NERVURE_HAS_VECTORS
