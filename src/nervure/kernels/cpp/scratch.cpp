#include "scratch.h"

#include <new>

namespace nervure {
namespace {

constexpr std::align_val_t LINE{64};
constexpr std::size_t MOST_KEPT = std::size_t{16} << 20;  // floats: 64 MB

struct Kept {
    float* data = nullptr;
    std::size_t count = 0;

    ~Kept() { ::operator delete(data, LINE); }

    void grow(std::size_t wanted) {
        if (wanted <= count) return;
        ::operator delete(data, LINE);
        data = nullptr;
        count = 0;
        data = static_cast<float*>(::operator new(wanted * sizeof(float), LINE));
        count = wanted;
    }
};

thread_local Kept kept;

}  // namespace

Scratch::Scratch(std::size_t count) : is_kept_(count <= MOST_KEPT) {
    if (is_kept_) {
        kept.grow(count);
        data_ = kept.data;
    } else {
        data_ = static_cast<float*>(::operator new(count * sizeof(float), LINE));
    }
}

Scratch::~Scratch() {
    if (!is_kept_) ::operator delete(data_, LINE);
}

}  // namespace nervure
