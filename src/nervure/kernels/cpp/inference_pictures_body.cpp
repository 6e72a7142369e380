// The links that work on images.
#include "direct_convolution_rows.h"
#include "inference.h"
#include "winograd_convolution.h"

#ifdef NERVURE_HAS_VECTORS

namespace nervure::NERVURE_LEVEL {
namespace {

// Images smaller than a tile are cut into tiles of one size, so that the kernel for these is always the first.
bool may_have_small_edges(const Link& link) { return link.shape.out_height >= 4 && link.shape.out_width >= 4; }

template <class Cutting>
Convolution<Cutting> task_of(const Link& link, const LinkRows& rows) {
    const Convolution3x3& s = link.shape;
    const Grid grid{rows.count, s.height, s.width, s.out_height, s.out_width, s.top, s.left, link.finish.pools};
    const Pictures source = pictures(rows.x, rows.count, s.height, s.width, s.channels, link.weights);
    return {grid, rows.has_small_edges, Channels<Cutting>(s.channels), Channels<Cutting>(s.filters), source,
            link.finish, rows.y};
}

template <class Cutting>
Convolution<Cutting> task_with_edges(const Link& link) {
    return task_of<Cutting>(link, {1, may_have_small_edges(link), nullptr, nullptr, 0, 1, nullptr});
}

template <class Use>
void with_cut_of(const Link& link, const Use& use) {
    const bool is_direct = link.kind == LinkKind::direct;
    with_cut(is_direct ? link.shape.filters : link.shape.channels, link.shape.filters, use);
}

template <class Vector>
Vector load_lanes(const float* from, int channel, int channels) {
    return load_first<Vector>(from + channel, channels - channel);
}

}  // namespace

bool pays_small_link_edges(const Link& link, int batch) {
    Convolution3x3 shape = link.shape;
    shape.batch = batch;
    return may_have_small_edges(link) && pays_small_edges(shape);
}

// Winograd's kernels are stored after the zeros of a pixel outside the images.
std::size_t convolution_link_weights(const Link& link) {
    Index count = 0;
    with_cut_of(link, [&](auto cut) {
        const auto task = task_with_edges<decltype(cut)>(link);
        count = link.kind == LinkKind::direct ? Index{9} * link.shape.channels * task.made.padded()
                                              : num_zeros(link.shape) + num_points(task) * task.weight_step();
    });
    return static_cast<std::size_t>(count);
}

std::size_t convolution_link_scratch(const Link& link) {
    Index count = 0;
    with_cut_of(link, [&](auto cut) {
        count = link.kind == LinkKind::direct ? 3 * PaddedRows::length(link.shape)
                                              : task_with_edges<decltype(cut)>(link).scratch();
    });
    return static_cast<std::size_t>(count);
}

void prepare_convolution_link(const Link& link, const float* weight, float* prepared) {
    const Convolution3x3& s = link.shape;
    with_cut_of(link, [&](auto cut) {
        if (link.kind == LinkKind::direct) {
            return pack_weights(s, Channels<decltype(cut)>(s.filters), weight, prepared);
        }
        for (Index i = 0; i < num_zeros(s); i++) prepared[i] = 0;
        const auto task = task_with_edges<decltype(cut)>(link);
        for (int to = 0; to < task.made.vectors; to++) {
            for (int from = 0; from < task.summed.vectors; from++) {
                transform_kernel(task, weight, false, from, to, prepared + num_zeros(s));
            }
        }
    });
}

void run_convolution_link(const Link& link, const LinkRows& rows) {
    const Index num_rows = static_cast<Index>(rows.count) * link.shape.out_height;
    with_cut_of(link, [&](auto cut) {
        if (link.kind == LinkKind::direct) {
            return convolve_rows<decltype(cut)>(link.shape, rows.x, link.weights, link.finish, rows.scratch,
                                                num_rows * rows.part / rows.parts,
                                                num_rows * (rows.part + 1) / rows.parts, rows.y);
        }
        walk_part(task_of<decltype(cut)>(link, rows), link.weights + num_zeros(link.shape), rows.scratch, rows.part,
                  rows.parts);
    });
}

// The maximum of adjacent 2x2 windows; a last row or column that does not fill a window is left out.
void run_pooling_link(const Link& link, const LinkRows& rows) {
    using Vector = WideCut::Vector;
    const int width = link.shape.width, channels = link.shape.channels, across = width / 2;
    const Index row_step = static_cast<Index>(width) * channels, down = link.shape.height / 2;
    const Index num_rows = rows.count * down, end = num_rows * (rows.part + 1) / rows.parts;
    for (Index row = num_rows * rows.part / rows.parts; row < end; row++) {
        const float* from = rows.x + (row / down * link.shape.height + row % down * 2) * row_step;
        float* to = rows.y + row * across * channels;
        for (int column = 0; column < across; column++, from += 2 * channels, to += channels) {
            for (int channel = 0; channel < channels; channel += LANES<Vector>) {
                const auto at = [&](Index offset) { return load_lanes<Vector>(from + offset, channel, channels); };
                const Vector above = larger_lanes(at(0), at(channels));
                const Vector under = larger_lanes(at(row_step), at(row_step + channels));
                store_first(to + channel, larger_lanes(above, under), channels - channel);
            }
        }
    }
}

}  // namespace nervure::NERVURE_LEVEL

#endif  // NERVURE_HAS_VECTORS
