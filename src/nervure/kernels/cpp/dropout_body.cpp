// Compiled once for each level (levels.h).
#include "dropout.h"

#include "column_lanes.h"

namespace nervure::NERVURE_LEVEL {

constexpr std::size_t DRAWN_AT_ONCE = 1024;

// The decisions are separate from their use, so that both loops become vector code.
template <class Number>
void dropout(const Number* x, Number* y, std::size_t first, std::size_t last, const DropoutMask& mask,
             Wide<Number> scale) {
    using W = Wide<Number>;
    KeptNumbers<DRAWN_AT_ONCE> kept;
    for (std::size_t start = first; start < last; start += DRAWN_AT_ONCE) {
        const std::size_t count = smaller(DRAWN_AT_ONCE, last - start);
        draw_kept(start, count, mask, kept.data());
        each_lane<W>(count, [&](auto lanes, std::size_t i) {
            using L = decltype(lanes);
            // A selection, not a product with 0 or 1: 0 * NaN would be NaN.
            const auto drops = L::load_codes(kept.data() + i) == L::all_codes(0);
            L::put(y + start + i, L::chosen(drops, L::all(W(0)), L::load(x + start + i) * L::all(scale)));
        });
    }
}

template void dropout<float>(const float*, float*, std::size_t, std::size_t, const DropoutMask&, float);
template void dropout<double>(const double*, double*, std::size_t, std::size_t, const DropoutMask&, double);
template void dropout<bfloat16>(const bfloat16*, bfloat16*, std::size_t, std::size_t, const DropoutMask&, float);

}  // namespace nervure::NERVURE_LEVEL
