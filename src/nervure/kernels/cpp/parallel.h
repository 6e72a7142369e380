// Loops over blocks of work on torch's own thread pool: torch is imported first and loads the OpenMP runtime, so both
// share it. Without OpenMP, the loop runs on the calling thread only.
#pragma once

#include <cstddef>

#ifdef _OPENMP
#include <omp.h>
#endif
#if defined(__x86_64__) || defined(_M_X64)
#include <xmmintrin.h>
#endif

namespace nervure {

// A thread's rounding mode and treatment of denormal numbers: a pool thread uses the caller's for the loop, so that
// training flushes denormal numbers everywhere, and then restores its own.
class FloatingPointMode {
public:
#if defined(__x86_64__) || defined(_M_X64)
    static unsigned current() { return _mm_getcsr(); }
    explicit FloatingPointMode(unsigned wanted) : before_(_mm_getcsr()) { _mm_setcsr(wanted); }
    ~FloatingPointMode() { _mm_setcsr(before_); }
#else
    static unsigned current() { return 0; }
    explicit FloatingPointMode(unsigned) {}
#endif
    FloatingPointMode(const FloatingPointMode&) = delete;
    FloatingPointMode& operator=(const FloatingPointMode&) = delete;

private:
#if defined(__x86_64__) || defined(_M_X64)
    unsigned before_;
#endif
};

// Calls work(block) for block = 0 .. num_blocks - 1, each once, in any order, on up to num_threads threads. If the
// blocks do not depend on the number of threads, neither do the bits.
template <class Work>
void parallel_for(std::size_t num_blocks, int num_threads, const Work& work) {
#ifdef _OPENMP
    if (num_threads > 1 && num_blocks > 1) {
        const unsigned mode = FloatingPointMode::current();
#pragma omp parallel num_threads(num_threads)
        {
            const FloatingPointMode same(mode);
#pragma omp for schedule(static)
            for (std::ptrdiff_t block = 0; block < static_cast<std::ptrdiff_t>(num_blocks); block++) {
                work(static_cast<std::size_t>(block));
            }
        }
        return;
    }
#endif
    (void)num_threads;
    for (std::size_t block = 0; block < num_blocks; block++) work(block);
}

// Ends the threads of torch's pool that wait for loops of this thread, before a fork leaves the child without them. The
// next loop starts new ones. Returns false if the runtime cannot do this.
inline bool dissolve_pool() {
#if defined(_OPENMP) && (_OPENMP >= 201811 || (defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 9))
    return omp_pause_resource_all(omp_pause_hard) == 0;
#else
    return false;
#endif
}

}  // namespace nervure
