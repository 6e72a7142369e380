// The convolutions of every level over drawn sizes, each array exactly as long as it must be, so that the sanitizers see
// what lies outside. test_sanitizers.py builds and runs it; prints the number of cases.
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

#include "direct_convolution.h"

namespace {

std::mt19937 generator(1);

int drawn(int least, int most) { return std::uniform_int_distribution<int>(least, most)(generator); }

std::vector<float> numbers(std::size_t count) {
    std::vector<float> values(count);
    for (float& value : values) value = std::uniform_real_distribution<float>(-0.5f, 0.5f)(generator);
    values.shrink_to_fit();
    return values;
}

nervure::Convolution3x3 drawn_shape(int number) {
    const int top = drawn(0, 2), left = drawn(0, 2), bottom = drawn(0, 2), right = drawn(0, 2);
    const int height = drawn(3, 17), width = drawn(3, 17), channels = number % 2 ? drawn(1, 6) : drawn(1, 70);
    return {drawn(1, 3), height, width, channels, height + top + bottom - 2, width + left + right - 2,
            drawn(1, 70), top, left, 1 + number % 3};
}

}  // namespace

int main() {
    const int count = 200;
    for (int number = 0; number < count; number++) {
        const nervure::Convolution3x3 shape = drawn_shape(number);
        const std::size_t pixels = static_cast<std::size_t>(shape.batch) * shape.height * shape.width;
        const std::size_t outputs = static_cast<std::size_t>(shape.batch) * shape.out_height * shape.out_width;
        const auto x = numbers(pixels * shape.channels), weight = numbers(std::size_t{9} * shape.filters * shape.channels);
        const auto bias = numbers(shape.filters);
        auto y = numbers(outputs * shape.filters), z = y, dx = x, dweight = weight, dbias = bias;
        float* summed = number % 3 ? dbias.data() : nullptr;
        const bool has_relu = number % 2;
        NERVURE_AT_LEVEL(winograd_forward)(shape, x.data(), weight.data(), bias.data(), has_relu, y.data());
        NERVURE_AT_LEVEL(winograd_input_gradient)(shape, y.data(), weight.data(), dx.data());
        NERVURE_AT_LEVEL(winograd_weight_gradient)(shape, x.data(), y.data(), dweight.data(), summed);
        if (shape.channels > 4) continue;
        NERVURE_AT_LEVEL(direct_forward)(shape, x.data(), weight.data(), bias.data(), has_relu, z.data());
        NERVURE_AT_LEVEL(direct_weight_gradient)(shape, x.data(), y.data(), dweight.data(), summed);
        for (std::size_t i = 0; i < y.size(); i++) {
            if (!(std::fabs(y[i] - z[i]) < 1e-5f)) return std::printf("the kernels differ at case %d\n", number), 1;
        }
    }
    std::printf("%d\n", count);
}
