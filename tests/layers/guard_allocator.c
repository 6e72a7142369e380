// Loaded before everything else (LD_PRELOAD). Between guard_on() and guard_off() each new piece of memory lies between
// pages that nobody may touch, and ends where they begin; memory that was given back may not be touched any more. What reads or writes beyond
// an array, or after its end, ends the process by SIGSEGV.
#define _GNU_SOURCE
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

extern void* __libc_malloc(size_t);
extern void __libc_free(void*);
extern void* __libc_calloc(size_t, size_t);
extern void* __libc_realloc(void*, size_t);
extern void* __libc_memalign(size_t, size_t);

#define PAGE 4096ul
#define ROOM (1ul << 43)
#define ALIGNMENT 16ul

static char *base, *next;
static int is_on;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void guard_on(void) {
    if (!base) {
        base = mmap(0, ROOM, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (base == MAP_FAILED) {
            base = 0;
            return;
        }
        next = base;
    }
    is_on = 1;
}

void guard_off(void) { is_on = 0; }

// [page with the length][no page][pages whose end is the end of the memory][no page]
static void* guarded(size_t length) {
    size_t pages = (length + PAGE - 1) / PAGE;
    pthread_mutex_lock(&lock);
    char* start = next;
    next += (pages + 3) * PAGE;
    pthread_mutex_unlock(&lock);
    if (next > base + ROOM || mprotect(start, PAGE, PROT_READ | PROT_WRITE)) return 0;
    if (mprotect(start + 2 * PAGE, pages * PAGE, PROT_READ | PROT_WRITE)) return 0;
    char* data = (char*)((uintptr_t)(start + (pages + 2) * PAGE - length) & ~(ALIGNMENT - 1));
    ((size_t*)start)[0] = length;
    ((size_t*)start)[1] = pages;
    memset(data, 0xA5, length);
    return data;
}

static int is_guarded(void* memory) { return base && (char*)memory >= base && (char*)memory < base + ROOM; }

static size_t* head(void* memory) { return (size_t*)(((uintptr_t)memory & ~(PAGE - 1)) - 2 * PAGE); }

void* malloc(size_t length) { return is_on && length ? guarded(length) : __libc_malloc(length); }

void* calloc(size_t count, size_t size) {
    if (!is_on || !count || !size) return __libc_calloc(count, size);
    void* made = guarded(count * size);
    if (made) memset(made, 0, count * size);
    return made;
}

void free(void* memory) {
    if (!is_guarded(memory)) {
        __libc_free(memory);
        return;
    }
    size_t* begin = head(memory);
    size_t length = (begin[1] + 2) * PAGE;
    madvise(begin, length, MADV_DONTNEED);
    mprotect(begin, length, PROT_NONE);
}

size_t malloc_usable_size(void* memory) {
    if (!memory) return 0;
    return is_guarded(memory) ? head(memory)[0] : (((size_t*)memory)[-1] & ~7ul) - 8;
}

void* realloc(void* memory, size_t length) {
    if (!memory) return malloc(length);
    if (!is_guarded(memory) && !is_on) return __libc_realloc(memory, length);
    size_t before = malloc_usable_size(memory);
    void* made = malloc(length);
    if (!made) return 0;
    memcpy(made, memory, before < length ? before : length);
    free(memory);
    return made;
}

void* memalign(size_t alignment, size_t length) {
    return is_on && length ? guarded(length) : __libc_memalign(alignment, length);
}

void* aligned_alloc(size_t alignment, size_t length) { return memalign(alignment, length); }

int posix_memalign(void** memory, size_t alignment, size_t length) {
    void* made = memalign(alignment, length);
    if (!made) return ENOMEM;
    *memory = made;
    return 0;
}
