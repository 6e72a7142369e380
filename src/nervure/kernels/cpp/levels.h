// Kernels whose code depends on the width of the vectors: each *_body.cpp is compiled once for each level, and level()
// determines at run time which copy the processor can run. (Loops that the compiler vectorizes by itself need less: see
// instruction_sets.h.)
//
// A body defines everything in namespace nervure::NERVURE_LEVEL and does not call inline functions of the standard
// library that might not be inlined: the linker keeps one copy of such a function, which may be the AVX-512 one.
#pragma once

// Vectors as a type (vectors.h). Other compilers lack it: there, kernels that need it are left out, and Python runs
// their torch bodies.
#if defined(__GNUC__) || defined(__clang__)
#define NERVURE_HAS_VECTORS
#endif

namespace nervure {

enum class Level { portable, avx2, avx512 };

// The widest level that was built and that this processor and the environment variable NERVURE_LEVEL allow; decided
// once.
Level level();

}  // namespace nervure

// Chooses a function among its copies: NERVURE_AT_LEVEL(winograd_forward)(arguments).
#ifdef NERVURE_HAS_LEVELS
#define NERVURE_AT_LEVEL(function)                                                                     \
    (::nervure::level() == ::nervure::Level::avx512  ? ::nervure::avx512::function                     \
     : ::nervure::level() == ::nervure::Level::avx2 ? ::nervure::avx2::function                        \
                                                     : ::nervure::portable::function)
#else
#define NERVURE_AT_LEVEL(function) (::nervure::portable::function)
#endif

// Declares a function in the namespace of every level: NERVURE_EACH_LEVEL(void f(const float* x);)
#define NERVURE_EACH_LEVEL(...)                \
    namespace nervure::portable { __VA_ARGS__ } \
    namespace nervure::avx2 { __VA_ARGS__ }     \
    namespace nervure::avx512 { __VA_ARGS__ }
