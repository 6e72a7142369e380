// Memory that a kernel needs for the length of one call.
#pragma once

#include <cstddef>

namespace nervure {

// `count` uninitialized floats, aligned to 64 bytes. Unless there are very many, the calling thread keeps them for its
// next call, since fresh pages cost more than some kernels. One at a time on each thread; request it before the loop
// over threads and give each thread its share: there, a lack of memory can still be reported.
class Scratch {
public:
    explicit Scratch(std::size_t count);
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    float* data() const { return data_; }

private:
    float* data_;
    bool is_kept_;
};

}  // namespace nervure
