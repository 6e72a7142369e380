// The last layer of a small dense network: loss, metrics and the gradient of its sums z, for some rows of a batch.
#pragma once

#include "small_dense_pointwise.h"

namespace nervure::NERVURE_LEVEL {

// Rows of a batch at the head: outputs (logits become probabilities), gradients, targets, and the values of the rows.
template <class Number>
struct HeadRows {
    const SmallDenseHead<Number>& head;
    const SmallDenseLayer<Number>& layer;
    std::size_t num_rows;
    Number *output, *doutput, *values;
    const Number* targets;
    const std::int64_t* labels;  // of these rows
    Number scale;                // of the gradient

    Vector<Number> smoothed(std::size_t i, std::size_t count) const {
        return first_lanes(load(targets + i) * head.kept + head.spread, count);
    }
};

// values[row] = factor * sum over the outputs of term(offset); for one unit, vector by vector.
template <class Number, class Term>
NERVURE_INLINE void sum_over_units(const HeadRows<Number>& rows, Number factor, Number* values, const Term& term) {
    const SmallDenseLayer<Number>& layer = rows.layer;
    if (layer.stride == 1) {
        each_vector(layer, rows.num_rows, [&](std::size_t i, std::size_t count) {
            store(values + i, factor * term(i, count));
        });
        return;
    }
    for (std::size_t row = 0; row < rows.num_rows; row++) {
        Vector<Number> sums{};
        for (std::size_t unit = 0; unit < layer.units; unit += LANES<Vector<Number>>) {
            sums += first_lanes(term(row * layer.stride + unit, layer.units - unit), layer.units - unit);
        }
        values[row] = factor * sum_of_lanes<Number>(sums);
    }
}

// E = factor * sum (o - y)^2, or of |o - y|, then back through the activation.
template <class Number>
void differences(const HeadRows<Number>& rows) {
    const bool is_squared = rows.head.loss == DenseLoss::squared;
    const Number factor = static_cast<Number>(rows.head.value_factor);
    sum_over_units(rows, factor, rows.values, [&](std::size_t i, std::size_t count) {
        const Vector<Number> one = repeated(Number(1));
        const Vector<Number> e = first_lanes(load(rows.output + i) - load(rows.targets + i), count);
        const Vector<Number> sign = e > Vector<Number>{} ? one : (e < Vector<Number>{} ? -one : e);
        store(rows.doutput + i, (is_squared ? e : sign) * rows.scale);
        return is_squared ? e * e : sign * e;
    });
    back_through_activation(rows.layer, rows.output, rows.doutput, rows.num_rows);
}

// E = factor * sum (max(z, 0) - z t + ln(1 + e^-|z|)), dz = sigmoid(z) - t.
template <class Number>
void binary_from_logits(const HeadRows<Number>& rows) {
    const Number factor = static_cast<Number>(rows.head.value_factor);
    sum_over_units(rows, factor, rows.values, [&](std::size_t i, std::size_t count) {
        using V = Vector<Number>;
        const V z = load(rows.output + i), t = rows.smoothed(i, count);
        const V e = exponential_of<Number>(z > V{} ? -z : z), above = V{} > z ? V{} : z;
        const V whole = Number(1) + e, share = Number(1) / whole;
        const V p = z > V{} ? share : e * share;
        store(rows.output + i, p);
        store(rows.doutput + i, first_lanes((p - t) * rows.scale, count));
        return above - z * t + logarithm<Number>(whole);
    });
}

// E = ln sum_j e^(z_j - max) - (z_t - max), dz = p - [t].
template <class Number>
struct ClassRow {
    const HeadRows<Number>& rows;
    std::size_t row, label;

    // All of E except the logarithm.
    Number start(const Number* z, Number shift) const { return shift - z[label]; }
    // The factor of the logarithm.
    Number mass() const { return Number(1); }
    Vector<Number> target(std::size_t, Vector<Number> p) const { return p; }
    void end(Number* d) const { d[label] -= rows.scale; }
};

// E = sum_j t_j (ln sum_k e^(z_k - max) + max - z_j), dz = p sum_j t_j - t.
template <class Number>
struct OneHotRow {
    const HeadRows<Number>& rows;
    std::size_t row;
    Number total;

    OneHotRow(const HeadRows<Number>& of, std::size_t number) : rows(of), row(number) {
        total = sum([](Vector<Number> t, std::size_t) { return t; });
    }
    Number start(const Number* z, Number shift) const {
        return sum([&](Vector<Number> t, std::size_t unit) { return t * (shift - load(z + unit)); });
    }
    Number mass() const { return total; }
    Vector<Number> target(std::size_t unit, Vector<Number> p) const { return p * total - smoothed(unit); }
    void end(Number*) const {}

private:
    Vector<Number> smoothed(std::size_t unit) const {
        return rows.smoothed(row * rows.layer.stride + unit, rows.layer.units - unit);
    }
    template <class Term>
    Number sum(const Term& term) const {
        Vector<Number> sums{};
        for (std::size_t unit = 0; unit < rows.layer.units; unit += LANES<Vector<Number>>) {
            sums += first_lanes(term(smoothed(unit), unit), rows.layer.units - unit);
        }
        return sum_of_lanes<Number>(sums);
    }
};

// A cross-entropy from logits; row_of returns one of the above. Logarithms are computed for many rows at a time.
template <class Number, class RowOf>
void cross_entropy_from_logits(const HeadRows<Number>& rows, const RowOf& row_of) {
    constexpr std::size_t L = LANES<Vector<Number>>;
    const std::size_t units = rows.layer.units, stride = rows.layer.stride;
    for (std::size_t first = 0; first < rows.num_rows; first += L) {
        const std::size_t count = rows.num_rows - first < L ? rows.num_rows - first : L;
        Number totals[L], masses[L] = {}, starts[L] = {};
        store(totals, repeated(Number(1)));
        for (std::size_t i = 0; i < count; i++) {
            const auto row = row_of(first + i);
            Number *z = rows.output + (first + i) * stride, *d = rows.doutput + (first + i) * stride;
            const Number shift = largest_of(z, units);
            starts[i] = row.start(z, shift);
            masses[i] = row.mass();
            totals[i] = exponential_row(z, units, shift);
            const Number share = Number(1) / totals[i];
            for (std::size_t unit = 0; unit < units; unit += L) {
                const Vector<Number> p = load(z + unit) * share;
                store(z + unit, p);
                store(d + unit, row.target(unit, p) * rows.scale);
            }
            row.end(d);
        }
        store(rows.values + first, load(starts) + load(masses) * logarithm<Number>(load(totals)));
    }
}

// The first position of the largest number.
template <class Number>
std::size_t place_of_largest(const Number* numbers, std::size_t count) {
    const Number largest = largest_of(numbers, count);
    std::size_t place = 0;
    while (place + 1 < count && numbers[place] < largest) place++;
    return place;
}

template <class Number>
void measure(const HeadRows<Number>& rows, DenseMetric metric, Number threshold, Number* values) {
    using V = Vector<Number>;
    const std::size_t units = rows.layer.units, stride = rows.layer.stride;
    const Number share = Number(1) / static_cast<Number>(units);
    const V one = repeated(Number(1));
    switch (metric) {
        case DenseMetric::binary_accuracy:
            sum_over_units(rows, share, values, [&](std::size_t i, std::size_t) {
                const V side = load(rows.output + i) > repeated(threshold) ? one : V{};
                return side == load(rows.targets + i) ? one : V{};
            });
            break;
        case DenseMetric::largest_is_target:
            for (std::size_t row = 0; row < rows.num_rows; row++) {
                const std::size_t place = place_of_largest(rows.output + row * stride, units);
                const std::size_t target = rows.labels != nullptr
                                               ? static_cast<std::size_t>(rows.labels[row])
                                               : place_of_largest(rows.targets + row * stride, units);
                values[row] = place == target ? Number(1) : Number(0);
            }
            break;
        case DenseMetric::absolute_error:
        case DenseMetric::squared_error:
            sum_over_units(rows, share, values, [&](std::size_t i, std::size_t) {
                const V e = load(rows.output + i) - load(rows.targets + i);
                return metric == DenseMetric::squared_error ? e * e : (V{} > e ? -e : e);
            });
            break;
    }
}

// From the sums z of the last layer: values, metrics and the gradient of z.
template <class Number>
void head_rows(const HeadRows<Number>& rows) {
    switch (rows.head.loss) {
        case DenseLoss::squared:
        case DenseLoss::absolute:
            activate(rows.layer, rows.output, rows.num_rows);
            differences(rows);
            break;
        case DenseLoss::binary_from_logits: binary_from_logits(rows); break;
        case DenseLoss::one_hot_from_logits:
            cross_entropy_from_logits(rows, [&](std::size_t row) { return OneHotRow<Number>(rows, row); });
            break;
        case DenseLoss::class_from_logits:
            cross_entropy_from_logits(rows, [&](std::size_t row) {
                return ClassRow<Number>{rows, row, static_cast<std::size_t>(rows.labels[row])};
            });
            break;
    }
    for (std::size_t metric = 0; metric < rows.head.num_metrics; metric++) {
        measure(rows, rows.head.metrics[metric], static_cast<Number>(rows.head.thresholds[metric]),
                rows.values + (metric + 1) * rows.head.values_stride);
    }
}

}  // namespace nervure::NERVURE_LEVEL
