/* images.c: where the image files of a subset lie. */
#include <string.h>
#include <sys/stat.h>

#include "benchmark/job.h"

bool od_is_folder(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* Everything before the last slash; "." without one. */
static od_status folder_of(const char *path, od_buffer *out, od_error *err)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return od_buffer_printf(out, err, ".");
    return od_buffer_printf(out, err, "%.*s", slash == path ? 1 : (int)(slash - path), path);
}

od_status od_job_image_folder(const od_job *job, const od_job_subset *s, od_buffer *out, od_error *err)
{
    const char *root = job->root ? job->root : job->options.data;
    od_status st;

    if (!root)
        return folder_of(s->gt_path ? s->gt_path : "", out, err);
    if ((st = od_buffer_printf(out, err, "%s/%s", root, s->definition->images)) != OD_OK || job->root ||
        od_is_folder(out->bytes))
        return st;
    out->n = 0;
    return od_buffer_printf(out, err, "%s", root);
}
