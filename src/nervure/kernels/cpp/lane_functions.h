// sigmoid and tanh of vectors, within two and a half units in the last place. NaN passes through.
#pragma once

#include "vectors.h"

namespace nervure::NERVURE_LEVEL {

template <class Number>
struct ExponentialConstants;

template <>
struct ExponentialConstants<float> {
    // Adding and subtracting it rounds to an integer; the bits then hold that integer.
    static constexpr float ROUNDER = 12582912.0f;  // 1.5 * 2^23
    static constexpr float LOG2_E = 1.44269504f;
    // ln 2 in two parts; the first has so few digits that its product with an integer is exact.
    static constexpr float LN2_HIGH = 0.693359375f, LN2_LOW = -2.12194440e-4f;
    static constexpr int EXPONENT_SHIFT = 23;
    static constexpr std::uint32_t EXPONENT_BIAS = 127;
    static constexpr float SATURATED_SIGMOID = 88.0f, SATURATED_TANH = 9.1f;
    // (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2, highest power first.
    static constexpr float SERIES[] = {1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f,
                                       4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f};
};

template <>
struct ExponentialConstants<double> {
    static constexpr double ROUNDER = 6755399441055744.0;  // 1.5 * 2^52
    static constexpr double LOG2_E = 1.44269504088896340736;
    static constexpr double LN2_HIGH = 6.93147180369123816490e-1, LN2_LOW = 1.90821492927058770002e-10;
    static constexpr int EXPONENT_SHIFT = 52;
    static constexpr std::uint64_t EXPONENT_BIAS = 1023;
    static constexpr double SATURATED_SIGMOID = 709.0, SATURATED_TANH = 19.2;
    // 1 / n! from n = 13 down to 2: the next term is below 5e-18.
    static constexpr double SERIES[] = {1.0 / 6227020800.0, 1.0 / 479001600.0, 1.0 / 39916800.0, 1.0 / 3628800.0,
                                        1.0 / 362880.0,     1.0 / 40320.0,     1.0 / 5040.0,     1.0 / 720.0,
                                        1.0 / 120.0,        1.0 / 24.0,        1.0 / 6.0,        0.5};
};

// e^x = scale * (1 + rest), scale a power of two.
template <class Number>
struct Exponential {
    Vector<Number> scale, rest;
};

template <class Number>
NERVURE_INLINE Exponential<Number> exponential(Vector<Number> x) {
    using Constants = ExponentialConstants<Number>;
    const Vector<Number> rounded = x * Constants::LOG2_E + Constants::ROUNDER;
    const Vector<Number> whole = rounded - Constants::ROUNDER;
    const Vector<Number> r = x - whole * Constants::LN2_HIGH - whole * Constants::LN2_LOW;
    Vector<Number> series = Vector<Number>{} + Constants::SERIES[0];
    constexpr int NUM_TERMS = sizeof Constants::SERIES / sizeof(Number);
    NERVURE_UNROLL for (int term = 1; term < NUM_TERMS; term++) series = series * r + Constants::SERIES[term];
    // The shift removes what the rounder added to the bits, except the integer itself.
    using Bits = BitsOf<Vector<Number>>;
    const Bits exponent = (bits_as<Bits>(rounded) + Constants::EXPONENT_BIAS) << Constants::EXPONENT_SHIFT;
    return {bits_as<Vector<Number>>(exponent), series * (r * r) + r};
}

// x clamped to -limit .. limit; NaN is neither below nor above, so it stays.
template <class Number>
NERVURE_INLINE Vector<Number> clamped(Vector<Number> x, Number limit) {
    const Vector<Number> most = Vector<Number>{} + limit;
    x = x > most ? most : x;
    return x < -most ? -most : x;
}

template <class Number>
NERVURE_INLINE Vector<Number> sigmoid(Vector<Number> x) {
    constexpr Number SATURATED = ExponentialConstants<Number>::SATURATED_SIGMOID;
    const Exponential<Number> e = exponential<Number>(clamped<Number>(-x, SATURATED));
    const Vector<Number> y = Number(1) / (Number(1) + (e.scale + e.scale * e.rest));
    // Smaller than any normal number: 0, as with denormal numbers flushed.
    return x < -SATURATED ? Vector<Number>{} : y;
}

// m / (m + 2) with m = e^(2x) - 1, which does not cancel near 0.
template <class Number>
NERVURE_INLINE Vector<Number> tanh(Vector<Number> x) {
    const Vector<Number> near = clamped<Number>(x, ExponentialConstants<Number>::SATURATED_TANH);
    const Exponential<Number> e = exponential<Number>(near + near);
    const Vector<Number> m = e.scale * e.rest + (e.scale - Number(1));
    return m / (m + Number(2));
}

}  // namespace nervure::NERVURE_LEVEL
