#include "direct_convolution.h"

#include "convolution_python.h"
#include "families.h"

namespace nervure {

#ifdef NERVURE_HAS_VECTORS
namespace {

void check_channels(const Convolution3x3& shape) {
    if (shape.channels > 4) throw nb::value_error("one to four channels");
}

void forward(Flat<const float> x, Flat<const float> weight, std::optional<Flat<const float>> bias, Flat<float> y,
             const Sizes& sizes, bool has_relu, int num_threads) {
    const Convolution3x3 shape = checked(sizes, num_threads, x.size(), weight.size(), y.size());
    check_channels(shape);
    const float* added = bias_of(bias, shape);
    nb::gil_scoped_release released;
    NERVURE_AT_LEVEL(direct_forward)(shape, x.data(), weight.data(), added, has_relu, y.data());
}

void weight_gradient(Flat<const float> x, Flat<const float> dy, Flat<float> dweight, std::optional<Flat<float>> dbias,
                     const Sizes& sizes, int num_threads) {
    const Convolution3x3 shape = checked(sizes, num_threads, x.size(), dweight.size(), dy.size());
    check_channels(shape);
    float* summed = bias_of(dbias, shape);
    nb::gil_scoped_release released;
    NERVURE_AT_LEVEL(direct_weight_gradient)(shape, x.data(), dy.data(), dweight.data(), summed);
}

}  // namespace

void define_direct_convolution(nb::module_& module) {
    using namespace nb::literals;
    module.def("direct_forward", forward, "x"_a.noconvert(), "weight"_a.noconvert(),
               "bias"_a.noconvert().none(), "y"_a.noconvert(), "sizes"_a, "has_relu"_a, "num_threads"_a);
    module.def("direct_weight_gradient", weight_gradient, "x"_a.noconvert(), "dy"_a.noconvert(),
               "dweight"_a.noconvert(), "dbias"_a.noconvert().none(), "sizes"_a, "num_threads"_a);
}
#else
void define_direct_convolution(nb::module_&) {}
#endif

}  // namespace nervure
