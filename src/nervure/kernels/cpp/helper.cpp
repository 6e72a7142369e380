#include "helper.h"

#ifdef __linux__
#include <pthread.h>
#include <sched.h>
#endif

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

#include "parallel.h"

namespace nervure {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::microseconds PATIENCE{2}, WATCH{1000};
constexpr int TURNS_BEFORE_YIELDING = 4000;

void pause() {
#if defined(__x86_64__) || defined(_M_X64)
    _mm_pause();
#endif
}

enum State { idle, posting, posted, taken };

class Helper {
public:
    Helper() { std::thread([this] { live(); }).detach(); }

    void share(SharedPart part, void* context) {
        if (!post(part, context) || withdraw()) return part(context, 0, 1);
        part(context, 0, 2);
        for (int turn = 0; state_.load(std::memory_order_acquire) != idle; turn++) relax(turn);
    }

private:
    bool post(SharedPart part, void* context) {
        int expected = idle;
        if (!state_.compare_exchange_strong(expected, posting)) return false;
        part_ = part, context_ = context, mode_ = FloatingPointMode::current();
        state_.store(posted);
        if (is_asleep_.load()) {
            wake();
            return true;
        }
        for (const auto end = Clock::now() + PATIENCE; state_.load() == posted && Clock::now() < end;) pause();
        return true;
    }

    // Takes the work back unless the helper has started it.
    bool withdraw() {
        int expected = posted;
        return state_.compare_exchange_strong(expected, idle);
    }

    void wake() {
        leave_core_of_caller();
        const std::lock_guard<std::mutex> lock(mutex_);
        is_called_ = true;
        called_.notify_one();
    }

    // Otherwise the scheduler wakes the helper on the caller's own core, where it waits for its turn.
    void leave_core_of_caller() {
#ifdef __linux__
        cpu_set_t allowed;
        if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
        CPU_CLR(sched_getcpu(), &allowed);
        if (CPU_COUNT(&allowed) > 0) pthread_setaffinity_np(thread_, sizeof allowed, &allowed);
#endif
    }

    void live() {
#ifdef __linux__
        thread_ = pthread_self();
#endif
        for (;;) {
            sleep();
            for (auto end = Clock::now() + WATCH; Clock::now() < end; pause()) {
                int expected = posted;
                if (state_.load(std::memory_order_relaxed) != posted) continue;
                if (!state_.compare_exchange_strong(expected, taken)) continue;
                {
                    const FloatingPointMode same(mode_);
                    part_(context_, 1, 2);
                }
                state_.store(idle, std::memory_order_release);
                end = Clock::now() + WATCH;
            }
        }
    }

    void sleep() {
        std::unique_lock<std::mutex> lock(mutex_);
        is_asleep_.store(true);
        called_.wait(lock, [this] { return is_called_; });
        is_called_ = false;
        is_asleep_.store(false);
    }

    std::atomic<int> state_{idle};
    std::atomic<bool> is_asleep_{false};
    bool is_called_ = false;
    std::mutex mutex_;
    std::condition_variable called_;
    SharedPart part_ = nullptr;
    void* context_ = nullptr;
    unsigned mode_ = 0;
#ifdef __linux__
    pthread_t thread_{};
#endif
};

// Never destroyed: its thread may still be waiting when the process ends.
Helper* the_helper() {
    static Helper* const helper = [] {
        try {
            return new Helper;
        } catch (const std::system_error&) {  // no more threads
            return static_cast<Helper*>(nullptr);
        }
    }();
    return helper;
}

}  // namespace

void relax(int turn) {
    pause();
    if (turn > TURNS_BEFORE_YIELDING) std::this_thread::yield();
}

void with_helper(SharedPart part, void* context) {
    Helper* const helper = the_helper();
    if (helper == nullptr) return part(context, 0, 1);
    helper->share(part, context);
}

}  // namespace nervure
