/* stb_settings.h: what every .c file that makes stb_image's code a part of itself says first. Formats that
 * are known by no signature, or that nobody's photographs have, are left out.
 */
#ifndef OD_CORE_STB_SETTINGS_H
#define OD_CORE_STB_SETTINGS_H

/* Most of stb_image is not called here, and it is not written for our warnings. */
#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wuninitialized"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#endif

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#define STBI_NO_PIC
#define STBI_NO_PSD
#define STBI_NO_TGA /* known by no signature: anything could be one */
#define STBI_NO_FAILURE_STRINGS

#endif
