/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Release by scope: CLEANUP(f) runs f(&variable) when the variable goes out of scope. */
#ifndef SSEHUB_BASE_CLEANUP_H
#define SSEHUB_BASE_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CLEANUP(f)        __attribute__((cleanup(f)))
#define UNUSED            __attribute__((unused))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define ARRAY_LEN(a)      (sizeof(a) / sizeof((a)[0]))

/* For heap memory of any type: CLEANUP(freep) char *p = NULL; */
static inline void freep(void *p)
{
        void **ptr = p;

        free(*ptr);
        *ptr = NULL;
}

static inline void closep(int *fd)
{
        if (*fd >= 0)
                close(*fd);
        *fd = -1;
}

static inline void fclosep(FILE **f)
{
        if (*f)
                fclose(*f);
        *f = NULL;
}

/* Hands the value on and leaves NULL behind, so that the cleanup frees nothing. */
#define STEAL(p)                                                                                   \
        ({                                                                                         \
                __typeof__(p) *steal_ptr_ = &(p);                                                  \
                __typeof__(p) steal_val_ = *steal_ptr_;                                            \
                *steal_ptr_ = NULL;                                                                \
                steal_val_;                                                                        \
        })

#endif
