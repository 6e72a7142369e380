#include "dropout.h"
#include "families.h"
#include "python.h"

namespace nervure {
namespace {

template <class Number, class Scale>
void apply(Flat<const Number> x, Flat<Number> y, std::uint32_t key, std::uint32_t second_key, std::uint32_t threshold,
           double scale) {
    if (x.size() != y.size()) throw nb::value_error("x and y differ in size");
    const Number* from = x.data();
    Number* to = y.data();
    const std::size_t count = x.size();
    nb::gil_scoped_release released;
    dropout(from, to, count, {key, second_key, threshold}, static_cast<Scale>(scale));
}

}  // namespace

void define_dropout(nb::module_& module) {
    using namespace nb::literals;
    const auto define = [&](const char* name, auto body) {
        module.def(name, body, "x"_a.noconvert(), "y"_a.noconvert(), "key"_a, "second_key"_a, "threshold"_a, "scale"_a);
    };
    define("dropout_float32", apply<float, float>);
    define("dropout_float64", apply<double, double>);
    define("dropout_bfloat16", apply<bfloat16, float>);
}

}  // namespace nervure
