// If an input has few channels or an output few filters, windows are not gathered: each number of an input line is
// multiplied by vectors of filters, as often as the kernel reads it.
#include "parallel.h"
#include "register_tiles.h"
#include "scratch.h"
#include "sliding_lines.h"

#ifdef NERVURE_HAS_VECTORS

namespace nervure::NERVURE_LEVEL {
namespace {

constexpr int MOST_ROWS = 3;  // of taps at a time

// Numbers under a kernel that one product takes: adjacent numbers, in one or several rows.
struct Taps {
    Index first;  // after the first number that the line of outputs reads
    Index step;   // from row to row
    int layer, line;  // of taps, the first one's
    bool goes_down;  // whether the rows belong to several lines of taps, not to several taps of one line
};

class LineGradient {
    using Cutting = WideCut;
    using Vector = typename Cutting::Vector;
    const Sliding& shape_;
    const float *x_, *dz_;
    int taken_, made_;        // channels and filters of a group
    int run_;                 // adjacent numbers under one row of taps, or under one tap
    Channels<Cutting> filters_;
    SlidingLines lines_;
    Index seen_, length_;     // copied input lines per layer, and their numbers, with zeros around them

public:
    LineGradient(const Sliding& shape, const float* x, const float* dz)
        : shape_(shape), x_(x), dz_(dz), taken_(shape.channels / shape.groups), made_(shape.filters / shape.groups),
          run_(are_runs_whole() ? shape.axes[2].kernel * taken_ : taken_), filters_(made_),
          lines_(shape), seen_(lines_.most_seen()),
          length_(Index{reach(shape.axes[2])} * shape.channels) {}

    void give(float* dweight) const {
        const int taps = shape_.axes[0].kernel * shape_.axes[1].kernel * shape_.axes[2].kernel, columns = taps * taken_;
        const Index blocks = lines_.num_blocks();
        const Index each = Index{columns} * shape_.groups * filters_.padded();
        const Index parts = lines_.num_parts(lines_.count() * shape_.axes[2].outputs * shape_.filters * columns, each);
        const int threads = static_cast<int>(smaller<Index>(parts, shape_.num_threads));
        const Index copies = rounded_up(shape_.axes[0].kernel * seen_ * length_, 16);
        const Scratch scratch(static_cast<std::size_t>(rounded_up(parts * each, 16) + threads * copies));
        float *sums = scratch.data(), *rest = sums + rounded_up(parts * each, 16);
        parallel_for(static_cast<std::size_t>(threads), threads, [&](std::size_t number) {
            const Index thread = static_cast<Index>(number), last = parts * (thread + 1) / threads;
            for (Index part = parts * thread / threads; part < last; part++) {
                sum_part(blocks * part / parts, blocks * (part + 1) / parts, rest + thread * copies,
                         sums + part * each);
            }
        });
        for (int filter = 0; filter < shape_.filters; filter++) {
            const int group = filter / made_, place = filters_.place(filter % made_);
            for (int column = 0; column < columns; column++) {
                const float* from = sums + (Index{group} * columns + column) * filters_.padded() + place;
                float sum = *from;
                for (Index part = 1; part < parts; part++) sum += from[part * each];
                dweight[Index{filter} * columns + column] = sum;
            }
        }
    }

private:
    bool are_runs_whole() const { return shape_.axes[2].dilation == 1 && shape_.groups == 1; }
    // Input cells that a line of outputs reads, including zeros.
    static int reach(const SlidingAxis& a) { return (a.outputs - 1) * a.stride + (a.kernel - 1) * a.dilation + 1; }

    // sums[group][column][filters], over blocks first .. end - 1.
    void sum_part(Index first, Index end, float* copies, float* sums) const {
        const Index columns = Index{shape_.axes[0].kernel} * shape_.axes[1].kernel * shape_.axes[2].kernel * taken_;
        for (Index i = 0; i < columns * shape_.groups * filters_.padded(); i++) sums[i] = 0;
        for (Index number = first; number < end; number++) {
            const Block lines = lines_.block(number);
            copy_lines(lines, copies);
            float* to = sums;
            for (int group = 0; group < shape_.groups; group++) {
                for (int layer = 0; layer < shape_.axes[0].kernel; layer++) {
                    add_layer(lines, copies, group, layer, to);
                    to += Index{shape_.axes[1].kernel} * shape_.axes[2].kernel * taken_ * filters_.padded();
                }
            }
        }
    }

    // Everything that one layer of taps reads: all lines together, or tap by tap.
    void add_layer(const Block& lines, const float* copies, int group, int layer, float* sums) const {
        const SlidingAxis &down = shape_.axes[1], &across = shape_.axes[2];
        const float* x = copies + Index{layer} * seen_ * length_ + Index{group} * taken_;
        if (are_runs_whole()) return add_rows(lines, x, {0, down.dilation * length_, layer, 0, true}, down.kernel, group, sums);
        for (int line = 0; line < down.kernel; line++) {
            const Taps taps{Index{line} * down.dilation * length_, Index{across.dilation} * shape_.channels, layer, line, false};
            add_rows(lines, x, taps, across.kernel, group, sums + Index{line} * across.kernel * run_ * filters_.padded());
        }
    }

    void add_rows(const Block& lines, const float* x, const Taps& taps, int rows, int group, float* sums) const {
        for (int vector = 0; vector < filters_.vectors;) {
            if (filters_.vectors - vector >= Cutting::panel_vectors) {
                add_vectors<Cutting::panel_vectors>(lines, x, taps, rows, group, vector, sums);
                vector += Cutting::panel_vectors;
            } else {
                add_vectors<1>(lines, x, taps, rows, group, vector, sums);
                vector++;
            }
        }
    }

    // Several rows at a time if one alone would leave registers empty.
    template <int vectors>
    void add_vectors(const Block& lines, const float* x, Taps taps, int rows, int group, int vector, float* sums) const {
        constexpr int most = Cutting::rows(vectors);
        const int together = larger(1, smaller(MOST_ROWS, most / run_));
        const Index padded = filters_.padded();
        for (int row = 0; row < rows; row += together) {
            const int some = smaller(together, rows - row);
            with_constant<MOST_ROWS>(some, [&](auto count) {
                in_tiles<most / decltype(count)::value>(static_cast<std::size_t>(run_), [&](std::size_t first, auto size) {
                    Taps tile = taps;
                    tile.first += row * taps.step + static_cast<Index>(first);
                    tile.line += taps.goes_down ? row : 0;
                    multiply<vectors, decltype(count)::value, decltype(size)::value>(
                        lines, x, tile, group, vector, sums + (Index{row} * run_ + static_cast<Index>(first)) * padded);
                });
            });
        }
    }

    // Whether line i of a block reads an input line under one of `rows` lines of taps.
    bool sees(const Block& lines, int i, const Taps& taps, int rows) const {
        for (int row = 0; row < (taps.goes_down ? rows : 1); row++) {
            if (lines_.seen(lines, i, taps.layer, taps.line + row) >= 0) return true;
        }
        return false;
    }

    template <int vectors, int rows, int count>
    __attribute__((noinline)) void multiply(const Block& lines, const float* seen, const Taps& taps, int group,
                                            int vector, float* sums) const {
        Vector totals[rows * count][vectors] = {};
        const Index step = Index{shape_.axes[2].stride} * shape_.channels, filters = shape_.filters;
        const int outputs = shape_.axes[2].outputs;
        const Index whole = whole_vectors(group);
        Index places[vectors];
        for (int n = 0; n < vectors; n++) places[n] = group * made_ + filters_.first(vector + n);
        for (int i = 0; i < lines.count; i++) {
            if (!sees(lines, i, taps, rows)) continue;
            const float* x = seen + Index{i} * shape_.axes[1].stride * length_ + taps.first;
            const float* dz = dz_ + (lines.first + i) * outputs * filters;
            const int safe = static_cast<int>(smaller<Index>(outputs, whole - (lines.first + i) * outputs));
            int output = 0;
            for (; output < safe; output++, x += step, dz += filters) {
                Vector right[vectors];
                NERVURE_UNROLL for (int n = 0; n < vectors; n++) right[n] = load<Vector>(dz + places[n]);
                add_products<vectors, rows, count>(x, taps.step, right, totals);
            }
            for (; output < outputs; output++, x += step, dz += filters) {
                Vector right[vectors];
                NERVURE_UNROLL for (int n = 0; n < vectors; n++) right[n] = first_of(dz + places[n]);
                add_products<vectors, rows, count>(x, taps.step, right, totals);
            }
        }
        NERVURE_UNROLL for (int k = 0; k < rows * count; k++) {
            NERVURE_UNROLL for (int n = 0; n < vectors; n++) {
                float* to = sums + Index{k / count * run_ + k % count} * filters_.padded() + (vector + n) * Cutting::lanes;
                store(to, load<Vector>(to) + totals[k][n]);
            }
        }
    }

    // How many outputs have a whole vector of numbers at the group's first filter: with fewer filters than lanes, the
    // rest of the vector is not used, but must be readable.
    Index whole_vectors(int group) const {
        const Index outputs = lines_.count() * shape_.axes[2].outputs;
        const Index behind = outputs * shape_.filters - Index{group} * made_ - Cutting::lanes;
        return made_ >= Cutting::lanes ? outputs : behind < 0 ? 0 : behind / shape_.filters + 1;
    }

    template <int vectors, int rows, int count>
    static NERVURE_INLINE void add_products(const float* x, Index step, const Vector (&right)[vectors],
                                            Vector (&totals)[rows * count][vectors]) {
        NERVURE_UNROLL for (int k = 0; k < rows * count; k++) {
            const Vector left = broadcast<Vector>(x[k / count * step + k % count]);
            NERVURE_UNROLL for (int n = 0; n < vectors; n++) totals[k][n] = multiply_add(left, right[n], totals[k][n]);
        }
        asm volatile("" ::: "memory");  // or GCC keeps data shared by windows on the stack instead of rereading it
    }

    Vector first_of(const float* from) const {
        float lanes[Cutting::lanes] = {};
        for (int i = 0; i < smaller(made_, Cutting::lanes); i++) lanes[i] = from[i];
        return load<Vector>(lanes);
    }

    // The input lines that a block reads, with their zeros: [layer of taps][line][length].
    void copy_lines(const Block& lines, float* to) const {
        const SlidingAxis& down = shape_.axes[1];
        const Index numbers = Index{shape_.axes[2].cells} * shape_.channels;
        for (int layer = 0; layer < shape_.axes[0].kernel; layer++) {
            for (int i = 0; i < lines.count; i++) {
                for (int tap = 0; tap < down.kernel; tap++) {
                    const int place = i * down.stride + tap * down.dilation;
                    // Lines overlap: the one before has copied all but the last ones.
                    if (i > 0 && tap + down.stride / down.dilation < down.kernel && down.stride % down.dilation == 0) continue;
                    const Index seen = lines_.seen(lines, i, layer, tap);
                    copy_line(seen < 0 ? nullptr : x_ + seen * numbers, to + (layer * seen_ + place) * length_);
                }
            }
        }
    }

    void copy_line(const float* from, float* to) const {
        const SlidingAxis& across = shape_.axes[2];
        const Index before = from ? smaller<Index>(length_, Index{across.before} * shape_.channels) : length_;
        const Index end = smaller(length_, before + Index{across.cells} * shape_.channels);
        for (Index i = 0; i < before; i++) to[i] = 0;
        if (!from) return;
        __builtin_memcpy(to + before, from, sizeof(float) * static_cast<std::size_t>(end - before));
        for (Index i = end; i < length_; i++) to[i] = 0;
    }
};

}  // namespace

void line_weight_gradient(const Sliding& shape, const float* x, const float* dz, float* dweight) {
    LineGradient(shape, x, dz).give(dweight);
}

}  // namespace nervure::NERVURE_LEVEL

#endif  // NERVURE_HAS_VECTORS
