// Rows of outputs of a 3x3 convolution of images with one to four channels. Part of the bodies for such convolutions.
#pragma once

#include "channel_cuts.h"
#include "finishing.h"

#ifdef NERVURE_HAS_VECTORS

namespace nervure::NERVURE_LEVEL {

// The three image rows that a row of outputs reads, with their zeros: the taps of one row are adjacent, pixel by pixel
// and channel by channel.
class PaddedRows {
    const Convolution3x3& shape_;
    const float* x_;
    float* buffer_;
    Index length_;
    Index held_ = -2;  // the number of the output row whose inputs are stored here

public:
    static Index length(const Convolution3x3& shape) { return (Index{shape.out_width} + 2) * shape.channels; }

    PaddedRows(const Convolution3x3& shape, const float* x, float* buffer)
        : shape_(shape), x_(x), buffer_(buffer), length_(length(shape)) {}

    // Output rows are numbered over all images.
    void move_to(Index number) {
        const int row = static_cast<int>(number % shape_.out_height);
        for (int tap = number == held_ + 1 && row > 0 ? 2 : 0; tap < 3; tap++) {
            fill(place(row + tap), number / shape_.out_height, row + tap - shape_.top);
        }
        held_ = number;
        row_ = row;
    }

    const float* at(int tap) const { return place(row_ + tap); }

private:
    int row_ = 0;

    float* place(int row) const { return buffer_ + row % 3 * length_; }

    void fill(float* to, Index picture, int row) const {
        const bool is_inside = row >= 0 && row < shape_.height;
        const Index before = static_cast<Index>(shape_.left) * shape_.channels;
        const Index end = before + static_cast<Index>(shape_.width) * shape_.channels;
        const float* from = x_ + (picture * shape_.height + row) * shape_.width * shape_.channels - before;
        for (Index i = 0; i < length_; i++) to[i] = is_inside && i >= before && i < end ? from[i] : 0.0f;
    }
};

// The data for the filter vectors of one panel: weights [3][3 channels][vectors of the panel], and where each vector's
// filters begin.
template <class Cutting>
struct Panel {
    const float* weights;
    Index places[Cutting::panel_vectors];
};

// Computes `pixels` outputs of one row, from pixel `first` on.
template <class Cutting, int channels, int vectors, int pixels>
__attribute__((noinline)) void convolve_pixels(const PaddedRows& rows, int first, const Panel<Cutting>& panel,
                                               int filters, const Finish& finish, float* y) {
    using Vector = typename Cutting::Vector;
    Vector sums[pixels][vectors];
    NERVURE_UNROLL for (int n = 0; n < vectors; n++) {
        const Vector bias = finish.bias ? load_first<Vector>(finish.bias + panel.places[n], filters) : Vector{};
        NERVURE_UNROLL for (int p = 0; p < pixels; p++) sums[p][n] = bias;
    }
    const float* weights = panel.weights;
    for (int tap = 0; tap < 3; tap++) {
        const float* row = rows.at(tap) + static_cast<Index>(first) * channels;
        for (int k = 0; k < 3 * channels; k++, weights += vectors * Cutting::lanes) {
            Vector right[vectors];
            NERVURE_UNROLL for (int n = 0; n < vectors; n++) right[n] = load<Vector>(weights + n * Cutting::lanes);
            NERVURE_UNROLL for (int p = 0; p < pixels; p++) {
                const Vector left = broadcast<Vector>(row[p * channels + k]);
                NERVURE_UNROLL for (int n = 0; n < vectors; n++) sums[p][n] = multiply_add(left, right[n], sums[p][n]);
            }
            asm volatile("" ::: "memory");  // or GCC keeps data shared by windows on the stack instead of rereading it
        }
    }
    y += static_cast<Index>(first) * filters;
    NERVURE_UNROLL for (int n = 0; n < vectors; n++) {
        const Finishing<Vector> finishing(finish, static_cast<int>(panel.places[n]), filters);
        NERVURE_UNROLL for (int p = 0; p < pixels; p++) {
            store_first(y + static_cast<Index>(p) * filters + panel.places[n], finishing.without_bias(sums[p][n]), filters);
        }
    }
}

template <class Cutting, int channels, int vectors, int pixels = Cutting::rows(vectors)>
void convolve_count(int count, const PaddedRows& rows, int first, const Panel<Cutting>& panel, int filters,
                    const Finish& finish, float* y) {
    if (count == pixels) {
        convolve_pixels<Cutting, channels, vectors, pixels>(rows, first, panel, filters, finish, y);
    } else if constexpr (pixels > 1) {
        convolve_count<Cutting, channels, vectors, pixels - 1>(count, rows, first, panel, filters, finish, y);
    }
}

// A row of outputs, in calls as even as possible.
template <class Cutting, int channels, int vectors = Cutting::panel_vectors>
void convolve_row(int num_vectors, const PaddedRows& rows, int width, const Panel<Cutting>& panel, int filters,
                  const Finish& finish, float* y) {
    if (num_vectors == vectors) {
        constexpr int most = Cutting::rows(vectors);
        const int calls = (width + most - 1) / most;
        for (int call = 0; call < calls; call++) {
            const int first = static_cast<int>(Index{width} * call / calls);
            const int end = static_cast<int>(Index{width} * (call + 1) / calls);
            convolve_count<Cutting, channels, vectors>(end - first, rows, first, panel, filters, finish, y);
        }
    } else if constexpr (vectors > 1) {
        convolve_row<Cutting, channels, vectors - 1>(num_vectors, rows, width, panel, filters, finish, y);
    }
}

// (filters, 3, 3, channels) -> [panel][3][3 channels][vectors of the panel]
template <class Cutting>
void pack_weights(const Convolution3x3& shape, const Channels<Cutting>& filters, const float* weight, float* packed) {
    const int taps = 9 * shape.channels;
    for (int panel = 0; panel < filters.panels(); panel++) {
        const int vectors = filters.panel_vectors(panel);
        for (int tap = 0; tap < taps; tap++) {
            for (int lane = 0; lane < vectors * Cutting::lanes; lane++) {
                const int filter = filters.first(panel * Cutting::panel_vectors + lane / Cutting::lanes) + lane % Cutting::lanes;
                *packed++ = filter < shape.filters ? weight[static_cast<Index>(filter) * taps + tap] : 0.0f;
            }
        }
    }
}

template <class Cutting>
Panel<Cutting> panel_of(int number, const Channels<Cutting>& filters, const float* packed, int channels) {
    Panel<Cutting> panel{packed + static_cast<Index>(number) * 9 * channels * Cutting::panel, {}};
    for (int n = 0; n < filters.panel_vectors(number); n++) {
        panel.places[n] = filters.first(number * Cutting::panel_vectors + n);
    }
    return panel;
}

template <class Use>
void with_channels(int channels, const Use& use) {
    switch (channels) {
        case 1: return use(std::integral_constant<int, 1>{});
        case 2: return use(std::integral_constant<int, 2>{});
        case 3: return use(std::integral_constant<int, 3>{});
        default: return use(std::integral_constant<int, 4>{});
    }
}

// Some rows of outputs, numbered over all images. buffer: 3 PaddedRows::length(shape) floats.
template <class Cutting>
void convolve_rows(const Convolution3x3& shape, const float* x, const float* packed, const Finish& finish, float* buffer,
                   Index first, Index end, float* y) {
    const Channels<Cutting> filters(shape.filters);
    PaddedRows rows(shape, x, buffer);
    for (Index row = first; row < end; row++) {
        rows.move_to(row);
        float* to = y + row * shape.out_width * shape.filters;
        // The place of the next row: the processor does not predict stores with gaps between them.
        for (Index i = 0, length = Index{shape.out_width} * shape.filters; i < length && row + 1 < end; i += 16) {
            __builtin_prefetch(to + length + i, 1, 2);
        }
        for (int number = 0; number < filters.panels(); number++) {
            const auto panel = panel_of(number, filters, packed, shape.channels);
            with_channels(shape.channels, [&](auto channels) {
                convolve_row<Cutting, decltype(channels)::value>(filters.panel_vectors(number), rows, shape.out_width,
                                                                 panel, shape.filters, finish, to);
            });
        }
    }
}

}  // namespace nervure::NERVURE_LEVEL

#endif  // NERVURE_HAS_VECTORS
