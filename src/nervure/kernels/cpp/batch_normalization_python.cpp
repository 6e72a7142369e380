#include <nanobind/stl/array.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <array>
#include <optional>
#include <string>

#include "batch_normalization_tensors.h"
#include "families.h"
#include "python.h"

namespace nervure {
namespace {

void require(bool holds, const char* otherwise) {
    if (!holds) throw nb::value_error(otherwise);
}

template <class W>
using Channels = std::optional<Flat<const W>>;


template <class W>
Normalization<W> unpacked(const Flat<const W>& mean, const Flat<const W>& variance, const Channels<W>& gamma,
                          const Channels<W>& beta, double epsilon) {
    const std::size_t channels = mean.size();
    require(channels > 0 && variance.size() == channels, "mean and variance differ in size");
    require(!gamma || gamma->size() == channels, "gamma has another size than the mean");
    require(!beta || beta->size() == channels, "beta has another size than the mean");
    return {channels, mean.data(), variance.data(), gamma ? gamma->data() : nullptr, beta ? beta->data() : nullptr, epsilon};
}

template <class Number>
void statistics(Whole<const Number> x, Flat<Wide<Number>> mean, Flat<Wide<Number>> variance, int num_threads) {
    const std::size_t channels = mean.size();
    require(channels > 0 && variance.size() == channels && x.size() % channels == 0, "sizes do not fit");
    const Number* from = x.data();
    Wide<Number>*mean_to = mean.data(), *variance_to = variance.data();
    const std::size_t rows = x.size() / channels;
    nb::gil_scoped_release released;
    batch_statistics(from, rows, channels, mean_to, variance_to, num_threads);
}

template <class Number, class W = Wide<Number>>
void forward(Whole<const Number> x, Whole<Number> y, Flat<const W> mean, Flat<const W> variance, Channels<W> gamma,
             Channels<W> beta, double epsilon, bool relu, int num_threads) {
    const Normalization<W> given = unpacked<W>(mean, variance, gamma, beta, epsilon);
    require(x.size() == y.size() && x.size() % given.channels == 0, "sizes do not fit");
    const Number* from = x.data();
    Number* to = y.data();
    const std::size_t rows = x.size() / given.channels;
    nb::gil_scoped_release released;
    normalize(from, to, rows, given, relu, num_threads);
}

// dgamma, dbeta and the sums of dx: three rows of one tensor.
template <class W>
Gradients<W> places(const Whole<W>& gradients, std::size_t channels) {
    require(gradients.size() == 3 * channels, "three numbers a channel are written");
    return {gradients.data(), gradients.data() + channels, gradients.data() + 2 * channels};
}

template <class Number, class W = Wide<Number>>
void backward(Whole<const Number> dy, Whole<const Number> x, std::optional<Whole<Number>> dx, Whole<W> gradients,
              Flat<const W> mean, Flat<const W> variance, Channels<W> gamma, Channels<W> beta, double epsilon, bool relu,
              bool of_batch, bool before_relu, int num_threads) {
    const Normalization<W> given = unpacked<W>(mean, variance, gamma, beta, epsilon);
    require(x.size() == dy.size() && x.size() % given.channels == 0, "sizes do not fit");
    require(!dx || dx->size() == x.size(), "dx has another size than x");
    const Gradients<W> to = places(gradients, given.channels);
    const Number *upstream = dy.data(), *from = x.data();
    Number* dx_to = dx ? dx->data() : nullptr;
    const std::size_t rows = x.size() / given.channels;
    nb::gil_scoped_release released;
    differentiate(upstream, from, rows, given, relu, {of_batch, before_relu}, to, dx_to, num_threads);
}

using Sizes = std::array<std::size_t, 3>;
using Drawn = std::array<std::uint32_t, 3>;  // the DropoutMask

Pictures pictures_of(const Sizes& sizes, std::size_t channels, std::size_t numbers) {
    const Pictures pictures{sizes[0], sizes[1], sizes[2], channels};
    require(pictures.num * pictures.height * pictures.width * channels == numbers, "x has another size");
    return pictures;
}

std::size_t windows_in(const Pictures& pictures) {
    return pictures.num * (pictures.height / 2) * (pictures.width / 2) * pictures.channels;
}

template <class Number, class W = Wide<Number>>
void windows_forward(Whole<const Number> x, Whole<Number> y, Whole<std::uint8_t> codes, Sizes sizes, bool maximum,
                     Flat<const W> mean, Flat<const W> variance, Channels<W> gamma, Channels<W> beta, double epsilon,
                     bool relu, std::optional<Drawn> mask, double scale, int num_threads) {
    const Normalization<W> given = unpacked<W>(mean, variance, gamma, beta, epsilon);
    const Pictures pictures = pictures_of(sizes, given.channels, x.size());
    require(y.size() == windows_in(pictures) && codes.size() == y.size(), "y or codes have another size");
    const Drawn drawn = mask.value_or(Drawn{});
    const WindowTail tail{relu, mask.has_value(), {drawn[0], drawn[1], drawn[2]}, scale};
    const Number* from = x.data();
    Number* to = y.data();
    std::uint8_t* codes_to = codes.data();
    nb::gil_scoped_release released;
    normalize_windows(from, to, codes_to, pictures, maximum ? Pooling::maximum : Pooling::average, given, tail,
                      num_threads);
}

template <class Number, class W = Wide<Number>>
void windows_backward(Whole<const Number> dy, Whole<const Number> x, Whole<const std::uint8_t> codes, Sizes sizes,
                      bool maximum, double scale, std::optional<Whole<Number>> dx, Whole<W> gradients,
                      Flat<const W> mean, Flat<const W> variance, Channels<W> gamma, double epsilon, bool of_batch,
                      bool before_relu, int num_threads) {
    const Normalization<W> given = unpacked<W>(mean, variance, gamma, std::nullopt, epsilon);
    const Pictures pictures = pictures_of(sizes, given.channels, x.size());
    require(dy.size() == windows_in(pictures) && codes.size() == dy.size(), "dy or codes have another size");
    require(!dx || dx->size() == x.size(), "dx has another size than x");
    const Gradients<W> to = places(gradients, given.channels);
    const Number *upstream = dy.data(), *from = x.data();
    const std::uint8_t* codes_from = codes.data();
    Number* dx_to = dx ? dx->data() : nullptr;
    nb::gil_scoped_release released;
    differentiate_windows(upstream, from, codes_from, pictures, maximum ? Pooling::maximum : Pooling::average, scale,
                          given, {of_batch, before_relu}, to, dx_to, num_threads);
}

template <class Number>
void define(nb::module_& module, const std::string& type) {
    using namespace nb::literals;
    const auto named = [&](const char* kernel) { return kernel + type; };
    module.def(named("batch_statistics_").c_str(), statistics<Number>, "x"_a.noconvert(), "mean"_a.noconvert(),
               "variance"_a.noconvert(), "num_threads"_a);
    module.def(named("normalize_").c_str(), forward<Number>, "x"_a.noconvert(), "y"_a.noconvert(),
               "mean"_a.noconvert(), "variance"_a.noconvert(), "gamma"_a.noconvert().none(),
               "beta"_a.noconvert().none(), "epsilon"_a, "relu"_a, "num_threads"_a);
    module.def(named("differentiate_normalization_").c_str(), backward<Number>, "dy"_a.noconvert(), "x"_a.noconvert(),
               "dx"_a.noconvert().none(), "gradients"_a.noconvert(), "mean"_a.noconvert(), "variance"_a.noconvert(),
               "gamma"_a.noconvert().none(), "beta"_a.noconvert().none(), "epsilon"_a, "relu"_a, "of_batch"_a,
               "before_relu"_a, "num_threads"_a);
    module.def(named("normalize_windows_").c_str(), windows_forward<Number>, "x"_a.noconvert(), "y"_a.noconvert(),
               "codes"_a.noconvert(), "sizes"_a, "maximum"_a, "mean"_a.noconvert(), "variance"_a.noconvert(),
               "gamma"_a.noconvert().none(), "beta"_a.noconvert().none(), "epsilon"_a, "relu"_a, "mask"_a.none(),
               "scale"_a, "num_threads"_a);
    module.def(named("differentiate_normalized_windows_").c_str(), windows_backward<Number>, "dy"_a.noconvert(),
               "x"_a.noconvert(), "codes"_a.noconvert(), "sizes"_a, "maximum"_a, "scale"_a, "dx"_a.noconvert().none(),
               "gradients"_a.noconvert(), "mean"_a.noconvert(), "variance"_a.noconvert(),
               "gamma"_a.noconvert().none(), "epsilon"_a, "of_batch"_a, "before_relu"_a, "num_threads"_a);
}

}  // namespace

void define_batch_normalization(nb::module_& module) {
    define<float>(module, "float32");
    define<double>(module, "float64");
    define<bfloat16>(module, "bfloat16");
}

}  // namespace nervure
