#include "winograd.h"

#include "convolution_python.h"
#include "families.h"

namespace nervure {

#ifdef NERVURE_HAS_VECTORS
namespace {

void forward(Flat<const float> x, Flat<const float> weight, std::optional<Flat<const float>> bias, Flat<float> y,
             const Sizes& sizes, bool has_relu, int num_threads) {
    const Convolution3x3 shape = checked(sizes, num_threads, x.size(), weight.size(), y.size());
    const float* added = bias_of(bias, shape);
    nb::gil_scoped_release released;
    NERVURE_AT_LEVEL(winograd_forward)(shape, x.data(), weight.data(), added, has_relu, y.data());
}

void input_gradient(Flat<const float> dy, Flat<const float> weight, Flat<float> dx, const Sizes& sizes,
                    int num_threads) {
    const Convolution3x3 shape = checked(sizes, num_threads, dx.size(), weight.size(), dy.size());
    nb::gil_scoped_release released;
    NERVURE_AT_LEVEL(winograd_input_gradient)(shape, dy.data(), weight.data(), dx.data());
}

void weight_gradient(Flat<const float> x, Flat<const float> dy, Flat<float> dweight, std::optional<Flat<float>> dbias,
                     const Sizes& sizes, int num_threads) {
    const Convolution3x3 shape = checked(sizes, num_threads, x.size(), dweight.size(), dy.size());
    float* summed = bias_of(dbias, shape);
    nb::gil_scoped_release released;
    NERVURE_AT_LEVEL(winograd_weight_gradient)(shape, x.data(), dy.data(), dweight.data(), summed);
}

}  // namespace

void define_winograd(nb::module_& module) {
    using namespace nb::literals;
    module.def("winograd_forward", forward, "x"_a.noconvert(), "weight"_a.noconvert(),
               "bias"_a.noconvert().none(), "y"_a.noconvert(), "sizes"_a, "has_relu"_a, "num_threads"_a);
    module.def("winograd_input_gradient", input_gradient, "dy"_a.noconvert(), "weight"_a.noconvert(),
               "dx"_a.noconvert(), "sizes"_a, "num_threads"_a);
    module.def("winograd_weight_gradient", weight_gradient, "x"_a.noconvert(), "dy"_a.noconvert(),
               "dweight"_a.noconvert(), "dbias"_a.noconvert().none(), "sizes"_a, "num_threads"_a);
}
#else
void define_winograd(nb::module_&) {}
#endif

}  // namespace nervure
