// The positions of the tiles of a Winograd convolution, and the pixels that each of them reads. Part of
// winograd_body.cpp.
#pragma once

#include <cstdint>

#include "channel_cuts.h"
#include "winograd.h"

namespace nervure::NERVURE_LEVEL {

// The images whose windows are transformed (source) and those that are cut into tiles (target), with `top` and `left`
// zeros around the source.
struct Grid {
    int batch;
    int source_height, source_width;
    int target_height, target_width;
    int top, left;
    bool pools = false;  // targets are kept at half their size
};

// A rectangle of tiles in each target image.
struct Region {
    int first_row, first_column;  // of the pixels
    int num_rows, num_columns;    // of tiles

    Index tiles(int batch) const { return static_cast<Index>(batch) * num_rows * num_columns; }
};

struct Tile {
    int row, column;  // of its first target pixel
    Index source;     // the number of the first pixel of its window, which may be outside the image
    Index target;     // the number of its first pixel, in the stored target
};

template <int rows, int columns>
struct TileSize {
    static constexpr int points = (rows + 2) * (columns + 2);
};

// Calls visit(TileSize, Region) for each region of the plan. Sides of 4 k + 1 and 4 k + 2 pixels end in tiles of 2: a
// tile of 4 that extends past the edge takes twice the products. They need their own transformed kernel, so with few
// pixels, tiles of 4 are used.
template <class Visit>
void each_region(const Grid& grid, bool has_small_edges, const Visit& visit) {
    const int height = grid.target_height, width = grid.target_width;
    const bool has_low = has_small_edges && (height % 4 == 1 || height % 4 == 2);
    const bool has_narrow = has_small_edges && (width % 4 == 1 || width % 4 == 2);
    const int rows = has_low ? height / 4 : (height + 3) / 4;
    const int columns = has_narrow ? width / 4 : (width + 3) / 4;
    if (rows > 0 && columns > 0) visit(TileSize<4, 4>{}, Region{0, 0, rows, columns});
    if (rows > 0 && has_narrow) visit(TileSize<4, 2>{}, Region{0, columns * 4, rows, 1});
    if (has_low && columns > 0) visit(TileSize<2, 4>{}, Region{rows * 4, 0, 1, columns});
    if (has_low && has_narrow) visit(TileSize<2, 2>{}, Region{rows * 4, columns * 4, 1, 1});
}

inline bool pays_small_edges(const Convolution3x3& shape) {
    const Index pixels = static_cast<Index>(shape.batch) * shape.out_height * shape.out_width;
    return pixels >= 4096 || (pixels >= 1024 && static_cast<Index>(shape.channels) * shape.filters <= 8192);
}

// Lists `count` tiles of the region from number `first` on.
template <int rows, int columns>
void list_tiles(const Grid& grid, const Region& region, Index first, Index count, Tile* tiles) {
    if (count <= 0) return;
    int across = static_cast<int>(first % region.num_columns);
    int down = static_cast<int>(first / region.num_columns % region.num_rows);
    Index picture = first / region.num_columns / region.num_rows;
    for (; count > 0; count--, tiles++) {
        tiles->row = region.first_row + down * rows;
        tiles->column = region.first_column + across * columns;
        tiles->source = (picture * grid.source_height + tiles->row - grid.top) * grid.source_width + tiles->column -
                        grid.left;
        const int size = grid.pools ? 2 : 1;
        tiles->target = (picture * (grid.target_height / size) + tiles->row / size) * (grid.target_width / size) +
                        tiles->column / size;
        if (++across < region.num_columns) continue;
        across = 0;
        if (++down < region.num_rows) continue;
        down = 0;
        picture++;
    }
}

// The pixels of a window that is inside its image, and the pixels of any other window.
struct InnerWindow {
    const float* first;
    Index row_step, pixel_step;

    NERVURE_INLINE const float* at(int row, int column) const { return first + row * row_step + column * pixel_step; }
};

template <int columns>
struct EdgeWindow {
    const float* const* pixels;

    NERVURE_INLINE const float* at(int row, int column) const { return pixels[row * columns + column]; }
};

struct Pictures {
    const float* numbers;
    int height, width, channels;
    Index size;          // numbers
    const float* zeros;  // a pixel outside: at least `channels` of them and one vector
};

inline Pictures pictures(const float* numbers, int batch, int height, int width, int channels, const float* zeros) {
    return {numbers, height, width, channels, static_cast<Index>(batch) * height * width * channels, zeros};
}

// How many zeros a pixel outside the images needs.
inline Index num_zeros(const Convolution3x3& shape) {
    return rounded_up(larger(shape.channels, shape.filters), 16) + 16;
}

// Calls use(window) for the rows x columns pixels from (row, column) on, `first` being the number of that pixel.
template <class Vector, int rows, int columns, class Use>
NERVURE_INLINE void with_window(const Pictures& source, int row, int column, Index first, const Use& use) {
    const int channels = source.channels;
    const Index row_step = static_cast<Index>(source.width) * channels;
    const Index offset = first * channels;
    // The last position where a full vector can be loaded: with fewer channels than lanes, it extends into the next
    // pixels.
    const Index last = source.size - LANES<Vector>;
    const bool is_inside = row >= 0 && column >= 0 && row + rows <= source.height && column + columns <= source.width;
    const Index end_pixel = offset + (rows - 1) * row_step + (columns - 1) * channels;
    const bool is_loadable = channels >= LANES<Vector> || end_pixel <= last;
    if (is_inside && is_loadable) {
        use(InnerWindow{source.numbers + offset, row_step, channels});
        return;
    }
    const float* pixels[rows * columns];
    float copies[rows * columns][LANES<Vector>];
    for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
            const float*& pixel = pixels[i * columns + j];
            pixel = source.zeros;
            if (row + i < 0 || row + i >= source.height || column + j < 0 || column + j >= source.width) continue;
            const Index place = offset + i * row_step + j * channels;
            pixel = source.numbers + place;
            if (channels >= LANES<Vector> || place <= last) continue;
            store(copies[i * columns + j], load_first<Vector>(pixel, channels));
            pixel = copies[i * columns + j];
        }
    }
    use(EdgeWindow<columns>{pixels});
}

// Prefetches rows first .. end - 1, counted over the tiles: each tile has `rows` of `columns` pixels.
template <int rows, int columns, bool for_writing>
NERVURE_INLINE void prefetch(const float* numbers, int width, int channels, const Tile* tiles, bool of_source,
                             Index first, Index end) {
    const Index length = static_cast<Index>(columns) * channels * 4;
    for (Index i = first; i < end; i++) {
        const Tile& tile = tiles[i / rows];
        const Index pixel = (of_source ? tile.source : tile.target) + i % rows * width;
        // As an integer: an address outside the array may be prefetched, but not computed as a pointer.
        const std::uintptr_t start = reinterpret_cast<std::uintptr_t>(numbers) + std::uintptr_t(pixel * channels) * 4;
        for (Index byte = 0; byte < length; byte += 64) {
            __builtin_prefetch(reinterpret_cast<const char*>(start + std::uintptr_t(byte)), for_writing, 2);
        }
    }
}

}  // namespace nervure::NERVURE_LEVEL
