// A second thread for work of a tenth of a millisecond: too short for a pool that has gone to sleep.
#pragma once

namespace nervure {

// One iteration of a loop that waits for another thread; after many, it yields the processor to others.
void relax(int turn);

// part(context, number, count) does share `number` of `count`, and may wait for the others.
using SharedPart = void (*)(void* context, int number, int count);

// Calls part(context, 0, 2) here and part(context, 1, 2) on the helper. If the helper does not start within two
// microseconds (it sleeps, works for another caller, or has no processor), calls part(context, 0, 1) instead of waiting
// for it to wake. A sleeping helper is woken for the next call; it watches for work for about a millisecond.
void with_helper(SharedPart part, void* context);

}  // namespace nervure
