// The products of a dense layer, one tile of rows and vectors in registers at a time. Every sum is taken in the order
// of its terms, regardless of the tile, so that a row's numbers do not depend on the rows computed with it.
#pragma once

#include "register_tiles.h"
#include "vectors.h"

namespace nervure::NERVURE_LEVEL {

constexpr int MOST_VECTORS = NUM_REGISTERS == 32 ? 4 : 2;
// Rows for this many vectors: besides the sums, registers hold the vectors they are multiplied by.
constexpr int rows_beside(int vectors) { return NUM_REGISTERS == 32 ? smaller(8, 24 / vectors) : smaller(8, 12 / vectors); }
constexpr int inputs_beside(int vectors) { return (NUM_REGISTERS == 32 ? 24 : 12) / vectors; }

// Halved again and again: lane by lane would take several times as long.
template <int COUNT, class Number, class Combine>
NERVURE_INLINE Number combined(const Number* numbers, const Combine& combine) {
    if constexpr (COUNT == 1) {
        return numbers[0];
    } else {
        Number halves[COUNT / 2];
        for (int lane = 0; lane < COUNT / 2; lane++) halves[lane] = combine(numbers[lane], numbers[lane + COUNT / 2]);
        return combined<COUNT / 2>(halves, combine);
    }
}

template <class Number>
NERVURE_INLINE Number sum_of_lanes(Vector<Number> vector) {
    Number lanes[LANES<Vector<Number>>];
    store(lanes, vector);
    return combined<LANES<Vector<Number>>>(lanes, [](Number a, Number b) { return a + b; });
}

template <class Number>
NERVURE_INLINE Number largest_lane(Vector<Number> vector) {
    Number lanes[LANES<Vector<Number>>];
    store(lanes, vector);
    return combined<LANES<Vector<Number>>>(lanes, [](Number a, Number b) { return a > b ? a : b; });
}

template <int ROWS, int VECTORS, class Number>
__attribute__((noinline)) void product_tile(const Number* const* rows, std::size_t count, const Number* matrix,
                                            std::size_t columns, const Number* start, Number* result,
                                            std::size_t result_columns) {
    constexpr int L = LANES<Vector<Number>>;
    Vector<Number> sums[ROWS][VECTORS];
    NERVURE_UNROLL for (int v = 0; v < VECTORS; v++) {
        const Vector<Number> first = start != nullptr ? load(start + v * L) : Vector<Number>{};
        NERVURE_UNROLL for (int i = 0; i < ROWS; i++) sums[i][v] = first;
    }
    const Number* row[ROWS];
    NERVURE_UNROLL for (int i = 0; i < ROWS; i++) row[i] = rows[i];
    for (std::size_t k = 0; k < count; k++, matrix += columns) {
        Vector<Number> factors[VECTORS];
        NERVURE_UNROLL for (int v = 0; v < VECTORS; v++) factors[v] = load(matrix + v * L);
        NERVURE_UNROLL for (int i = 0; i < ROWS; i++) {
            const Vector<Number> number = repeated(row[i][k]);
            NERVURE_UNROLL for (int v = 0; v < VECTORS; v++) sums[i][v] = multiply_add(number, factors[v], sums[i][v]);
        }
    }
    NERVURE_UNROLL for (int i = 0; i < ROWS; i++) {
        NERVURE_UNROLL for (int v = 0; v < VECTORS; v++) store(result + i * result_columns + v * L, sums[i][v]);
    }
}

// result[i][j] = start[j] + sum_k rows[i][k] matrix[k][j]; `columns` whole vectors; without start 0. The rows of the
// result lie `result_columns` numbers apart.
template <class Number>
void row_products(const Number* const* rows, std::size_t num_rows, std::size_t count, const Number* matrix,
                  std::size_t columns, const Number* start, Number* result, std::size_t result_columns) {
    constexpr int L = LANES<Vector<Number>>;
    const int vectors = static_cast<int>(columns) / L;
    for (int first = 0; first < vectors; first += MOST_VECTORS) {
        const std::size_t column = static_cast<std::size_t>(first) * L;
        const Number* from = start != nullptr ? start + column : nullptr;
        with_constant<MOST_VECTORS>(smaller(vectors - first, MOST_VECTORS), [&](auto width) {
            constexpr int VECTORS = decltype(width)::value;
            in_tiles<rows_beside(VECTORS)>(num_rows, [&](std::size_t row, auto height) {
                product_tile<decltype(height)::value, VECTORS>(rows + row, count, matrix + column, columns, from,
                                                               result + row * result_columns + column,
                                                               result_columns);
            });
        });
    }
}

// result[i] = start + sum_k rows[i][k] column[k]; `column` and rows may be read up to whole vectors.
template <class Number>
void dot_products(const Number* const* rows, std::size_t num_rows, std::size_t count, const Number* column,
                  Number start, Number* result) {
    constexpr std::size_t L = LANES<Vector<Number>>;
    for (std::size_t i = 0; i < num_rows; i++) {
        Vector<Number> even{}, odd{};
        std::size_t k = 0;
        for (; k + 2 * L <= count; k += 2 * L) {
            even += load(rows[i] + k) * load(column + k);
            odd += load(rows[i] + k + L) * load(column + k + L);
        }
        for (; k < count; k += L) {
            even += first_lanes(load(rows[i] + k), count - k) * first_lanes(load(column + k), count - k);
        }
        result[i] = start + sum_of_lanes<Number>(even + odd);
    }
}

template <int INPUTS, int VECTORS, class Number>
__attribute__((noinline)) void gradient_tile(const Number* const* rows, std::size_t num_rows, std::size_t input,
                                             const Number* doutput, std::size_t columns, Number* result) {
    constexpr int L = LANES<Vector<Number>>;
    Vector<Number> sums[INPUTS][VECTORS] = {};
    for (std::size_t row = 0; row < num_rows; row++, doutput += columns) {
        const Number* numbers = rows[row] + input;
        Vector<Number> factors[VECTORS];
        NERVURE_UNROLL for (int v = 0; v < VECTORS; v++) factors[v] = load(doutput + v * L);
        NERVURE_UNROLL for (int i = 0; i < INPUTS; i++) {
            const Number number = numbers[i];
            NERVURE_UNROLL for (int v = 0; v < VECTORS; v++) sums[i][v] += number * factors[v];
        }
    }
    NERVURE_UNROLL for (int i = 0; i < INPUTS; i++) {
        NERVURE_UNROLL for (int v = 0; v < VECTORS; v++) store(result + i * columns + v * L, sums[i][v]);
    }
}

// result[i][j] = sum over the rows of rows[row][input] doutput[row][j], for inputs from `first` to `end`.
template <class Number>
void gradient_products(const Number* const* rows, std::size_t num_rows, std::size_t first, std::size_t end,
                       const Number* doutput, std::size_t columns, Number* result) {
    constexpr int L = LANES<Vector<Number>>;
    const int vectors = static_cast<int>(columns) / L;
    for (int at = 0; at < vectors; at += MOST_VECTORS) {
        const std::size_t column = static_cast<std::size_t>(at) * L;
        with_constant<MOST_VECTORS>(smaller(vectors - at, MOST_VECTORS), [&](auto width) {
            constexpr int VECTORS = decltype(width)::value;
            in_tiles<inputs_beside(VECTORS)>(end - first, [&](std::size_t tile, auto height) {
                const std::size_t input = first + tile;
                gradient_tile<decltype(height)::value, VECTORS>(rows, num_rows, input, doutput + column, columns,
                                                                result + input * columns + column);
            });
        });
    }
}

// The same for one unit: result[i] = sum over the rows of rows[row][i] doutput[row], starting at a whole vector.
template <class Number>
void gradient_of_one_unit(const Number* const* rows, std::size_t num_rows, std::size_t first, std::size_t end,
                          const Number* doutput, Number* result) {
    constexpr std::size_t L = LANES<Vector<Number>>;
    constexpr int MOST = 4;
    const int vectors = static_cast<int>((end - first + L - 1) / L);
    in_tiles<MOST>(static_cast<std::size_t>(vectors), [&](std::size_t tile, auto width) {
        constexpr int VECTORS = decltype(width)::value;
        const std::size_t input = first + tile * L;
        // Two sums per vector: one would wait for its own result.
        Vector<Number> even[VECTORS] = {}, odd[VECTORS] = {};
        std::size_t row = 0;
        for (; row + 2 <= num_rows; row += 2) {
            NERVURE_UNROLL for (int v = 0; v < VECTORS; v++) {
                even[v] += doutput[row] * load(rows[row] + input + v * L);
                odd[v] += doutput[row + 1] * load(rows[row + 1] + input + v * L);
            }
        }
        NERVURE_UNROLL for (int v = 0; v < VECTORS; v++) {
            if (row < num_rows) even[v] += doutput[row] * load(rows[row] + input + v * L);
            const std::size_t place = input + v * L;
            store(result + place, first_lanes(even[v] + odd[v], end > place ? end - place : 0));
        }
    });
}

// result[j] = sum over the rows of doutput[row][j].
template <class Number>
void column_sums(const Number* doutput, std::size_t num_rows, std::size_t columns, Number* result) {
    constexpr std::size_t L = LANES<Vector<Number>>;
    for (std::size_t column = 0; column < columns; column += L) {
        Vector<Number> even{}, odd{};
        std::size_t row = 0;
        for (; row + 2 <= num_rows; row += 2) {
            even += load(doutput + row * columns + column);
            odd += load(doutput + (row + 1) * columns + column);
        }
        if (row < num_rows) even += load(doutput + row * columns + column);
        store(result + column, even + odd);
    }
}

// to[j][i] = from[i][j] for `columns` columns and rows from `first` to `end`, in tiles of whole vectors: `first` is a
// multiple of one, and the padding after the last row of `to` becomes 0.
template <class Number>
void transpose_rows(const Number* from, std::size_t stride, std::size_t first, std::size_t end, std::size_t columns,
                    Number* to, std::size_t to_stride) {
    constexpr std::size_t L = LANES<Vector<Number>>;
    for (std::size_t row = first; row < end; row += L) {
        for (std::size_t column = 0; column < columns; column += L) {
            Vector<Number> tile[L] = {};
            const std::size_t height = end - row < L ? end - row : L, width = columns - column < L ? columns - column : L;
            for (std::size_t i = 0; i < height; i++) tile[i] = load(from + (row + i) * stride + column);
            transpose(tile);
            for (std::size_t j = 0; j < width; j++) store(to + (column + j) * to_stride + row, tile[j]);
        }
    }
}

// The sum of `count` numbers; whole vectors may be read.
template <class Number>
Number sum_of(const Number* numbers, std::size_t count) {
    constexpr std::size_t L = LANES<Vector<Number>>;
    Vector<Number> sums{};
    for (std::size_t i = 0; i < count; i += L) sums += first_lanes(load(numbers + i), count - i);
    return sum_of_lanes<Number>(sums);
}

}  // namespace nervure::NERVURE_LEVEL
