// The steps of a small dense network at one level; small_dense.cpp calls them.
#include "small_dense.h"

#ifdef NERVURE_HAS_VECTORS

#include "parallel.h"
#include "small_dense_losses.h"
#include "small_dense_update.h"
#include "small_recurrent.h"

namespace nervure::NERVURE_LEVEL {
namespace {

// Rows and inputs are divided in multiples of this: a multiple of every vector length, so that no two threads write
// into one vector.
constexpr std::size_t SHARE = 16;
// Multiplications between two readings of the clock; each reading takes as long as about a hundred of them.
constexpr std::size_t MULTIPLICATIONS_A_LOOK = 100'000;

struct Range {
    std::size_t first, end;
    std::size_t size() const { return end - first; }
};

Range share_of(std::size_t count, std::size_t thread, std::size_t num_threads) {
    const std::size_t shares = (count + SHARE - 1) / SHARE;
    const auto limit = [&](std::size_t part) {
        const std::size_t place = shares * part / num_threads * SHARE;
        return place < count ? place : count;
    };
    return {limit(thread), limit(thread + 1)};
}

template <class Number>
void copy(const Number* from, std::size_t count, Number* to) {
    for (std::size_t i = 0; i < count; i++) to[i] = from[i];
}

template <class Source, class Number>
void gather(const SmallDenseSource<Number>& source, std::size_t sample, Range columns, Number* to) {
    const Source* from = static_cast<const Source*>(source.samples) + static_cast<std::ptrdiff_t>(sample) * source.row_stride;
    for (std::size_t i = columns.first; i < columns.end; i++) {
        const Number x = static_cast<Number>(from[static_cast<std::ptrdiff_t>(i) * source.column_stride]);
        *to++ = x * source.scale + source.offset;
    }
}

template <class Number>
void gather_sample(const SmallDenseSource<Number>& source, std::size_t sample, Range columns, Number* to) {
    switch (source.type) {
        case SourceType::float32: gather<float>(source, sample, columns, to); break;
        case SourceType::float64: gather<double>(source, sample, columns, to); break;
        case SourceType::uint8: gather<std::uint8_t>(source, sample, columns, to); break;
        case SourceType::int32: gather<std::int32_t>(source, sample, columns, to); break;
        case SourceType::int64: gather<std::int64_t>(source, sample, columns, to); break;
    }
}

template <class Number>
class Steps {
public:
    explicit Steps(const SmallDenseWork<Number>& work)
        : work_(work), layers_(work.layers), last_(work.layers[work.num_layers - 1]),
          first_dense_(work.recurrent != nullptr ? 1 : 0) {}

    void run(SmallDenseProgress& progress) {
        for (std::size_t layer = 1; layer < work_.num_layers; layer++) {
            transpose(layers_[layer], {0, layers_[layer].inputs});
        }
        const std::size_t interval = work_.pace != nullptr ? 1 : steps_between_looks();
        double now = clock_seconds();
        const double end = now + work_.seconds;
        for (std::size_t number = 1; number <= work_.num_steps; number++) {
            const bool takes_all = work_.pace != nullptr && work_.pace->takes_all(now);
            num_threads_ = takes_all ? static_cast<std::size_t>(work_.num_threads) : 1;
            if (!step(number - 1, progress)) return;
            if (progress.losses[progress.num_losses - 1] > work_.alarm) return;
            if (number % interval != 0) continue;
            const double before = now;
            now = clock_seconds();
            if (work_.pace != nullptr) work_.pace->note(takes_all, now - before, now);
            if (now >= end) return;
        }
    }

private:
    const SmallDenseWork<Number>& work_;
    const SmallDenseLayer<Number>* layers_;
    const SmallDenseLayer<Number>& last_;
    const std::size_t first_dense_;
    std::size_t num_threads_ = 1, first_sample_ = 0, num_rows_ = 0;

    // False if its loss is not finite: then nothing has changed.
    bool step(std::size_t number, SmallDenseProgress& progress) {
        first_sample_ = progress.steps * work_.batch_size;
        const std::size_t left = work_.num_samples - first_sample_;
        num_rows_ = left < work_.batch_size ? left : work_.batch_size;
        if (work_.recurrent != nullptr) read_sequences();
        each_thread([&](std::size_t thread) { forward_and_back(share_of(num_rows_, thread, num_threads_)); });
        const double loss = sum_of_values(0);
        if (!(loss - loss == 0)) return false;
        if (work_.recurrent != nullptr) back_through_sequences();
        const double rate = rate_of(work_.optimizer, number);
        each_thread([&](std::size_t thread) { move_weights(rate, thread); });
        count(progress, loss);
        return true;
    }

    template <class Work>
    void each_thread(const Work& work) {
        if (num_threads_ == 1) return work(0);
        parallel_for(num_threads_, work_.num_threads, work);
    }

    std::size_t steps_between_looks() const {
        std::size_t multiplications = 1;
        if (work_.recurrent != nullptr) multiplications += work_.recurrent->multiplications(work_.batch_size);
        for (std::size_t layer = 0; layer < work_.num_layers; layer++) {
            multiplications += layers_[layer].inputs * layers_[layer].units * work_.batch_size;
        }
        return 1 + MULTIPLICATIONS_A_LOOK / multiplications;
    }

    std::size_t sample_of(std::size_t row) const {
        const std::size_t place = first_sample_ + row;
        return work_.order != nullptr ? static_cast<std::size_t>(work_.order[place]) : place;
    }

    void read_samples(Range rows) {
        const SmallDenseSource<Number>& source = work_.source;
        for (std::size_t row = rows.first; row < rows.end; row++) {
            const std::size_t sample = sample_of(row);
            if (source.gathered != nullptr) {
                gather_sample(source, sample, {0, layers_[0].inputs}, source.gathered + row * source.gathered_stride);
            } else {
                const Number* samples = static_cast<const Number*>(source.samples);
                layers_[0].input_rows[row] = samples + static_cast<std::ptrdiff_t>(sample) * source.row_stride;
            }
        }
    }

    // The recurrent layers' last states of the batch become the outputs of layer 0.
    void read_sequences() {
        SmallRecurrentLayers<Number>& recurrent = *work_.recurrent;
        const SmallDenseLayer<Number>& states = layers_[0];
        const std::size_t features = recurrent.num_features();
        for (std::size_t row = 0; row < num_rows_; row++) {
            for (std::size_t step = 0; step < recurrent.num_steps(); step++) {
                Number* to = recurrent.inputs() + (step * num_rows_ + row) * features;
                gather_sample(work_.source, sample_of(row), {step * features, (step + 1) * features}, to);
            }
        }
        const Number* last = recurrent.forward(num_rows_, work_.num_threads);
        for (std::size_t row = 0; row < num_rows_; row++) {
            copy(last + row * states.units, states.units, states.output + row * states.stride);
        }
    }

    void back_through_sequences() {
        const SmallDenseLayer<Number>& states = layers_[0];
        Number* dlast = work_.recurrent->dlast();
        for (std::size_t row = 0; row < num_rows_; row++) {
            copy(states.doutput + row * states.stride, states.units, dlast + row * states.units);
        }
        work_.recurrent->backward(num_rows_, work_.num_threads);
    }

    void read_targets(Range rows) {
        const SmallDenseHead<Number>& head = work_.head;
        for (std::size_t row = rows.first; row < rows.end; row++) {
            const std::size_t sample = sample_of(row);
            if (head.labels != nullptr) {
                head.batch_labels[row] = head.labels[sample];
            } else {
                const Number* from = head.targets + sample * last_.units;
                Number* to = head.batch_targets + row * last_.stride;
                copy(from, last_.units, to);
            }
        }
    }

    void forward_and_back(Range rows) {
        if (rows.size() == 0) return;
        if (work_.recurrent == nullptr) read_samples(rows);
        read_targets(rows);
        for (std::size_t number = first_dense_; number < work_.num_layers; number++) {
            const SmallDenseLayer<Number>& layer = layers_[number];
            const Number* const* inputs = layer.input_rows + rows.first;
            Number* output = layer.output + rows.first * layer.stride;
            if (layer.stride == 1) {
                dot_products(inputs, rows.size(), layer.inputs, layer.weight, layer.bias[0], output);
            } else {
                row_products(inputs, rows.size(), layer.inputs, layer.weight, layer.stride, layer.bias, output,
                             layer.stride);
            }
            if (number + 1 < work_.num_layers) activate(layer, output, rows.size());
        }
        judge(rows);
        for (std::size_t number = work_.num_layers - 1; number > 0; number--) {
            const SmallDenseLayer<Number>&layer = layers_[number], &before = layers_[number - 1];
            const Number* const* doutput = layer.doutput_rows + rows.first;
            Number* dinput = before.doutput + rows.first * before.stride;
            if (before.stride == 1) {
                dot_products(doutput, rows.size(), layer.units, layer.transposed, Number(0), dinput);
            } else {
                row_products(doutput, rows.size(), layer.units, layer.transposed, before.stride,
                             static_cast<const Number*>(nullptr), dinput, before.stride);
            }
            back_through_activation(before, before.output + rows.first * before.stride, dinput, rows.size());
        }
    }

    void judge(Range rows) {
        const SmallDenseHead<Number>& head = work_.head;
        // Rounded like the reduction of nervure.losses: the share of a sample, then the factor of the loss.
        const Number share = head.is_mean ? static_cast<Number>(1.0 / static_cast<double>(num_rows_)) : Number(1);
        const std::size_t first = rows.first * last_.stride;
        head_rows(HeadRows<Number>{
            head, last_, rows.size(), last_.output + first, last_.doutput + first, head.values + rows.first,
            head.targets != nullptr ? head.batch_targets + first : nullptr,
            head.labels != nullptr ? head.batch_labels + rows.first : nullptr,
            share * static_cast<Number>(head.gradient_factor)});
    }

    // The gradients of the weights that `thread` owns, and their update; by then all rows are done.
    void move_weights(double rate, std::size_t thread) {
        const bool is_last = thread + 1 == num_threads_;
        for (std::size_t number = first_dense_; number < work_.num_layers; number++) {
            const SmallDenseLayer<Number>& layer = layers_[number];
            const Range inputs = share_of(layer.inputs, thread, num_threads_);
            if (layer.stride == 1) {
                gradient_of_one_unit(layer.input_rows, num_rows_, inputs.first, inputs.end, layer.doutput,
                                     layer.weight_gradient);
                if (is_last && layer.has_bias) layer.bias_gradient[0] = sum_of(layer.doutput, num_rows_);
            } else {
                gradient_products(layer.input_rows, num_rows_, inputs.first, inputs.end, layer.doutput, layer.stride,
                                  layer.weight_gradient);
                if (is_last && layer.has_bias) column_sums(layer.doutput, num_rows_, layer.stride, layer.bias_gradient);
            }
            if (num_threads_ > 1) update_share(rate, layer, inputs, is_last);
        }
        if (num_threads_ == 1) {
            update(work_.optimizer, rate, work_.block, 0, work_.block.length);
        } else {
            // The numbers before the first weight belong to the recurrent layers.
            const std::size_t length = static_cast<std::size_t>(layers_[first_dense_].weight - work_.block.values);
            const Range own = share_of(length, thread, num_threads_);
            update(work_.optimizer, rate, work_.block, own.first, own.end);
        }
        for (std::size_t number = 1; number < work_.num_layers; number++) {
            transpose(layers_[number], share_of(layers_[number].inputs, thread, num_threads_));
        }
    }

    void update_share(double rate, const SmallDenseLayer<Number>& layer, Range inputs, bool is_last) {
        const std::size_t start = static_cast<std::size_t>(layer.weight - work_.block.values);
        const std::size_t bias = static_cast<std::size_t>(layer.bias - work_.block.values);
        // The numbers after the last input belong to it; the bias follows the weight.
        const std::size_t end = is_last ? bias : start + inputs.end * layer.stride;
        update(work_.optimizer, rate, work_.block, start + inputs.first * layer.stride, end);
        if (is_last) update(work_.optimizer, rate, work_.block, bias, bias + layer.bias_length);
    }

    void transpose(const SmallDenseLayer<Number>& layer, Range inputs) {
        if (layer.transposed == layer.weight) return;
        transpose_rows(layer.weight, layer.stride, inputs.first, inputs.end, layer.units, layer.transposed,
                       layer.transposed_stride);
    }

    // The sum of the loss (0) or of a metric, over the rows of the batch.
    double sum_of_values(std::size_t kind) const {
        const Number* values = work_.head.values + kind * work_.head.values_stride;
        // In parts: a single sum would wait for its own result at every row.
        constexpr std::size_t PARTS = 8;
        double parts[PARTS] = {};
        std::size_t row = 0;
        for (; row + PARTS <= num_rows_; row += PARTS) {
            for (std::size_t part = 0; part < PARTS; part++) parts[part] += static_cast<double>(values[row + part]);
        }
        for (; row < num_rows_; row++) parts[0] += static_cast<double>(values[row]);
        return combined<PARTS>(parts, [](double a, double b) { return a + b; });
    }

    void count(SmallDenseProgress& progress, double loss) const {
        const double num_rows = static_cast<double>(num_rows_);
        progress.sums[0] += work_.head.is_mean ? loss : loss * num_rows;
        for (std::size_t kind = 1; kind <= work_.head.num_metrics; kind++) progress.sums[kind] += sum_of_values(kind);
        progress.losses[progress.num_losses++] = work_.head.is_mean ? loss / num_rows : loss;
        progress.steps++;
    }
};

}  // namespace

std::size_t small_dense_lanes(std::size_t number_bytes) { return REGISTER_BYTES / number_bytes; }

template <class Number>
void small_dense_steps(const SmallDenseWork<Number>& work, SmallDenseProgress& progress) {
    Steps<Number>(work).run(progress);
}

template void small_dense_steps(const SmallDenseWork<float>&, SmallDenseProgress&);
template void small_dense_steps(const SmallDenseWork<double>&, SmallDenseProgress&);

}  // namespace nervure::NERVURE_LEVEL

#endif
