// Each channel separately: lines of outputs times the input lines that they read, several vectors of channels at a
// time.
#include "parallel.h"
#include "register_tiles.h"
#include "scratch.h"
#include "sliding_lines.h"

#ifdef NERVURE_HAS_VECTORS

namespace nervure::NERVURE_LEVEL {
namespace {

// Taps whose sums stay in registers: how many rows, and how many side by side.
constexpr int MOST_TILE = 14, MOST_ROWS = 3, MOST_TAPS = 7;

using Lanes = Vector<float>;
constexpr int LANE_COUNT = LANES<Lanes>;

class DepthwiseGradient {
    const Sliding& shape_;
    const float *x_, *dz_;
    Channels<Cut<LANE_COUNT, 1, 1>> channels_;
    SlidingLines lines_;
    int taps_;

public:
    DepthwiseGradient(const Sliding& shape, const float* x, const float* dz)
        : shape_(shape), x_(x), dz_(dz), channels_(shape.channels), lines_(shape),
          taps_(shape.axes[0].kernel * shape.axes[1].kernel * shape.axes[2].kernel) {}

    void give(float* dweight) const {
        const Index blocks = lines_.num_blocks();
        const Index each = Index{taps_} * channels_.padded();
        const Index parts = lines_.num_parts(lines_.count() * shape_.axes[2].outputs * shape_.channels * taps_, each);
        const Index zeros = Index{shape_.axes[2].cells} * shape_.channels + LANE_COUNT;
        const Scratch scratch(static_cast<std::size_t>(parts * each + zeros));
        float *sums = scratch.data(), *nothing = sums + parts * each;
        for (Index i = 0; i < zeros; i++) nothing[i] = 0;
        parallel_for(static_cast<std::size_t>(parts), shape_.num_threads, [&](std::size_t number) {
            const Index part = static_cast<Index>(number);
            sum_part(blocks * part / parts, blocks * (part + 1) / parts,
                     nothing, sums + part * each);
        });
        for (int channel = 0; channel < shape_.channels; channel++) {
            for (int tap = 0; tap < taps_; tap++) {
                const float* from = sums + Index{tap} * channels_.padded() + channels_.place(channel);
                float sum = *from;
                for (Index part = 1; part < parts; part++) sum += from[part * each];
                dweight[Index{channel} * taps_ + tap] = sum;
            }
        }
    }

private:
    // sums[tap][vectors of channels], over blocks first .. end - 1; `nothing` is a line of zeros.
    void sum_part(Index first, Index end, const float* nothing, float* sums) const {
        const SlidingAxis &deep = shape_.axes[0], &down = shape_.axes[1], &across = shape_.axes[2];
        for (Index i = 0; i < Index{taps_} * channels_.padded(); i++) sums[i] = 0;
        const int together = larger(1, smaller(MOST_ROWS, MOST_TILE / smaller(MOST_TAPS, across.kernel)));
        for (Index number = first; number < end; number++) {
            const Block lines = lines_.block(number);
            for (int layer = 0; layer < deep.kernel; layer++) {
                for (int row = 0; row < down.kernel; row += together) {
                    const int rows = smaller(together, down.kernel - row);
                    float* to = sums + (Index{layer} * down.kernel + row) * across.kernel * channels_.padded();
                    with_constant<MOST_ROWS>(rows, [&](auto count) {
                        add_rows<decltype(count)::value>(lines, nothing, layer, row, to);
                    });
                }
            }
        }
    }

    template <int rows>
    void add_rows(const Block& lines, const float* nothing, int layer, int row, float* sums) const {
        constexpr int most = smaller(MOST_TAPS, MOST_TILE / rows);
        Line<rows> seen[SlidingLines::MOST_LINES];
        const int count = list_lines(lines, nothing, layer, row, seen);
        for (int vector = 0; vector < channels_.vectors; vector++) {
            in_tiles<most>(static_cast<std::size_t>(shape_.axes[2].kernel), [&](std::size_t first, auto taps) {
                multiply<rows, decltype(taps)::value>(
                    seen, count, static_cast<int>(first), channels_.first(vector),
                    sums + static_cast<Index>(first) * channels_.padded() + vector * LANE_COUNT);
            });
        }
    }

    // A line of outputs and its inputs under some lines of taps.
    template <int rows>
    struct Line {
        const float *dz, *x[rows];
        bool is_followed;  // by a vector of numbers, so that whole vectors may be read
    };

    // Those that see any input; returns their number.
    template <int rows>
    int list_lines(const Block& lines, const float* nothing, int layer, int row, Line<rows>* listed) const {
        const Index cells = Index{shape_.axes[2].cells} * shape_.channels;
        const Index outputs = Index{shape_.axes[2].outputs} * shape_.channels;
        const Index seen_end = Index{shape_.batch} * shape_.axes[0].cells * shape_.axes[1].cells * cells;
        const Index end = lines_.count() * outputs;
        int num = 0;
        for (int i = 0; i < lines.count; i++) {
            Line<rows>& line = listed[num];
            const Index place = (lines.first + i) * outputs;
            line.dz = dz_ + place;
            line.is_followed = shape_.channels >= LANE_COUNT || place + outputs + LANE_COUNT <= end;
            bool is_seen = false;
            for (int r = 0; r < rows; r++) {
                const Index seen = lines_.seen(lines, i, layer, row + r);
                is_seen = is_seen || seen >= 0;
                line.x[r] = seen < 0 ? nothing : x_ + seen * cells;
                line.is_followed = line.is_followed && (shape_.channels >= LANE_COUNT || seen < 0 ||
                                                        (seen + 1) * cells + LANE_COUNT <= seen_end);
            }
            num += is_seen;
        }
        return num;
    }

    // Under the taps first .. first + taps - 1 of each line of taps, for some channels.
    template <int rows, int taps>
    __attribute__((noinline)) void multiply(const Line<rows>* seen, int count, int first, Index channel,
                                            float* sums) const {
        Lanes totals[rows][taps] = {};
        const SlidingAxis& across = shape_.axes[2];
        const int begin = first * across.dilation - across.before, reach = (taps - 1) * across.dilation;
        // Outputs low .. high - 1 see cells of the input under every tap.
        const int low = smaller(across.outputs, begin < 0 ? (across.stride - 1 - begin) / across.stride : 0);
        const int fitting = across.cells - 1 - begin - reach;
        const int high = larger(low, smaller(across.outputs, fitting < 0 ? 0 : fitting / across.stride + 1));
        for (int i = 0; i < count; i++) {
            const float *x[rows], *dz = seen[i].dz + channel;
            for (int r = 0; r < rows; r++) x[r] = seen[i].x[r] + channel;
            const int from = seen[i].is_followed ? low : across.outputs, to = larger(from, high);
            for (int output = 0; output < from; output++) add_edge(x, dz, output, begin, totals);
            for (int output = from; output < to; output++) {
                const Lanes right = load(dz + Index{output} * shape_.channels);
                const Index cell = Index{output} * across.stride + begin;
                NERVURE_UNROLL for (int r = 0; r < rows; r++) {
                    NERVURE_UNROLL for (int t = 0; t < taps; t++) {
                        const Lanes left = load(x[r] + (cell + Index{t} * across.dilation) * shape_.channels);
                        totals[r][t] = multiply_add(left, right, totals[r][t]);
                    }
                }
            }
            for (int output = to; output < across.outputs; output++) add_edge(x, dz, output, begin, totals);
        }
        NERVURE_UNROLL for (int r = 0; r < rows; r++) {
            NERVURE_UNROLL for (int t = 0; t < taps; t++) {
                float* to = sums + (Index{r} * across.kernel + t) * channels_.padded();
                store(to, load(to) + totals[r][t]);
            }
        }
    }

    // An output with some taps outside the input, or with channels that must not be read past.
    template <int rows, int taps>
    NERVURE_INLINE void add_edge(const float* const (&x)[rows], const float* dz, int output, int begin,
                                 Lanes (&totals)[rows][taps]) const {
        const SlidingAxis& across = shape_.axes[2];
        const Lanes right = load_channels(dz + Index{output} * shape_.channels);
        NERVURE_UNROLL for (int t = 0; t < taps; t++) {
            const int cell = output * across.stride + begin + t * across.dilation;
            if (cell < 0 || cell >= across.cells) continue;
            NERVURE_UNROLL for (int r = 0; r < rows; r++) {
                const Lanes left = load_channels(x[r] + Index{cell} * shape_.channels);
                totals[r][t] = multiply_add(left, right, totals[r][t]);
            }
        }
    }

    NERVURE_INLINE Lanes load_channels(const float* from) const {
        if (shape_.channels >= LANE_COUNT) return load(from);
        float lanes[LANE_COUNT] = {};
        for (int i = 0; i < shape_.channels; i++) lanes[i] = from[i];
        return load(lanes);
    }
};

}  // namespace

void depthwise_weight_gradient(const Sliding& shape, const float* x, const float* dz, float* dweight) {
    DepthwiseGradient(shape, x, dz).give(dweight);
}

}  // namespace nervure::NERVURE_LEVEL

#endif  // NERVURE_HAS_VECTORS
