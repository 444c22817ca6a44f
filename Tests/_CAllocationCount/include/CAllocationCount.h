#ifndef C_ALLOCATION_COUNT_H
#define C_ALLOCATION_COUNT_H

/// Allocations that the calling thread has made so far, or -1 where they are not counted.
long allocation_count(void);

#endif
