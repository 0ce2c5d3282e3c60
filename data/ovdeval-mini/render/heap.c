#include "heap.h"

enum { HEAP_RINGS = 3 };

/* Ring after ring around the centre, each piece a little out of place. */
int heap_draw(picture *p, shape s, const paint *fill, rgb outline, int outline_width, point centre,
              int radius)
{
    int piece = radius / 4;

    picture_begin_item(p);
    for (int ring = HEAP_RINGS; ring >= 0; ring--) {
        int n = ring == 0 ? 1 : 5 * ring, turn = chance_below(&p->chance, 360);

        for (int i = 0; i < n; i++) {
            point at = point_polar(centre, (radius - piece) * ring / HEAP_RINGS, turn + i * 360 / n);
            region r;

            at.x += chance_between(&p->chance, -piece / 4, piece / 4);
            at.y += chance_between(&p->chance, -piece / 4, piece / 4);
            r = shape_region(s, at, piece, chance_between(&p->chance, -20, 20));
            shape_draw(&p->canvas, &r, fill, outline, outline_width);
        }
    }
    return picture_end_item(p);
}
