#include <algorithm>

#include "dropout.h"
#include "families.h"
#include "parallel.h"
#include "python.h"

namespace nervure {
namespace {

constexpr std::size_t NUMBERS_A_BLOCK = 32768;

template <class Number>
void apply(Whole<const Number> x, Whole<Number> y, std::uint32_t key, std::uint32_t second_key,
           std::uint32_t threshold, double scale, int num_threads) {
    if (x.size() != y.size()) throw nb::value_error("x and y differ in size");
    const Number* from = x.data();
    Number* to = y.data();
    const std::size_t count = x.size();
    const DropoutMask mask{key, second_key, threshold};
    nb::gil_scoped_release released;
    parallel_for((count + NUMBERS_A_BLOCK - 1) / NUMBERS_A_BLOCK, num_threads, [&](std::size_t block) {
        const std::size_t first = block * NUMBERS_A_BLOCK, last = std::min(first + NUMBERS_A_BLOCK, count);
        NERVURE_AT_LEVEL(dropout<Number>)(from, to, first, last, mask, static_cast<Wide<Number>>(scale));
    });
}

}  // namespace

void define_dropout(nb::module_& module) {
    using namespace nb::literals;
    const auto define = [&](const char* name, auto body) {
        module.def(name, body, "x"_a.noconvert(), "y"_a.noconvert(), "key"_a, "second_key"_a, "threshold"_a,
                   "scale"_a, "num_threads"_a);
    };
    define("dropout_float32", apply<float>);
    define("dropout_float64", apply<double>);
    define("dropout_bfloat16", apply<bfloat16>);
}

}  // namespace nervure
