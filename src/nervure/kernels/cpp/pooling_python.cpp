#include "pooling.h"

#include <nanobind/stl/array.h>

#include <algorithm>
#include <array>
#include <string>

#include "families.h"
#include "parallel.h"
#include "python.h"

namespace nervure {
namespace {

constexpr std::size_t NUMBERS_A_BLOCK = 16384;

// Cells, windows, size, stride, cells before.
using Axis = std::array<std::size_t, 5>;

Windows windows_of(const Axis& axis) {
    const Windows windows{axis[0], axis[1], axis[2], axis[3], axis[4]};
    const bool each_has_a_cell = windows.num > 0 && windows.size > windows.before && windows.stride > 0 &&
                                 (windows.num - 1) * windows.stride < windows.cells + windows.before;
    if (!each_has_a_cell) throw nb::value_error("a window lies outside");
    return windows;
}

Pool pool_of(std::size_t pictures, const Axis& down, const Axis& across, std::size_t channels) {
    const Pool pool{pictures, channels, windows_of(down), windows_of(across)};
    if (pool.down.size * pool.across.size > MOST_CELLS) throw nb::value_error("too many cells a window");
    return pool;
}

void require_sizes(const Pool& pool, std::size_t cells, std::size_t windows, std::size_t winners) {
    const std::size_t numbers = pool.pictures * pool.channels;
    const bool fit = cells == numbers * pool.down.cells * pool.across.cells && windows == winners &&
                     windows == numbers * pool.down.num * pool.across.num;
    if (!fit) throw nb::value_error("sizes do not fit");
}

// Calls work(first row, last row) for each block; called without the interpreter lock.
template <class Work>
void in_blocks(std::size_t rows, std::size_t numbers_a_row, int num_threads, const Work& work) {
    const std::size_t size = std::max<std::size_t>(NUMBERS_A_BLOCK / std::max<std::size_t>(numbers_a_row, 1), 1);
    parallel_for((rows + size - 1) / size, num_threads, [&](std::size_t block) {
        work(block * size, std::min((block + 1) * size, rows));
    });
}

template <class Number>
void forward(Whole<const Number> x, std::size_t pictures, Axis down, Axis across, std::size_t channels,
             Whole<Number> y, Whole<std::uint8_t> winners, int num_threads) {
    const Pool pool = pool_of(pictures, down, across, channels);
    require_sizes(pool, x.size(), y.size(), winners.size());
    const Number* from = x.data();
    Number* to = y.data();
    std::uint8_t* places = winners.data();
    const nb::gil_scoped_release released;
    const std::size_t numbers_a_row = pool.down.stride * pool.across.cells * channels;
    in_blocks(pictures * pool.down.num, numbers_a_row, num_threads, [&](std::size_t first, std::size_t last) {
        NERVURE_AT_LEVEL(max_pool_rows<Number>)(from, pool, first, last, to, places);
    });
}

template <class Number>
void backward(Whole<const Number> dy, Whole<const std::uint8_t> winners, std::size_t pictures, Axis down, Axis across,
              std::size_t channels, Whole<Number> dx, int num_threads) {
    const Pool pool = pool_of(pictures, down, across, channels);
    require_sizes(pool, dx.size(), dy.size(), winners.size());
    const Number* upstream = dy.data();
    const std::uint8_t* places = winners.data();
    Number* to = dx.data();
    const nb::gil_scoped_release released;
    const std::size_t numbers = pool.down.cells * pool.across.cells * channels;
    in_blocks(pictures, numbers, num_threads, [&](std::size_t first, std::size_t last) {
        NERVURE_AT_LEVEL(max_pool_gradient_pictures<Number>)(upstream, places, pool, first, last, to);
    });
}

template <class Number>
void define(nb::module_& module, const std::string& type) {
    using namespace nb::literals;
    module.def(("max_pool_" + type).c_str(), forward<Number>, "x"_a.noconvert(), "pictures"_a, "down"_a, "across"_a,
               "channels"_a, "y"_a.noconvert(), "winners"_a.noconvert(), "num_threads"_a);
    module.def(("max_pool_gradient_" + type).c_str(), backward<Number>, "dy"_a.noconvert(), "winners"_a.noconvert(),
               "pictures"_a, "down"_a, "across"_a, "channels"_a, "dx"_a.noconvert(), "num_threads"_a);
}

}  // namespace

void define_pooling(nb::module_& module) {
    define<float>(module, "float32");
    define<double>(module, "float64");
    define<bfloat16>(module, "bfloat16");
}

}  // namespace nervure
