// The transforms of Winograd's minimal filtering. Part of winograd_body.cpp.
#pragma once

#include "chunk_products.h"
#include "finishing.h"
#include "winograd_tiles.h"

namespace nervure::NERVURE_LEVEL {

// Along one axis, with `outputs + 2` points: y = A' [(G w) . (B' x)], where . is the point-by-point product. The
// gradient of w is G' [(A dy) . (B' x)].
template <int outputs>
struct Axis;

// Points 0, +-5/8, +-3/2 and infinity: A and B are exact in float32, and the error is half that of the usual 1 and 2.
template <>
struct Axis<4> {
    static constexpr float P = 0.625f, Q = 1.5f, P2 = P * P, Q2 = Q * Q;
    static constexpr float OF_ZERO = 1 / (P2 * Q2), OF_P = 1 / (2 * P2 * (P2 - Q2)), OF_Q = 1 / (2 * Q2 * (Q2 - P2));

    template <class V>
    NERVURE_INLINE static void of_input(const V* x, V* t) {  // B' x
        t[0] = P2 * Q2 * x[0] + (x[4] - (P2 + Q2) * x[2]);
        t[5] = P2 * Q2 * x[1] + (x[5] - (P2 + Q2) * x[3]);
        V even = x[4] - Q2 * x[2], odd = P * x[3] - P * Q2 * x[1];
        t[1] = even + odd;
        t[2] = even - odd;
        even = x[4] - P2 * x[2], odd = Q * x[3] - Q * P2 * x[1];
        t[3] = even + odd;
        t[4] = even - odd;
    }
    template <class V>
    NERVURE_INLINE static void to_output(const V* m, V* y) {  // A' m
        const V p_sum = m[1] + m[2], p_difference = m[1] - m[2], q_sum = m[3] + m[4], q_difference = m[3] - m[4];
        y[0] = m[0] + p_sum + q_sum;
        y[1] = Q * q_difference + P * p_difference;
        y[2] = Q2 * q_sum + P2 * p_sum;
        y[3] = Q2 * Q * q_difference + (P2 * P * p_difference + m[5]);
    }
    template <class V>
    NERVURE_INLINE static void of_output_gradient(const V* dy, V* t) {  // A dy
        t[0] = dy[0];
        t[5] = dy[3];
        V even = P2 * dy[2] + dy[0], odd = P2 * dy[3] + dy[1];
        t[1] = P * odd + even;
        t[2] = even - P * odd;
        even = Q2 * dy[2] + dy[0], odd = Q2 * dy[3] + dy[1];
        t[3] = Q * odd + even;
        t[4] = even - Q * odd;
    }
    template <class V>
    NERVURE_INLINE static void of_weight(const V* w, V* t) {  // G w
        t[0] = OF_ZERO * w[0];
        t[5] = w[2];
        V even = OF_P * (P2 * w[2] + w[0]), odd = OF_P * P * w[1];
        t[1] = even + odd;
        t[2] = even - odd;
        even = OF_Q * (Q2 * w[2] + w[0]), odd = OF_Q * Q * w[1];
        t[3] = even + odd;
        t[4] = even - odd;
    }
    template <class V>
    NERVURE_INLINE static void to_weight_gradient(const V* t, V* dw) {  // G' t
        const V p_sum = t[1] + t[2], p_difference = t[1] - t[2], q_sum = t[3] + t[4], q_difference = t[3] - t[4];
        dw[0] = OF_Q * q_sum + (OF_P * p_sum + OF_ZERO * t[0]);
        dw[1] = OF_Q * Q * q_difference + OF_P * P * p_difference;
        dw[2] = OF_Q * Q2 * q_sum + (OF_P * P2 * p_sum + t[5]);
    }
};

// Points 0, +-1 and infinity.
template <>
struct Axis<2> {
    template <class V>
    NERVURE_INLINE static void of_input(const V* x, V* t) {
        t[0] = x[0] - x[2];
        t[1] = x[1] + x[2];
        t[2] = x[2] - x[1];
        t[3] = x[3] - x[1];
    }
    template <class V>
    NERVURE_INLINE static void to_output(const V* m, V* y) {
        y[0] = m[0] + m[1] + m[2];
        y[1] = m[1] - m[2] + m[3];
    }
    template <class V>
    NERVURE_INLINE static void of_output_gradient(const V* dy, V* t) {
        t[0] = dy[0];
        t[1] = dy[0] + dy[1];
        t[2] = dy[0] - dy[1];
        t[3] = dy[1];
    }
    template <class V>
    NERVURE_INLINE static void of_weight(const V* w, V* t) {
        const V even = 0.5f * (w[0] + w[2]), odd = 0.5f * w[1];
        t[0] = w[0];
        t[1] = even + odd;
        t[2] = even - odd;
        t[3] = w[2];
    }
    template <class V>
    NERVURE_INLINE static void to_weight_gradient(const V* t, V* dw) {
        const V sum = 0.5f * (t[1] + t[2]);
        dw[0] = t[0] + sum;
        dw[1] = 0.5f * (t[1] - t[2]);
        dw[2] = sum + t[3];
    }
};

// Transformed images are stored as [chunk of channels][point][tile][CHUNK]: constant steps inside a chunk, regardless
// of the number of channels. Not a power of two from point to point, or all points would share a few cache lines.
constexpr int point_step(int tiles, int numbers) { return tiles * numbers + 16; }

// The offset of vector `vector` of a tile from that tile's first channel.
template <class Vector>
NERVURE_INLINE Index vector_place(int vector, Index chunk_step) {
    const int channel = vector * LANES<Vector>;
    return channel / CHUNK * chunk_step + channel % CHUNK;
}

// B' x B of one tile, all channels.
template <class Cutting, int rows, int columns, int step>
NERVURE_INLINE void transform_input(const Pictures& source, const Grid& grid, const Channels<Cutting>& channels,
                                    const Tile& tile, float* points) {
    using Vector = typename Cutting::Vector;
    constexpr int high = rows + 2, wide = columns + 2;
    const auto transform = [&](const auto& window) {
        for (int number = 0; number < channels.vectors; number++) {
            const int channel = channels.first(number);
            float* to = points + vector_place<Vector>(number, high * wide * step);
            // The rows of B' x in groups (of 6 rows: 0 | 1, 2 | 3, 4 | 5) that fit into the registers.
            NERVURE_UNROLL for (int group = 0; group < high / 2 + 1; group++) {
                const int first = group > 0 ? 2 * group - 1 : 0;
                const int count = group == 0 || group == high / 2 ? 1 : 2;
                Vector half[2][wide];
                NERVURE_UNROLL for (int j = 0; j < wide; j++) {
                    Vector column[high], turned[high];
                    NERVURE_UNROLL for (int i = 0; i < high; i++) column[i] = load<Vector>(window.at(i, j) + channel);
                    Axis<rows>::of_input(column, turned);
                    half[0][j] = turned[first];
                    half[1][j] = turned[first + count - 1];
                }
                NERVURE_UNROLL for (int i = 0; i < 2; i++) {
                    if (i >= count) continue;
                    Vector row[wide];
                    Axis<columns>::of_input(half[i], row);
                    NERVURE_UNROLL for (int j = 0; j < wide; j++) store(to + ((first + i) * wide + j) * step, row[j]);
                }
                asm volatile("" ::: "memory");  // or GCC computes all groups at once and spills them
            }
        }
    };
    with_window<Vector, high, wide>(source, tile.row - grid.top, tile.column - grid.left, tile.source, transform);
}

// A dy A' of one tile, all channels. Adds the tile's dy to sums (one number per lane) unless that is null.
template <class Cutting, int rows, int columns, int step>
NERVURE_INLINE void transform_output_gradient(const Pictures& target, const Channels<Cutting>& channels,
                                              const Tile& tile, float* points, float* sums) {
    using Vector = typename Cutting::Vector;
    constexpr int high = rows + 2, wide = columns + 2;
    const auto transform = [&](const auto& window) {
        for (int number = 0; number < channels.vectors; number++) {
            const int channel = channels.first(number);
            float* to = points + vector_place<Vector>(number, high * wide * step);
            Vector half[high][columns], sum = {};
            NERVURE_UNROLL for (int j = 0; j < columns; j++) {
                Vector column[rows], turned[high];
                NERVURE_UNROLL for (int i = 0; i < rows; i++) column[i] = load<Vector>(window.at(i, j) + channel);
                Axis<rows>::of_output_gradient(column, turned);
                NERVURE_UNROLL for (int i = 0; i < high; i++) half[i][j] = turned[i];
                NERVURE_UNROLL for (int i = 0; i < rows; i++) sum += column[i];
            }
            NERVURE_UNROLL for (int i = 0; i < high; i++) {
                Vector row[wide];
                Axis<columns>::of_output_gradient(half[i], row);
                NERVURE_UNROLL for (int j = 0; j < wide; j++) store(to + (i * wide + j) * step, row[j]);
            }
            if (sums == nullptr) continue;
            float* place = sums + number * LANES<Vector>;
            store(place, load<Vector>(place) + sum);
        }
    };
    with_window<Vector, rows, columns>(target, tile.row, tile.column, tile.target, transform);
}

// The maximum of each 2x2 window that is entirely inside the image. half: A' m of a tile; width: of the stored result.
template <class Vector, int rows, int columns>
NERVURE_INLINE void pool_output(const Vector (&half)[rows][columns + 2], int below, int right, int width, int channels,
                                const Finishing<Vector>& finishing, float* to) {
    NERVURE_UNROLL for (int i = 0; i + 1 < rows; i += 2) {
        Vector upper[columns], lower[columns];
        Axis<columns>::to_output(half[i], upper);
        Axis<columns>::to_output(half[i + 1], lower);
        if (i + 1 >= below) continue;
        NERVURE_UNROLL for (int j = 0; j + 1 < columns; j += 2) {
            if (j + 1 >= right) continue;
            const Vector above = larger_lanes(finishing.of(upper[j]), finishing.of(upper[j + 1]));
            const Vector under = larger_lanes(finishing.of(lower[j]), finishing.of(lower[j + 1]));
            store_first(to + (static_cast<Index>(i / 2) * width + j / 2) * channels, larger_lanes(above, under), channels);
        }
    }
}

// One vector of channels of one tile: A' m A, finished, into y. Cropped at the edge of the image.
template <class Vector, int rows, int columns, int step>
NERVURE_INLINE void transform_output(const float* points, const Grid& grid, const Tile& tile, int channels,
                                     const Finishing<Vector>& finishing, float* y) {
    constexpr int high = rows + 2, wide = columns + 2;
    Vector half[rows][wide];
    NERVURE_UNROLL for (int j = 0; j < wide; j++) {
        Vector column[high], turned[rows];
        NERVURE_UNROLL for (int i = 0; i < high; i++) column[i] = load<Vector>(points + (i * wide + j) * step);
        Axis<rows>::to_output(column, turned);
        NERVURE_UNROLL for (int i = 0; i < rows; i++) half[i][j] = turned[i];
    }
    float* to = y + tile.target * channels;
    const int below = grid.target_height - tile.row, right = grid.target_width - tile.column;
    if (grid.pools) return pool_output<Vector, rows, columns>(half, below, right, grid.target_width / 2, channels,
                                                              finishing, to);
    NERVURE_UNROLL for (int i = 0; i < rows; i++) {
        Vector row[columns];
        Axis<columns>::to_output(half[i], row);
        if (i >= below) continue;
        NERVURE_UNROLL for (int j = 0; j < columns; j++) {
            if (j >= right) continue;
            store_first(to + (static_cast<Index>(i) * grid.target_width + j) * channels, finishing.of(row[j]), channels);
        }
    }
}

// G w G' of one vector: taps[9] into points, `step` from point to point.
template <class Vector, int rows, int columns>
NERVURE_INLINE void transform_weight(const Vector* taps, float* points, Index step) {
    constexpr int high = rows + 2, wide = columns + 2;
    Vector half[high][3];
    NERVURE_UNROLL for (int j = 0; j < 3; j++) {
        const Vector column[3] = {taps[j], taps[3 + j], taps[6 + j]};
        Vector turned[high];
        Axis<rows>::of_weight(column, turned);
        NERVURE_UNROLL for (int i = 0; i < high; i++) half[i][j] = turned[i];
    }
    NERVURE_UNROLL for (int i = 0; i < high; i++) {
        Vector row[wide];
        Axis<columns>::of_weight(half[i], row);
        NERVURE_UNROLL for (int j = 0; j < wide; j++) store(points + (i * wide + j) * step, row[j]);
    }
}

// Adds G' t G of one vector to taps[9].
template <class Vector, int rows, int columns>
NERVURE_INLINE void add_weight_gradient(const float* points, Index step, Vector* taps) {
    constexpr int high = rows + 2, wide = columns + 2;
    Vector half[3][wide];
    NERVURE_UNROLL for (int j = 0; j < wide; j++) {
        Vector column[high], turned[3];
        NERVURE_UNROLL for (int i = 0; i < high; i++) column[i] = load<Vector>(points + (i * wide + j) * step);
        Axis<rows>::to_weight_gradient(column, turned);
        NERVURE_UNROLL for (int i = 0; i < 3; i++) half[i][j] = turned[i];
    }
    NERVURE_UNROLL for (int i = 0; i < 3; i++) {
        Vector row[3];
        Axis<columns>::to_weight_gradient(half[i], row);
        NERVURE_UNROLL for (int j = 0; j < 3; j++) taps[i * 3 + j] += row[j];
    }
}

}  // namespace nervure::NERVURE_LEVEL
