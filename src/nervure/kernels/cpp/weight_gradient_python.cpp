#include "weight_gradient.h"

#include <nanobind/stl/array.h>

#include <array>
#include <cstdint>

#include "families.h"
#include "python.h"

namespace nervure {

#ifdef NERVURE_HAS_VECTORS
namespace {

// Cells, outputs, kernel, stride, dilation, zeros before.
using Axis = std::array<int, 6>;

SlidingAxis checked(const Axis& axis) {
    const auto [cells, outputs, kernel, stride, dilation, before] = axis;
    for (int size : {cells, outputs, kernel, stride, dilation}) {
        if (size < 1) throw nb::value_error("a size is below 1");
    }
    if (before < 0) throw nb::value_error("zeros before are fewer than none");
    return {cells, outputs, kernel, stride, dilation, before};
}

// The kernels do not check sizes, so they are checked here.
Sliding checked(int batch, const std::array<Axis, 3>& axes, int channels, int filters, int groups, int num_threads) {
    const bool fits = batch > 0 && channels > 0 && filters > 0 && groups > 0 && channels % groups == 0 &&
                      filters % groups == 0;
    if (!fits) throw nb::value_error("channels and filters are split into equal groups");
    return {batch, {checked(axes[0]), checked(axes[1]), checked(axes[2])}, channels, filters, groups,
            num_threads < 1 ? 1 : num_threads};
}

bool has(std::size_t size, int first, const std::array<int, 3>& sizes, int last) {
    std::size_t product = static_cast<std::size_t>(first) * static_cast<std::size_t>(last);
    for (int one : sizes) product *= static_cast<std::size_t>(one);
    return size == product;
}

template <class Choose>
auto gradient(const Choose& choose) {
    return [choose](Flat<const float> x, Flat<const float> dz, Flat<float> dweight, int batch,
                    const std::array<Axis, 3>& axes, int channels, int filters, int groups, int num_threads) {
        const Sliding shape = checked(batch, axes, channels, filters, groups, num_threads);
        const auto& a = shape.axes;
        if (!has(x.size(), batch, {a[0].cells, a[1].cells, a[2].cells}, channels) ||
            !has(dz.size(), batch, {a[0].outputs, a[1].outputs, a[2].outputs}, filters) ||
            !has(dweight.size(), filters, {a[0].kernel, a[1].kernel, a[2].kernel}, channels / groups)) {
            throw nb::value_error("an array does not have the size that sizes say");
        }
        const nb::gil_scoped_release released;
        choose(shape)(shape, x.data(), dz.data(), dweight.data());
    };
}

template <class Choose>
void define(nb::module_& module, const char* name, const Choose& choose) {
    using namespace nb::literals;
    module.def(name, gradient(choose), "x"_a.noconvert(), "dz"_a.noconvert(), "dweight"_a.noconvert(), "batch"_a,
               "axes"_a, "channels"_a, "filters"_a, "groups"_a, "num_threads"_a);
}

}  // namespace

void define_weight_gradient(nb::module_& module) {
    define(module, "window_weight_gradient", [](const Sliding&) { return NERVURE_AT_LEVEL(window_weight_gradient); });
    define(module, "line_weight_gradient", [](const Sliding&) { return NERVURE_AT_LEVEL(line_weight_gradient); });
    define(module, "depthwise_weight_gradient", [](const Sliding& shape) {
        if (shape.channels != shape.groups || shape.filters != shape.groups) {
            throw nb::value_error("one filter a channel");
        }
        return NERVURE_AT_LEVEL(depthwise_weight_gradient);
    });
}
#else
void define_weight_gradient(nb::module_&) {}
#endif

}  // namespace nervure
