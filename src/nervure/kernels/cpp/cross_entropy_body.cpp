// Compiled once for each level (levels.h).
#include "cross_entropy.h"

#include <cmath>

#include "column_lanes.h"

namespace nervure::NERVURE_LEVEL {
namespace {

// A float sum runs over this many numbers and is then added up in double.
constexpr std::size_t NUMBERS_A_SUM = 1024;

// e^x for x <= 0, to one unit in the last place; NaN stays NaN. Coefficients: Moshier, Cephes (1989).
template <class L>
NERVURE_INLINE typename L::Value polynomial(typename L::Value r, float) {
    auto p = r * L::all(1.9875691500e-4f) + L::all(1.3981999507e-3f);
    p = p * r + L::all(8.3334519073e-3f);
    p = p * r + L::all(4.1665795894e-2f);
    p = p * r + L::all(1.6666665459e-1f);
    p = p * r + L::all(5.0000001201e-1f);
    return p * (r * r) + r + L::all(1.0f);
}

template <class L>
NERVURE_INLINE typename L::Value polynomial(typename L::Value r, double) {
    const auto square = r * r;
    auto p = square * L::all(1.26177193074810590878e-4) + L::all(3.02994407707441961300e-2);
    p = (p * square + L::all(1.0)) * r;
    auto q = square * L::all(3.00198505138664455042e-6) + L::all(2.52448340349684104192e-3);
    q = q * square + L::all(2.27265548208155028766e-1);
    q = q * square + L::all(2.0);
    return L::all(1.0) + L::all(2.0) * (p / (q - p));
}

template <class W>
struct Exponent;
template <>
struct Exponent<float> {
    static constexpr float LEAST = -87.3f;  // for which e^x is not a denormal number
    static constexpr float LN_2_UPPER = 0.693359375f, LN_2_LOWER = -2.12194440e-4f;
};
template <>
struct Exponent<double> {
    static constexpr double LEAST = -708.3;
    static constexpr double LN_2_UPPER = 6.93145751953125e-1, LN_2_LOWER = 1.42860682030941723212e-6;
};

template <class L, class W>
NERVURE_INLINE typename L::Value exponential(typename L::Value x) {
    const auto least = L::all(Exponent<W>::LEAST);
    const auto vanishes = x < least;
    const auto used = L::chosen(vanishes, least, x);
    const auto stepped = used * L::all(static_cast<W>(1.44269504088896340736)) + L::all(Bits<W>::STEP);
    const auto whole = stepped - L::all(Bits<W>::STEP);
    const auto rest = (used - whole * L::all(Exponent<W>::LN_2_UPPER)) - whole * L::all(Exponent<W>::LN_2_LOWER);
    const auto power = polynomial<L>(rest, W()) * L::power_of_two(stepped);
    return L::chosen(vanishes, L::all(W(0)), power);
}

// Adds up work(lanes, c) over all columns.
template <class W, class Work>
NERVURE_INLINE double total(std::size_t count, const Work& work) {
    double sum = 0;
    for (std::size_t first = 0; first < count; first += NUMBERS_A_SUM) {
        typename Lanes<W>::Value many = Lanes<W>::all(W(0));
        W one = W(0);
        const std::size_t last = smaller(first + NUMBERS_A_SUM, count);
        std::size_t c = first;
        for (; c + Lanes<W>::count <= last; c += Lanes<W>::count) many += work(Lanes<W>{}, c);
        for (; c < last; c++) one += work(OneLane<W>{}, c);
        W lanes[Lanes<W>::count];
        Lanes<W>::put(lanes, many);
        for (std::size_t lane = 0; lane < Lanes<W>::count; lane++) sum += static_cast<double>(lanes[lane]);
        sum += static_cast<double>(one);
    }
    return sum;
}

// NaN counts as the largest.
template <class W>
NERVURE_INLINE W largest(const W* numbers, std::size_t count) {
    W best = numbers[0];
    std::size_t c = 0;
    if (count >= Lanes<W>::count) {
        using L = Lanes<W>;
        auto many = L::load(numbers);
        for (; c + L::count <= count; c += L::count) {
            const auto value = L::load(numbers + c);
            many = L::chosen((value > many) | (value != value), value, many);
        }
        W lanes[L::count];
        L::put(lanes, many);
        for (const W lane : lanes) best = lane > best || lane != lane ? lane : best;
    }
    for (; c < count; c++) best = numbers[c] > best || numbers[c] != numbers[c] ? numbers[c] : best;
    return best;
}

#ifdef __GNUC__
NERVURE_INLINE double natural_logarithm(double x) { return __builtin_log(x); }
#else
NERVURE_INLINE double natural_logarithm(double x) { return std::log(x); }
#endif

// The logarithm of a probability is (logit - most) - log_sum. Their sum is not subtracted at once: with large logits,
// it would round away the logarithm of a small sum.
template <class W>
struct Shift {
    W most, log_sum;
};

// Softmax of one row.
template <class W>
NERVURE_INLINE Shift<W> softmax(const W* logits, std::size_t classes, W* probabilities) {
    const W most = largest(logits, classes);
    const double sum = total<W>(classes, [&](auto lanes, std::size_t c) {
        using L = decltype(lanes);
        const auto power = exponential<L, W>(L::load(logits + c) - L::all(most));
        L::put(probabilities + c, power);
        return power;
    });
    const W share = static_cast<W>(1.0 / sum);
    each_lane<W>(classes, [&](auto lanes, std::size_t c) {
        using L = decltype(lanes);
        L::put(probabilities + c, L::load(probabilities + c) * L::all(share));
    });
    return {most, static_cast<W>(natural_logarithm(sum))};
}

}  // namespace

template <class W>
void sparse_cross_entropy(const W* logits, const Labels& labels, const Rows& rows, W* probabilities, W* values) {
    for (std::size_t row = 0; row < rows.count; row++) {
        const W* own = logits + row * rows.classes;
        const Shift<W> shift = softmax(own, rows.classes, probabilities + row * rows.classes);
        const std::int64_t label = labels.numbers[row];
        values[row] = labels.ignores && label == labels.ignored ? W(0) : shift.log_sum - (own[label] - shift.most);
    }
}

template <class W>
void sparse_cross_entropy_gradient(const W* probabilities, const Labels& labels, const Rows& rows, const W* dvalues,
                                   W* dlogits) {
    for (std::size_t row = 0; row < rows.count; row++) {
        const W* own = probabilities + row * rows.classes;
        W* to = dlogits + row * rows.classes;
        const std::int64_t label = labels.numbers[row];
        const bool counts = !labels.ignores || label != labels.ignored;
        each_lane<W>(rows.classes, [&](auto lanes, std::size_t c) {
            using L = decltype(lanes);
            // Selected, not multiplied by zero: an ignored sample may have NaN outputs.
            L::put(to + c, L::chosen(L::mask(counts), L::load(own + c) * L::all(dvalues[row]), L::all(W(0))));
        });
        if (counts) to[label] -= dvalues[row];
    }
}

template <class W>
void categorical_cross_entropy(const W* logits, const W* targets, const Rows& rows, W* probabilities, W* values) {
    for (std::size_t row = 0; row < rows.count; row++) {
        const W *own = logits + row * rows.classes, *wanted = targets + row * rows.classes;
        const Shift<W> shift = softmax(own, rows.classes, probabilities + row * rows.classes);
        values[row] = static_cast<W>(total<W>(rows.classes, [&](auto lanes, std::size_t c) {
            using L = decltype(lanes);
            return L::load(wanted + c) * (L::all(shift.log_sum) - (L::load(own + c) - L::all(shift.most)));
        }));
    }
}

template <class W>
void categorical_cross_entropy_gradient(const W* probabilities, const W* targets, const Rows& rows, const W* dvalues,
                                        W* dlogits) {
    for (std::size_t row = 0; row < rows.count; row++) {
        const W *own = probabilities + row * rows.classes, *wanted = targets + row * rows.classes;
        const W all = static_cast<W>(total<W>(rows.classes, [&](auto lanes, std::size_t c) {
            return decltype(lanes)::load(wanted + c);
        }));
        each_lane<W>(rows.classes, [&](auto lanes, std::size_t c) {
            using L = decltype(lanes);
            const auto slope = L::load(own + c) * L::all(all) - L::load(wanted + c);
            L::put(dlogits + row * rows.classes + c, slope * L::all(dvalues[row]));
        });
    }
}

#define NERVURE_INSTANCES(W)                                                                                    \
    template void sparse_cross_entropy<W>(const W*, const Labels&, const Rows&, W*, W*);                        \
    template void sparse_cross_entropy_gradient<W>(const W*, const Labels&, const Rows&, const W*, W*);         \
    template void categorical_cross_entropy<W>(const W*, const W*, const Rows&, W*, W*);                        \
    template void categorical_cross_entropy_gradient<W>(const W*, const W*, const Rows&, const W*, W*);

NERVURE_INSTANCES(float)
NERVURE_INSTANCES(double)

}  // namespace nervure::NERVURE_LEVEL
