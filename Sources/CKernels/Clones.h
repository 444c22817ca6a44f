#ifndef INGOT_CLONES_H
#define INGOT_CLONES_H

// One body compiled for several processors, chosen at load time. The chooser runs before the thread sanitizer's
// runtime is ready, so sanitized builds keep the portable body only.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define INGOT_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define INGOT_SANITIZED 1
#endif

#if defined(__x86_64__) && defined(__linux__) && !defined(INGOT_SANITIZED)
#define INGOT_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define INGOT_CLONES
#endif

#define INGOT_INLINE static inline __attribute__((always_inline))

#endif
