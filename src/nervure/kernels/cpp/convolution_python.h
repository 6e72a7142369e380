// Shared by the Python bindings of the convolution families.
#pragma once

#include <nanobind/stl/array.h>
#include <nanobind/stl/optional.h>

#include <array>
#include <cstdint>
#include <optional>

#include "python.h"
#include "winograd.h"

namespace nervure {

// batch, height, width, channels, output height, output width, filters, zeros above, zeros to the left.
using Sizes = std::array<int, 9>;

// The kernels do not check sizes, so they are checked here.
inline Convolution3x3 checked(const Sizes& sizes, int num_threads, std::size_t x, std::size_t weight, std::size_t y) {
    const auto [batch, height, width, channels, out_height, out_width, filters, top, left] = sizes;
    for (int size : {batch, height, width, channels, out_height, out_width, filters}) {
        if (size < 1) throw nb::value_error("a size is below 1");
    }
    if (top < 0 || top > 2 || left < 0 || left > 2) throw nb::value_error("margins are 0, 1 or 2");
    const auto product = [](std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t d) {
        return static_cast<std::size_t>(a * b * c * d);
    };
    if (x != product(batch, height, width, channels) || weight != product(filters, 3, 3, channels) ||
        y != product(batch, out_height, out_width, filters)) {
        throw nb::value_error("an array does not have the size that sizes say");
    }
    const int threads = num_threads < 1 ? 1 : num_threads;
    return {batch, height, width, channels, out_height, out_width, filters, top, left, threads};
}

template <class Number>
Number* bias_of(const std::optional<Flat<Number>>& bias, const Convolution3x3& shape) {
    if (!bias) return nullptr;
    if (bias->size() != static_cast<std::size_t>(shape.filters)) throw nb::value_error("one bias a filter");
    return bias->data();
}

}  // namespace nervure
