#include "small_dense_network.h"

// Vectors need GCC or Clang; elsewhere small networks are walked step by step.
#ifdef NERVURE_HAS_VECTORS

#include <algorithm>
#include <chrono>

namespace nervure {

double clock_seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

namespace {

// Steps of a trial with one thread, then with all; the first of the latter may have to wake them.
constexpr int STEPS_ALONE = 3, STEPS_TOGETHER = 4;
// The time between trials: this many seconds, and this many times the duration of a trial.
constexpr double SECONDS_BETWEEN_TRIALS = 0.5, TRIALS_BETWEEN_TRIALS = 20;

}  // namespace

bool SmallDensePace::takes_all(double now) {
    if (!is_trying_ && now < next_trial_) return best_[1] < best_[0];
    if (!is_trying_) steps_ = 0, trial_seconds_ = 0;
    is_trying_ = true;
    return steps_ >= STEPS_ALONE;
}

void SmallDensePace::note(bool took_all, double seconds, double now) {
    if (!is_trying_) return;
    const bool is_first = steps_ == 0 || steps_ == STEPS_ALONE;
    if (is_first || seconds < best_[took_all]) best_[took_all] = seconds;
    trial_seconds_ += seconds;
    if (++steps_ < STEPS_ALONE + STEPS_TOGETHER) return;
    is_trying_ = false;
    next_trial_ = now + std::max(SECONDS_BETWEEN_TRIALS, TRIALS_BETWEEN_TRIALS * trial_seconds_);
}

namespace {

constexpr std::size_t ALIGNMENT = 64;  // bytes
// A second thread costs a few microseconds per step and pays for steps of about 30 or more: this many float
// multiplications.
constexpr std::size_t MULTIPLICATIONS_FOR_THREADS = 1'500'000;

std::size_t rounded_up(std::size_t count, std::size_t step) { return (count + step - 1) / step * step; }

// Splits one piece of memory into buffers that start at cache lines. The first walk measures; the second, with the
// memory, hands them out.
template <class Number>
class Cutter {
public:
    explicit Cutter(Number* memory) : memory_(memory) {}

    Number* take(std::size_t count) {
        Number* taken = memory_ == nullptr ? nullptr : memory_ + used_;
        used_ += rounded_up(count, ALIGNMENT / sizeof(Number));
        return taken;
    }
    std::size_t used() const { return used_; }

private:
    Number* memory_;
    std::size_t used_ = 0;
};

template <class Number>
std::size_t weight_length(const SmallDenseLayer<Number>& layer, std::size_t lanes) {
    return layer.stride == 1 ? rounded_up(layer.inputs, lanes) : layer.inputs * layer.stride;
}

}  // namespace

template <class Number>
SmallDenseNetwork<Number>::SmallDenseNetwork(RecurrentPlan recurrent, std::vector<DensePlace> places,
                                             DenseHeadPlan head, std::size_t batch_size)
    : recurrent_plan_(std::move(recurrent)), places_(std::move(places)), head_(std::move(head)) {
    const std::size_t lanes = NERVURE_AT_LEVEL(small_dense_lanes)(sizeof(Number));
    if (!recurrent_plan_.places.empty()) {
        recurrent_ = std::make_unique<SmallRecurrentLayers<Number>>(recurrent_plan_.places, recurrent_plan_.num_steps,
                                                                    batch_size);
        SmallDenseLayer<Number> states{};
        states.units = recurrent_plan_.places.back().units;
        states.stride = states.units == 1 ? 1 : rounded_up(states.units, lanes);
        layers_.push_back(states);
    }
    for (const DensePlace& place : places_) {
        SmallDenseLayer<Number> layer{};
        layer.inputs = place.inputs;
        layer.units = place.units;
        layer.stride = place.units == 1 ? 1 : rounded_up(place.units, lanes);
        layer.activation = place.activation;
        layer.constant = static_cast<Number>(place.constant);
        layer.has_bias = place.bias >= 0;
        layer.bias_length = rounded_up(place.units, lanes);
        layers_.push_back(layer);
    }
    work_.recurrent = recurrent_.get();
    work_.layers = layers_.data();
    work_.num_layers = layers_.size();
    work_.batch_size = batch_size;
    batch_labels_.resize(batch_size);
    rows_.resize(2 * layers_.size() * batch_size);
    work_.head = {};
    work_.head.loss = head_.loss;
    work_.head.value_factor = head_.value_factor;
    work_.head.gradient_factor = head_.gradient_factor;
    work_.head.is_mean = head_.is_mean;
    work_.head.kept = static_cast<Number>(head_.kept);
    work_.head.spread = static_cast<Number>(head_.spread);
    work_.head.metrics = head_.metrics.data();
    work_.head.thresholds = head_.thresholds.data();
    work_.head.num_metrics = head_.metrics.size();
    work_.head.batch_labels = batch_labels_.data();
    cut_scratch();
}

template <class Number>
void SmallDenseNetwork<Number>::cut_scratch() {
    const std::size_t lanes = NERVURE_AT_LEVEL(small_dense_lanes)(sizeof(Number)), batch = work_.batch_size;
    const std::size_t line = ALIGNMENT / sizeof(Number);
    for (const bool measures : {true, false}) {
        // One line more than is handed out: the start is moved to a line boundary, and vectors may be read past the
        // end.
        void* start = memory_.data();
        std::size_t space = memory_.size() * sizeof(Number);
        if (!measures) std::align(ALIGNMENT, 1, start, space);
        Cutter<Number> cutter(measures ? nullptr : static_cast<Number*>(start));
        Number* buffers[4];
        std::size_t recurrent = 0;
        for (const auto& place : recurrent_plan_.places) recurrent += place.length();
        std::size_t length = rounded_up(recurrent, line);
        for (const auto& layer : layers_) length += weight_length(layer, lanes) + layer.bias_length;
        for (Number*& buffer : buffers) buffer = cutter.take(length);
        work_.block = {buffers[0], buffers[1], buffers[2], buffers[3], length};
        if (recurrent_ != nullptr && !measures) recurrent_->bind(buffers[0], buffers[1]);
        work_.source.gathered_stride = recurrent_ != nullptr ? 0 : rounded_up(num_inputs(), lanes);
        gathered_ = cutter.take(batch * work_.source.gathered_stride + lanes);
        work_.head.batch_targets = cutter.take(batch * layers_.back().stride + lanes);
        work_.head.values_stride = rounded_up(batch, line);
        work_.head.values = cutter.take(work_.head.values_stride * (1 + head_.metrics.size()));
        std::size_t place = rounded_up(recurrent, line);
        for (std::size_t number = 0; number < layers_.size(); number++) {
            SmallDenseLayer<Number>& layer = layers_[number];
            layer.output = cutter.take(batch * layer.stride + lanes);
            layer.doutput = cutter.take(batch * layer.stride + lanes);
            layer.transposed_stride = number > 0 ? layers_[number - 1].stride : 0;
            const bool is_one = layer.units == 1 || layer.inputs == 1;
            Number* transposed = is_one ? nullptr : cutter.take(layer.units * layer.transposed_stride);
            if (measures) continue;
            layer.weight = work_.block.values + place;
            layer.weight_gradient = work_.block.gradients + place;
            layer.transposed = is_one ? layer.weight : transposed;
            place += weight_length(layer, lanes);
            layer.bias = work_.block.values + place;
            layer.bias_gradient = work_.block.gradients + place;
            place += layer.bias_length;
            layer.input_rows = rows_.data() + 2 * number * batch;
            layer.doutput_rows = layer.input_rows + batch;
            for (std::size_t row = 0; row < batch; row++) {
                const bool is_first = number == 0;
                const Number* inputs = is_first ? gathered_ : layers_[number - 1].output;
                const std::size_t stride = is_first ? work_.source.gathered_stride : layers_[number - 1].stride;
                layer.input_rows[row] = inputs + row * stride;
                layer.doutput_rows[row] = layer.doutput + row * layer.stride;
            }
        }
        if (measures) memory_.assign(cutter.used() + 2 * line, Number(0));
    }
}

template <class Number>
std::size_t SmallDenseNetwork<Number>::num_inputs() const {
    return recurrent_ != nullptr ? recurrent_->num_steps() * recurrent_->num_features() : places_.front().inputs;
}

template <class Number>
std::size_t SmallDenseNetwork<Number>::parameters_end() const {
    std::size_t end = 0;
    for (const RecurrentPlace& place : recurrent_plan_.places) {
        end = std::max(end, place.kernel + place.features * place.num_columns());
        end = std::max(end, place.recurrent_kernel + place.units * place.num_columns());
        if (place.bias >= 0) end = std::max(end, static_cast<std::size_t>(place.bias) + place.bias_length());
    }
    for (const DensePlace& place : places_) {
        end = std::max(end, place.kernel + place.inputs * place.units);
        if (place.bias >= 0) end = std::max(end, static_cast<std::size_t>(place.bias) + place.units);
    }
    return end;
}

template <class Number>
void SmallDenseNetwork<Number>::read(SmallDenseSource<Number> source, bool may_read_in_place, const Number* targets,
                                     const std::int64_t* labels) {
    // A layer of one unit reads whole vectors of its inputs, which samples may not have.
    const bool is_in_place = may_read_in_place && layers_.front().stride != 1 && recurrent_ == nullptr;
    source.gathered = is_in_place ? nullptr : gathered_;
    source.gathered_stride = work_.source.gathered_stride;
    work_.source = source;
    work_.head.targets = targets;
    work_.head.labels = labels;
    if (is_in_place) return;
    for (std::size_t row = 0; row < work_.batch_size; row++) {
        layers_.front().input_rows[row] = gathered_ + row * source.gathered_stride;
    }
}

template <class Number>
void SmallDenseNetwork<Number>::begin(const std::int64_t* order, std::size_t num_samples) {
    work_.order = order;
    work_.num_samples = num_samples;
    progress_ = {};
}

template <class Number>
void SmallDenseNetwork<Number>::resume(std::size_t steps, const std::vector<double>& sums) {
    progress_.steps = steps;
    progress_.num_losses = 0;
    std::copy_n(sums.begin(), std::min(sums.size(), 1 + head_.metrics.size()), progress_.sums);
}

template <class Number>
std::size_t SmallDenseNetwork<Number>::num_steps_left() const {
    const std::size_t all = (work_.num_samples + work_.batch_size - 1) / work_.batch_size;
    return all - std::min(all, progress_.steps);
}

template <class Number>
bool SmallDenseNetwork<Number>::pays_threads() const {
    std::size_t multiplications = 0;
    for (const auto& layer : layers_) {
        // Forward, weights, and back if there is a layer before; an update costs about ten per weight.
        const std::size_t products = &layer == &layers_.front() ? 2 : 3;
        multiplications += layer.inputs * layer.units * (products * work_.batch_size + 10);
    }
    return multiplications * sizeof(Number) / sizeof(float) >= MULTIPLICATIONS_FOR_THREADS;
}

template <class Number>
void SmallDenseNetwork<Number>::run(const FlatBuffers<Number>& flat, const SmallDenseOptimizer& optimizer,
                                    const CallLimits& limits) {
    work_.optimizer = optimizer;
    work_.num_steps = std::min(limits.num_steps, num_steps_left());
    work_.seconds = limits.seconds;
    work_.alarm = limits.alarm;
    work_.num_threads = limits.num_threads;
    work_.pace = limits.num_threads > 1 && pays_threads() ? &pace_ : nullptr;
    losses_.resize(work_.num_steps);
    progress_.losses = losses_.data();
    progress_.num_losses = 0;
    if (work_.num_steps == 0) return;
    copy(flat, true);
    NERVURE_AT_LEVEL(small_dense_steps<Number>)(work_, progress_);
    copy(flat, false);
}

template <class Number>
void SmallDenseNetwork<Number>::copy(const FlatBuffers<Number>& flat, bool into_block) const {
    const auto& block = work_.block;
    Number* const flats[] = {flat.values, flat.first_slot, flat.second_slot, into_block ? nullptr : flat.gradients};
    Number* const blocks[] = {block.values, block.first_slot, block.second_slot, block.gradients};
    for (std::size_t buffer = 0; buffer < 4; buffer++) {
        if (flats[buffer] == nullptr) continue;
        const auto move = [&](std::size_t at, const Number* padded, std::size_t count) {
            Number* inside = blocks[buffer] + (padded - block.values);
            Number* outside = flats[buffer] + at;
            if (into_block) std::copy_n(outside, count, inside);
            else std::copy_n(inside, count, outside);
        };
        const Number* recurrent = block.values;
        for (const RecurrentPlace& place : recurrent_plan_.places) {
            const std::size_t columns = place.num_columns();
            move(place.kernel, recurrent, place.features * columns);
            move(place.recurrent_kernel, recurrent + place.features * columns, place.units * columns);
            recurrent += place.length();
            if (place.bias >= 0) {
                move(static_cast<std::size_t>(place.bias), recurrent - place.bias_length(), place.bias_length());
            }
        }
        for (std::size_t number = 0; number < places_.size(); number++) {
            const SmallDenseLayer<Number>& layer = layers_[number + (recurrent_ != nullptr)];
            const DensePlace& place = places_[number];
            if (layer.has_bias) move(static_cast<std::size_t>(place.bias), layer.bias, place.units);
            if (layer.stride == 1 || layer.stride == layer.units) {
                move(place.kernel, layer.weight, place.inputs * place.units);
                continue;
            }
            for (std::size_t input = 0; input < layer.inputs; input++) {
                move(place.kernel + input * place.units, layer.weight + input * layer.stride, place.units);
            }
        }
    }
}

template class SmallDenseNetwork<float>;
template class SmallDenseNetwork<double>;

}  // namespace nervure

#endif
