// Compiled once for each level (levels.h): batch normalization of blocks of rows.
#include "batch_normalization.h"
#include "column_lanes.h"

namespace nervure::NERVURE_LEVEL {
namespace {

// Float sums run over this many numbers and are then added up in double: few enough for the nearest cache, which the
// second pass of the statistics reads again, and for a float sum to keep its digits.
constexpr std::size_t NUMBERS_A_SUM = 8192;

NERVURE_INLINE std::size_t rows_a_sum(const Block& block) {
    const std::size_t rows = NUMBERS_A_SUM / block.columns;
    return rows < 4 ? 4 : rows;
}

template <class Number, class W>
NERVURE_INLINE void sum_of_rows(const Number* x, std::size_t rows, const Block& block, W* NERVURE_RESTRICT sums) {
    clear(sums, block.columns);
    const std::size_t stride = block.stride;
    std::size_t row = 0;
    for (; row + 4 <= rows; row += 4) {
        const Number* a = x + row * stride;
        for (std::size_t c = 0; c < block.columns; c++) {
            sums[c] += (wide(a[c]) + wide(a[c + stride])) + (wide(a[c + 2 * stride]) + wide(a[c + 3 * stride]));
        }
    }
    for (; row < rows; row++) {
        const Number* a = x + row * stride;
        for (std::size_t c = 0; c < block.columns; c++) sums[c] += wide(a[c]);
    }
}

template <class Number, class W>
NERVURE_INLINE void deviations_of_rows(const Number* x, std::size_t rows, const Block& block,
                                       const W* NERVURE_RESTRICT center, W* NERVURE_RESTRICT sums,
                                       W* NERVURE_RESTRICT squares) {
    clear(sums, block.columns);
    clear(squares, block.columns);
    for (std::size_t row = 0; row < rows; row++) {
        const Number* a = x + row * block.stride;
        for (std::size_t c = 0; c < block.columns; c++) {
            const W deviation = wide(a[c]) - center[c];
            sums[c] += deviation;
            squares[c] += deviation * deviation;
        }
    }
}

// Combines the statistics of `before` rows with those of `rows` more (Chan, Golub and LeVeque 1979).
template <class W>
NERVURE_INLINE void join(std::size_t before, std::size_t rows, std::size_t columns, const W* NERVURE_RESTRICT center,
                         const W* NERVURE_RESTRICT sums, const W* NERVURE_RESTRICT part_squares,
                         double* NERVURE_RESTRICT mean, double* NERVURE_RESTRICT squares) {
    const double share = 1.0 / static_cast<double>(rows);
    const double part = static_cast<double>(rows) / static_cast<double>(before + rows);
    for (std::size_t c = 0; c < columns; c++) {
        const double shift = static_cast<double>(sums[c]) * share;
        const double own = static_cast<double>(part_squares[c]) - static_cast<double>(sums[c]) * shift;
        const double distance = static_cast<double>(center[c]) + shift - mean[c];
        mean[c] += distance * part;
        squares[c] += own + distance * distance * (part * static_cast<double>(before));
    }
}

template <class L, class Number, class W>
NERVURE_INLINE typename L::Value normal(const Number* x, const Forwards<W>& forwards, std::size_t c) {
    return (L::load(x) - L::load(forwards.mean + c)) * L::load(forwards.scale + c) + L::load(forwards.offset + c);
}

// What dy loses through the mean and the variance, which also depend on x.
template <class L, class W>
NERVURE_INLINE typename L::Value through_statistics(typename L::Value x, const Backwards<W>& backwards, std::size_t c) {
    const auto deviation = x - L::load(backwards.mean + c);
    return L::load(backwards.through_mean + c) + deviation * L::load(backwards.through_variance + c);
}

}  // namespace

// Two passes over a few rows at a time: squares of raw numbers would cancel if the mean is large compared with the
// spread, and the second pass finds the rows in the nearest cache.
template <class Number>
void block_statistics(const Number* x, const Block& block, double* mean, double* squares) {
    using W = Wide<Number>;
    alignas(64) W center[MOST_COLUMNS], sums[MOST_COLUMNS], part_squares[MOST_COLUMNS];
    clear(mean, block.columns);
    clear(squares, block.columns);
    const std::size_t few = rows_a_sum(block);
    for (std::size_t row = 0; row < block.rows; row += few) {
        const std::size_t rows = smaller(few, block.rows - row);
        const Number* part = x + block.start + row * block.stride;
        sum_of_rows(part, rows, block, center);
        const W share = W(1) / static_cast<W>(rows);
        for (std::size_t c = 0; c < block.columns; c++) center[c] *= share;
        deviations_of_rows(part, rows, block, center, sums, part_squares);
        join(row, rows, block.columns, center, sums, part_squares, mean, squares);
    }
}

template <class Number>
void block_normalize(const Number* x, Number* y, const Block& block, const Forwards<Wide<Number>>& forwards, bool relu) {
    using W = Wide<Number>;
    for (std::size_t row = 0; row < block.rows; row++) {
        const Number* from = x + block.start + row * block.stride;
        Number* to = y + block.start + row * block.stride;
        each_lane<W>(block.columns, [&](auto lanes, std::size_t c) {
            using L = decltype(lanes);
            const auto zero = L::all(W(0));
            const auto value = normal<L>(from + c, forwards, c);
            L::put(to + c, L::chosen(L::mask(relu) & (value <= zero), zero, value));
        });
    }
}

template <class Number>
void block_reduce(const Number* dy, const Number* x, const Block& block, const Forwards<Wide<Number>>& forwards,
                  bool relu, double* sums, double* products) {
    using W = Wide<Number>;
    alignas(64) W part_sums[MOST_COLUMNS], part_products[MOST_COLUMNS];
    clear(sums, block.columns);
    clear(products, block.columns);
    const std::size_t few = rows_a_sum(block);
    for (std::size_t row = 0; row < block.rows; row += few) {
        clear(part_sums, block.columns);
        clear(part_products, block.columns);
        for (std::size_t r = row; r < smaller(row + few, block.rows); r++) {
            const Number* upstream = dy + block.start + r * block.stride;
            const Number* from = x + block.start + r * block.stride;
            each_lane<W>(block.columns, [&](auto lanes, std::size_t c) {
                using L = decltype(lanes);
                const auto zero = L::all(W(0));
                const auto stops = L::mask(relu) & (normal<L>(from + c, forwards, c) <= zero);
                const auto d = L::chosen(stops, zero, L::load(upstream + c));
                const auto deviation = L::load(from + c) - L::load(forwards.mean + c);
                L::put(part_sums + c, L::load(part_sums + c) + d);
                L::put(part_products + c, L::load(part_products + c) + d * deviation);
            });
        }
        add(part_sums, sums, block.columns);
        add(part_products, products, block.columns);
    }
}

template <class Number>
void block_differentiate(const Number* dy, const Number* x, Number* dx, const Block& block,
                         const Forwards<Wide<Number>>& forwards, bool relu, const Backwards<Wide<Number>>& backwards,
                         double* sums) {
    using W = Wide<Number>;
    alignas(64) W part_sums[MOST_COLUMNS];
    clear(sums, block.columns);
    const std::size_t few = rows_a_sum(block);
    for (std::size_t row = 0; row < block.rows; row += few) {
        clear(part_sums, block.columns);
        for (std::size_t r = row; r < smaller(row + few, block.rows); r++) {
            const std::size_t start = block.start + r * block.stride;
            each_lane<W>(block.columns, [&](auto lanes, std::size_t c) {
                using L = decltype(lanes);
                const auto zero = L::all(W(0)), number = L::load(x + start + c);
                const auto stops = L::mask(relu) & (normal<L>(x + start + c, forwards, c) <= zero);
                auto d = L::chosen(stops, zero, L::load(dy + start + c));
                // Selected, not multiplied by 0: an infinite x would give NaN.
                d = L::chosen(L::mask(backwards.of_batch), d - through_statistics<L>(number, backwards, c), d);
                d = d * L::load(backwards.scale + c);
                d = L::chosen(L::mask(backwards.before_relu) & (number <= zero), zero, d);
                L::put(part_sums + c, L::load(part_sums + c) + d);
                L::put(dx + start + c, d);
            });
        }
        add(part_sums, sums, block.columns);
    }
}

#define NERVURE_INSTANCES(Number)                                                                                  \
    template void block_statistics<Number>(const Number*, const Block&, double*, double*);                         \
    template void block_normalize<Number>(const Number*, Number*, const Block&, const Forwards<Wide<Number>>&, bool); \
    template void block_reduce<Number>(const Number*, const Number*, const Block&, const Forwards<Wide<Number>>&,  \
                                       bool, double*, double*);                                                    \
    template void block_differentiate<Number>(const Number*, const Number*, Number*, const Block&,                 \
                                              const Forwards<Wide<Number>>&, bool, const Backwards<Wide<Number>>&, \
                                              double*);

NERVURE_INSTANCES(float)
NERVURE_INSTANCES(double)
NERVURE_INSTANCES(bfloat16)

}  // namespace nervure::NERVURE_LEVEL
