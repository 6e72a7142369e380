// Max pooling of pictures (N, H, W, C); src/nervure/kernels/pooling.py says what is computed.
#pragma once

#include <cstddef>
#include <cstdint>

#include "levels.h"

namespace nervure {

// Along one axis: how many cells there are, how many windows, and how these lie.
struct Windows {
    std::size_t cells;
    std::size_t num;
    std::size_t size;
    std::size_t stride;
    std::size_t before;  // cells of the first window that lie outside
};

struct Pool {
    std::size_t pictures;
    std::size_t channels;
    Windows down;
    Windows across;
};

// The place of a cell in its window, row after row, is kept in one byte.
constexpr std::size_t MOST_CELLS = 256;

}  // namespace nervure

NERVURE_EACH_LEVEL(
    // [first, last) of the rows of windows of all pictures.
    template <class Number>
    void max_pool_rows(const Number* x, const Pool& pool, std::size_t first, std::size_t last, Number* y,
                       std::uint8_t* winners);

    // [first, last) of the pictures.
    template <class Number>
    void max_pool_gradient_pictures(const Number* dy, const std::uint8_t* winners, const Pool& pool,
                                    std::size_t first, std::size_t last, Number* dx);)
