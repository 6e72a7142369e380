// What Python sees of the native kernels: nervure.kernels._native, used by the Python face of each kernel only.

#include "families.h"

NB_MODULE(_native, module) {
    module.doc() = "The native bodies of the kernels.";
    nervure::define_dropout(module);
    nervure::define_permutation(module);
    nervure::define_small_dense(module);
}
