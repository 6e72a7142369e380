// A small dense network between calls: what it is made of, and the scratch its steps work in.
#pragma once

#include <memory>
#include <vector>

#include "small_dense.h"
#include "small_recurrent.h"

namespace nervure {

// A layer, and where its parameters begin in the flat buffers of the network.
struct DensePlace {
    std::size_t inputs, units;
    DenseActivation activation;
    double constant;
    std::size_t kernel;
    std::ptrdiff_t bias;  // -1: none
};

// The recurrent layers in front, and how long their sequences are; no layers for none.
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

// The flat buffers of the optimizer's segment; a slot that the rule does not have is nullptr.
template <class Number>
struct FlatBuffers {
    Number *values, *gradients, *first_slot, *second_slot;
    std::size_t length;
};

// What ends a call: so many steps, about so many seconds, a loss above the alarm.
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
    std::size_t parameters_end() const;  // how long flat buffers must be at least
    bool reads_labels() const { return head_.loss == DenseLoss::class_from_logits; }

    // The samples; exactly one of targets and labels. Where `may_read_in_place`, rows are whole and typed as the network.
    void read(SmallDenseSource<Number> source, bool may_read_in_place, const Number* targets,
              const std::int64_t* labels);
    // An epoch begins.
    void begin(const std::int64_t* order, std::size_t num_samples);
    // Goes on with it; the buffers hold what the steps led to. A step whose loss is no number is not done.
    void run(const FlatBuffers<Number>& flat, const SmallDenseOptimizer& optimizer, const CallLimits& limits);

    // Steps of the epoch that somebody else did, and what was added up by then.
    void resume(std::size_t steps, const std::vector<double>& sums);

    const SmallDenseProgress& progress() const { return progress_; }

private:
    std::size_t num_steps_left() const;
    bool pays_threads() const;
    void cut_scratch();
    // Between the flat buffers and the padded block.
    void copy(const FlatBuffers<Number>& flat, bool into_block) const;

    RecurrentPlan recurrent_plan_;
    std::vector<DensePlace> places_;
    DenseHeadPlan head_;
    std::unique_ptr<SmallRecurrentLayers<Number>> recurrent_;
    std::vector<SmallDenseLayer<Number>> layers_;  // with recurrent layers one more than places: what these give out
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
