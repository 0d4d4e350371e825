#pragma once
#include <zlib.h>

// A macro in the library's header: one named function per use.
static inline int czlib_inflate_init_gzip(z_stream *stream) { return inflateInit2(stream, 16 + MAX_WBITS); }
