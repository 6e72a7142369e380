#include "levels.h"

#ifdef NERVURE_HAS_VECTORS

#include <algorithm>
#include <atomic>
#include <new>
#include <stdexcept>

#include "helper.h"
#include "inference_chain.h"
#include "parallel.h"
#include "scratch.h"

namespace nervure {
namespace {

constexpr std::align_val_t LINE{64};
constexpr std::size_t FLOATS_A_LINE = 16;
constexpr double MULTIPLICATIONS_A_THREAD = 500'000;  // below this, meeting another thread takes longer than the work
// All threads work together on up to this many samples; more samples are divided among them.
constexpr std::size_t MOST_TOGETHER = 2;
// Samples go through the links in groups: data between two links stays in the cache, and weights are read once per
// group.
constexpr std::size_t FLOATS_A_GROUP = std::size_t{1} << 19, MOST_IN_A_GROUP = 64;

std::size_t in_lines(std::size_t count) { return (count + FLOATS_A_LINE - 1) / FLOATS_A_LINE * FLOATS_A_LINE; }

// Memory for the constants of a finish: those of other links are prepared with their weights.
std::size_t finish_length(const Link& link) {
    const bool is_convolution = link.kind == LinkKind::winograd || link.kind == LinkKind::direct;
    return is_convolution ? 4 * in_lines(static_cast<std::size_t>(link.shape.filters)) : 0;
}

double multiplications(const Link& link) {
    const Convolution3x3& s = link.shape;
    switch (link.kind) {
        case LinkKind::winograd: return 2.25 * s.out_height * s.out_width * s.channels * s.filters;
        case LinkKind::direct: return 9.0 * s.out_height * s.out_width * s.channels * s.filters;
        case LinkKind::dense: return static_cast<double>(link.inputs) * static_cast<double>(link.outputs);
        default: return 4.0 * static_cast<double>(link.inputs);
    }
}

// The point where threads wait for each other between two links.
class Meeting {
public:
    void wait(int parts) {
        if (parts == 1) return;
        const int round = round_.load(std::memory_order_acquire);
        if (arrived_.fetch_add(1, std::memory_order_acq_rel) == parts - 1) {
            arrived_.store(0, std::memory_order_relaxed);
            round_.store(round + 1, std::memory_order_release);
            return;
        }
        for (int turn = 0; round_.load(std::memory_order_acquire) == round; turn++) relax(turn);
    }

private:
    std::atomic<int> arrived_{0}, round_{0};
};

}  // namespace

struct InferenceChain::Call {
    const InferenceChain* chain;
    const float* x;
    std::size_t count;
    float* y;
    float* room;
    Meeting meeting;
};

// Some samples of a call, and one thread's share of the work on them.
struct InferenceChain::Share {
    std::size_t first, count;
    int part, parts;
    float *buffers, *scratch;
};

void InferenceChain::Free::operator()(float* data) const { ::operator delete(data, LINE); }

InferenceChain::InferenceChain(const std::vector<Entry>& entries) {
    if (entries.empty()) throw std::invalid_argument("no links");
    for (const Entry& entry : entries) links_.push_back(entry.link);
    connect();
    prepare(entries);
}

// The distance between samples, from link to link.
void InferenceChain::connect() {
    std::size_t stride = links_.front().inputs, numbers = stride;
    for (Link& link : links_) {
        if (link.inputs != numbers || link.inputs == 0 || link.outputs == 0) {
            throw std::invalid_argument("links that do not fit");
        }
        const bool reads_any_stride = link.in_whole_vectors() || link.kind == LinkKind::scaling;
        if (stride != numbers && !reads_any_stride) throw std::invalid_argument("a picture that has gaps");
        link.input_stride = stride;
        stride = link.in_whole_vectors() ? NERVURE_AT_LEVEL(link_stride)(link.outputs) : link.outputs;
        link.output_stride = stride;
        numbers = link.outputs;
        widest_ = std::max(widest_, in_lines(stride));
        scratch_ = std::max(scratch_, in_lines(NERVURE_AT_LEVEL(link_scratch)(link)));
        work_ += multiplications(link);
    }
}

void InferenceChain::prepare(const std::vector<Entry>& entries) {
    std::size_t length = 0;
    for (const Link& link : links_) length += in_lines(NERVURE_AT_LEVEL(link_weights)(link)) + finish_length(link);
    weights_.reset(static_cast<float*>(::operator new(std::max<std::size_t>(length, 1) * sizeof(float), LINE)));
    float* place = weights_.get();
    for (std::size_t number = 0; number < links_.size(); number++) {
        Link& link = links_[number];
        NERVURE_AT_LEVEL(prepare_link)(link, entries[number].weight, place);
        link.weights = place;
        place += in_lines(NERVURE_AT_LEVEL(link_weights)(link));
        for (const float* Finish::*numbers : {&Finish::bias, &Finish::mean, &Finish::scale, &Finish::offset}) {
            const float*& kept = link.finish.*numbers;
            if (kept == nullptr || finish_length(link) == 0) continue;
            kept = std::copy_n(kept, link.shape.filters, place) - link.shape.filters;
            place += in_lines(static_cast<std::size_t>(link.shape.filters));
        }
    }
}

void InferenceChain::run(const float* x, std::size_t count, float* y, int num_threads) const {
    Call call{this, x, count, y, nullptr, {}};
    const double useful = work_ * static_cast<double>(count) / MULTIPLICATIONS_A_THREAD;
    const std::size_t threads = static_cast<std::size_t>(std::max(1.0, std::min<double>(num_threads, useful)));
    if (threads > 1 && count <= MOST_TOGETHER) return run_shared(call);
    const std::size_t parts = std::min(threads, count);
    const std::size_t group = group_size(count, parts);
    const std::size_t each = 2 * group * widest_ + scratch_;
    const Scratch scratch(parts * each);
    std::atomic<std::size_t> taken{0};  // in turns, not in equal parts: another program may use one of the processors
    parallel_for(parts, static_cast<int>(parts), [&](std::size_t part) {
        float* mine = scratch.data() + part * each;
        for (std::size_t first; (first = taken.fetch_add(group)) < count;) {
            run_links(call, {first, std::min(group, count - first), 0, 1, mine, mine + 2 * group * widest_});
        }
    });
}

// As large as the cache allows, and as many as give every thread its turns.
std::size_t InferenceChain::group_size(std::size_t count, std::size_t threads) const {
    const std::size_t most = std::max<std::size_t>(1, std::min(MOST_IN_A_GROUP, FLOATS_A_GROUP / widest_));
    const std::size_t turns = (count + most * threads - 1) / (most * threads);
    return (count + turns * threads - 1) / (turns * threads);
}

void InferenceChain::run_shared(Call& call) const {
    const std::size_t buffers = 2 * call.count * widest_;
    const Scratch scratch(buffers + 2 * scratch_);
    call.room = scratch.data();
    const auto part = [](void* context, int number, int parts) {
        Call& shared = *static_cast<Call*>(context);
        const InferenceChain& chain = *shared.chain;
        float* mine = shared.room + 2 * shared.count * chain.widest_ + static_cast<std::size_t>(number) * chain.scratch_;
        chain.run_links(shared, {0, shared.count, number, parts, shared.room, mine});
    };
    with_helper(part, &call);
}

// Runs all links for some samples; threads that share these samples meet between two links.
void InferenceChain::run_links(Call& call, const Share& share) const {
    const int batch = static_cast<int>(call.count), count = static_cast<int>(share.count);
    const float* from = call.x + share.first * num_inputs();
    float* const target = call.y + share.first * num_outputs();
    for (std::size_t number = 0; number < links_.size(); number++) {
        const Link& link = links_[number];
        const bool ends = number + 1 == links_.size() && link.output_stride == link.outputs;
        float* to = ends ? target : share.buffers + number % 2 * share.count * widest_;
        const bool has_small_edges =
            link.kind == LinkKind::winograd && NERVURE_AT_LEVEL(pays_small_link_edges)(link, batch);
        NERVURE_AT_LEVEL(run_link)(link, {count, has_small_edges, from, to, share.part, share.parts, share.scratch});
        call.meeting.wait(share.parts);
        from = to;
    }
    if (from == target || share.part != 0) return;
    for (std::size_t row = 0; row < share.count; row++) {
        std::copy_n(from + row * links_.back().output_stride, num_outputs(), target + row * num_outputs());
    }
}

}  // namespace nervure

#endif  // NERVURE_HAS_VECTORS
