// What Python sees of the native kernels: nervure.kernels._native, used by the Python face of each kernel only.

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include "dropout.h"

namespace nb = nanobind;

namespace nanobind::detail {
template <>
struct dtype_traits<nervure::bfloat16> {
    static constexpr dlpack::dtype value{static_cast<std::uint8_t>(dlpack::dtype_code::Bfloat), 16, 1};
    static constexpr auto name = const_name("bfloat16");
};
}  // namespace nanobind::detail

namespace {

template <class Number>
using Flat = nb::ndarray<Number, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

template <class Number, class Scale>
void dropout(Flat<const Number> x, Flat<Number> y, std::uint32_t key, std::uint32_t second_key,
             std::uint32_t threshold, double scale) {
    if (x.size() != y.size()) throw nb::value_error("x and y differ in size");
    const Number* from = x.data();
    Number* to = y.data();
    const std::size_t count = x.size();
    nb::gil_scoped_release released;
    nervure::dropout(from, to, count, {key, second_key, threshold}, static_cast<Scale>(scale));
}

}  // namespace

NB_MODULE(_native, module) {
    using namespace nb::literals;
    module.doc() = "The native bodies of the kernels.";
    // noconvert: a converted y would be a copy, and the result lost.
    const auto define = [&](const char* name, auto body) {
        module.def(name, body, "x"_a.noconvert(), "y"_a.noconvert(), "key"_a, "second_key"_a, "threshold"_a, "scale"_a);
    };
    define("dropout_float32", dropout<float, float>);
    define("dropout_float64", dropout<double, double>);
    define("dropout_bfloat16", dropout<nervure::bfloat16, float>);
}
