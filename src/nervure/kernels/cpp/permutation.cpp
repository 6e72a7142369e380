#include "permutation.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "counter_hash.h"
#include "instruction_sets.h"

namespace nervure {
namespace {

struct Draw {
    std::uint64_t key;
    std::int64_t place;
};

// Equal draws keep their order, because the definition requires a stable sort.
inline bool is_before(const Draw& a, const Draw& b) { return a.key < b.key || (a.key == b.key && a.place < b.place); }

constexpr int MOST_BITS = 18, KEY_BITS = 63;
// Up to this many draws per bucket, moving each draw to its place is faster than sorting each bucket.
constexpr std::size_t MOST_TO_INSERT = 16;

void insert_each(Draw* draws, std::size_t count) {
    for (std::size_t at = 1; at < count; at++) {
        const Draw draw = draws[at];
        std::size_t hole = at;
        for (; hole > 0 && is_before(draw, draws[hole - 1]); hole--) draws[hole] = draws[hole - 1];
        draws[hole] = draw;
    }
}

// Separate from its use, so that the loop becomes vector code.
NERVURE_EACH_INSTRUCTION_SET
void draw_keys(std::uint64_t* keys, std::size_t count, std::uint32_t key, std::uint32_t second_key) {
    for (std::size_t place = 0; place < count; place++) {
        const std::uint32_t index = static_cast<std::uint32_t>(2 * place);
        const std::uint64_t high = counter_hash(index, key, second_key);
        keys[place] = high << 31 | counter_hash(index + 1, key, second_key) >> 1;
    }
}

}  // namespace

// Draws are uniform, so their first bits distribute them into buckets of about one draw each, which leaves almost
// nothing to sort.
void permutation(std::int64_t* order, std::size_t count, std::uint32_t key, std::uint32_t second_key) {
    int bits = 1;
    while (bits < MOST_BITS && (std::size_t(1) << bits) < count) bits++;
    const int shift = KEY_BITS - bits;
    const std::size_t num_buckets = std::size_t(1) << bits;
    // Not std::vector, which would first fill them with zeros.
    const std::unique_ptr<std::uint64_t[]> keys(new std::uint64_t[count]);
    const std::unique_ptr<Draw[]> draws(new Draw[count]);
    draw_keys(keys.get(), count, key, second_key);
    std::vector<std::size_t> ends(num_buckets + 1, 0);
    for (std::size_t place = 0; place < count; place++) ends[(keys[place] >> shift) + 1]++;
    for (std::size_t bucket = 1; bucket <= num_buckets; bucket++) ends[bucket] += ends[bucket - 1];
    // ends[b] is the start of bucket b, and after the next loop its end.
    for (std::size_t place = 0; place < count; place++) {
        draws[ends[keys[place] >> shift]++] = {keys[place], static_cast<std::int64_t>(place)};
    }
    if (count <= MOST_TO_INSERT * num_buckets) {
        insert_each(draws.get(), count);
    } else {
        std::size_t begin = 0;
        for (std::size_t bucket = 0; bucket < num_buckets; bucket++) {
            std::sort(draws.get() + begin, draws.get() + ends[bucket], is_before);
            begin = ends[bucket];
        }
    }
    for (std::size_t place = 0; place < count; place++) order[place] = draws[place].place;
}

}  // namespace nervure
