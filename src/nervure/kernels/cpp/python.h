// Shared by all *_python.cpp: one such file per family defines the Python interface of its kernels.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include "bfloat16.h"

namespace nb = nanobind;

namespace nanobind::detail {
template <>
struct dtype_traits<nervure::bfloat16> {
    static constexpr dlpack::dtype value{static_cast<std::uint8_t>(dlpack::dtype_code::Bfloat), 16, 1};
    static constexpr auto name = const_name("bfloat16");
};
}  // namespace nanobind::detail

namespace nervure {

// Contiguous numbers in CPU memory. Bind results with noconvert(): a converted array would be a copy, and the result
// would be lost.
template <class Number>
using Whole = nb::ndarray<Number, nb::c_contig, nb::device::cpu>;  // any shape, row-major

template <class Number>
using Flat = nb::ndarray<Number, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

}  // namespace nervure
