#include <nanobind/stl/array.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include "convolution_python.h"
#include "families.h"
#include "inference_chain.h"

namespace nervure {

#ifdef NERVURE_HAS_VECTORS
namespace {

using Numbers = std::optional<Flat<const float>>;
// kind, sizes, inputs, outputs, activation, its constant, (ReLU, ReLU after, pooling), (weight, bias, mean, scale,
// offset)
using Description = std::tuple<int, Sizes, std::size_t, std::size_t, int, float, std::array<bool, 3>, std::array<Numbers, 5>>;

constexpr int SMALLEST_PERIOD = 64;  // of the constants of a scaling

bool is_convolution(LinkKind kind) { return kind == LinkKind::winograd || kind == LinkKind::direct; }

// The array, if given, after checking its length.
const float* numbers_of(const Numbers& given, std::size_t length) {
    if (!given) return nullptr;
    if (given->size() != length) throw nb::value_error("an array does not have the size that sizes say");
    return given->data();
}

std::size_t weight_length(const Link& link) {
    const Convolution3x3& s = link.shape;
    if (link.kind == LinkKind::dense) return link.inputs * link.outputs;
    return is_convolution(link.kind) ? std::size_t{9} * static_cast<std::size_t>(s.channels) * static_cast<std::size_t>(s.filters) : 0;
}

void check_pictures(const Link& link) {
    const Convolution3x3& s = link.shape;
    const auto size = [](int height, int width, int channels) {
        return static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
    };
    const bool halves = link.finish.pools || link.kind == LinkKind::max_pooling;
    const int height = link.kind == LinkKind::max_pooling ? s.height : s.out_height;
    const int width = link.kind == LinkKind::max_pooling ? s.width : s.out_width;
    const std::size_t outputs = halves ? size(height / 2, width / 2, s.filters) : size(height, width, s.filters);
    if (link.inputs != size(s.height, s.width, s.channels) || link.outputs != outputs) {
        throw nb::value_error("pictures of other sizes");
    }
    if (link.kind == LinkKind::direct && (s.channels > 4 || link.finish.pools)) throw nb::value_error("not of this kernel");
    if (s.top < 0 || s.top > 2 || s.left < 0 || s.left > 2) throw nb::value_error("margins are 0, 1 or 2");
}

InferenceChain::Entry entry_of(const Description& description) {
    const auto& [kind, sizes, inputs, outputs, activation, constant, flags, arrays] = description;
    const auto [batch, height, width, channels, out_height, out_width, filters, top, left] = sizes;
    Link link{};
    link.kind = static_cast<LinkKind>(kind);
    link.shape = {batch, height, width, channels, out_height, out_width, filters, top, left, 1};
    link.activation = static_cast<DenseActivation>(activation);
    link.constant = constant;
    link.inputs = inputs, link.outputs = outputs;
    link.period = static_cast<std::size_t>(channels) * ((SMALLEST_PERIOD + channels - 1) / channels);
    for (int size : {height, width, channels, out_height, out_width, filters}) {
        if (size < 1) throw nb::value_error("a size is below 1");
    }
    const std::size_t bias = link.kind == LinkKind::dense ? outputs : static_cast<std::size_t>(filters);
    const std::size_t each = static_cast<std::size_t>(link.kind == LinkKind::scaling ? channels : filters);
    link.finish = {numbers_of(arrays[1], bias), flags[0], numbers_of(arrays[2], each), numbers_of(arrays[3], each),
                   numbers_of(arrays[4], each), flags[1], flags[2]};
    if (is_convolution(link.kind) || link.kind == LinkKind::max_pooling) check_pictures(link);
    const float* weight = numbers_of(arrays[0], weight_length(link));
    if ((weight_length(link) > 0) != (weight != nullptr)) throw nb::value_error("a weight is missing, or there is one");
    if (link.kind == LinkKind::scaling && (link.finish.scale == nullptr || inputs != outputs || inputs % each != 0)) {
        throw nb::value_error("a scaling that does not fit");
    }
    if (link.kind == LinkKind::activation && inputs != outputs) throw nb::value_error("an activation that does not fit");
    return {link, weight};
}

class Chain {
public:
    explicit Chain(const std::vector<Description>& descriptions) : chain_(entries_of(descriptions)) {}

    void run(Whole<const float> x, Whole<float> y, int num_threads) const {
        const std::size_t count = x.size() / chain_.num_inputs();
        if (x.size() != count * chain_.num_inputs() || y.size() != count * chain_.num_outputs()) {
            throw nb::value_error("an array does not have the size that the links say");
        }
        nb::gil_scoped_release released;
        if (count > 0) chain_.run(x.data(), count, y.data(), num_threads);
    }

private:
    static std::vector<InferenceChain::Entry> entries_of(const std::vector<Description>& descriptions) {
        std::vector<InferenceChain::Entry> entries;
        for (const Description& description : descriptions) entries.push_back(entry_of(description));
        return entries;
    }

    InferenceChain chain_;
};

}  // namespace

void define_inference(nb::module_& module) {
    using namespace nb::literals;
    nb::class_<Chain>(module, "InferenceChain")
        .def(nb::init<const std::vector<Description>&>(), "links"_a)
        .def("run", &Chain::run, "x"_a.noconvert(), "y"_a.noconvert(), "num_threads"_a);
}
#else
void define_inference(nb::module_&) {}
#endif

}  // namespace nervure
