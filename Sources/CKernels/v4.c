#if defined(__x86_64__)
#include <immintrin.h>
#define SK_TABLE sk_table_v4
#define SK_LANES 8
// Clang keeps to 256-bit registers at this level unless told otherwise.
#pragma clang attribute push( \
    __attribute__((target("arch=x86-64-v4,no-prefer-256-bit"))), apply_to = function)
#include "kernels.h"
#pragma clang attribute pop
#endif
