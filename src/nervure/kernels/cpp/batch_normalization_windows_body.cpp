// Compiled once for each level (levels.h): batch normalization followed by pooling and dropout.
#include "batch_normalization.h"
#include "column_lanes.h"

namespace nervure::NERVURE_LEVEL {
namespace {

// A stretch of windows is processed column by column, so that the values of a channel stay in registers. It is short
// enough to stay in the nearest cache, and for float sums over it, which are then added up in double, to keep their
// digits.
constexpr std::size_t NUMBERS_AT_ONCE = 1024;

NERVURE_INLINE std::size_t windows_at_once(std::size_t columns) {
    const std::size_t few = NUMBERS_AT_ONCE / columns;
    return few == 0 ? 1 : few;
}

// Memory layout: the numbers of a column are one channel apart.
struct Stretch {
    std::size_t first_cell;  // the top left cell of the first window
    std::size_t line;        // from one cell to the one below
    std::size_t cell;        // from one cell to the next
    std::size_t first_window;
    std::size_t windows;

    NERVURE_INLINE Stretch(const Pictures& pictures, std::size_t row, std::size_t start, std::size_t end,
                           std::size_t first_column) {
        const std::size_t down = pictures.height / 2, across = pictures.width / 2;
        cell = pictures.channels;
        line = pictures.width * cell;
        first_cell = ((row / down) * pictures.height + 2 * (row % down)) * line + 2 * start * cell + first_column;
        first_window = (row * across + start) * cell + first_column;
        windows = end - start;
    }
};

// The statistics of one channel per lane.
template <class L, class W>
struct Normal {
    typename L::Value mean, scale, offset;

    NERVURE_INLINE Normal(const Forwards<W>& forwards, std::size_t c)
        : mean(L::load(forwards.mean + c)), scale(L::load(forwards.scale + c)), offset(L::load(forwards.offset + c)) {}
    template <class Number>
    NERVURE_INLINE typename L::Value of(const Number* x) const {
        return (L::load(x) - mean) * scale + offset;
    }
};

// NaN wins, otherwise the first of equal numbers, as in torch.
template <class L>
NERVURE_INLINE void challenge(typename L::Value value, int place, typename L::Value& best, typename L::Whole& winner) {
    const auto wins = (value > best) | (value != value);
    best = L::chosen(wins, value, best);
    winner = L::chosen_code(wins, L::all_codes(place), winner);
}

template <class Number, class W>
NERVURE_INLINE void normalize_maximum(const Number* x, Number* y, std::uint8_t* codes, const Stretch& at,
                                      std::size_t count, const Forwards<W>& forwards, bool relu,
                                      const std::uint8_t* kept, W keeps) {
    each_lane<W>(count, [&](auto lanes, std::size_t c) {
        using L = decltype(lanes);
        const Normal<L, W> normal(forwards, c);
        const auto zero = L::all(W(0));
        for (std::size_t window = 0; window < at.windows; window++) {
            const Number* cells = x + at.first_cell + 2 * window * at.cell + c;
            const std::size_t place = at.first_window + window * at.cell + c;
            typename L::Value best = normal.of(cells);
            typename L::Whole winner = L::all_codes(0);
            challenge<L>(normal.of(cells + at.cell), 1, best, winner);
            challenge<L>(normal.of(cells + at.line), 2, best, winner);
            challenge<L>(normal.of(cells + at.line + at.cell), 3, best, winner);
            const auto dropped = L::load_codes(kept + window * at.cell + c) == L::all_codes(0);
            const auto stops = (L::mask(relu) & (best <= zero)) | dropped;
            L::put(y + place, L::chosen(stops, zero, best * L::all(keeps)));
            L::put_codes(codes + place, winner | L::chosen_code(stops, L::all_codes(NOTHING_FLOWS), L::all_codes(0)));
        }
    });
}

template <class Number, class W>
NERVURE_INLINE void normalize_average(const Number* x, Number* y, std::uint8_t* codes, const Stretch& at,
                                      std::size_t count, const Forwards<W>& forwards, const std::uint8_t* kept, W keeps) {
    each_lane<W>(count, [&](auto lanes, std::size_t c) {
        using L = decltype(lanes);
        const Normal<L, W> normal(forwards, c);
        const auto zero = L::all(W(0));
        for (std::size_t window = 0; window < at.windows; window++) {
            const Number* cells = x + at.first_cell + 2 * window * at.cell + c;
            const std::size_t place = at.first_window + window * at.cell + c;
            const auto upper = normal.of(cells) + normal.of(cells + at.cell);
            const auto lower = normal.of(cells + at.line) + normal.of(cells + at.line + at.cell);
            const auto stops = L::load_codes(kept + window * at.cell + c) == L::all_codes(0);
            L::put(y + place, L::chosen(stops, zero, (upper + lower) * L::all(W(0.25)) * L::all(keeps)));
            L::put_codes(codes + place, L::chosen_code(stops, L::all_codes(NOTHING_FLOWS), L::all_codes(0)));
        }
    });
}

template <class Number, class W>
NERVURE_INLINE void reduce_maximum(const Number* dy, const Number* x, const std::uint8_t* codes, const Stretch& at,
                                   std::size_t count, const W* mean, W scale, W* sums, W* products) {
    each_lane<W>(count, [&](auto lanes, std::size_t c) {
        using L = decltype(lanes);
        const auto center = L::load(mean + c), zero = L::all(W(0));
        typename L::Value sum = zero, product = zero;
        for (std::size_t window = 0; window < at.windows; window++) {
            const Number* cells = x + at.first_cell + 2 * window * at.cell + c;
            const std::size_t place = at.first_window + window * at.cell + c;
            const auto code = L::load_codes(codes + place);
            const auto right = (code & L::all_codes(1)) != L::all_codes(0);
            const auto below = (code & L::all_codes(2)) != L::all_codes(0);
            const auto upper = L::chosen(right, L::load(cells + at.cell), L::load(cells));
            const auto lower = L::chosen(right, L::load(cells + at.line + at.cell), L::load(cells + at.line));
            const auto d = L::chosen(code >= L::all_codes(NOTHING_FLOWS), zero, L::load(dy + place) * L::all(scale));
            sum += d;
            product += d * (L::chosen(below, lower, upper) - center);
        }
        L::put(sums + c, sum);
        L::put(products + c, product);
    });
}

template <class Number, class W>
NERVURE_INLINE void reduce_average(const Number* dy, const Number* x, const std::uint8_t* codes, const Stretch& at,
                                   std::size_t count, const W* mean, W scale, W* sums, W* products) {
    each_lane<W>(count, [&](auto lanes, std::size_t c) {
        using L = decltype(lanes);
        const auto center = L::load(mean + c), zero = L::all(W(0)), quarter = L::all(W(0.25) * scale);
        typename L::Value sum = zero, product = zero;
        for (std::size_t window = 0; window < at.windows; window++) {
            const Number* cells = x + at.first_cell + 2 * window * at.cell + c;
            const std::size_t place = at.first_window + window * at.cell + c;
            const auto code = L::load_codes(codes + place);
            const auto upper = (L::load(cells) - center) + (L::load(cells + at.cell) - center);
            const auto lower = (L::load(cells + at.line) - center) + (L::load(cells + at.line + at.cell) - center);
            const auto d = L::chosen(code >= L::all_codes(NOTHING_FLOWS), zero, L::load(dy + place) * quarter);
            sum += d * L::all(W(4));
            product += d * (upper + lower);
        }
        L::put(sums + c, sum);
        L::put(products + c, product);
    });
}

// One channel per lane; d is the incoming gradient.
template <class L, class W>
struct Slope {
    const Backwards<W>& backwards;
    typename L::Value mean, scale, through_mean, through_variance;

    NERVURE_INLINE Slope(const Backwards<W>& given, std::size_t c)
        : backwards(given),
          mean(L::load(given.mean + c)),
          scale(L::load(given.scale + c)),
          through_mean(L::load(given.through_mean + c)),
          through_variance(L::load(given.through_variance + c)) {}

    NERVURE_INLINE typename L::Value of(typename L::Value d, typename L::Value x) const {
        const auto moved = d - through_mean - (x - mean) * through_variance;
        // Selected, not multiplied by 0: an infinite x would give NaN.
        d = L::chosen(L::mask(backwards.of_batch), moved, d) * scale;
        const auto zero = L::all(W(0));
        return L::chosen(L::mask(backwards.before_relu) & (x <= zero), zero, d);
    }
};

// The cells of one image line that lie in a stretch of windows; lower: whether they are the windows' lower cells.
template <class Number, class W>
NERVURE_INLINE void differentiate_line(const Number* dy, const Number* x, const std::uint8_t* codes, Number* dx,
                                       const Stretch& at, bool is_maximum, bool lower, std::size_t count, W keeps,
                                       const Backwards<W>& backwards, W* sums) {
    const std::size_t start = at.first_cell + (lower ? at.line : 0);
    const int left = is_maximum && lower ? 2 : 0, right = is_maximum ? left + 1 : left;
    each_lane<W>(count, [&](auto lanes, std::size_t c) {
        using L = decltype(lanes);
        const Slope<L, W> slope(backwards, c);
        const auto zero = L::all(W(0));
        typename L::Value sum = zero;
        for (std::size_t window = 0; window < at.windows; window++) {
            const std::size_t cell = start + 2 * window * at.cell + c, place = at.first_window + window * at.cell + c;
            const auto code = L::load_codes(codes + place);
            const auto d = L::load(dy + place) * L::all(keeps);
            const auto first = slope.of(L::chosen(code == L::all_codes(left), d, zero), L::load(x + cell));
            const auto second = slope.of(L::chosen(code == L::all_codes(right), d, zero), L::load(x + cell + at.cell));
            L::put(dx + cell, first);
            L::put(dx + cell + at.cell, second);
            sum += first + second;
        }
        L::put(sums + c, sum);
    });
}

// Cells outside all windows: their gradient comes only through the statistics.
template <class Number, class W>
NERVURE_INLINE void differentiate_apart(const Number* x, Number* dx, std::size_t cells, std::size_t channels,
                                        std::size_t count, const Backwards<W>& backwards, W* sums) {
    each_lane<W>(count, [&](auto lanes, std::size_t c) {
        using L = decltype(lanes);
        const Slope<L, W> slope(backwards, c);
        typename L::Value sum = L::all(W(0));
        for (std::size_t cell = 0; cell < cells; cell++) {
            const auto d = slope.of(L::all(W(0)), L::load(x + cell * channels + c));
            L::put(dx + cell * channels + c, d);
            sum += d;
        }
        L::put(sums + c, sum);
    });
}

}  // namespace

template <class Number>
void windows_normalize(const Number* x, Number* y, std::uint8_t* codes, const Pictures& pictures, Pooling pooling,
                       const Range& rows, const Range& columns, const Forwards<Wide<Number>>& forwards,
                       const WindowTail& tail) {
    using W = Wide<Number>;
    KeptNumbers<NUMBERS_AT_ONCE> kept;
    for (std::size_t i = 0; i < NUMBERS_AT_ONCE; i++) kept.data()[i] = 1;
    const std::size_t across = pictures.width / 2, channels = pictures.channels, count = columns.last - columns.first;
    const Forwards<W> own = {forwards.mean + columns.first, forwards.scale + columns.first,
                             forwards.offset + columns.first};
    // One window, if the columns are not all of its channels: the next window's columns are not adjacent.
    const std::size_t few = count == channels ? windows_at_once(channels) : 1;
    const W keeps = tail.drops ? static_cast<W>(tail.scale) : W(1);
    for (std::size_t row = rows.first; row < rows.last; row++) {
        for (std::size_t start = 0; start < across; start += few) {
            const Stretch at(pictures, row, start, smaller(start + few, across), columns.first);
            const std::size_t numbers = (at.windows - 1) * channels + count;
            if (tail.drops) draw_kept(at.first_window, numbers, tail.mask, kept.data());
            if (pooling == Pooling::maximum) {
                normalize_maximum(x, y, codes, at, count, own, tail.relu, kept.data(), keeps);
            } else {
                normalize_average(x, y, codes, at, count, own, kept.data(), keeps);
            }
        }
    }
}

template <class Number>
void windows_reduce(const Number* dy, const Number* x, const std::uint8_t* codes, const Pictures& pictures,
                    Pooling pooling, const Range& rows, const Range& columns, const Wide<Number>* mean,
                    Wide<Number> scale, double* sums, double* products) {
    using W = Wide<Number>;
    alignas(64) W part_sums[MOST_COLUMNS], part_products[MOST_COLUMNS];
    const std::size_t across = pictures.width / 2, count = columns.last - columns.first;
    const std::size_t few = windows_at_once(count);
    const W* center = mean + columns.first;
    clear(sums, count);
    clear(products, count);
    for (std::size_t row = rows.first; row < rows.last; row++) {
        for (std::size_t start = 0; start < across; start += few) {
            const Stretch at(pictures, row, start, smaller(start + few, across), columns.first);
            if (pooling == Pooling::maximum) {
                reduce_maximum(dy, x, codes, at, count, center, scale, part_sums, part_products);
            } else {
                reduce_average(dy, x, codes, at, count, center, scale, part_sums, part_products);
            }
            add(part_sums, sums, count);
            add(part_products, products, count);
        }
    }
}

template <class Number>
void windows_differentiate(const Number* dy, const Number* x, const std::uint8_t* codes, Number* dx,
                           const Pictures& pictures, Pooling pooling, const Range& rows, const Range& columns,
                           Wide<Number> scale, const Backwards<Wide<Number>>& backwards, double* sums) {
    using W = Wide<Number>;
    alignas(64) W part_sums[MOST_COLUMNS];
    const bool is_maximum = pooling == Pooling::maximum;
    const std::size_t across = pictures.width / 2, down = pictures.height / 2, channels = pictures.channels;
    const std::size_t count = columns.last - columns.first, few = windows_at_once(count);
    const W keeps = is_maximum ? scale : scale * W(0.25);
    Backwards<W> own = backwards;
    own.mean += columns.first, own.scale += columns.first;
    own.through_mean += columns.first, own.through_variance += columns.first;
    clear(sums, count);
    for (std::size_t line = rows.first; line < rows.last; line++) {
        const std::size_t picture = line / pictures.height, row = line % pictures.height;
        const std::size_t in_windows = row / 2 < down ? across : 0;
        for (std::size_t start = 0; start < in_windows; start += few) {
            const std::size_t end = smaller(start + few, across);
            const Stretch at(pictures, picture * down + row / 2, start, end, columns.first);
            differentiate_line(dy, x, codes, dx, at, is_maximum, row % 2 == 1, count, keeps, own, part_sums);
            add(part_sums, sums, count);
        }
        if (const std::size_t rest = pictures.width - 2 * in_windows) {
            const std::size_t cell = (line * pictures.width + 2 * in_windows) * channels + columns.first;
            differentiate_apart(x + cell, dx + cell, rest, channels, count, own, part_sums);
            add(part_sums, sums, count);
        }
    }
}

#define NERVURE_INSTANCES(Number)                                                                                     \
    template void windows_normalize<Number>(const Number*, Number*, std::uint8_t*, const Pictures&, Pooling,          \
                                            const Range&, const Range&, const Forwards<Wide<Number>>&,                \
                                            const WindowTail&);                                                       \
    template void windows_reduce<Number>(const Number*, const Number*, const std::uint8_t*, const Pictures&, Pooling, \
                                         const Range&, const Range&, const Wide<Number>*, Wide<Number>, double*,      \
                                         double*);                                                                    \
    template void windows_differentiate<Number>(const Number*, const Number*, const std::uint8_t*, Number*,           \
                                                const Pictures&, Pooling, const Range&, const Range&, Wide<Number>,   \
                                                const Backwards<Wide<Number>>&, double*);

NERVURE_INSTANCES(float)
NERVURE_INSTANCES(double)
NERVURE_INSTANCES(bfloat16)

}  // namespace nervure::NERVURE_LEVEL
