// With one to four channels a window holds 9 to 36 numbers: too few for Winograd's transforms to pay, and each is
// multiplied into vectors of filters straight from the picture.
#include "direct_convolution.h"

#include "channel_cuts.h"
#include "parallel.h"
#include "scratch.h"

#ifdef NERVURE_HAS_VECTORS

namespace nervure::NERVURE_LEVEL {
namespace {

constexpr Index MULTIPLICATIONS_A_THREAD = 500'000;  // below, waking another thread takes longer than the work
constexpr Index ROWS_A_GROUP = 64, MOST_GROUPS = 16;

int useful_threads(const Convolution3x3& shape) {
    const Index pixels = static_cast<Index>(shape.batch) * shape.out_height * shape.out_width;
    const Index work = pixels * shape.channels * shape.filters * 9;
    return static_cast<int>(larger<Index>(1, smaller<Index>(shape.num_threads, work / MULTIPLICATIONS_A_THREAD)));
}

// The three rows of the picture that a row of outputs reads, with their zeros: taps of one row lie one behind the
// other, pixel by pixel and channel by channel.
class PaddedRows {
    const Convolution3x3& shape_;
    const float* x_;
    float* buffer_;
    Index length_;
    Index held_ = -2;  // the number of the output row whose inputs are here

public:
    static Index length(const Convolution3x3& shape) { return (Index{shape.out_width} + 2) * shape.channels; }

    PaddedRows(const Convolution3x3& shape, const float* x, float* buffer)
        : shape_(shape), x_(x), buffer_(buffer), length_(length(shape)) {}

    // Output rows are numbered over all pictures.
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

// What the filters' vectors of one panel need: weights [3][3 channels][vectors of the panel], where each vector's
// filters begin, and their bias.
template <class Cutting>
struct Panel {
    const float* weights;
    Index places[Cutting::panel_vectors];
    typename Cutting::Vector bias[Cutting::panel_vectors];
};

// `pixels` outputs of one row, from pixel `first` on.
template <class Cutting, int channels, int vectors, int pixels>
__attribute__((noinline)) void convolve_pixels(const PaddedRows& rows, int first, const Panel<Cutting>& panel,
                                               int filters, bool has_relu, float* y) {
    using Vector = typename Cutting::Vector;
    const Vector least = broadcast<Vector>(has_relu ? 0.0f : -__builtin_inff());
    Vector sums[pixels][vectors];
    NERVURE_UNROLL for (int p = 0; p < pixels; p++) {
        NERVURE_UNROLL for (int n = 0; n < vectors; n++) sums[p][n] = panel.bias[n];
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
            asm volatile("" ::: "memory");  // or GCC keeps what windows share on the stack instead of reading it again
        }
    }
    y += static_cast<Index>(first) * filters;
    NERVURE_UNROLL for (int p = 0; p < pixels; p++) {
        NERVURE_UNROLL for (int n = 0; n < vectors; n++) {
            // This way round NaN stays: it is not less than anything.
            const Vector kept = sums[p][n] < least ? least : sums[p][n];
            store_first(y + static_cast<Index>(p) * filters + panel.places[n], kept, filters);
        }
    }
}

template <class Cutting, int channels, int vectors, int pixels = Cutting::rows(vectors)>
void convolve_count(int count, const PaddedRows& rows, int first, const Panel<Cutting>& panel, int filters,
                    bool has_relu, float* y) {
    if (count == pixels) {
        convolve_pixels<Cutting, channels, vectors, pixels>(rows, first, panel, filters, has_relu, y);
    } else if constexpr (pixels > 1) {
        convolve_count<Cutting, channels, vectors, pixels - 1>(count, rows, first, panel, filters, has_relu, y);
    }
}

// A row of outputs, in calls as even as possible.
template <class Cutting, int channels, int vectors = Cutting::panel_vectors>
void convolve_row(int num_vectors, const PaddedRows& rows, int width, const Panel<Cutting>& panel, int filters,
                  bool has_relu, float* y) {
    if (num_vectors == vectors) {
        constexpr int most = Cutting::rows(vectors);
        const int calls = (width + most - 1) / most;
        for (int call = 0; call < calls; call++) {
            const int first = static_cast<int>(Index{width} * call / calls);
            const int end = static_cast<int>(Index{width} * (call + 1) / calls);
            convolve_count<Cutting, channels, vectors>(end - first, rows, first, panel, filters, has_relu, y);
        }
    } else if constexpr (vectors > 1) {
        convolve_row<Cutting, channels, vectors - 1>(num_vectors, rows, width, panel, filters, has_relu, y);
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
Panel<Cutting> panel_of(int number, const Channels<Cutting>& filters, const float* packed, int channels,
                        const float* bias) {
    Panel<Cutting> panel{packed + static_cast<Index>(number) * 9 * channels * Cutting::panel, {}, {}};
    for (int n = 0; n < filters.panel_vectors(number); n++) {
        const int first = filters.first(number * Cutting::panel_vectors + n);
        panel.places[n] = first;
        panel.bias[n] = bias ? load_first<typename Cutting::Vector>(bias + first, filters.count)
                             : typename Cutting::Vector{};
    }
    return panel;
}

// sums[tap rows][3 channels][filters] += what one row of outputs gives, for some tap rows and vectors of filters.
template <class Cutting, int channels, int tap_rows, int vectors>
__attribute__((noinline)) void sum_row(const PaddedRows& rows, int tap, const float* dy, int width,
                                       const Channels<Cutting>& filters, int vector, float* sums) {
    using Vector = typename Cutting::Vector;
    constexpr int taps = 3 * channels;
    Vector totals[tap_rows][taps][vectors] = {};
    const float* row[tap_rows];
    Index places[vectors];
    for (int i = 0; i < tap_rows; i++) row[i] = rows.at(tap + i);
    for (int n = 0; n < vectors; n++) places[n] = filters.first(vector + n);
    for (int pixel = 0; pixel < width; pixel++, dy += filters.count) {
        Vector right[vectors];
        NERVURE_UNROLL for (int n = 0; n < vectors; n++) right[n] = load_first<Vector>(dy + places[n], filters.count);
        NERVURE_UNROLL for (int i = 0; i < tap_rows; i++) {
            NERVURE_UNROLL for (int k = 0; k < taps; k++) {
                const Vector left = broadcast<Vector>(row[i][pixel * channels + k]);
                NERVURE_UNROLL for (int n = 0; n < vectors; n++) {
                    totals[i][k][n] = multiply_add(left, right[n], totals[i][k][n]);
                }
            }
        }
        asm volatile("" ::: "memory");  // as above
    }
    NERVURE_UNROLL for (int i = 0; i < tap_rows; i++) {
        NERVURE_UNROLL for (int k = 0; k < taps; k++) {
            NERVURE_UNROLL for (int n = 0; n < vectors; n++) {
                float* to = sums + static_cast<Index>((tap + i) * taps + k) * filters.padded() + (vector + n) * Cutting::lanes;
                store(to, load<Vector>(to) + totals[i][k][n]);
            }
        }
    }
}

template <class Cutting, int channels>
void sum_all_taps(const PaddedRows& rows, const float* dy, int width, const Channels<Cutting>& filters, float* sums) {
    constexpr int tap_rows = 9 * channels <= Cutting::accumulators ? 3 : 1;
    constexpr int fitting = Cutting::accumulators / (3 * channels * tap_rows);
    constexpr int vectors = larger(1, smaller(Cutting::panel_vectors, fitting));
    for (int tap = 0; tap < 3; tap += tap_rows) {
        int vector = 0;
        for (; vector + vectors <= filters.vectors; vector += vectors) {
            sum_row<Cutting, channels, tap_rows, vectors>(rows, tap, dy, width, filters, vector, sums);
        }
        for (; vector < filters.vectors; vector++) {
            sum_row<Cutting, channels, tap_rows, 1>(rows, tap, dy, width, filters, vector, sums);
        }
    }
}

template <class Cutting>
void sum_bias(const float* dy, int width, const Channels<Cutting>& filters, float* sums) {
    using Vector = typename Cutting::Vector;
    for (int vector = 0; vector < filters.vectors; vector++) {
        Vector totals[4] = {};  // four sums at a time: one alone would wait for itself
        const float* from = dy + filters.first(vector);
        for (int pixel = 0; pixel < width; pixel++) {
            totals[pixel % 4] += load_first<Vector>(from + static_cast<Index>(pixel) * filters.count, filters.count);
        }
        float* to = sums + vector * Cutting::lanes;
        store(to, load<Vector>(to) + ((totals[0] + totals[1]) + (totals[2] + totals[3])));
    }
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

Index rounded(Index count) { return (count + 15) / 16 * 16; }

template <class Cutting>
void forward(const Convolution3x3& shape, const float* x, const float* weight, const float* bias, bool has_relu,
             float* y) {
    const Channels<Cutting> filters(shape.filters);
    const int threads = useful_threads(shape);
    const Index num_packed = rounded(Index{9} * shape.channels * filters.padded());
    const Index each = rounded(3 * PaddedRows::length(shape));
    const Scratch scratch(static_cast<std::size_t>(num_packed + threads * each));
    pack_weights(shape, filters, weight, scratch.data());
    const Index num_rows = static_cast<Index>(shape.batch) * shape.out_height;
    parallel_for(static_cast<std::size_t>(threads), threads, [&](std::size_t part) {
        PaddedRows rows(shape, x, scratch.data() + num_packed + static_cast<Index>(part) * each);
        const Index end = num_rows * (static_cast<Index>(part) + 1) / threads;
        for (Index row = num_rows * static_cast<Index>(part) / threads; row < end; row++) {
            rows.move_to(row);
            float* to = y + row * shape.out_width * shape.filters;
            // The next row's place: stores with gaps between them are not foreseen by the processor.
            for (Index i = 0, length = Index{shape.out_width} * shape.filters; i < length && row + 1 < end; i += 16) {
                __builtin_prefetch(to + length + i, 1, 2);
            }
            for (int number = 0; number < filters.panels(); number++) {
                const auto panel = panel_of(number, filters, scratch.data(), shape.channels, bias);
                with_channels(shape.channels, [&](auto channels) {
                    convolve_row<Cutting, decltype(channels)::value>(filters.panel_vectors(number), rows,
                                                                     shape.out_width, panel, shape.filters, has_relu,
                                                                     to);
                });
            }
        }
    });
}

// sums[group][9 channels + 1][filters]: the gradients that each group of rows gives, the last row that of the bias.
template <class Cutting>
void sum_group(const Convolution3x3& shape, const Channels<Cutting>& filters, PaddedRows& rows, const float* dy,
               Index first, Index end, bool has_bias, float* sums) {
    const Index taps = Index{9} * shape.channels;
    for (Index i = 0; i < (taps + 1) * filters.padded(); i++) sums[i] = 0;
    for (Index row = first; row < end; row++) {
        rows.move_to(row);
        const float* from = dy + row * shape.out_width * shape.filters;
        with_channels(shape.channels, [&](auto channels) {
            sum_all_taps<Cutting, decltype(channels)::value>(rows, from, shape.out_width, filters, sums);
        });
        if (has_bias) sum_bias(from, shape.out_width, filters, sums + taps * filters.padded());
    }
}

template <class Cutting>
void weight_gradient(const Convolution3x3& shape, const float* x, const float* dy, float* dweight, float* dbias) {
    const Channels<Cutting> filters(shape.filters);
    const int threads = useful_threads(shape), taps = 9 * shape.channels;
    const Index num_rows = static_cast<Index>(shape.batch) * shape.out_height;
    const Index groups = larger<Index>(1, smaller(MOST_GROUPS, num_rows / ROWS_A_GROUP));
    const Index num_sums = rounded(static_cast<Index>(taps + 1) * filters.padded());
    const Index each = rounded(3 * PaddedRows::length(shape));
    const Scratch scratch(static_cast<std::size_t>(groups * num_sums + threads * each));
    const float* sums = scratch.data();
    parallel_for(static_cast<std::size_t>(threads), threads, [&](std::size_t part) {
        PaddedRows rows(shape, x, scratch.data() + groups * num_sums + static_cast<Index>(part) * each);
        const Index last = groups * (static_cast<Index>(part) + 1) / threads;
        for (Index group = groups * static_cast<Index>(part) / threads; group < last; group++) {
            sum_group(shape, filters, rows, dy, num_rows * group / groups, num_rows * (group + 1) / groups,
                      dbias != nullptr, scratch.data() + group * num_sums);
        }
    });
    for (int filter = 0; filter < shape.filters; filter++) {
        for (int tap = 0; tap < (dbias ? taps + 1 : taps); tap++) {
            const Index place = static_cast<Index>(tap) * filters.padded() + filters.place(filter);
            float sum = 0;
            for (Index group = 0; group < groups; group++) sum += sums[group * num_sums + place];
            (tap < taps ? dweight[static_cast<Index>(filter) * taps + tap] : dbias[filter]) = sum;
        }
    }
}

}  // namespace

void direct_forward(const Convolution3x3& shape, const float* x, const float* weight, const float* bias, bool has_relu,
                    float* y) {
    with_cut(shape.filters, shape.filters, [&](auto cut) { forward<decltype(cut)>(shape, x, weight, bias, has_relu, y); });
}

void direct_weight_gradient(const Convolution3x3& shape, const float* x, const float* dy, float* dweight,
                            float* dbias) {
    with_cut(shape.filters, shape.filters, [&](auto cut) { weight_gradient<decltype(cut)>(shape, x, dy, dweight, dbias); });
}

}  // namespace nervure::NERVURE_LEVEL

#endif  // NERVURE_HAS_VECTORS
