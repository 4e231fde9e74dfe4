// OpenBLAS and LAPACKE as Debian ships them: two libraries, one module.
#pragma once
#include <cblas.h>
#include <lapacke.h>
