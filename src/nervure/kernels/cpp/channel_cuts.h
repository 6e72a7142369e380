// How convolutions split their channels into vectors. For bodies only (levels.h).
#pragma once

#include "vectors.h"

#ifdef NERVURE_HAS_VECTORS

namespace nervure::NERVURE_LEVEL {

using Index = std::ptrdiff_t;

// How a kernel splits its channels: into vectors of `lanes_` and panels of up to `panel_vectors_` vectors, with as many
// sums at a time as there are registers.
template <int lanes_, int panel_vectors_, int accumulators_>
struct Cut {
    using Vector = typename VectorOf<float, 4 * lanes_>::type;
    static constexpr int lanes = lanes_;
    static constexpr int panel_vectors = panel_vectors_;
    static constexpr int accumulators = accumulators_;
    static constexpr int panel = lanes_ * panel_vectors_;  // channels
    // How many rows of a product of `vectors` vectors fit into the registers.
    static constexpr int rows(int vectors) { return smaller(14, accumulators_ / vectors); }
};

// The split of this level, and a narrower one for channel counts that fill the wide vectors badly.
#if defined(__AVX512F__)
using WideCut = Cut<16, 2, 28>;
using NarrowCut = Cut<8, 4, 28>;
#elif defined(__AVX__)
using WideCut = Cut<8, 2, 12>;
using NarrowCut = WideCut;
#elif defined(__aarch64__)
using WideCut = Cut<4, 4, 24>;
using NarrowCut = WideCut;
#else
using WideCut = Cut<4, 2, 12>;
using NarrowCut = WideCut;
#endif

// The channels of one pixel, as vectors: the last one overlaps the one before it, so that no vector needs a mask. Fewer
// channels than lanes are loaded as a full vector whose remaining lanes are not read.
template <class Cutting>
struct Channels {
    int count;
    int vectors;
    int repeated;  // lanes at the start of the last vector that are also in the one before it
    int rows;      // the length of the axis if it is summed over

    explicit Channels(int channels)
        : count(channels), vectors((channels + Cutting::lanes - 1) / Cutting::lanes),
          repeated(channels < Cutting::lanes ? 0 : vectors * Cutting::lanes - channels),
          rows(channels < Cutting::lanes ? channels : vectors * Cutting::lanes) {}

    int padded() const { return vectors * Cutting::lanes; }
    int first(int vector) const {  // channel
        return vector + 1 < vectors || count < Cutting::lanes ? vector * Cutting::lanes : count - Cutting::lanes;
    }
    int place(int channel) const {  // among the lanes of all vectors
        return channel < (vectors - 1) * Cutting::lanes ? channel : channel + repeated;
    }
    int panels() const { return (vectors + Cutting::panel_vectors - 1) / Cutting::panel_vectors; }
    int panel_vectors(int panel) const {
        return smaller(Cutting::panel_vectors, vectors - panel * Cutting::panel_vectors);
    }
};

inline Index rounded_up(Index count, Index step) { return (count + step - 1) / step * step; }

// Whether narrower vectors save products, although each product costs slightly more.
inline bool fill_narrow_vectors_better(int channels, int filters) {
    const auto cost = [&](int lanes) { return rounded_up(channels, lanes) * rounded_up(filters, lanes); };
    return WideCut::lanes != NarrowCut::lanes && cost(NarrowCut::lanes) * 21 < cost(WideCut::lanes) * 20;
}

// Calls use(cut) with the split that fits these channels.
template <class Use>
void with_cut(int channels, int filters, const Use& use) {
    if (fill_narrow_vectors_better(channels, filters)) {
        use(NarrowCut{});
    } else {
        use(WideCut{});
    }
}

}  // namespace nervure::NERVURE_LEVEL

#endif  // NERVURE_HAS_VECTORS
