// A chain of links with its prepared weights. It does not change once created, so any number of threads may run it.
#pragma once

#include <memory>
#include <vector>

#include "inference.h"

namespace nervure {

class InferenceChain {
public:
    // A link, and its weight: (filters, 3, 3, channels), (inputs, outputs), or nullptr. The chain copies what it needs.
    struct Entry {
        Link link;
        const float* weight;
    };

    // Throws std::invalid_argument if links do not fit.
    explicit InferenceChain(const std::vector<Entry>& entries);

    std::size_t num_inputs() const { return links_.front().inputs; }
    std::size_t num_outputs() const { return links_.back().outputs; }

    // y (count, outputs) from x (count, inputs).
    void run(const float* x, std::size_t count, float* y, int num_threads) const;

private:
    struct Call;
    struct Share;

    void connect();
    void prepare(const std::vector<Entry>& entries);
    std::size_t group_size(std::size_t count, std::size_t threads) const;
    void run_shared(Call& call) const;
    void run_links(Call& call, const Share& share) const;

    struct Free {
        void operator()(float* data) const;
    };

    std::vector<Link> links_;
    std::unique_ptr<float, Free> weights_;
    std::size_t widest_ = 0;   // numbers per sample between two links, at most
    std::size_t scratch_ = 0;  // of one thread
    double work_ = 0;          // multiplications per sample
};

}  // namespace nervure
