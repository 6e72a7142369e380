// One body for each instruction set, chosen when the library is loaded: the compiler makes the copies, the loader picks
// one. Not -march=native: the library must run on machines other than the one that built it.
#pragma once

// CMakeLists.txt defines NERVURE_HAS_CLONES if compiler, loader and processor support target_clones.
#ifdef NERVURE_HAS_CLONES
#define NERVURE_EACH_INSTRUCTION_SET __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define NERVURE_EACH_INSTRUCTION_SET
#endif

#define NERVURE_RESTRICT __restrict

// A template is copied for each instruction set only as part of the function that calls it.
#ifdef _MSC_VER
#define NERVURE_INLINE __forceinline
#else
#define NERVURE_INLINE inline __attribute__((always_inline))
#endif
