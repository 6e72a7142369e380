// Softmax and cross-entropy from logits; src/nervure/kernels/cross_entropy.py defines the results.
#pragma once

#include <cstddef>
#include <cstdint>

#include "levels.h"

namespace nervure {

// A part of (rows, classes) numbers.
struct Rows {
    std::size_t count;
    std::size_t classes;
};

// Class numbers, each in [0, classes), or `ignored` if requested.
struct Labels {
    const std::int64_t* numbers;
    bool ignores;
    std::int64_t ignored;
};

}  // namespace nervure

NERVURE_EACH_LEVEL(
    template <class W>
    void sparse_cross_entropy(const W* logits, const Labels& labels, const Rows& rows, W* probabilities, W* values);

    template <class W>
    void sparse_cross_entropy_gradient(const W* probabilities, const Labels& labels, const Rows& rows,
                                       const W* dvalues, W* dlogits);

    template <class W>
    void categorical_cross_entropy(const W* logits, const W* targets, const Rows& rows, W* probabilities, W* values);

    template <class W>
    void categorical_cross_entropy_gradient(const W* probabilities, const W* targets, const Rows& rows,
                                            const W* dvalues, W* dlogits);)
