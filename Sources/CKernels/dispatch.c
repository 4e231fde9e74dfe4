#include "tables.h"

#include <stddef.h>

int sk_isa_supported(int isa) {
  if (isa == sk_isa_baseline) return 1;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (isa == sk_isa_v3) return __builtin_cpu_supports("x86-64-v3") != 0;
  if (isa == sk_isa_v4) return __builtin_cpu_supports("x86-64-v4") != 0;
#endif
  return 0;
}

const sk_kernels *sk_kernels_for(int isa) {
  if (!sk_isa_supported(isa)) return NULL;
#if defined(__x86_64__)
  if (isa == sk_isa_v3) return &sk_table_v3;
  if (isa == sk_isa_v4) return &sk_table_v4;
#endif
  return &sk_table_baseline;
}
