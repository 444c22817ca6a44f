#ifndef INGOT_CLAPACKE_SHIM_H
#define INGOT_CLAPACKE_SHIM_H

#include <cblas.h>
#include <lapacke.h>

// The C library declares dladdr() only under _GNU_SOURCE, which a module cannot set for the headers of another one.
// The same function is declared here under a name of its own.
typedef struct {
    const char *file_name;
    void *file_base;
    const char *symbol_name;
    void *symbol_address;
} ingot_symbol_information;

extern int ingot_dladdr(const void *address, ingot_symbol_information *information) __asm__("dladdr");

#endif
