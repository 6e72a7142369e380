#include "families.h"
#include "permutation.h"
#include "python.h"

namespace nervure {
namespace {

void fill(Flat<std::int64_t> order, std::uint32_t key, std::uint32_t second_key) {
    nb::gil_scoped_release released;
    permutation(order.data(), order.size(), key, second_key);
}

}  // namespace

void define_permutation(nb::module_& module) {
    using namespace nb::literals;
    module.def("permutation", fill, "order"_a.noconvert(), "key"_a, "second_key"_a);
}

}  // namespace nervure
