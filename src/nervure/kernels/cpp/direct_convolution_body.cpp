// With one to four channels, a window has 9 to 36 numbers: too few for Winograd's transforms to pay. Each is multiplied
// by vectors of filters directly from the image.
#include "direct_convolution.h"

#include "direct_convolution_rows.h"
#include "parallel.h"
#include "scratch.h"

#ifdef NERVURE_HAS_VECTORS

namespace nervure::NERVURE_LEVEL {
namespace {

constexpr Index MULTIPLICATIONS_A_THREAD = 500'000;  // below this, waking another thread takes longer than the work
constexpr Index ROWS_A_GROUP = 64, MOST_GROUPS = 16;

int useful_threads(const Convolution3x3& shape) {
    const Index pixels = static_cast<Index>(shape.batch) * shape.out_height * shape.out_width;
    const Index work = pixels * shape.channels * shape.filters * 9;
    return static_cast<int>(larger<Index>(1, smaller<Index>(shape.num_threads, work / MULTIPLICATIONS_A_THREAD)));
}

// sums[tap rows][3 channels][filters] += the contribution of one row of outputs, for some tap rows and vectors of
// filters.
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
        Vector totals[4] = {};  // four sums at a time: a single one would wait for its own result
        const float* from = dy + filters.first(vector);
        for (int pixel = 0; pixel < width; pixel++) {
            totals[pixel % 4] += load_first<Vector>(from + static_cast<Index>(pixel) * filters.count, filters.count);
        }
        float* to = sums + vector * Cutting::lanes;
        store(to, load<Vector>(to) + ((totals[0] + totals[1]) + (totals[2] + totals[3])));
    }
}

template <class Cutting>
void forward(const Convolution3x3& shape, const float* x, const float* weight, const Finish& finish, float* y) {
    const Channels<Cutting> filters(shape.filters);
    const int threads = useful_threads(shape);
    const Index num_packed = rounded_up(Index{9} * shape.channels * filters.padded(), 16);
    const Index each = rounded_up(3 * PaddedRows::length(shape), 16);
    const Scratch scratch(static_cast<std::size_t>(num_packed + threads * each));
    pack_weights(shape, filters, weight, scratch.data());
    const Index num_rows = static_cast<Index>(shape.batch) * shape.out_height;
    parallel_for(static_cast<std::size_t>(threads), threads, [&](std::size_t part) {
        convolve_rows<Cutting>(shape, x, scratch.data(), finish,
                               scratch.data() + num_packed + static_cast<Index>(part) * each,
                               num_rows * static_cast<Index>(part) / threads,
                               num_rows * (static_cast<Index>(part) + 1) / threads, y);
    });
}

// sums[group][9 channels + 1][filters]: the gradients from each group of rows; the last row is that of the bias.
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
    const Index num_sums = rounded_up(static_cast<Index>(taps + 1) * filters.padded(), 16);
    const Index each = rounded_up(3 * PaddedRows::length(shape), 16);
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
    with_cut(shape.filters, shape.filters, [&](auto cut) { forward<decltype(cut)>(shape, x, weight, Finish{bias, has_relu}, y); });
}

void direct_weight_gradient(const Convolution3x3& shape, const float* x, const float* dy, float* dweight,
                            float* dbias) {
    with_cut(shape.filters, shape.filters, [&](auto cut) { weight_gradient<decltype(cut)>(shape, x, dy, dweight, dbias); });
}

}  // namespace nervure::NERVURE_LEVEL

#endif  // NERVURE_HAS_VECTORS
