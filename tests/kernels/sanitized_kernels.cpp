// All kernels over drawn sizes, many of them beside a whole number of lanes, each array exactly as long as it must be:
// what lies outside is then seen by the sanitizers that test_sanitizers.py builds this with. Prints the number of cases.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

#include "batch_normalization_tensors.h"
#include "cross_entropy.h"
#include "direct_convolution.h"
#include "dropout.h"
#include "inference_chain.h"
#include "optimizer.h"
#include "permutation.h"
#include "pooling.h"
#include "recurrent.h"
#include "small_dense_network.h"
#include "weight_gradient.h"

namespace nervure {
namespace {

std::mt19937 generator(1);

template <class Whole>
Whole drawn(Whole least, Whole most) {
    return std::uniform_int_distribution<Whole>(least, most)(generator);
}

bool coin() { return drawn(0, 1) == 1; }

std::size_t size() {
    constexpr std::size_t SIZES[] = {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65};
    return SIZES[drawn<std::size_t>(0, std::size(SIZES) - 1)];
}

template <class Number>
std::vector<Number> numbers(std::size_t count) {
    std::vector<Number> values(count);
    for (Number& value : values) store(&value, std::uniform_real_distribution<float>(-0.5f, 0.5f)(generator));
    return values;
}

template <class Number>
std::vector<Number> positive(std::size_t count) {
    std::vector<Number> values(count);
    for (Number& value : values) value = static_cast<Number>(std::uniform_real_distribution<float>(0.1f, 1)(generator));
    return values;
}

std::vector<std::int64_t> places(std::size_t count, std::size_t end) {
    std::vector<std::int64_t> values(count);
    for (std::int64_t& value : values) value = drawn<std::int64_t>(0, static_cast<std::int64_t>(end) - 1);
    return values;
}

template <class Number>
Number* perhaps(bool is_there, std::vector<Number>& values) {
    return is_there ? values.data() : nullptr;
}

DropoutMask drawn_mask() { return {drawn(0u, ~0u), drawn(0u, ~0u), drawn(0u, 65536u)}; }

template <class W>
struct Channels {
    std::vector<W> mean, variance, gamma, beta, dgamma, dbeta, dx_sums;

    explicit Channels(std::size_t count)
        : mean(count), variance(count), gamma(numbers<W>(count)), beta(numbers<W>(count)), dgamma(count), dbeta(count),
          dx_sums(count) {}
    Normalization<W> given() { return {mean.size(), mean.data(), variance.data(), gamma.data(), beta.data(), 1e-3}; }
    Gradients<W> gradients() { return {dgamma.data(), dbeta.data(), dx_sums.data()}; }
};

template <class Number>
void batch_normalization(int threads) {
    const std::size_t rows = size(), columns = coin() ? size() : drawn<std::size_t>(500, 600);
    const auto x = numbers<Number>(rows * columns), dy = numbers<Number>(rows * columns);
    auto y = x, dx = x;
    Channels<Wide<Number>> channels(columns);
    const bool relu = coin();
    batch_statistics(x.data(), rows, columns, channels.mean.data(), channels.variance.data(), threads);
    normalize(x.data(), y.data(), rows, channels.given(), relu, threads);
    differentiate(dy.data(), x.data(), rows, channels.given(), relu, {coin(), coin()}, channels.gradients(),
                  perhaps(coin(), dx), threads);
}

template <class Number>
void batch_normalization_windows(int threads) {
    const Pictures pictures{drawn<std::size_t>(1, 3), drawn<std::size_t>(1, 9), drawn<std::size_t>(1, 9), size()};
    const std::size_t cells = pictures.num * pictures.height * pictures.width;
    const std::size_t outputs = pictures.num * (pictures.height / 2) * (pictures.width / 2) * pictures.channels;
    const auto x = numbers<Number>(cells * pictures.channels), dy = numbers<Number>(outputs);
    auto y = dy, dx = x;
    std::vector<std::uint8_t> codes(outputs);
    Channels<Wide<Number>> channels(pictures.channels);
    batch_statistics(x.data(), cells, pictures.channels, channels.mean.data(), channels.variance.data(), threads);
    const Pooling pooling = coin() ? Pooling::maximum : Pooling::average;
    const WindowTail tail{pooling == Pooling::maximum && coin(), coin(), drawn_mask(), 1.25};
    normalize_windows(x.data(), y.data(), codes.data(), pictures, pooling, channels.given(), tail, threads);
    differentiate_windows(dy.data(), x.data(), codes.data(), pictures, pooling, 1.25, channels.given(),
                          {coin(), coin()}, channels.gradients(), dx.data(), threads);
}

Windows drawn_windows() {
    const std::size_t size = drawn<std::size_t>(1, 4), stride = drawn<std::size_t>(1, 4);
    const std::size_t before = drawn<std::size_t>(0, size - 1), cells = drawn<std::size_t>(1, 12);
    return {cells, (cells + before - 1) / stride + 1, size, stride, before};
}

template <class Number>
void pooling(int) {
    const Pool pool{drawn<std::size_t>(1, 3), size(), drawn_windows(), drawn_windows()};
    const auto x = numbers<Number>(pool.pictures * pool.down.cells * pool.across.cells * pool.channels);
    auto y = numbers<Number>(pool.pictures * pool.down.num * pool.across.num * pool.channels), dx = x;
    std::vector<std::uint8_t> winners(y.size());
    const std::size_t rows = pool.pictures * pool.down.num, some = drawn<std::size_t>(0, rows);
    NERVURE_AT_LEVEL(max_pool_rows<Number>)(x.data(), pool, 0, some, y.data(), winners.data());
    NERVURE_AT_LEVEL(max_pool_rows<Number>)(x.data(), pool, some, rows, y.data(), winners.data());
    NERVURE_AT_LEVEL(max_pool_gradient_pictures<Number>)
    (y.data(), winners.data(), pool, 0, pool.pictures, dx.data());
}

template <class Number>
void dropped(int) {
    const std::size_t count = size() * size(), some = drawn<std::size_t>(0, count);
    const auto x = numbers<Number>(count);
    auto y = x;
    const DropoutMask mask = drawn_mask();
    NERVURE_AT_LEVEL(dropout<Number>)(x.data(), y.data(), 0, some, mask, 2);
    NERVURE_AT_LEVEL(dropout<Number>)(x.data(), y.data(), some, count, mask, 2);
}

template <class W>
void cross_entropy(int) {
    const Rows rows{size(), size()};
    const auto logits = numbers<W>(rows.count * rows.classes), targets = positive<W>(logits.size());
    const auto labels = places(rows.count, rows.classes);
    auto probabilities = logits, dlogits = logits;
    auto values = numbers<W>(rows.count);
    const Labels given{labels.data(), coin(), 0};
    NERVURE_AT_LEVEL(sparse_cross_entropy<W>)(logits.data(), given, rows, probabilities.data(), values.data());
    NERVURE_AT_LEVEL(sparse_cross_entropy_gradient<W>)
    (probabilities.data(), given, rows, values.data(), dlogits.data());
    NERVURE_AT_LEVEL(categorical_cross_entropy<W>)
    (logits.data(), targets.data(), rows, probabilities.data(), values.data());
    NERVURE_AT_LEVEL(categorical_cross_entropy_gradient<W>)
    (probabilities.data(), targets.data(), rows, values.data(), dlogits.data());
}

template <class Number>
void optimizer(int) {
    const std::size_t count = size() * size();
    auto values = numbers<Number>(count), velocity = positive<Number>(count), momentum = values, third = velocity;
    const auto gradients = numbers<Number>(count);
    const Weights<Number> weights{values.data(), gradients.data(), count};
    NERVURE_AT_LEVEL(adam_step<Number>)
    (weights, {momentum.data(), velocity.data(), perhaps(coin(), third)}, {1e-3, 0.9, 0.999, 1e-7});
    NERVURE_AT_LEVEL(descent_step<Number>)(weights, perhaps(coin(), momentum), {0.1, 0.9, coin()});
    NERVURE_AT_LEVEL(rmsprop_step<Number>)
    (weights, {velocity.data(), perhaps(coin(), momentum), perhaps(coin(), third)}, {1e-3, 0.9, 0.9, 1e-7});
}

template <class Number>
void recurrent(int threads) {
    const Cell cell = coin() ? Cell::lstm : Cell::gru;
    const std::size_t gates = cell == Cell::lstm ? 4 : 3, biases = cell == Cell::lstm ? 4 : 6;
    const std::size_t steps = drawn<std::size_t>(1, 7), samples = size(), features = size(), units = size();
    const auto x = numbers<Number>(steps * samples * features), weight = numbers<Number>(features * gates * units);
    const auto state_weight = numbers<Number>(units * gates * units), bias = numbers<Number>(biases * units);
    const auto dhidden = numbers<Number>(steps * samples * units), dlast = numbers<Number>(samples * units);
    auto hidden = numbers<Number>((steps + 1) * samples * units), carry = hidden, activated = dhidden;
    auto kept = numbers<Number>(steps * samples * gates * units), dx = x, dweight = weight, dstate = state_weight;
    auto dbias = bias, dinitial = dlast, dinitial_carry = dlast;
    const std::vector<char> is_real(steps * samples, 1);
    const bool* mask = coin() ? reinterpret_cast<const bool*>(is_real.data()) : nullptr;
    const bool has_bias = coin(), wants_initial = coin(), is_lstm = cell == Cell::lstm;
    const Sequences<Number> call{steps, samples, features, units, x.data(), weight.data(), state_weight.data(),
                                 has_bias ? bias.data() : nullptr, mask, coin(), hidden.data(), perhaps(is_lstm, carry),
                                 activated.data(), kept.data()};
    recurrent_forward(cell, call, threads);
    const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(units);
    const SequenceGradients<Number> gradients{
        coin() ? dhidden.data() : nullptr, row * static_cast<std::ptrdiff_t>(samples), row, dlast.data(),
        is_lstm ? dlast.data() : nullptr, perhaps(coin(), dx), dweight.data(), dstate.data(), perhaps(has_bias, dbias),
        perhaps(wants_initial, dinitial), perhaps(wants_initial && is_lstm, dinitial_carry)};
    recurrent_backward(cell, call, gradients, threads);
}

// With two recurrent layers in front, or without.
template <class Number>
void small_network(int threads) {
    const std::size_t inputs = size(), hidden = size(), outputs = size(), samples = size(), batch = size();
    const std::size_t steps = drawn<std::size_t>(1, 5), features = size(), between = size();
    const DenseLoss loss = outputs == 1 ? DenseLoss::binary_from_logits : static_cast<DenseLoss>(drawn(0, 4));
    const std::size_t bias = inputs * hidden, kernel = bias + hidden, weights = kernel + hidden * outputs;
    const std::vector<DensePlace> layers{
        {inputs, hidden, static_cast<DenseActivation>(drawn(0, 6)), 0.2, 0, static_cast<std::ptrdiff_t>(bias)},
        {hidden, outputs, DenseActivation::linear, 0, kernel, -1}};
    const DenseHeadPlan head{loss, 1, 1, 1, 0, coin(), {DenseMetric::largest_is_target}, {0}};
    RecurrentPlan front{{}, steps};
    std::size_t end = weights;
    if (coin()) {
        for (const auto& [from, to] : {std::pair{features, between}, std::pair{between, inputs}}) {
            RecurrentPlace place{coin() ? Cell::lstm : Cell::gru, from, to, end, 0, coin() ? 0 : -1};
            place.recurrent_kernel = end + from * place.num_columns();
            if (place.bias == 0) place.bias = static_cast<std::ptrdiff_t>(end + (from + to) * place.num_columns());
            end += place.length();
            front.places.push_back(place);
        }
    }
    SmallDenseNetwork<Number> network(front, layers, head, batch);
    const std::size_t columns = network.num_inputs();
    const auto x = numbers<Number>(samples * columns), targets = positive<Number>(samples * outputs);
    const auto labels = places(samples, outputs), order = places(samples, samples);
    auto values = numbers<Number>(end), gradients = values, first = values, second = positive<Number>(end);
    SmallDenseSource<Number> source{};
    source.samples = x.data();
    source.type = sizeof(Number) == 4 ? SourceType::float32 : SourceType::float64;
    source.row_stride = static_cast<std::ptrdiff_t>(columns);
    source.column_stride = 1, source.scale = 1;
    network.read(source, coin(), network.reads_labels() ? nullptr : targets.data(),
                 network.reads_labels() ? labels.data() : nullptr);
    network.begin(coin() ? order.data() : nullptr, samples);
    const double rate = 1e-3;
    const SmallDenseOptimizer rule{static_cast<DenseUpdate>(drawn(0, 2)), 0.9, 0.99, 1e-7, coin(), &rate, 1, 0};
    network.run({values.data(), gradients.data(), first.data(), second.data(), end}, rule, {100, 1, 1e9, threads});
}

void permuted(int) {
    std::vector<std::int64_t> order(size() * size());
    permutation(order.data(), order.size(), drawn(0u, ~0u), drawn(0u, ~0u));
}

// Both algorithms, which must give the same numbers.
void convolution(int threads) {
    const int top = drawn(0, 2), left = drawn(0, 2), bottom = drawn(0, 2), right = drawn(0, 2);
    const int height = drawn(3, 17), width = drawn(3, 17), channels = coin() ? drawn(1, 4) : drawn(1, 70);
    const Convolution3x3 shape{drawn(1, 3), height, width, channels, height + top + bottom - 2,
                               width + left + right - 2, drawn(1, 70), top, left, threads};
    const std::size_t pixels = static_cast<std::size_t>(shape.batch) * height * width;
    const std::size_t outputs = static_cast<std::size_t>(shape.batch) * shape.out_height * shape.out_width;
    const auto x = numbers<float>(pixels * channels), weight = numbers<float>(std::size_t{9} * shape.filters * channels);
    const auto bias = numbers<float>(shape.filters);
    auto y = numbers<float>(outputs * shape.filters), z = y, dx = x, dweight = weight, dbias = bias;
    const bool has_relu = coin();
    NERVURE_AT_LEVEL(winograd_forward)(shape, x.data(), weight.data(), bias.data(), has_relu, y.data());
    NERVURE_AT_LEVEL(winograd_input_gradient)(shape, y.data(), weight.data(), dx.data());
    NERVURE_AT_LEVEL(winograd_weight_gradient)(shape, x.data(), y.data(), dweight.data(), perhaps(coin(), dbias));
    if (channels > 4) return;
    NERVURE_AT_LEVEL(direct_forward)(shape, x.data(), weight.data(), bias.data(), has_relu, z.data());
    NERVURE_AT_LEVEL(direct_weight_gradient)(shape, x.data(), y.data(), dweight.data(), perhaps(coin(), dbias));
    for (std::size_t i = 0; i < y.size(); i++) {
        if (!(std::fabs(y[i] - z[i]) < 1e-5f)) std::puts("the algorithms differ"), std::abort();
    }
}

SlidingAxis drawn_axis(int most) {
    const int kernel = drawn(1, 9), stride = drawn(1, 3), dilation = drawn(1, 2), before = drawn(0, 4);
    return {drawn(1, most), drawn(1, most), kernel, stride, dilation, before};
}

// The weight gradients of one convolution against each other: outputs may see nothing but zeros.
void weight_gradients(int threads) {
    const bool is_depthwise = coin(), is_flat = coin();
    const int groups = is_depthwise ? static_cast<int>(size()) : coin() ? 1 : drawn(2, 4);
    const int channels = is_depthwise ? groups : groups * static_cast<int>(size());
    const SlidingAxis flat{1, 1, 1, 1, 1, 0};
    const Sliding shape{drawn(1, 3), {is_flat ? flat : drawn_axis(3), drawn_axis(7), drawn_axis(20)}, channels,
                        is_depthwise ? groups : groups * static_cast<int>(size()), groups, threads};
    std::size_t cells = shape.batch, outputs = shape.batch, taps = 1;
    for (const SlidingAxis& axis : shape.axes) cells *= axis.cells, outputs *= axis.outputs, taps *= axis.kernel;
    const auto x = numbers<float>(cells * channels), dz = numbers<float>(outputs * shape.filters);
    auto first = numbers<float>(taps * shape.filters * (channels / groups)), second = first;
    NERVURE_AT_LEVEL(window_weight_gradient)(shape, x.data(), dz.data(), first.data());
    if (is_depthwise) NERVURE_AT_LEVEL(depthwise_weight_gradient)(shape, x.data(), dz.data(), second.data());
    if (!is_depthwise) NERVURE_AT_LEVEL(line_weight_gradient)(shape, x.data(), dz.data(), second.data());
    for (std::size_t i = 0; i < first.size(); i++) {
        if (!(std::fabs(first[i] - second[i]) < 1e-4f)) std::puts("the gradients differ"), std::abort();
    }
}

// A convolution, a pooling, a dense layer and its activation.
void inference(int threads) {
    const int height = drawn(3, 17), width = drawn(3, 17), channels = drawn(1, 20), filters = drawn(1, 40);
    const std::size_t down = height / 2, across = width / 2, pixels = static_cast<std::size_t>(height) * width;
    const std::size_t outputs = size(), count = size();
    const auto bias = numbers<float>(filters), mean = numbers<float>(filters), scale = positive<float>(filters);
    const auto dense_bias = numbers<float>(outputs), weight = numbers<float>(std::size_t{9} * filters * channels);
    const bool is_scaled = coin(), pools = coin();
    Link convolution{}, pooling{}, dense{}, activation{};
    convolution.kind = channels <= 4 && !pools && coin() ? LinkKind::direct : LinkKind::winograd;
    convolution.shape = {1, height, width, channels, height, width, filters, 1, 1, 1};
    convolution.finish = {bias.data(), coin(), nullptr, nullptr, nullptr, coin(), pools};
    if (is_scaled) convolution.finish.mean = convolution.finish.offset = mean.data();
    if (is_scaled) convolution.finish.scale = scale.data();
    convolution.inputs = pixels * channels;
    pooling.kind = LinkKind::max_pooling;
    pooling.shape = {1, height, width, filters, static_cast<int>(down), static_cast<int>(across), filters, 0, 0, 1};
    pooling.inputs = pixels * filters;
    convolution.outputs = pools ? down * across * filters : pooling.inputs;
    dense.kind = LinkKind::dense;
    dense.finish.bias = dense_bias.data();
    dense.inputs = pooling.outputs = down * across * filters;
    dense.outputs = outputs;
    activation.kind = LinkKind::activation;
    activation.activation = static_cast<DenseActivation>(drawn(0, 6));
    activation.inputs = activation.outputs = outputs;
    const auto dense_weight = numbers<float>(dense.inputs * outputs), x = numbers<float>(count * convolution.inputs);
    std::vector<InferenceChain::Entry> entries{{convolution, weight.data()}, {dense, dense_weight.data()}};
    if (!pools) entries.insert(entries.begin() + 1, {pooling, nullptr});
    entries.push_back({activation, nullptr});
    auto y = numbers<float>(count * outputs);
    const InferenceChain chain(entries);
    chain.run(x.data(), count, y.data(), threads);
    chain.run(x.data(), 1, y.data(), threads);
}

constexpr struct {
    int cases;
    void (*kernel)(int threads);
} FAMILIES[] = {
    {100, batch_normalization<float>},
    {100, batch_normalization<double>},
    {100, batch_normalization<bfloat16>},
    {200, batch_normalization_windows<float>},
    {200, batch_normalization_windows<double>},
    {200, batch_normalization_windows<bfloat16>},
    {200, pooling<float>},
    {200, pooling<double>},
    {200, pooling<bfloat16>},
    {100, dropped<float>},
    {100, dropped<double>},
    {100, dropped<bfloat16>},
    {200, cross_entropy<float>},
    {200, cross_entropy<double>},
    {50, optimizer<float>},
    {50, optimizer<double>},
    {200, recurrent<float>},
    {200, recurrent<double>},
    {300, small_network<float>},
    {300, small_network<double>},
    {20, permuted},
    {200, convolution},
    {200, weight_gradients},
    {40, inference},
};

}  // namespace
}  // namespace nervure

int main() {
    int count = 0;
    for (const auto& family : nervure::FAMILIES) {
        for (int number = 0; number < family.cases; number++, count++) family.kernel(1 + number % 3);
    }
    std::printf("%d\n", count);
}
