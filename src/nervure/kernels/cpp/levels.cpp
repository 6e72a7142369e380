#include "levels.h"

#include <cstdlib>
#include <cstring>

namespace nervure {
namespace {

Level of_processor() {
#ifdef NERVURE_HAS_LEVELS
    __builtin_cpu_init();
    const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                            __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
    if (has_avx2 && has_avx512) return Level::avx512;
    if (has_avx2) return Level::avx2;
#endif
    return Level::portable;
}

Level allowed(Level widest) {
    const char* wish = std::getenv("NERVURE_LEVEL");
    if (wish == nullptr) return widest;
    if (std::strcmp(wish, "portable") == 0) return Level::portable;
    if (std::strcmp(wish, "avx2") == 0 && widest == Level::avx512) return Level::avx2;
    return widest;
}

}  // namespace

Level level() {
    static const Level chosen = allowed(of_processor());
    return chosen;
}

}  // namespace nervure
