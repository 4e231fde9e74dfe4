#if defined(__x86_64__)
#include <immintrin.h>
#define SK_TABLE sk_table_v3
#define SK_LANES 4
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#include "kernels.h"
#pragma clang attribute pop
#endif
