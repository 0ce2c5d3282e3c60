/* picture.h: an image file as a backend wants it: its bytes, their hash, its pixels.
 *
 * Whatever a file holds, memory stays bounded: sizes are looked at before anything is decoded. What cannot be
 * used is no error but a failure of that image, with the reason.
 */
#ifndef OD_BACKEND_PICTURE_H
#define OD_BACKEND_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    OD_PICTURE_BYTES_MAX = 256 * 1024 * 1024, /* of a file */
    OD_PICTURE_PIXELS_MAX = 100 * 1000 * 1000,
    OD_PICTURE_REASON = 160,
};

/* Zero-initialised before it is read. */
typedef struct od_picture {
    unsigned char *bytes; /* of the file */
    size_t n_bytes;
    unsigned char *rgb;              /* width x height x 3, from the top; NULL until decoded */
    uint32_t width, height;          /* pixels; 0: the file is of no form that is known here */
    char sha256[65];                 /* of the bytes; "": they could not be read */
    char failure[OD_PICTURE_REASON]; /* why it is of no use; "": it is good */
} od_picture;

/* Reads and hashes the file, and looks at its head. A failure when there is no such file, it is no regular
 * one, is empty, cannot be read, or has more bytes or pixels than the limits above. That the form is not
 * known here is none: a backend that wants the bytes may know it. */
void od_picture_read(od_picture *p, const char *path);

/* Bytes of memory that decoding may take for a while. */
uint64_t od_picture_cost(const od_picture *p);

/* Decodes what was read without failure: JPEG, PNG, BMP, GIF and PNM, 8 bits a channel, grey ones as three
 * equal channels, transparency dropped. A failure when it is none of these, breaks off or is damaged; and
 * where different readers would see different pixels: CMYK, 16 bits a channel, more than one frame. */
void od_picture_decode(od_picture *p);

void od_picture_release(od_picture *p);

#endif
