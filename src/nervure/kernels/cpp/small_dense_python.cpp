#include <nanobind/stl/optional.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include "families.h"
#include "python.h"
#include "small_dense_network.h"

namespace nervure {
#ifdef NERVURE_HAS_VECTORS
namespace {

using Place = std::tuple<std::size_t, std::size_t, int, double, std::size_t, std::ptrdiff_t>;
using Recurrent = std::tuple<int, std::size_t, std::size_t, std::size_t, std::size_t, std::ptrdiff_t>;
using Head = std::tuple<int, double, double, double, double, bool>;
using Metric = std::tuple<int, double>;
using Rule = std::tuple<int, double, double, double, bool>;
using Samples = nb::ndarray<nb::ro, nb::ndim<2>, nb::device::cpu>;
template <class Number>
using Targets = nb::ndarray<const Number, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Labels = Flat<const std::int64_t>;

// Keeps the arrays that it works on alive.
template <class Number>
class Trainer {
public:
    Trainer(const std::vector<Recurrent>& recurrent, std::size_t num_steps, const std::vector<Place>& places,
            const Head& head, const std::vector<Metric>& metrics, std::size_t batch_size)
        : network_(plan_of(recurrent, num_steps), places_of(places, recurrent), head_of(head, metrics),
                   checked(batch_size)) {}

    void bind(Flat<Number> values, Flat<Number> gradients, std::vector<Flat<Number>> slots) {
        std::size_t shortest = std::min(values.size(), gradients.size());
        for (const auto& slot : slots) shortest = std::min(shortest, slot.size());
        if (shortest < network_.parameters_end()) throw nb::value_error("a buffer is shorter than the parameters");
        if (slots.size() > 2) throw nb::value_error("more than two slots");
        values_ = values;
        gradients_ = gradients;
        slots_ = std::move(slots);
    }

    void read(Samples x, std::optional<Targets<Number>> targets, std::optional<Labels> labels, double scale,
              double offset) {
        if (x.shape(1) != network_.num_inputs()) throw nb::value_error("x has another number of inputs");
        if (labels.has_value() != network_.reads_labels() || targets.has_value() == labels.has_value()) {
            throw nb::value_error("targets and labels: exactly the one that the loss reads");
        }
        const std::size_t count = targets.has_value() ? targets->shape(0) : labels->shape(0);
        if (count != x.shape(0)) throw nb::value_error("x and the targets differ in length");
        if (targets.has_value() && targets->shape(1) != network_.num_outputs()) {
            throw nb::value_error("the targets have another number of outputs");
        }
        if (labels.has_value()) check_below(labels->data(), count, network_.num_outputs(), "a label is no class");
        x_ = x;
        targets_ = std::move(targets);
        labels_ = std::move(labels);
        SmallDenseSource<Number> source{};
        source.samples = x_.data();
        source.type = type_of(x_.dtype());
        source.row_stride = x_.stride(0);
        source.column_stride = x_.stride(1);
        source.scale = static_cast<Number>(scale);
        source.offset = static_cast<Number>(offset);
        const bool is_typed = x_.dtype() == nb::dtype<Number>();
        const bool has_whole_rows = x_.stride(1) == 1 || x_.shape(1) == 1;
        network_.read(source, is_typed && has_whole_rows && scale == 1 && offset == 0,
                      targets_.has_value() ? targets_->data() : nullptr,
                      labels_.has_value() ? labels_->data() : nullptr);
        network_.begin(nullptr, 0);
    }

    void begin(std::optional<Labels> order) {
        const std::size_t count = x_.is_valid() ? x_.shape(0) : 0;
        if (order.has_value()) check_below(order->data(), order->size(), count, "the order has a place beyond x");
        order_ = std::move(order);
        network_.begin(order_.has_value() ? order_->data() : nullptr, order_.has_value() ? order_->size() : count);
    }

    void run(const Rule& rule, const std::vector<double>& rates, std::size_t iterations, std::size_t num_steps,
             double seconds, double alarm, int num_threads) {
        if (!values_.is_valid() || !x_.is_valid()) throw nb::value_error("bind and read come first");
        if (rates.empty()) throw nb::value_error("no learning rate");
        const auto [number, first, second, epsilon, nesterov] = rule;
        const SmallDenseOptimizer optimizer{static_cast<DenseUpdate>(number), first, second, epsilon, nesterov,
                                            rates.data(), rates.size(), iterations};
        const auto slot = [&](std::size_t place) { return place < slots_.size() ? slots_[place].data() : nullptr; };
        const FlatBuffers<Number> flat{values_.data(), gradients_.data(), slot(0), slot(1), values_.size()};
        nb::gil_scoped_release released;
        network_.run(flat, optimizer, {num_steps, seconds, alarm, num_threads});
    }

    void resume(std::size_t steps, const std::vector<double>& sums) {
        if (sums.size() != 1 + num_metrics_) throw nb::value_error("sums: one of the loss and one of each metric");
        network_.resume(steps, sums);
    }

    std::size_t steps() const { return network_.progress().steps; }
    std::vector<double> sums() const {
        const SmallDenseProgress& progress = network_.progress();
        return {progress.sums, progress.sums + 1 + num_metrics_};
    }

    std::vector<double> losses() const {
        const SmallDenseProgress& progress = network_.progress();
        return {progress.losses, progress.losses + progress.num_losses};
    }

private:
    static std::size_t checked(std::size_t batch_size) {
        if (batch_size == 0) throw nb::value_error("a batch has at least one sample");
        return batch_size;
    }

    static RecurrentPlan plan_of(const std::vector<Recurrent>& recurrent, std::size_t num_steps) {
        RecurrentPlan made{{}, num_steps};
        if (!recurrent.empty() && num_steps == 0) throw nb::value_error("sequences without steps");
        for (const auto& [cell, features, units, kernel, recurrent_kernel, bias] : recurrent) {
            if (features == 0 || units == 0) throw nb::value_error("a layer without features or units");
            const bool fits = made.places.empty() || made.places.back().units == features;
            if (!fits) throw nb::value_error("layers that do not fit");
            made.places.push_back({static_cast<Cell>(cell), features, units, kernel, recurrent_kernel, bias});
        }
        return made;
    }

    static std::vector<DensePlace> places_of(const std::vector<Place>& places,
                                             const std::vector<Recurrent>& recurrent) {
        if (places.empty()) throw nb::value_error("no layers");
        if (!recurrent.empty() && std::get<2>(recurrent.back()) != std::get<0>(places.front())) {
            throw nb::value_error("layers that do not fit");
        }
        std::vector<DensePlace> made;
        for (const auto& [inputs, units, activation, constant, kernel, bias] : places) {
            if (inputs == 0 || units == 0) throw nb::value_error("a layer without inputs or units");
            if (!made.empty() && made.back().units != inputs) throw nb::value_error("layers that do not fit");
            made.push_back({inputs, units, static_cast<DenseActivation>(activation), constant, kernel, bias});
        }
        return made;
    }

    DenseHeadPlan head_of(const Head& head, const std::vector<Metric>& metrics) {
        if (metrics.size() > SmallDenseProgress::MOST_METRICS) throw nb::value_error("too many metrics");
        const auto [loss, value_factor, gradient_factor, kept, spread, is_mean] = head;
        DenseHeadPlan made{static_cast<DenseLoss>(loss), value_factor, gradient_factor, kept, spread, is_mean, {}, {}};
        for (const auto& [kind, threshold] : metrics) {
            made.metrics.push_back(static_cast<DenseMetric>(kind));
            made.thresholds.push_back(threshold);
        }
        num_metrics_ = metrics.size();
        return made;
    }

    static void check_below(const std::int64_t* numbers, std::size_t count, std::size_t end, const char* otherwise) {
        bool is_below = true;
        for (std::size_t i = 0; i < count; i++) is_below &= static_cast<std::uint64_t>(numbers[i]) < end;
        if (!is_below) throw nb::value_error(otherwise);
    }

    static SourceType type_of(nb::dlpack::dtype type) {
        if (type == nb::dtype<float>()) return SourceType::float32;
        if (type == nb::dtype<double>()) return SourceType::float64;
        if (type == nb::dtype<std::uint8_t>()) return SourceType::uint8;
        if (type == nb::dtype<std::int32_t>()) return SourceType::int32;
        if (type == nb::dtype<std::int64_t>()) return SourceType::int64;
        throw nb::type_error("x has a type that is not read");
    }

    std::size_t num_metrics_ = 0;
    SmallDenseNetwork<Number> network_;
    Flat<Number> values_, gradients_;
    std::vector<Flat<Number>> slots_;
    Samples x_;
    std::optional<Targets<Number>> targets_;
    std::optional<Labels> labels_, order_;
};

template <class Number>
void define(nb::module_& module, const char* name) {
    using namespace nb::literals;
    using Class = Trainer<Number>;
    nb::class_<Class>(module, name)
        .def(nb::init<const std::vector<Recurrent>&, std::size_t, const std::vector<Place>&, const Head&,
                      const std::vector<Metric>&, std::size_t>(),
             "recurrent"_a, "num_steps"_a, "places"_a, "head"_a, "metrics"_a, "batch_size"_a)
        .def("bind", &Class::bind, "values"_a.noconvert(), "gradients"_a.noconvert(), "slots"_a.noconvert())
        .def("read", &Class::read, "x"_a.noconvert(), "targets"_a.none(), "labels"_a.none(), "scale"_a, "offset"_a)
        .def("begin", &Class::begin, "order"_a.none())
        .def("run", &Class::run, "rule"_a, "rates"_a, "iterations"_a, "num_steps"_a, "seconds"_a, "alarm"_a,
             "num_threads"_a)
        .def("resume", &Class::resume, "steps"_a, "sums"_a)
        .def_prop_ro("losses", &Class::losses)
        .def_prop_ro("steps", &Class::steps)
        .def_prop_ro("sums", &Class::sums);
}

}  // namespace

void define_small_dense(nb::module_& module) {
    define<float>(module, "SmallDenseFloat32");
    define<double>(module, "SmallDenseFloat64");
}
#else
// Vectors need GCC or Clang; elsewhere small networks are walked step by step.
void define_small_dense(nb::module_&) {}
#endif

}  // namespace nervure
