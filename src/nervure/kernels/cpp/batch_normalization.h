// Batch normalization and the steps after it, forward and backward; src/nervure/kernels/batch_normalization.py defines
// the results. Numbers are stored as rows of channels. bfloat16 is only for storage: arithmetic is float, sums over
// rows are double.
#pragma once

#include <cstddef>
#include <cstdint>

#include "dropout_mask.h"
#include "levels.h"
#include "numbers.h"

namespace nervure {

// The number of adjacent columns processed at once: their sums are on the stack.
constexpr std::size_t MOST_COLUMNS = 512;

// A part of a matrix: rows of columns, `stride` numbers apart.
struct Block {
    std::size_t start;  // of its first number
    std::size_t rows;
    std::size_t columns;  // at most MOST_COLUMNS
    std::size_t stride;
};

// (N, H, W, C) images and their (N, H / 2, W / 2, C) windows of 2 by 2; an odd last row or column has none.
struct Pictures {
    std::size_t num;
    std::size_t height;
    std::size_t width;
    std::size_t channels;
};

enum class Pooling { maximum, average };

// The code of one window: the position of the maximum (0 to 3, row by row), or a mark that no gradient flows back.
constexpr std::uint8_t NOTHING_FLOWS = 4;

// The steps applied to a window after pooling.
struct WindowTail {
    bool relu;
    bool drops;
    DropoutMask mask;
    double scale;  // of the kept numbers
};

// y = (x - mean) scale + offset; one number per column.
template <class W>
struct Forwards {
    const W* mean;
    const W* scale;
    const W* offset;
};

// dx = scale (dy - through_mean - (x - mean) through_variance); one number per column.
template <class W>
struct Backwards {
    const W* mean;
    const W* scale;
    const W* through_mean;
    const W* through_variance;
    bool of_batch;     // otherwise the last two are 0, and x is unused
    bool before_relu;  // x is the output of a ReLU whose mask dx goes through
};

// Rows of windows or of image cells: [first, last).
struct Range {
    std::size_t first;
    std::size_t last;
};

}  // namespace nervure

NERVURE_EACH_LEVEL(
    // Mean and sum of squared deviations of each column.
    template <class Number>
    void block_statistics(const Number* x, const Block& block, double* mean, double* squares);

    template <class Number>
    void block_normalize(const Number* x, Number* y, const Block& block, const Forwards<Wide<Number>>& forwards,
                         bool relu);

    // For each column, the sums of dy and of dy (x - mean). With relu, dy counts where y > 0 (or is NaN).
    template <class Number>
    void block_reduce(const Number* dy, const Number* x, const Block& block, const Forwards<Wide<Number>>& forwards,
                      bool relu, double* sums, double* products);

    // dx, and the sum of its columns.
    template <class Number>
    void block_differentiate(const Number* dy, const Number* x, Number* dx, const Block& block,
                             const Forwards<Wide<Number>>& forwards, bool relu,
                             const Backwards<Wide<Number>>& backwards, double* sums);

    // Windows: `rows` is a range of the N (H / 2) rows of windows, `columns` a range of the channels.
    template <class Number>
    void windows_normalize(const Number* x, Number* y, std::uint8_t* codes, const Pictures& pictures, Pooling pooling,
                           const Range& rows, const Range& columns, const Forwards<Wide<Number>>& forwards,
                           const WindowTail& tail);

    template <class Number>
    void windows_reduce(const Number* dy, const Number* x, const std::uint8_t* codes, const Pictures& pictures,
                        Pooling pooling, const Range& rows, const Range& columns, const Wide<Number>* mean,
                        Wide<Number> scale, double* sums, double* products);

    // Here `rows` is a range of the N H rows of the images.
    template <class Number>
    void windows_differentiate(const Number* dy, const Number* x, const std::uint8_t* codes, Number* dx,
                               const Pictures& pictures, Pooling pooling, const Range& rows, const Range& columns,
                               Wide<Number> scale, const Backwards<Wide<Number>>& backwards, double* sums);)
