// Activations of a dense layer and their derivatives, vector by vector. NaN stays NaN.
#pragma once

#include "lane_functions.h"
#include "small_dense.h"
#include "small_dense_products.h"

namespace nervure::NERVURE_LEVEL {

template <class Number>
constexpr Number SELU_SCALE = static_cast<Number>(1.0507009873554804934193349852946);
template <class Number>
constexpr Number SELU_ALPHA = static_cast<Number>(1.6732632423543772848170429916717);

// Calls work(offset, count) for the vectors of this many rows of outputs; only the first `count` lanes are outputs.
template <class Number, class Work>
NERVURE_INLINE void each_vector(const SmallDenseLayer<Number>& layer, std::size_t num_rows, const Work& work) {
    const bool is_one_run = layer.stride == 1;
    const std::size_t rows = is_one_run ? 1 : num_rows, units = is_one_run ? num_rows : layer.units;
    for (std::size_t row = 0; row < rows; row++) {
        for (std::size_t unit = 0; unit < units; unit += LANES<Vector<Number>>) {
            work(row * layer.stride + unit, units - unit);
        }
    }
}

// The same for work that may be done on all lanes: one run over the rows.
template <class Number, class Work>
NERVURE_INLINE void each_whole_vector(const SmallDenseLayer<Number>& layer, std::size_t num_rows, const Work& work) {
    const std::size_t end = num_rows * layer.stride;
    for (std::size_t i = 0; i < end; i += LANES<Vector<Number>>) work(i);
}

// e^x between the smallest and (about) the largest normal number; below, 0.
template <class Number>
NERVURE_INLINE Vector<Number> exponential_of(Vector<Number> x) {
    constexpr Number MOST = ExponentialConstants<Number>::SATURATED_SIGMOID - Number(1);
    const Exponential<Number> e = exponential<Number>(clamped<Number>(x, MOST));
    return x < -MOST ? Vector<Number>{} : e.scale + e.scale * e.rest;
}

// e^x - 1 for x <= 0, to the last digits near 0.
template <class Number>
NERVURE_INLINE Vector<Number> exponential_less_one(Vector<Number> x) {
    constexpr Number MOST = ExponentialConstants<Number>::SATURATED_SIGMOID - Number(1);
    const Exponential<Number> e = exponential<Number>(clamped<Number>(x, MOST));
    return e.scale * e.rest + (e.scale - Number(1));
}

template <class Number>
struct LogarithmConstants;
template <>
struct LogarithmConstants<float> {
    static constexpr std::uint32_t ROOT_OF_HALF = 0x3F3504F3;  // as bits
    static constexpr int NUM_TERMS = 5;
};
template <>
struct LogarithmConstants<double> {
    static constexpr std::uint64_t ROOT_OF_HALF = 0x3FE6A09E667F3BCDull;
    static constexpr int NUM_TERMS = 11;
};

// ln x for 1 <= x < infinity: x = 2^e m with m around 1, ln m = 2 artanh(s) with s = (m - 1) / (m + 1).
template <class Number>
NERVURE_INLINE Vector<Number> logarithm(Vector<Number> x) {
    using Constants = ExponentialConstants<Number>;
    using Own = LogarithmConstants<Number>;
    using V = Vector<Number>;
    using Bits = BitsOf<V>;
    const Bits word = bits_as<Bits>(x);
    const Bits exponent = (word - Own::ROOT_OF_HALF) >> Constants::EXPONENT_SHIFT;
    const V m = bits_as<V>(word - (exponent << Constants::EXPONENT_SHIFT));
    const V rounder = repeated(Constants::ROUNDER);
    const V e = bits_as<V>(bits_as<Bits>(rounder) + exponent) - rounder;
    const V s = (m - Number(1)) / (m + Number(1)), square = s * s;
    V series = repeated(Number(1) / Number(2 * Own::NUM_TERMS - 1));
    NERVURE_UNROLL for (int term = Own::NUM_TERMS - 2; term >= 0; term--) {
        series = series * square + Number(1) / Number(2 * term + 1);
    }
    const V y = e * Constants::LN2_HIGH + (Number(2) * s * series + e * Constants::LN2_LOW);
    return x != x ? x : y;
}

// Turns a row of logits z into e^(z - max z), 0 after the last; returns their sum.
template <class Number>
NERVURE_INLINE Number exponential_row(Number* z, std::size_t units, Number shift) {
    Vector<Number> sums{};
    for (std::size_t unit = 0; unit < units; unit += LANES<Vector<Number>>) {
        const Vector<Number> e = exponential_of<Number>(load(z + unit) - shift);
        const Vector<Number> counted = first_lanes(e, units - unit);
        store(z + unit, counted);
        sums += counted;
    }
    return sum_of_lanes<Number>(sums);
}

// Without NaN: if there is one, the result is NaN in any case.
template <class Number>
NERVURE_INLINE Number largest_of(const Number* numbers, std::size_t count) {
    Vector<Number> largest = repeated(numbers[0]);
    for (std::size_t i = 0; i < count; i += LANES<Vector<Number>>) {
        const Vector<Number> counted = first_lanes(load(numbers + i), count - i, largest);
        largest = counted > largest ? counted : largest;
    }
    return largest_lane<Number>(largest);
}

template <class Number>
void softmax_rows(const SmallDenseLayer<Number>& layer, Number* z, std::size_t num_rows) {
    for (std::size_t row = 0; row < num_rows; row++, z += layer.stride) {
        const Number total = exponential_row(z, layer.units, largest_of(z, layer.units));
        for (std::size_t unit = 0; unit < layer.units; unit += LANES<Vector<Number>>) {
            store(z + unit, load(z + unit) / total);
        }
    }
}

// Replaces z by f(z), in place.
template <class Number>
void activate(const SmallDenseLayer<Number>& layer, Number* z, std::size_t num_rows) {
    const Number constant = layer.constant;
    const auto with = [&](const auto& function) {
        each_whole_vector(layer, num_rows, [&](std::size_t i) { store(z + i, function(load(z + i))); });
    };
    using V = Vector<Number>;
    switch (layer.activation) {
        case DenseActivation::linear: break;
        case DenseActivation::relu: with([](V x) { return V{} > x ? V{} : x; }); break;
        case DenseActivation::leaky_relu: with([=](V x) { return V{} > x ? constant * x : x; }); break;
        case DenseActivation::elu:
            with([=](V x) { return x > V{} ? x : constant * exponential_less_one<Number>(x); });
            break;
        case DenseActivation::selu:
            with([](V x) {
                return SELU_SCALE<Number> * (x > V{} ? x : SELU_ALPHA<Number> * exponential_less_one<Number>(x));
            });
            break;
        case DenseActivation::tanh: with([](V x) { return tanh<Number>(x); }); break;
        case DenseActivation::sigmoid: with([](V x) { return sigmoid<Number>(x); }); break;
        case DenseActivation::softmax: softmax_rows(layer, z, num_rows); break;
    }
}

// dz_k = y_k (dy_k - sum_j dy_j y_j)
template <class Number>
void back_through_softmax(const SmallDenseLayer<Number>& layer, const Number* y, Number* d, std::size_t num_rows) {
    constexpr std::size_t L = LANES<Vector<Number>>;
    for (std::size_t row = 0; row < num_rows; row++, y += layer.stride, d += layer.stride) {
        Vector<Number> sums{};
        for (std::size_t unit = 0; unit < layer.stride; unit += L) sums += load(d + unit) * load(y + unit);
        const Number sum = sum_of_lanes<Number>(sums);
        for (std::size_t unit = 0; unit < layer.stride; unit += L) {
            store(d + unit, load(y + unit) * (load(d + unit) - sum));
        }
    }
}

// Turns the gradient of f(z) into that of z, in place; f' is a function of y = f(z).
template <class Number>
void back_through_activation(const SmallDenseLayer<Number>& layer, const Number* y, Number* d, std::size_t num_rows) {
    const Number constant = layer.constant;
    const auto with = [&](const auto& derivative) {
        each_whole_vector(layer, num_rows, [&](std::size_t i) { store(d + i, derivative(load(d + i), load(y + i))); });
    };
    using V = Vector<Number>;
    switch (layer.activation) {
        case DenseActivation::linear: break;
        case DenseActivation::relu: with([](V dy, V o) { return o <= V{} ? V{} : dy; }); break;
        case DenseActivation::leaky_relu: with([=](V dy, V o) { return o > V{} ? dy : constant * dy; }); break;
        case DenseActivation::elu: with([=](V dy, V o) { return o > V{} ? dy : dy * (o + constant); }); break;
        case DenseActivation::selu:
            with([](V dy, V o) {
                return dy * (o > V{} ? repeated(SELU_SCALE<Number>) : o + SELU_SCALE<Number> * SELU_ALPHA<Number>);
            });
            break;
        case DenseActivation::tanh: with([](V dy, V o) { return dy * (Number(1) - o * o); }); break;
        case DenseActivation::sigmoid: with([](V dy, V o) { return dy * o * (Number(1) - o); }); break;
        case DenseActivation::softmax: back_through_softmax(layer, y, d, num_rows); break;
    }
}

}  // namespace nervure::NERVURE_LEVEL
