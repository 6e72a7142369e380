// The output lines of a convolution, block by block, and the input lines that they read. For bodies only (levels.h).
#pragma once

#include "channel_cuts.h"
#include "weight_gradient.h"

#ifdef NERVURE_HAS_VECTORS

namespace nervure::NERVURE_LEVEL {

// Output lines of one volume and one layer that are processed together.
struct Block {
    Index first;  // line number over the whole batch
    int count;
};

class SlidingLines {
    static constexpr Index MULTIPLICATIONS_A_PART = 500'000, MOST_PARTS = 16, MOST_SUMS = Index{1} << 20;

    SlidingAxis deep_, down_;
    Index batch_;
    int lines_a_block_;

public:
    static constexpr int MOST_LINES = 192;  // of one output each; those of this many outputs stay in the cache

    explicit SlidingLines(const Sliding& shape)
        : deep_(shape.axes[0]), down_(shape.axes[1]), batch_(shape.batch),
          lines_a_block_(larger(1, smaller(down_.outputs, MOST_LINES / shape.axes[2].outputs))) {}

    Index count() const { return batch_ * deep_.outputs * down_.outputs; }
    Index num_blocks() const { return batch_ * deep_.outputs * blocks_a_layer(); }
    // The number of parts of the blocks with their own sums: each worth a thread, and not too much memory in total.
    Index num_parts(Index multiplications, Index sums) const {
        const Index most = smaller(smaller(MOST_PARTS, MOST_SUMS / sums), num_blocks());
        return larger<Index>(1, smaller(most, multiplications / MULTIPLICATIONS_A_PART));
    }
    // The maximum number of input lines of a layer that a block reads.
    int most_seen() const {
        return (lines_a_block_ - 1) * down_.stride + (down_.kernel - 1) * down_.dilation + 1;
    }

    Block block(Index number) const {
        const int down = static_cast<int>(number % blocks_a_layer()) * lines_a_block_;
        return {number / blocks_a_layer() * down_.outputs + down, smaller(lines_a_block_, down_.outputs - down)};
    }

    // The input line, over the whole batch, that line i of a block reads under a line of taps; -1 if there is none.
    Index seen(const Block& lines, int i, int layer_tap, int line_tap) const {
        const Index output = lines.first + i, layer_output = output / down_.outputs;
        const Index line = output % down_.outputs * down_.stride - down_.before + Index{line_tap} * down_.dilation;
        const Index layer =
            layer_output % deep_.outputs * deep_.stride - deep_.before + Index{layer_tap} * deep_.dilation;
        if (line < 0 || line >= down_.cells || layer < 0 || layer >= deep_.cells) return -1;
        return (layer_output / deep_.outputs * deep_.cells + layer) * down_.cells + line;
    }

private:
    Index blocks_a_layer() const { return (down_.outputs + lines_a_block_ - 1) / lines_a_block_; }
};

}  // namespace nervure::NERVURE_LEVEL

#endif  // NERVURE_HAS_VECTORS
