// The Python module of the native kernels: nervure.kernels._native, used only by the Python interface of each kernel.

#include "families.h"
#include "levels.h"
#include "parallel.h"

NB_MODULE(_native, module) {
    module.doc() = "The native bodies of the kernels.";
    module.def("vector_level", [] {
        const nervure::Level level = nervure::level();
        return level == nervure::Level::avx512 ? "avx512" : level == nervure::Level::avx2 ? "avx2" : "portable";
    });
    module.def("dissolve_pool", &nervure::dissolve_pool);
    nervure::define_direct_convolution(module);
    nervure::define_winograd(module);
    nervure::define_weight_gradient(module);
    nervure::define_inference(module);
    nervure::define_permutation(module);
    nervure::define_small_dense(module);
    nervure::define_recurrent(module);
    nervure::define_batch_normalization(module);
    nervure::define_cross_entropy(module);
    nervure::define_dropout(module);
    nervure::define_optimizer(module);
    nervure::define_pooling(module);
}
