#ifndef INGOT_CNLOPT_SHIM_H
#define INGOT_CNLOPT_SHIM_H

#include <nlopt.h>

#endif
