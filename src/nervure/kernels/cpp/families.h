// The families of kernels: each defines its functions in the module of Python.
#pragma once

#include <nanobind/nanobind.h>

namespace nervure {

void define_dropout(nanobind::module_& module);
void define_permutation(nanobind::module_& module);
void define_small_dense(nanobind::module_& module);
void define_recurrent(nanobind::module_& module);

}  // namespace nervure
