// Compiled once for each level (levels.h).
#include "pooling.h"

#include "column_lanes.h"

namespace nervure::NERVURE_LEVEL {
namespace {

// The first number, and how many there are.
struct Run {
    std::size_t first;
    std::size_t last;
};

// The cells of a window inside the image, counted from the window's first cell.
NERVURE_INLINE Run cells_of(const Windows& windows, std::size_t window) {
    const std::size_t start = window * windows.stride;
    const std::size_t first = start < windows.before ? windows.before - start : 0;
    return {first, smaller(windows.size, windows.cells + windows.before - start)};
}

template <class Number>
NERVURE_INLINE void max_pool_window(const Number* picture, const Pool& pool, std::size_t row, std::size_t column,
                                    Number* y, std::uint8_t* winners) {
    using W = Wide<Number>;
    const Run rows = cells_of(pool.down, row), columns = cells_of(pool.across, column);
    const std::size_t line = pool.across.cells * pool.channels;
    // The address of a window's first cell, which may be outside the image: it is never read directly.
    const std::size_t top = row * pool.down.stride - pool.down.before;
    const std::size_t left = column * pool.across.stride - pool.across.before;
    each_lane<W>(pool.channels, [&](auto lanes, std::size_t c) {
        using L = decltype(lanes);
        const Number* first = picture + (top + rows.first) * line + (left + columns.first) * pool.channels + c;
        typename L::Value best = L::load(first);
        typename L::Whole winner = L::all_codes(static_cast<int>(rows.first * pool.across.size + columns.first));
        for (std::size_t i = rows.first; i < rows.last; i++) {
            for (std::size_t j = columns.first; j < columns.last; j++) {
                const auto value = L::load(picture + (top + i) * line + (left + j) * pool.channels + c);
                const auto wins = (value > best) | (value != value);
                best = L::chosen(wins, value, best);
                winner = L::chosen_code(wins, L::all_codes(static_cast<int>(i * pool.across.size + j)), winner);
            }
        }
        L::put(y + c, best);
        L::put_codes(winners + c, winner);
    });
}

// Each cell is in one window, so each is written once: what a row of windows contributes to one of its lines.
template <class Number>
NERVURE_INLINE void write_line(const Number* dy, const std::uint8_t* winners, const Pool& pool, std::size_t line,
                               Number* dx) {
    using W = Wide<Number>;
    const std::size_t channels = pool.channels, size = pool.across.size, num = pool.across.num;
    const int place = static_cast<int>(line * size);
    each_lane<W>(channels, [&](auto lanes, std::size_t c) {
        using L = decltype(lanes);
        const auto zero = L::all(W(0));
        for (std::size_t window = 0; window < num; window++) {
            const auto winner = L::load_codes(winners + window * channels + c);
            const auto d = L::load(dy + window * channels + c);
            Number* to = dx + window * size * channels + c;
            for (std::size_t j = 0; j < size; j++) {
                L::put(to + j * channels, L::chosen(winner == L::all_codes(place + static_cast<int>(j)), d, zero));
            }
        }
    });
}

NERVURE_INLINE bool tiles(const Windows& windows) {
    return windows.stride == windows.size && windows.before == 0 && windows.num * windows.size == windows.cells;
}

// Windows overlap or leave cells out: start from zeros, to which each window adds its part.
template <class Number>
NERVURE_INLINE void add_picture(const Number* dy, const std::uint8_t* winners, const Pool& pool, Number* dx) {
    const std::size_t channels = pool.channels, line = pool.across.cells * channels;
    std::size_t offsets[MOST_CELLS];
    for (std::size_t place = 0; place < pool.down.size * pool.across.size; place++) {
        offsets[place] = place / pool.across.size * line + place % pool.across.size * channels;
    }
    for (std::size_t i = 0; i < pool.down.cells * line; i++) dx[i] = Number{};
    for (std::size_t row = 0; row < pool.down.num; row++) {
        for (std::size_t column = 0; column < pool.across.num; column++) {
            const std::size_t window = (row * pool.across.num + column) * channels;
            // The address of the window's first cell; if that is outside, the offset of the winner leads back inside.
            const std::size_t start = (row * pool.down.stride - pool.down.before) * line +
                                      (column * pool.across.stride - pool.across.before) * channels;
            for (std::size_t c = 0; c < channels; c++) {
                Number* to = dx + (start + offsets[winners[window + c]] + c);
                nervure::store(to, wide(*to) + wide(dy[window + c]));
            }
        }
    }
}

}  // namespace

template <class Number>
void max_pool_rows(const Number* x, const Pool& pool, std::size_t first, std::size_t last, Number* y,
                   std::uint8_t* winners) {
    const std::size_t picture = pool.down.cells * pool.across.cells * pool.channels;
    for (std::size_t row = first; row < last; row++) {
        const Number* own = x + row / pool.down.num * picture;
        for (std::size_t column = 0; column < pool.across.num; column++) {
            const std::size_t window = (row * pool.across.num + column) * pool.channels;
            max_pool_window(own, pool, row % pool.down.num, column, y + window, winners + window);
        }
    }
}

template <class Number>
void max_pool_gradient_pictures(const Number* dy, const std::uint8_t* winners, const Pool& pool, std::size_t first,
                                std::size_t last, Number* dx) {
    const std::size_t windows = pool.across.num * pool.channels, cells = pool.across.cells * pool.channels;
    const bool fills_vectors = pool.channels >= Lanes<Wide<Number>>::count;
    const bool writes_each_once = fills_vectors && tiles(pool.down) && tiles(pool.across);
    for (std::size_t picture = first; picture < last; picture++) {
        const std::size_t start = picture * pool.down.num * windows;
        Number* to = dx + picture * pool.down.cells * cells;
        if (!writes_each_once) {
            add_picture(dy + start, winners + start, pool, to);
            continue;
        }
        for (std::size_t row = 0; row < pool.down.cells; row++) {
            const std::size_t row_of_windows = start + row / pool.down.size * windows;
            write_line(dy + row_of_windows, winners + row_of_windows, pool, row % pool.down.size, to + row * cells);
        }
    }
}

#define NERVURE_INSTANCES(Number)                                                                                     \
    template void max_pool_rows<Number>(const Number*, const Pool&, std::size_t, std::size_t, Number*, std::uint8_t*); \
    template void max_pool_gradient_pictures<Number>(const Number*, const std::uint8_t*, const Pool&, std::size_t,    \
                                                     std::size_t, Number*);

NERVURE_INSTANCES(float)
NERVURE_INSTANCES(double)
NERVURE_INSTANCES(bfloat16)

}  // namespace nervure::NERVURE_LEVEL
