// Max pooling of images (N, H, W, C); src/nervure/kernels/pooling.py defines the results.
#pragma once

#include <cstddef>
#include <cstdint>

#include "levels.h"

namespace nervure {

// Along one axis: the number of cells, the number of windows, and their positions.
struct Windows {
    std::size_t cells;
    std::size_t num;
    std::size_t size;
    std::size_t stride;
    std::size_t before;  // cells of the first window that are outside
};

struct Pool {
    std::size_t pictures;
    std::size_t channels;
    Windows down;
    Windows across;
};

// The position of a cell in its window, row by row, is kept in one byte.
constexpr std::size_t MOST_CELLS = 256;

}  // namespace nervure

NERVURE_EACH_LEVEL(
    // [first, last) of the rows of windows of all images.
    template <class Number>
    void max_pool_rows(const Number* x, const Pool& pool, std::size_t first, std::size_t last, Number* y,
                       std::uint8_t* winners);

    // [first, last) of the images.
    template <class Number>
    void max_pool_gradient_pictures(const Number* dy, const std::uint8_t* winners, const Pool& pool,
                                    std::size_t first, std::size_t last, Number* dx);)
