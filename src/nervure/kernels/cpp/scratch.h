// Memory that a kernel needs for the length of one call.
#pragma once

#include <cstddef>

namespace nervure {

// `count` floats at a multiple of 64 bytes, unset. The calling thread keeps them for its next call, since fresh pages
// cost more than many a kernel, unless they are very many. One at a time on each thread; ask before the loop over
// threads and give each its share: there a lack of memory can still be reported.
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
