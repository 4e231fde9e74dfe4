#pragma once

#include "CKernels.h"

extern const sk_kernels sk_table_baseline;
#if defined(__x86_64__)
extern const sk_kernels sk_table_v3;
extern const sk_kernels sk_table_v4;
#endif
