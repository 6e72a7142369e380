// A small dense network between calls: its layers, and the scratch memory of its steps.
#pragma once

#include <memory>
#include <vector>

#include "small_dense.h"
#include "small_recurrent.h"

namespace nervure {

// A layer, and the offsets of its parameters in the flat buffers of the network.
struct DensePlace {
    std::size_t inputs, units;
    DenseActivation activation;
    double constant;
    std::size_t kernel;
    std::ptrdiff_t bias;  // -1: none
};

// The recurrent layers before it, and the length of their sequences; empty if there are none.
struct RecurrentPlan {
    std::vector<RecurrentPlace> places;
    std::size_t num_steps;
};

struct DenseHeadPlan {
    DenseLoss loss;
    double value_factor, gradient_factor, kept, spread;
    bool is_mean;
    std::vector<DenseMetric> metrics;
    std::vector<double> thresholds;
};

// The flat buffers of the optimizer's segment; slots that the rule does not use are nullptr.
template <class Number>
struct FlatBuffers {
    Number *values, *gradients, *first_slot, *second_slot;
    std::size_t length;
};

// What ends a call: a number of steps, a number of seconds (about), or a loss above the alarm.
struct CallLimits {
    std::size_t num_steps;
    double seconds, alarm;
    int num_threads;
};

template <class Number>
class SmallDenseNetwork {
public:
    SmallDenseNetwork(RecurrentPlan recurrent, std::vector<DensePlace> places, DenseHeadPlan head,
                      std::size_t batch_size);

    std::size_t num_inputs() const;  // of a sample
    std::size_t num_outputs() const { return places_.back().units; }
    std::size_t parameters_end() const;  // the minimum length of flat buffers
    bool reads_labels() const { return head_.loss == DenseLoss::class_from_logits; }

    // The samples; exactly one of targets and labels. If `may_read_in_place`, rows are contiguous and have the dtype of
    // the network.
    void read(SmallDenseSource<Number> source, bool may_read_in_place, const Number* targets,
              const std::int64_t* labels);
    // Starts an epoch.
    void begin(const std::int64_t* order, std::size_t num_samples);
    // Continues it; the buffers hold the result of the steps. A step whose loss is not finite is not applied.
    void run(const FlatBuffers<Number>& flat, const SmallDenseOptimizer& optimizer, const CallLimits& limits);

    // Steps of the epoch that were taken elsewhere, and the sums by then.
    void resume(std::size_t steps, const std::vector<double>& sums);

    const SmallDenseProgress& progress() const { return progress_; }

private:
    std::size_t num_steps_left() const;
    bool pays_threads() const;
    void cut_scratch();
    // Copies between the flat buffers and the padded block.
    void copy(const FlatBuffers<Number>& flat, bool into_block) const;

    RecurrentPlan recurrent_plan_;
    std::vector<DensePlace> places_;
    DenseHeadPlan head_;
    std::unique_ptr<SmallRecurrentLayers<Number>> recurrent_;
    std::vector<SmallDenseLayer<Number>> layers_;  // with recurrent layers, one more than places: their output
    std::vector<Number> memory_;
    std::vector<const Number*> rows_;
    std::vector<std::int64_t> batch_labels_;
    std::vector<double> losses_;
    Number* gathered_ = nullptr;
    SmallDenseWork<Number> work_{};
    SmallDenseProgress progress_{};
    SmallDensePace pace_;
};

}  // namespace nervure
