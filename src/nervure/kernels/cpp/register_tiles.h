// Work split into tiles whose size the compiler knows, so that their sums stay in registers. For bodies only
// (levels.h).
#pragma once

#include <cstddef>

#include "instruction_sets.h"

namespace nervure::NERVURE_LEVEL {

template <int VALUE>
struct Constant {
    static constexpr int value = VALUE;
};

// Calls work(Constant<value>{}) for a value between 1 and MOST that is known only at run time.
template <int MOST, class Work>
NERVURE_INLINE void with_constant(int value, const Work& work) {
    if constexpr (MOST > 1) {
        if (value < MOST) return with_constant<MOST - 1>(value, work);
    }
    work(Constant<MOST>{});
}

// Calls work(first, Constant<size>{}) for tiles of at most MOST that cover `count`, as even as possible.
template <int MOST, class Work>
NERVURE_INLINE void in_tiles(std::size_t count, const Work& work) {
    const std::size_t num_tiles = (count + MOST - 1) / MOST;
    std::size_t first = 0;
    for (std::size_t tile = 0; tile < num_tiles; tile++) {
        const int size = static_cast<int>((count - first) / (num_tiles - tile));
        with_constant<MOST>(size, [&](auto constant) { work(first, constant); });
        first += static_cast<std::size_t>(size);
    }
}

}  // namespace nervure::NERVURE_LEVEL
