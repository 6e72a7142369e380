#include "permutation.h"

#include <algorithm>
#include <vector>

#include "counter_hash.h"

namespace nervure {
namespace {

struct Draw {
    std::uint64_t key;
    std::int64_t place;
};

// Equal draws keep their order: the sort that the definition asks for is stable.
inline bool is_before(const Draw& a, const Draw& b) { return a.key < b.key || (a.key == b.key && a.place < b.place); }

constexpr std::size_t FEWEST_TO_SORT = 24;
constexpr int MOST_BITS = 18, KEY_BITS = 63;

void sort_bucket(Draw* begin, Draw* end) {
    if (static_cast<std::size_t>(end - begin) >= FEWEST_TO_SORT) return std::sort(begin, end, is_before);
    for (Draw* at = begin; at < end; at++) {
        const Draw draw = *at;
        Draw* hole = at;
        for (; hole > begin && is_before(draw, hole[-1]); hole--) *hole = hole[-1];
        *hole = draw;
    }
}

}  // namespace

// Draws are even, so their first bits share them out into buckets of about one each: what is left to sort is next to
// nothing.
void permutation(std::int64_t* order, std::size_t count, std::uint32_t key, std::uint32_t second_key) {
    int bits = 1;
    while (bits < MOST_BITS && (std::size_t(1) << bits) < count) bits++;
    const int shift = KEY_BITS - bits;
    std::vector<std::uint64_t> keys(count);
    std::vector<std::size_t> ends((std::size_t(1) << bits) + 1, 0);
    for (std::size_t place = 0; place < count; place++) {
        const std::uint32_t index = static_cast<std::uint32_t>(2 * place);
        const std::uint64_t high = counter_hash(index, key, second_key);
        keys[place] = high << 31 | counter_hash(index + 1, key, second_key) >> 1;
    }
    for (const std::uint64_t drawn : keys) ends[(drawn >> shift) + 1]++;
    for (std::size_t bucket = 1; bucket < ends.size(); bucket++) ends[bucket] += ends[bucket - 1];
    // ends[b] is where bucket b begins, and after the next loop where it ends.
    std::vector<Draw> draws(count);
    for (std::size_t place = 0; place < count; place++) {
        draws[ends[keys[place] >> shift]++] = {keys[place], static_cast<std::int64_t>(place)};
    }
    std::size_t begin = 0;
    for (const std::size_t end : ends) {
        if (end > begin + 1) sort_bucket(draws.data() + begin, draws.data() + end);
        begin = end;
    }
    for (std::size_t place = 0; place < count; place++) order[place] = draws[place].place;
}

}  // namespace nervure
