// The links that work on rows of numbers, and which function runs which link.
#include "inference.h"

#ifdef NERVURE_HAS_VECTORS

#include "small_dense_pointwise.h"

namespace nervure::NERVURE_LEVEL {
namespace {

constexpr std::size_t L = LANES<Vector<float>>;
constexpr std::size_t PANEL = L * MOST_VECTORS;  // units whose weights are side by side
constexpr int ROWS_AT_A_TIME = 32;

std::size_t in_vectors(std::size_t count) { return (count + L - 1) / L * L; }

std::size_t share(std::size_t count, int part, int parts) {
    return count * static_cast<std::size_t>(part) / static_cast<std::size_t>(parts);
}

void activate_rows(const Link& link, float* z, std::size_t units, std::size_t stride, int count) {
    SmallDenseLayer<float> layer{};
    layer.units = units;
    layer.stride = in_vectors(units);
    layer.activation = link.activation;
    layer.constant = link.constant;
    for (int row = 0; row < count; row++) activate(layer, z + static_cast<std::size_t>(row) * stride, 1);
}

// Weights are stored as [panel][inputs][units of the panel]. Threads share the panels.
void run_dense(const Link& link, const LinkRows& rows) {
    const std::size_t columns = in_vectors(link.outputs), panels = (columns + PANEL - 1) / PANEL;
    const std::size_t end = share(panels, rows.part + 1, rows.parts);
    for (std::size_t panel = share(panels, rows.part, rows.parts); panel < end; panel++) {
        const std::size_t first = panel * PANEL, width = columns - first < PANEL ? columns - first : PANEL;
        const float* matrix = link.weights + columns + first * link.inputs;  // after the bias
        for (int row = 0; row < rows.count; row += ROWS_AT_A_TIME) {
            const int count = rows.count - row < ROWS_AT_A_TIME ? rows.count - row : ROWS_AT_A_TIME;
            const float* from[ROWS_AT_A_TIME];
            for (int i = 0; i < count; i++) from[i] = rows.x + static_cast<std::size_t>(row + i) * link.input_stride;
            float* to = rows.y + static_cast<std::size_t>(row) * link.output_stride + first;
            row_products(from, static_cast<std::size_t>(count), link.inputs, matrix, width, link.weights + first, to,
                         link.output_stride);
            activate_rows(link, to, width, link.output_stride, count);
        }
    }
}

void run_activation(const Link& link, const LinkRows& rows) {
    const int first = rows.count * rows.part / rows.parts, end = rows.count * (rows.part + 1) / rows.parts;
    for (int row = first; row < end; row++) {
        const float* from = rows.x + static_cast<std::size_t>(row) * link.input_stride;
        float* to = rows.y + static_cast<std::size_t>(row) * link.output_stride;
        for (std::size_t i = 0; i < link.inputs; i += L) store(to + i, load_first(from + i, static_cast<int>(link.inputs - i)));
    }
    activate_rows(link, rows.y + static_cast<std::size_t>(first) * link.output_stride, link.outputs, link.output_stride,
                  end - first);
}

// (x - mean) scale + offset, then ReLU. Constants are stored as [mean, scale, offset][period]. Threads share the
// periods.
void run_scaling(const Link& link, const LinkRows& rows) {
    const std::size_t period = link.period, blocks = (link.inputs + period - 1) / period;
    const std::size_t all = blocks * static_cast<std::size_t>(rows.count), end = share(all, rows.part + 1, rows.parts);
    const Vector<float> least = repeated(link.finish.has_relu_behind ? 0.0f : -__builtin_inff());
    for (std::size_t block = share(all, rows.part, rows.parts); block < end; block++) {
        const std::size_t row = block / blocks, first = block % blocks * period;
        const std::size_t size = link.inputs - first < period ? link.inputs - first : period;
        const float* from = rows.x + row * link.input_stride + first;
        float* to = rows.y + row * link.output_stride + first;
        for (std::size_t i = 0; i < size; i += L) {
            const int count = static_cast<int>(size - i);
            const float* constants = link.weights + i;
            const Vector<float> value = (load_first(from + i, count) - load(constants)) * load(constants + period) +
                                        load(constants + 2 * period);
            store_first(to + i, value < least ? least : value, count);
        }
    }
}

void prepare_scaling(const Link& link, float* prepared) {
    const std::size_t channels = static_cast<std::size_t>(link.shape.channels), period = link.period;
    for (std::size_t i = 0; i < period + L; i++) {
        const std::size_t channel = i % channels;
        if (i < period) prepared[i] = link.finish.mean != nullptr ? link.finish.mean[channel] : 0.0f;
        if (i < period) prepared[period + i] = link.finish.scale[channel];
        prepared[2 * period + i] = link.finish.offset != nullptr ? link.finish.offset[channel] : 0.0f;
    }
}

void prepare_dense(const Link& link, const float* weight, float* prepared) {
    const std::size_t columns = in_vectors(link.outputs);
    for (std::size_t i = 0; i < columns; i++) {
        *prepared++ = i < link.outputs && link.finish.bias != nullptr ? link.finish.bias[i] : 0.0f;
    }
    for (std::size_t first = 0; first < columns; first += PANEL) {
        const std::size_t last = columns < first + PANEL ? columns : first + PANEL;
        for (std::size_t input = 0; input < link.inputs; input++) {
            for (std::size_t i = first; i < last; i++) {
                *prepared++ = i < link.outputs ? weight[input * link.outputs + i] : 0.0f;
            }
        }
    }
}

bool is_convolution(const Link& link) { return link.kind == LinkKind::winograd || link.kind == LinkKind::direct; }

}  // namespace

std::size_t link_stride(std::size_t numbers) { return in_vectors(numbers); }

std::size_t link_weights(const Link& link) {
    if (is_convolution(link)) return convolution_link_weights(link);
    if (link.kind == LinkKind::scaling) return 3 * link.period + L;
    return link.kind == LinkKind::dense ? in_vectors(link.outputs) * (link.inputs + 1) : 0;
}

std::size_t link_scratch(const Link& link) { return is_convolution(link) ? convolution_link_scratch(link) : 0; }

void prepare_link(const Link& link, const float* weight, float* prepared) {
    if (is_convolution(link)) prepare_convolution_link(link, weight, prepared);
    if (link.kind == LinkKind::dense) prepare_dense(link, weight, prepared);
    if (link.kind == LinkKind::scaling) prepare_scaling(link, prepared);
}

void run_link(const Link& link, const LinkRows& rows) {
    switch (link.kind) {
        case LinkKind::winograd:
        case LinkKind::direct: return run_convolution_link(link, rows);
        case LinkKind::dense: return run_dense(link, rows);
        case LinkKind::activation: return run_activation(link, rows);
        case LinkKind::scaling: return run_scaling(link, rows);
        case LinkKind::max_pooling: return run_pooling_link(link, rows);
    }
}

}  // namespace nervure::NERVURE_LEVEL

#endif  // NERVURE_HAS_VECTORS
