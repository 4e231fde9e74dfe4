#define SK_TABLE sk_table_baseline
#define SK_LANES 2
#include "kernels.h"
