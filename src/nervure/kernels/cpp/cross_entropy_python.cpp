#include <nanobind/stl/optional.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>

#include "cross_entropy.h"
#include "families.h"
#include "parallel.h"
#include "python.h"

namespace nervure {
namespace {

constexpr std::size_t NUMBERS_A_BLOCK = 16384;

// Calls work(rows of the block, number of its first row) for each block; called without the interpreter lock.
template <class Work>
void in_blocks(const Rows& rows, int num_threads, const Work& work) {
    const std::size_t size = std::max<std::size_t>(NUMBERS_A_BLOCK / rows.classes, 1);
    parallel_for((rows.count + size - 1) / size, num_threads, [&](std::size_t block) {
        const std::size_t first = block * size;
        work(Rows{std::min(size, rows.count - first), rows.classes}, first);
    });
}

template <class W>
Rows rows_of(const Whole<const W>& numbers, std::size_t count, std::size_t others) {
    if (count == 0 || numbers.size() % count != 0 || others != numbers.size()) throw nb::value_error("sizes do not fit");
    return {count, numbers.size() / count};
}

Labels labels_of(const Whole<const std::int64_t>& labels, std::optional<std::int64_t> ignored) {
    return {labels.data(), ignored.has_value(), ignored.value_or(0)};
}

void check(const Labels& labels, const Rows& rows) {
    for (std::size_t row = 0; row < rows.count; row++) {
        const std::int64_t label = labels.numbers[row];
        const bool is_ignored = labels.ignores && label == labels.ignored;
        if (!is_ignored && (label < 0 || label >= static_cast<std::int64_t>(rows.classes))) {
            throw std::runtime_error("label " + std::to_string(label) + " is out of bounds for " +
                                     std::to_string(rows.classes) + " classes");
        }
    }
}

template <class W>
void sparse(Whole<const W> logits, Whole<const std::int64_t> numbers, std::optional<std::int64_t> ignored,
            Whole<W> probabilities, Whole<W> values, int num_threads) {
    const Rows rows = rows_of<W>(logits, values.size(), probabilities.size());
    const Labels labels = labels_of(numbers, ignored);
    if (numbers.size() != rows.count) throw nb::value_error("sizes do not fit");
    check(labels, rows);
    const W* from = logits.data();
    W *p = probabilities.data(), *to = values.data();
    const nb::gil_scoped_release released;
    in_blocks(rows, num_threads, [&](const Rows& part, std::size_t row) {
        const std::size_t first = row * rows.classes;
        const Labels own{labels.numbers + row, labels.ignores, labels.ignored};
        NERVURE_AT_LEVEL(sparse_cross_entropy<W>)(from + first, own, part, p + first, to + row);
    });
}

template <class W>
void sparse_gradient(Whole<const W> probabilities, Whole<const std::int64_t> numbers,
                     std::optional<std::int64_t> ignored, Whole<const W> dvalues, Whole<W> dlogits, int num_threads) {
    const Rows rows = rows_of<W>(probabilities, dvalues.size(), dlogits.size());
    const Labels labels = labels_of(numbers, ignored);
    if (numbers.size() != rows.count) throw nb::value_error("sizes do not fit");
    check(labels, rows);
    const W *p = probabilities.data(), *upstream = dvalues.data();
    W* to = dlogits.data();
    const nb::gil_scoped_release released;
    in_blocks(rows, num_threads, [&](const Rows& part, std::size_t row) {
        const std::size_t first = row * rows.classes;
        const Labels own{labels.numbers + row, labels.ignores, labels.ignored};
        NERVURE_AT_LEVEL(sparse_cross_entropy_gradient<W>)(p + first, own, part, upstream + row, to + first);
    });
}

template <class W>
void categorical(Whole<const W> logits, Whole<const W> targets, Whole<W> probabilities, Whole<W> values,
                 int num_threads) {
    const Rows rows = rows_of<W>(logits, values.size(), probabilities.size());
    if (targets.size() != logits.size()) throw nb::value_error("sizes do not fit");
    const W *from = logits.data(), *wanted = targets.data();
    W *p = probabilities.data(), *to = values.data();
    const nb::gil_scoped_release released;
    in_blocks(rows, num_threads, [&](const Rows& part, std::size_t row) {
        const std::size_t first = row * rows.classes;
        NERVURE_AT_LEVEL(categorical_cross_entropy<W>)(from + first, wanted + first, part, p + first, to + row);
    });
}

template <class W>
void categorical_gradient(Whole<const W> probabilities, Whole<const W> targets, Whole<const W> dvalues,
                          Whole<W> dlogits, int num_threads) {
    const Rows rows = rows_of<W>(probabilities, dvalues.size(), dlogits.size());
    if (targets.size() != probabilities.size()) throw nb::value_error("sizes do not fit");
    const W *p = probabilities.data(), *wanted = targets.data(), *upstream = dvalues.data();
    W* to = dlogits.data();
    const nb::gil_scoped_release released;
    in_blocks(rows, num_threads, [&](const Rows& part, std::size_t row) {
        const std::size_t first = row * rows.classes;
        NERVURE_AT_LEVEL(categorical_cross_entropy_gradient<W>)
        (p + first, wanted + first, part, upstream + row, to + first);
    });
}

template <class W>
void define(nb::module_& module, const std::string& type) {
    using namespace nb::literals;
    module.def(("sparse_cross_entropy_" + type).c_str(), sparse<W>, "logits"_a.noconvert(), "labels"_a.noconvert(),
               "ignored"_a.none(), "probabilities"_a.noconvert(), "values"_a.noconvert(), "num_threads"_a);
    module.def(("sparse_cross_entropy_gradient_" + type).c_str(), sparse_gradient<W>, "probabilities"_a.noconvert(),
               "labels"_a.noconvert(), "ignored"_a.none(), "dvalues"_a.noconvert(), "dlogits"_a.noconvert(),
               "num_threads"_a);
    module.def(("categorical_cross_entropy_" + type).c_str(), categorical<W>, "logits"_a.noconvert(),
               "targets"_a.noconvert(), "probabilities"_a.noconvert(), "values"_a.noconvert(), "num_threads"_a);
    module.def(("categorical_cross_entropy_gradient_" + type).c_str(), categorical_gradient<W>,
               "probabilities"_a.noconvert(), "targets"_a.noconvert(), "dvalues"_a.noconvert(),
               "dlogits"_a.noconvert(), "num_threads"_a);
}

}  // namespace

void define_cross_entropy(nb::module_& module) {
    define<float>(module, "float32");
    define<double>(module, "float64");
}

}  // namespace nervure
