// A second thread for work of a tenth of a millisecond: too short for a pool that has gone to sleep.
#pragma once

namespace nervure {

// One turn of a loop that waits for another thread; after many it lets others have the processor.
void relax(int turn);

// part(context, number, count) does one of `count` shares, and may wait for the others.
using SharedPart = void (*)(void* context, int number, int count);

// Calls part(context, 0, 2) here and part(context, 1, 2) on the helper. Where that does not come within two microseconds
// (it sleeps, works for somebody else, has no processor), part(context, 0, 1): nobody waits for a thread to wake. One that
// slept is woken for the next call; it watches for work for about a millisecond.
void with_helper(SharedPart part, void* context);

}  // namespace nervure
