// The windows of a sliding kernel, gathered row by row. Part of window_gradient_body.cpp.
#pragma once

#include "chunk_products.h"
#include "weight_gradient.h"

#ifdef NERVURE_HAS_VECTORS

namespace nervure::NERVURE_LEVEL {

constexpr int BLOCK = 128;  // outputs whose windows are gathered at a time

// Where the window of an output begins; it may be partly outside.
struct Window {
    Index first;  // of its numbers, relative to those of the input's first cell
    int cells[3];
    bool is_inside;
};

// Numbers of a window that are contiguous in the input, and their position in a row of a chunk.
struct Stretch {
    Index first;  // relative to the window's
    int column, count;
    int taps[3];  // cells from the window's beginning; of whole rows of taps those of the first
};

// Copies `count` numbers in vectors, of which the last may extend too far in `to`: later numbers overwrite it. Nothing
// is read from `end` on.
NERVURE_INLINE void copy_numbers(const float* from, int count, const float* end, float* to) {
    constexpr int lanes = WideCut::lanes;
    for (; count > 0; count -= lanes, from += lanes, to += lanes) {
        if (end - from >= lanes) {
            store(to, load(from));
        } else {
            for (int i = 0; i < count; i++) to[i] = from[i];
            return;
        }
    }
}

// What a kernel reads of an input with `channels` numbers per cell: `taken` numbers from `begin` on.
class Windows {
    const Sliding& shape_;
    const float* x_;
    Index steps_[3];  // numbers from cell to cell
    const float* end_;
    int taken_;

public:
    Windows(const Sliding& shape, const float* x)
        : shape_(shape), x_(x), taken_(shape.channels / shape.groups) {
        steps_[2] = shape.channels;
        steps_[1] = steps_[2] * shape.axes[2].cells;
        steps_[0] = steps_[1] * shape.axes[1].cells;
        end_ = x + steps_[0] * shape.axes[0].cells * shape.batch;
    }

    int columns() const {
        return shape_.axes[0].kernel * shape_.axes[1].kernel * shape_.axes[2].kernel * taken_;
    }
    // Rows of taps are contiguous if the kernel takes every cell and all of its channels.
    int row_taps() const { return shape_.axes[2].dilation == 1 && shape_.groups == 1 ? shape_.axes[2].kernel : 1; }

    // The windows of outputs first .. first + count - 1, numbered over the whole batch.
    void place(Index first, int count, int group, Window* windows) const {
        Index rest = first;
        int outputs[3];
        for (int axis = 2; axis >= 0; axis--) {
            outputs[axis] = static_cast<int>(rest % shape_.axes[axis].outputs);
            rest /= shape_.axes[axis].outputs;
        }
        for (int i = 0; i < count; i++) {
            Window& window = windows[i];
            window.first = rest * steps_[0] * shape_.axes[0].cells + Index{group} * taken_;
            window.is_inside = true;
            for (int axis = 0; axis < 3; axis++) {
                const SlidingAxis& a = shape_.axes[axis];
                window.cells[axis] = outputs[axis] * a.stride - a.before;
                window.first += window.cells[axis] * steps_[axis];
                window.is_inside = window.is_inside && window.cells[axis] >= 0 &&
                                   window.cells[axis] + (a.kernel - 1) * a.dilation < a.cells;
            }
            if (++outputs[2] < shape_.axes[2].outputs) continue;
            outputs[2] = 0;
            if (++outputs[1] < shape_.axes[1].outputs) continue;
            outputs[1] = 0;
            if (++outputs[0] < shape_.axes[0].outputs) continue;
            outputs[0] = 0;
            rest++;
        }
    }

    // The stretches of the columns of one chunk, of this many taps each; returns their number.
    int cut(int chunk, int taps, Stretch* stretches) const {
        const int begin = chunk * CHUNK, end = smaller(columns(), begin + CHUNK), length = taps * taken_;
        int num = 0;
        for (int column = begin; column < end; num++) {
            const int number = column / length, inside = column % length;
            int tap = number * taps;
            Stretch& stretch = stretches[num];
            stretch.first = inside;
            for (int axis = 2; axis >= 0; axis--) {
                const SlidingAxis& a = shape_.axes[axis];
                stretch.taps[axis] = tap % a.kernel * a.dilation;
                stretch.first += stretch.taps[axis] * steps_[axis];
                tap /= a.kernel;
            }
            stretch.column = column - begin;
            stretch.count = smaller(end - column, length - inside);
            column += stretch.count;
        }
        return num;
    }

    // rows[output][CHUNK]; cells outside are 0. Up to one vector is written after the last row.
    void gather(const Window* windows, int count, const Stretch* whole, int num_whole, const Stretch* single,
                int num_single, float* rows) const {
        for (int i = 0; i < count; i++, rows += CHUNK) {
            const Window& window = windows[i];
            if (window.is_inside) {
                for (int s = 0; s < num_whole; s++) {
                    copy_numbers(x_ + window.first + whole[s].first, whole[s].count, end_, rows + whole[s].column);
                }
                continue;
            }
            for (int s = 0; s < num_single; s++) {
                if (holds(window, single[s])) {
                    copy_numbers(x_ + window.first + single[s].first, single[s].count, end_, rows + single[s].column);
                } else {
                    for (int k = 0; k < single[s].count; k++) rows[single[s].column + k] = 0;
                }
            }
        }
    }

private:
    bool holds(const Window& window, const Stretch& stretch) const {
        bool is_inside = true;
        for (int axis = 0; axis < 3; axis++) {
            const int cell = window.cells[axis] + stretch.taps[axis];
            is_inside = is_inside && cell >= 0 && cell < shape_.axes[axis].cells;
        }
        return is_inside;
    }
};

}  // namespace nervure::NERVURE_LEVEL

#endif  // NERVURE_HAS_VECTORS
