// Batch normalization of whole tensors, split into blocks that do not depend on the number of threads. Their sums are
// combined in block order, so that any number of threads gives the same bits.
#include "batch_normalization_tensors.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "parallel.h"

namespace nervure {
namespace {

constexpr std::size_t NUMBERS_A_BLOCK = 32768;
constexpr std::size_t MOST_BLOCKS = 256;
// Fewer numbers are finished before a second thread wakes up.
constexpr std::size_t NUMBERS_WORTH_A_THREAD = 32768;
// Rows of few channels are joined into rows of about this many columns, so that vectors are full.
constexpr std::size_t COLUMNS_WANTED = 128;

std::size_t over(std::size_t count, std::size_t size) { return (count + size - 1) / size; }

std::size_t part_size(std::size_t parts, std::size_t numbers_a_part) {
    const std::size_t wanted = std::max<std::size_t>(NUMBERS_A_BLOCK / std::max<std::size_t>(numbers_a_part, 1), 1);
    return std::max(wanted, over(parts, MOST_BLOCKS));
}

int threads_for(std::size_t numbers, int num_threads) { return numbers < NUMBERS_WORTH_A_THREAD ? 1 : num_threads; }

// A matrix of few channels viewed with `fold` rows side by side.
struct Layout {
    std::size_t fold;
    std::vector<Block> blocks;
    std::vector<std::size_t> first_columns;
};

Layout laid_out(std::size_t rows, std::size_t channels) {
    Layout layout{channels < COLUMNS_WANTED ? over(COLUMNS_WANTED, channels) : 1, {}, {}};
    const std::size_t columns = layout.fold * channels, full = rows / layout.fold;
    const auto append = [&](std::size_t start, std::size_t count, std::size_t width) {
        for (std::size_t first = 0; first < width; first += MOST_COLUMNS) {
            layout.blocks.push_back({start + first, count, std::min(MOST_COLUMNS, width - first), width});
            layout.first_columns.push_back(first);
        }
    };
    const std::size_t size = part_size(full, columns);
    for (std::size_t row = 0; row < full; row += size) append(row * columns, std::min(size, full - row), columns);
    if (const std::size_t rest = rows % layout.fold) append(full * columns, 1, rest * channels);
    return layout;
}

std::vector<Range> ranges(std::size_t count, std::size_t size) {
    std::vector<Range> found;
    for (std::size_t first = 0; first < count; first += size) found.push_back({first, std::min(first + size, count)});
    return found;
}

// One number per channel, repeated `fold` times.
template <class W>
struct Columns {
    std::vector<W> mean, scale, offset, through_mean, through_variance;

    Columns(const Normalization<W>& given, std::size_t fold) {
        for (std::size_t copy = 0; copy < fold; copy++) {
            for (std::size_t c = 0; c < given.channels; c++) {
                const double gamma = given.gamma ? static_cast<double>(given.gamma[c]) : 1.0;
                mean.push_back(given.mean[c]);
                scale.push_back(static_cast<W>(gamma * inverse_deviation(given, c)));
                offset.push_back(given.beta ? given.beta[c] : W(0));
            }
        }
    }

    static double inverse_deviation(const Normalization<W>& given, std::size_t c) {
        return 1.0 / std::sqrt(static_cast<double>(given.variance[c]) + given.epsilon);
    }

    void take_slopes(const Normalization<W>& given, std::size_t rows, const double* sums, const double* products) {
        const double share = 1.0 / static_cast<double>(std::max<std::size_t>(rows, 1));
        for (std::size_t i = 0; i < mean.size(); i++) {
            const std::size_t c = i % given.channels;
            const double inverse = inverse_deviation(given, c);
            through_mean.push_back(static_cast<W>(sums[c] * share));
            through_variance.push_back(static_cast<W>(products[c] * share * inverse * inverse));
        }
    }

    Forwards<W> forwards(std::size_t first = 0) const {
        return {mean.data() + first, scale.data() + first, offset.data() + first};
    }

    Backwards<W> backwards(const GradientsWanted& wanted, std::size_t first = 0) const {
        return {mean.data() + first,         scale.data() + first, through_mean.data() + first,
                through_variance.data() + first, wanted.of_batch,   wanted.before_relu};
    }
};

// The sums of each block, (blocks, columns), to be added up over blocks and copies.
struct Sums {
    explicit Sums(std::size_t blocks) : of_block(blocks * MOST_COLUMNS) {}
    double* at(std::size_t block) { return of_block.data() + block * MOST_COLUMNS; }
    std::vector<double> of_block;
};

std::vector<double> added_up(Sums& sums, const Layout& layout, std::size_t channels) {
    std::vector<double> totals(channels, 0.0);
    for (std::size_t b = 0; b < layout.blocks.size(); b++) {
        for (std::size_t i = 0; i < layout.blocks[b].columns; i++) {
            totals[(layout.first_columns[b] + i) % channels] += sums.at(b)[i];
        }
    }
    return totals;
}

template <class W>
void hand_out(const Normalization<W>& given, const std::vector<double>& sums, const std::vector<double>& products,
              const Gradients<W>& gradients) {
    for (std::size_t c = 0; c < given.channels; c++) {
        gradients.dbeta[c] = static_cast<W>(sums[c]);
        gradients.dgamma[c] = static_cast<W>(products[c] * Columns<W>::inverse_deviation(given, c));
    }
}

template <class W>
void write(const std::vector<double>& totals, W* place) {
    for (std::size_t c = 0; c < totals.size(); c++) place[c] = static_cast<W>(totals[c]);
}

}  // namespace

template <class Number>
void batch_statistics(const Number* x, std::size_t rows, std::size_t channels, Wide<Number>* mean,
                      Wide<Number>* variance, int num_threads) {
    const Layout layout = laid_out(rows, channels);
    Sums means(layout.blocks.size()), squares(layout.blocks.size());
    parallel_for(layout.blocks.size(), threads_for(rows * channels, num_threads), [&](std::size_t b) {
        NERVURE_AT_LEVEL(block_statistics<Number>)(x, layout.blocks[b], means.at(b), squares.at(b));
    });
    std::vector<double> counts(channels, 0.0), totals(channels, 0.0), spreads(channels, 0.0);
    for (std::size_t b = 0; b < layout.blocks.size(); b++) {
        const double count = static_cast<double>(layout.blocks[b].rows);
        for (std::size_t i = 0; i < layout.blocks[b].columns; i++) {
            const std::size_t c = (layout.first_columns[b] + i) % channels;
            const double distance = means.at(b)[i] - totals[c], part = count / (counts[c] + count);
            totals[c] += distance * part;
            spreads[c] += squares.at(b)[i] + distance * distance * counts[c] * part;
            counts[c] += count;
        }
    }
    for (std::size_t c = 0; c < channels; c++) spreads[c] /= counts[c];
    write(totals, mean);
    write(spreads, variance);
}

template <class Number>
void normalize(const Number* x, Number* y, std::size_t rows, const Normalization<Wide<Number>>& given, bool relu,
               int num_threads) {
    const Layout layout = laid_out(rows, given.channels);
    const Columns<Wide<Number>> columns(given, layout.fold);
    parallel_for(layout.blocks.size(), threads_for(rows * given.channels, num_threads), [&](std::size_t b) {
        NERVURE_AT_LEVEL(block_normalize<Number>)(x, y, layout.blocks[b], columns.forwards(layout.first_columns[b]), relu);
    });
}

template <class Number>
void differentiate(const Number* dy, const Number* x, std::size_t rows, const Normalization<Wide<Number>>& given,
                   bool relu, const GradientsWanted& wanted, const Gradients<Wide<Number>>& gradients, Number* dx,
                   int num_threads) {
    const Layout layout = laid_out(rows, given.channels);
    const int threads = threads_for(rows * given.channels, num_threads);
    const std::size_t num_blocks = layout.blocks.size();
    Columns<Wide<Number>> columns(given, layout.fold);
    Sums sums(num_blocks), products(num_blocks);
    parallel_for(num_blocks, threads, [&](std::size_t b) {
        NERVURE_AT_LEVEL(block_reduce<Number>)
        (dy, x, layout.blocks[b], columns.forwards(layout.first_columns[b]), relu, sums.at(b), products.at(b));
    });
    const std::vector<double> total = added_up(sums, layout, given.channels);
    const std::vector<double> total_products = added_up(products, layout, given.channels);
    hand_out(given, total, total_products, gradients);
    if (dx == nullptr) return;
    columns.take_slopes(given, rows, total.data(), total_products.data());
    parallel_for(num_blocks, threads, [&](std::size_t b) {
        const std::size_t first = layout.first_columns[b];
        NERVURE_AT_LEVEL(block_differentiate<Number>)
        (dy, x, dx, layout.blocks[b], columns.forwards(first), relu, columns.backwards(wanted, first), sums.at(b));
    });
    write(added_up(sums, layout, given.channels), gradients.dx_sums);
}

namespace {

// Windows: blocks of rows by tiles of channels.
struct Tiles {
    std::vector<Range> rows, columns;

    Tiles(std::size_t num_rows, const Pictures& pictures)
        : rows(ranges(num_rows, part_size(num_rows, pictures.width * pictures.channels))),
          columns(ranges(pictures.channels, MOST_COLUMNS)) {}
    std::size_t count() const { return rows.size() * columns.size(); }
    const Range& rows_of(std::size_t tile) const { return rows[tile / columns.size()]; }
    const Range& columns_of(std::size_t tile) const { return columns[tile % columns.size()]; }
};

std::vector<double> added_up(Sums& sums, const Tiles& tiles, std::size_t channels) {
    std::vector<double> totals(channels, 0.0);
    for (std::size_t tile = 0; tile < tiles.count(); tile++) {
        const Range& columns = tiles.columns_of(tile);
        for (std::size_t c = columns.first; c < columns.last; c++) totals[c] += sums.at(tile)[c - columns.first];
    }
    return totals;
}

std::size_t numbers_in(const Pictures& pictures) {
    return pictures.num * pictures.height * pictures.width * pictures.channels;
}

}  // namespace

template <class Number>
void normalize_windows(const Number* x, Number* y, std::uint8_t* codes, const Pictures& pictures, Pooling pooling,
                       const Normalization<Wide<Number>>& given, const WindowTail& tail, int num_threads) {
    const Tiles tiles(pictures.num * (pictures.height / 2), pictures);
    const Columns<Wide<Number>> columns(given, 1);
    parallel_for(tiles.count(), threads_for(numbers_in(pictures), num_threads), [&](std::size_t tile) {
        NERVURE_AT_LEVEL(windows_normalize<Number>)
        (x, y, codes, pictures, pooling, tiles.rows_of(tile), tiles.columns_of(tile), columns.forwards(), tail);
    });
}

template <class Number>
void differentiate_windows(const Number* dy, const Number* x, const std::uint8_t* codes, const Pictures& pictures,
                           Pooling pooling, double scale, const Normalization<Wide<Number>>& given,
                           const GradientsWanted& wanted, const Gradients<Wide<Number>>& gradients, Number* dx,
                           int num_threads) {
    using W = Wide<Number>;
    const int threads = threads_for(numbers_in(pictures), num_threads);
    const Tiles windows(pictures.num * (pictures.height / 2), pictures);
    Columns<W> columns(given, 1);
    Sums sums(windows.count()), products(windows.count());
    parallel_for(windows.count(), threads, [&](std::size_t tile) {
        NERVURE_AT_LEVEL(windows_reduce<Number>)
        (dy, x, codes, pictures, pooling, windows.rows_of(tile), windows.columns_of(tile), columns.mean.data(),
         static_cast<W>(scale), sums.at(tile), products.at(tile));
    });
    const std::vector<double> total = added_up(sums, windows, given.channels);
    const std::vector<double> total_products = added_up(products, windows, given.channels);
    hand_out(given, total, total_products, gradients);
    if (dx == nullptr) return;
    const std::size_t rows = pictures.num * pictures.height * pictures.width;
    columns.take_slopes(given, rows, total.data(), total_products.data());
    const Tiles lines(pictures.num * pictures.height, pictures);
    Sums dx_sums(lines.count());
    parallel_for(lines.count(), threads, [&](std::size_t tile) {
        NERVURE_AT_LEVEL(windows_differentiate<Number>)
        (dy, x, codes, dx, pictures, pooling, lines.rows_of(tile), lines.columns_of(tile), static_cast<W>(scale),
         columns.backwards(wanted), dx_sums.at(tile));
    });
    write(added_up(dx_sums, lines, given.channels), gradients.dx_sums);
}

#define NERVURE_INSTANCES(Number)                                                                                    \
    template void batch_statistics<Number>(const Number*, std::size_t, std::size_t, Wide<Number>*, Wide<Number>*, int); \
    template void normalize<Number>(const Number*, Number*, std::size_t, const Normalization<Wide<Number>>&, bool, int); \
    template void differentiate<Number>(const Number*, const Number*, std::size_t, const Normalization<Wide<Number>>&, \
                                        bool, const GradientsWanted&, const Gradients<Wide<Number>>&, Number*, int); \
    template void normalize_windows<Number>(const Number*, Number*, std::uint8_t*, const Pictures&, Pooling,         \
                                            const Normalization<Wide<Number>>&, const WindowTail&, int);             \
    template void differentiate_windows<Number>(const Number*, const Number*, const std::uint8_t*, const Pictures&,  \
                                                Pooling, double, const Normalization<Wide<Number>>&,                 \
                                                const GradientsWanted&, const Gradients<Wide<Number>>&, Number*, int);

NERVURE_INSTANCES(float)
NERVURE_INSTANCES(double)
NERVURE_INSTANCES(bfloat16)

}  // namespace nervure
