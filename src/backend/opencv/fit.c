#include "backend/opencv/fit.h"

#include <math.h>

static uint32_t scaled(uint32_t side, double scale, uint32_t most)
{
    double n = rint(side * scale);

    return n < 1 ? 1 : n > most ? most : (uint32_t)n;
}

od_fit od_fit_make(uint32_t image_width, uint32_t image_height, uint32_t input_width, uint32_t input_height,
                   bool letterbox)
{
    double across = (double)input_width / image_width, down = (double)input_height / image_height;
    double scale = fmin(across, down);
    od_fit fit = {0, 0, input_width, input_height, 1 / across, 1 / down, image_width, image_height};

    if (!letterbox)
        return fit;
    fit.width = scaled(image_width, scale, input_width);
    fit.height = scaled(image_height, scale, input_height);
    /* An odd bar has its larger half right or below, as in the programs that train these networks. */
    fit.left = (input_width - fit.width) / 2;
    fit.top = (input_height - fit.height) / 2;
    fit.pixel_width = fit.pixel_height = 1 / scale;
    return fit;
}

static double within(double x, uint32_t most)
{
    return x < 0 ? 0 : x > most ? most : x;
}

odeval_box od_fit_back(const od_fit *fit, const od_seen *seen, bool clip)
{
    double left = ((double)seen->left - fit->left) * fit->pixel_width;
    double top = ((double)seen->top - fit->top) * fit->pixel_height;
    double right = ((double)seen->right - fit->left) * fit->pixel_width;
    double bottom = ((double)seen->bottom - fit->top) * fit->pixel_height;

    if (clip) {
        left = within(left, fit->image_width);
        top = within(top, fit->image_height);
        right = within(right, fit->image_width);
        bottom = within(bottom, fit->image_height);
    }
    return (odeval_box){
        .x = left, .y = top, .width = right - left, .height = bottom - top, .score = seen->score};
}
