// The families of kernels: each defines its functions in the Python module.
#pragma once

#include <nanobind/nanobind.h>

namespace nervure {

void define_batch_normalization(nanobind::module_& module);
void define_cross_entropy(nanobind::module_& module);
void define_dropout(nanobind::module_& module);
void define_direct_convolution(nanobind::module_& module);
void define_winograd(nanobind::module_& module);
void define_weight_gradient(nanobind::module_& module);
void define_inference(nanobind::module_& module);
void define_permutation(nanobind::module_& module);
void define_small_dense(nanobind::module_& module);
void define_recurrent(nanobind::module_& module);
void define_optimizer(nanobind::module_& module);
void define_pooling(nanobind::module_& module);

}  // namespace nervure
