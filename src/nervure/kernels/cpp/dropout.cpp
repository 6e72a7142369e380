#include "dropout.h"

#include <algorithm>

#include "instruction_sets.h"

namespace nervure {
namespace {

constexpr std::size_t WORDS_A_BLOCK = 256;

inline float scaled(float x, float scale) { return x * scale; }
inline double scaled(double x, double scale) { return x * scale; }
inline bfloat16 scaled(bfloat16 x, float scale) { return narrowed(widened(x) * scale); }

// In blocks, and the words apart from their use: both loops then become vector code.
template <class Number, class Scale>
NERVURE_INLINE void apply(const Number* x, Number* y, std::size_t count, DropoutMask mask, Scale scale) {
    std::uint16_t halves[2 * WORDS_A_BLOCK];
    for (std::size_t start = 0; start < count; start += 2 * WORDS_A_BLOCK) {
        const std::uint32_t first = static_cast<std::uint32_t>(start / 2);
        for (std::uint32_t word = 0; word < WORDS_A_BLOCK; word++) {
            const std::uint32_t drawn = word_at(first + word, mask);
            halves[2 * word] = static_cast<std::uint16_t>(drawn);
            halves[2 * word + 1] = static_cast<std::uint16_t>(drawn >> 16);
        }
        const std::size_t size = std::min(count - start, 2 * WORDS_A_BLOCK);
        for (std::size_t i = 0; i < size; i++) {
            // A choice, not a product with 0 or 1: 0 * NaN would be NaN.
            const Number kept = scaled(x[start + i], scale);
            y[start + i] = halves[i] >= mask.threshold ? kept : Number{};
        }
    }
}

}  // namespace

NERVURE_EACH_INSTRUCTION_SET
void dropout(const float* x, float* y, std::size_t count, DropoutMask mask, float scale) {
    apply(x, y, count, mask, scale);
}

NERVURE_EACH_INSTRUCTION_SET
void dropout(const double* x, double* y, std::size_t count, DropoutMask mask, double scale) {
    apply(x, y, count, mask, scale);
}

NERVURE_EACH_INSTRUCTION_SET
void dropout(const bfloat16* x, bfloat16* y, std::size_t count, DropoutMask mask, float scale) {
    apply(x, y, count, mask, scale);
}

}  // namespace nervure
