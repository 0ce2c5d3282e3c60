#include "answer/lenient_key.h"

#include <string.h>

#include "answer/scan.h"

enum { KEY_MAX = 24 }; /* bytes of the longest name below */

typedef enum trait {
    USUAL = 1,
    PLURAL = 2,
    SURE = 4,
    ORDERED = 8, /* the key says which number is which, by the bits above */
    XYXY = ORDERED | OD_ORDER_XYXY << 4,
    YXYX = ORDERED | OD_ORDER_YXYX << 4,
    XYWH = ORDERED | OD_ORDER_XYWH << 4,
    CXCYWH = ORDERED | OD_ORDER_CXCYWH << 4,
} trait;

typedef struct key_row {
    const char *name;
    od_key_role role;
    uint8_t rank; /* of boxes and labels, among their like: the lowest counts. Of a corner: which */
    unsigned traits;
} key_row;

/* In the order of their bytes. */
static const key_row rows[] = {
    {"annotations", OD_KEY_GROUP, 0, 0},
    {"answer", OD_KEY_GROUP, 0, 0},
    {"area", OD_KEY_SKIP, 0, 0},
    {"attributes", OD_KEY_SKIP, 0, 0},
    {"b_box", OD_KEY_BOX, 39, 0},
    {"bbox", OD_KEY_BOX, 3, USUAL},
    {"bbox2d", OD_KEY_BOX, 8, 0},
    {"bbox_2d", OD_KEY_BOX, 1, USUAL},
    {"bbox_2d_coordinates", OD_KEY_BOX, 43, 0},
    {"bbox_2ds", OD_KEY_BOX, 16, PLURAL},
    {"bbox_3d", OD_KEY_POLYGON, 0, 0},
    {"bbox_coordinates", OD_KEY_BOX, 26, 0},
    {"bbox_coords", OD_KEY_BOX, 42, 0},
    {"bbox_cxcywh", OD_KEY_BOX, 56, CXCYWH},
    {"bbox_list", OD_KEY_BOX, 18, PLURAL},
    {"bbox_xywh", OD_KEY_BOX, 38, XYWH},
    {"bbox_xyxy", OD_KEY_BOX, 10, XYXY},
    {"bbox_yxyx", OD_KEY_BOX, 53, YXYX},
    {"bboxes", OD_KEY_BOX, 12, PLURAL},
    {"bboxes_2d", OD_KEY_BOX, 14, PLURAL},
    {"bboxes_labels", OD_KEY_LABEL, 12, SURE | PLURAL},
    {"bndbox", OD_KEY_BOX, 11, 0},
    {"bottom", OD_KEY_CORNER, OD_CORNER_Y2, 0},
    {"bottom_right", OD_KEY_PLACE, OD_CORNER_X2, 0},
    {"bottom_right_corner", OD_KEY_PLACE, OD_CORNER_X2, 0},
    {"bottom_right_x", OD_KEY_CORNER, OD_CORNER_X2, 0},
    {"bottom_right_y", OD_KEY_CORNER, OD_CORNER_Y2, 0},
    {"bottom_y", OD_KEY_CORNER, OD_CORNER_Y2, 0},
    {"bottomright", OD_KEY_PLACE, OD_CORNER_X2, 0},
    {"bounding_box", OD_KEY_BOX, 5, 0},
    {"bounding_box_2d", OD_KEY_BOX, 7, 0},
    {"bounding_box_coordinates", OD_KEY_BOX, 40, 0},
    {"bounding_box_coords", OD_KEY_BOX, 41, 0},
    {"bounding_box_xywh", OD_KEY_BOX, 52, XYWH},
    {"bounding_box_xyxy", OD_KEY_BOX, 51, XYXY},
    {"bounding_boxes", OD_KEY_BOX, 17, PLURAL},
    {"boundingbox", OD_KEY_BOX, 6, 0},
    {"boundingbox2d", OD_KEY_BOX, 44, 0},
    {"bounds", OD_KEY_BOX, 34, 0},
    {"box", OD_KEY_BOX, 4, 0},
    {"box2d", OD_KEY_BOX, 9, 0},
    {"box_2d", OD_KEY_BOX, 2, USUAL},
    {"box_coordinates", OD_KEY_BOX, 27, 0},
    {"box_cxcywh", OD_KEY_BOX, 57, CXCYWH},
    {"box_xywh", OD_KEY_BOX, 50, XYWH},
    {"box_xyxy", OD_KEY_BOX, 49, XYXY},
    {"box_yxyx", OD_KEY_BOX, 54, YXYX},
    {"boxes", OD_KEY_BOX, 13, PLURAL},
    {"boxes_2d", OD_KEY_BOX, 15, PLURAL},
    {"br", OD_KEY_PLACE, OD_CORNER_X2, 0},
    {"br_x", OD_KEY_CORNER, OD_CORNER_X2, 0},
    {"br_y", OD_KEY_CORNER, OD_CORNER_Y2, 0},
    {"caption", OD_KEY_LABEL, 32, 0},
    {"categories", OD_KEY_LABEL, 15, SURE | PLURAL},
    {"category", OD_KEY_LABEL, 3, SURE},
    {"category_id", OD_KEY_LABEL, 37, 0},
    {"category_label", OD_KEY_LABEL, 45, SURE},
    {"category_name", OD_KEY_LABEL, 4, SURE},
    {"categoryname", OD_KEY_LABEL, 46, SURE},
    {"center", OD_KEY_POINT, 0, 0},
    {"center_point", OD_KEY_POINT, 0, 0},
    {"center_x", OD_KEY_CORNER, OD_CORNER_CX, 0},
    {"center_y", OD_KEY_CORNER, OD_CORNER_CY, 0},
    {"centerx", OD_KEY_CORNER, OD_CORNER_CX, 0},
    {"centery", OD_KEY_CORNER, OD_CORNER_CY, 0},
    {"centre", OD_KEY_POINT, 0, 0},
    {"certainty", OD_KEY_SCORE, 0, 0},
    {"children", OD_KEY_GROUP, 0, 0},
    {"class", OD_KEY_LABEL, 5, SURE},
    {"class_id", OD_KEY_LABEL, 38, 0},
    {"class_label", OD_KEY_LABEL, 43, SURE},
    {"class_name", OD_KEY_LABEL, 6, SURE},
    {"class_names", OD_KEY_LABEL, 14, SURE | PLURAL},
    {"classes", OD_KEY_LABEL, 13, SURE | PLURAL},
    {"classname", OD_KEY_LABEL, 44, SURE},
    {"color", OD_KEY_SKIP, 0, 0},
    {"conf", OD_KEY_SCORE, 0, 0},
    {"conf_score", OD_KEY_SCORE, 0, 0},
    {"confidence", OD_KEY_SCORE, 0, 0},
    {"confidence_level", OD_KEY_SCORE, 0, 0},
    {"confidence_score", OD_KEY_SCORE, 0, 0},
    {"confidences", OD_KEY_SCORE, 0, PLURAL},
    {"content", OD_KEY_LABEL, 29, 0},
    {"contour", OD_KEY_POLYGON, 0, 0},
    {"coordinate", OD_KEY_BOX, 25, 0},
    {"coordinates", OD_KEY_BOX, 24, 0},
    {"coords", OD_KEY_BOX, 28, 0},
    {"cx", OD_KEY_CORNER, OD_CORNER_CX, 0},
    {"cxcywh", OD_KEY_BOX, 58, CXCYWH},
    {"cy", OD_KEY_CORNER, OD_CORNER_CY, 0},
    {"data", OD_KEY_GROUP, 0, 0},
    {"description", OD_KEY_LABEL, 33, 0},
    {"detected_object", OD_KEY_LABEL, 52, SURE},
    {"detected_objects", OD_KEY_GROUP, 0, 0},
    {"detection_boxes", OD_KEY_BOX, 20, PLURAL},
    {"detection_score", OD_KEY_SCORE, 0, 0},
    {"detections", OD_KEY_GROUP, 0, 0},
    {"elements", OD_KEY_GROUP, 0, 0},
    {"end", OD_KEY_PLACE, OD_CORNER_X2, 0},
    {"end_point", OD_KEY_PLACE, OD_CORNER_X2, 0},
    {"end_x", OD_KEY_CORNER, OD_CORNER_X2, 0},
    {"end_y", OD_KEY_CORNER, OD_CORNER_Y2, 0},
    {"endx", OD_KEY_CORNER, OD_CORNER_X2, 0},
    {"endy", OD_KEY_CORNER, OD_CORNER_Y2, 0},
    {"entities", OD_KEY_GROUP, 0, 0},
    {"entity", OD_KEY_LABEL, 21, 0},
    {"explanation", OD_KEY_SKIP, 0, 0},
    {"expression", OD_KEY_LABEL, 23, 0},
    {"features", OD_KEY_GROUP, 0, 0},
    {"final_answer", OD_KEY_GROUP, 0, 0},
    {"h", OD_KEY_CORNER, OD_CORNER_H, 0},
    {"height", OD_KEY_CORNER, OD_CORNER_H, 0},
    {"id", OD_KEY_SKIP, 0, 0},
    {"image", OD_KEY_SKIP, 0, 0},
    {"image_id", OD_KEY_SKIP, 0, 0},
    {"image_size", OD_KEY_SKIP, 0, 0},
    {"input_size", OD_KEY_SKIP, 0, 0},
    {"instances", OD_KEY_GROUP, 0, 0},
    {"item", OD_KEY_LABEL, 22, 0},
    {"items", OD_KEY_GROUP, 0, 0},
    {"keypoints", OD_KEY_POINT, 0, PLURAL},
    {"keypoints_2d", OD_KEY_POINT, 0, PLURAL},
    {"label", OD_KEY_LABEL, 1, SURE},
    {"label_en", OD_KEY_LABEL, 20, 0},
    {"label_id", OD_KEY_LABEL, 39, 0},
    {"label_name", OD_KEY_LABEL, 40, SURE},
    {"label_text", OD_KEY_LABEL, 42, SURE},
    {"label_zh", OD_KEY_LABEL, 35, 0},
    {"labelname", OD_KEY_LABEL, 41, SURE},
    {"labels", OD_KEY_LABEL, 2, SURE | PLURAL},
    {"left", OD_KEY_CORNER, OD_CORNER_X1, 0},
    {"left_top", OD_KEY_PLACE, OD_CORNER_X1, 0},
    {"left_x", OD_KEY_CORNER, OD_CORNER_X1, 0},
    {"lefttop", OD_KEY_PLACE, OD_CORNER_X1, 0},
    {"list", OD_KEY_GROUP, 0, 0},
    {"loc", OD_KEY_BOX, 36, 0},
    {"location", OD_KEY_BOX, 29, 0},
    {"locations", OD_KEY_BOX, 30, PLURAL},
    {"logit", OD_KEY_SCORE, 0, 0},
    {"logits", OD_KEY_SCORE, 0, PLURAL},
    {"lower_right", OD_KEY_PLACE, OD_CORNER_X2, 0},
    {"lowerright", OD_KEY_PLACE, OD_CORNER_X2, 0},
    {"mask", OD_KEY_MASK, 0, 0},
    {"masks", OD_KEY_MASK, 0, PLURAL},
    {"max", OD_KEY_PLACE, OD_CORNER_X2, 0},
    {"max_x", OD_KEY_CORNER, OD_CORNER_X2, 0},
    {"max_y", OD_KEY_CORNER, OD_CORNER_Y2, 0},
    {"maxx", OD_KEY_CORNER, OD_CORNER_X2, 0},
    {"maxy", OD_KEY_CORNER, OD_CORNER_Y2, 0},
    {"min", OD_KEY_PLACE, OD_CORNER_X1, 0},
    {"min_x", OD_KEY_CORNER, OD_CORNER_X1, 0},
    {"min_y", OD_KEY_CORNER, OD_CORNER_Y1, 0},
    {"minx", OD_KEY_CORNER, OD_CORNER_X1, 0},
    {"miny", OD_KEY_CORNER, OD_CORNER_Y1, 0},
    {"name", OD_KEY_LABEL, 17, 0},
    {"name_en", OD_KEY_LABEL, 19, 0},
    {"name_zh", OD_KEY_LABEL, 34, 0},
    {"names", OD_KEY_LABEL, 18, PLURAL},
    {"object", OD_KEY_LABEL, 7, SURE},
    {"object_category", OD_KEY_LABEL, 49, SURE},
    {"object_class", OD_KEY_LABEL, 48, SURE},
    {"object_label", OD_KEY_LABEL, 9, SURE},
    {"object_name", OD_KEY_LABEL, 8, SURE},
    {"object_type", OD_KEY_LABEL, 47, SURE},
    {"objectlabel", OD_KEY_LABEL, 51, SURE},
    {"objectname", OD_KEY_LABEL, 50, SURE},
    {"objects", OD_KEY_GROUP, 0, 0},
    {"output", OD_KEY_GROUP, 0, 0},
    {"outputs", OD_KEY_GROUP, 0, 0},
    {"p1", OD_KEY_PLACE, OD_CORNER_X1, 0},
    {"p2", OD_KEY_PLACE, OD_CORNER_X2, 0},
    {"parts", OD_KEY_GROUP, 0, 0},
    {"phrase", OD_KEY_LABEL, 10, SURE},
    {"phrases", OD_KEY_LABEL, 11, SURE | PLURAL},
    {"point", OD_KEY_POINT, 0, 0},
    {"point1", OD_KEY_PLACE, OD_CORNER_X1, 0},
    {"point2", OD_KEY_PLACE, OD_CORNER_X2, 0},
    {"point_1", OD_KEY_PLACE, OD_CORNER_X1, 0},
    {"point_2", OD_KEY_PLACE, OD_CORNER_X2, 0},
    {"point_2d", OD_KEY_POINT, 0, 0},
    {"points", OD_KEY_POINT, 0, PLURAL},
    {"points_2d", OD_KEY_POINT, 0, PLURAL},
    {"poly", OD_KEY_POLYGON, 0, 0},
    {"polygon", OD_KEY_POLYGON, 0, 0},
    {"polygons", OD_KEY_POLYGON, 0, PLURAL},
    {"polygons_labels", OD_KEY_SKIP, 0, 0},
    {"position", OD_KEY_BOX, 31, 0},
    {"pred_boxes", OD_KEY_BOX, 19, PLURAL},
    {"predictions", OD_KEY_GROUP, 0, 0},
    {"prob", OD_KEY_SCORE, 0, 0},
    {"probability", OD_KEY_SCORE, 0, 0},
    {"pt1", OD_KEY_PLACE, OD_CORNER_X1, 0},
    {"pt2", OD_KEY_PLACE, OD_CORNER_X2, 0},
    {"quad", OD_KEY_POLYGON, 0, 0},
    {"quad_boxes", OD_KEY_POLYGON, 0, PLURAL},
    {"query", OD_KEY_LABEL, 25, 0},
    {"reasoning", OD_KEY_SKIP, 0, 0},
    {"rect", OD_KEY_BOX, 22, 0},
    {"rectangle", OD_KEY_BOX, 23, 0},
    {"ref", OD_KEY_LABEL, 24, 0},
    {"region", OD_KEY_BOX, 32, 0},
    {"regions", OD_KEY_BOX, 33, PLURAL},
    {"resolution", OD_KEY_SKIP, 0, 0},
    {"response", OD_KEY_GROUP, 0, 0},
    {"result", OD_KEY_GROUP, 0, 0},
    {"results", OD_KEY_GROUP, 0, 0},
    {"right", OD_KEY_CORNER, OD_CORNER_X2, 0},
    {"right_bottom", OD_KEY_PLACE, OD_CORNER_X2, 0},
    {"right_x", OD_KEY_CORNER, OD_CORNER_X2, 0},
    {"rightbottom", OD_KEY_PLACE, OD_CORNER_X2, 0},
    {"rle", OD_KEY_MASK, 0, 0},
    {"roi", OD_KEY_BOX, 35, 0},
    {"score", OD_KEY_SCORE, 0, 0},
    {"scores", OD_KEY_SCORE, 0, PLURAL},
    {"segmentation", OD_KEY_MASK, 0, 0},
    {"segmentation_mask", OD_KEY_MASK, 0, 0},
    {"shapes", OD_KEY_GROUP, 0, 0},
    {"size", OD_KEY_SKIP, 0, 0},
    {"start", OD_KEY_PLACE, OD_CORNER_X1, 0},
    {"start_point", OD_KEY_PLACE, OD_CORNER_X1, 0},
    {"start_x", OD_KEY_CORNER, OD_CORNER_X1, 0},
    {"start_y", OD_KEY_CORNER, OD_CORNER_Y1, 0},
    {"startx", OD_KEY_CORNER, OD_CORNER_X1, 0},
    {"starty", OD_KEY_CORNER, OD_CORNER_Y1, 0},
    {"sub_label", OD_KEY_LABEL, 36, 0},
    {"tag", OD_KEY_LABEL, 31, 0},
    {"target", OD_KEY_LABEL, 26, 0},
    {"text", OD_KEY_LABEL, 27, 0},
    {"text_content", OD_KEY_LABEL, 28, 0},
    {"text_labels", OD_KEY_LABEL, 16, SURE | PLURAL},
    {"think", OD_KEY_SKIP, 0, 0},
    {"thought", OD_KEY_SKIP, 0, 0},
    {"title", OD_KEY_LABEL, 30, 0},
    {"tl", OD_KEY_PLACE, OD_CORNER_X1, 0},
    {"tl_x", OD_KEY_CORNER, OD_CORNER_X1, 0},
    {"tl_y", OD_KEY_CORNER, OD_CORNER_Y1, 0},
    {"top", OD_KEY_CORNER, OD_CORNER_Y1, 0},
    {"top_left", OD_KEY_PLACE, OD_CORNER_X1, 0},
    {"top_left_corner", OD_KEY_PLACE, OD_CORNER_X1, 0},
    {"top_left_x", OD_KEY_CORNER, OD_CORNER_X1, 0},
    {"top_left_y", OD_KEY_CORNER, OD_CORNER_Y1, 0},
    {"top_y", OD_KEY_CORNER, OD_CORNER_Y1, 0},
    {"topleft", OD_KEY_PLACE, OD_CORNER_X1, 0},
    {"type", OD_KEY_LABEL, 58, 0},
    {"upper_left", OD_KEY_PLACE, OD_CORNER_X1, 0},
    {"upperleft", OD_KEY_PLACE, OD_CORNER_X1, 0},
    {"w", OD_KEY_CORNER, OD_CORNER_W, 0},
    {"width", OD_KEY_CORNER, OD_CORNER_W, 0},
    {"x", OD_KEY_CORNER, OD_CORNER_X, 0},
    {"x0", OD_KEY_CORNER, OD_CORNER_X0, 0},
    {"x1", OD_KEY_CORNER, OD_CORNER_X1, 0},
    {"x2", OD_KEY_CORNER, OD_CORNER_X2, 0},
    {"x_1", OD_KEY_CORNER, OD_CORNER_X1, 0},
    {"x_2", OD_KEY_CORNER, OD_CORNER_X2, 0},
    {"x_br", OD_KEY_CORNER, OD_CORNER_X2, 0},
    {"x_center", OD_KEY_CORNER, OD_CORNER_CX, 0},
    {"x_end", OD_KEY_CORNER, OD_CORNER_X2, 0},
    {"x_left", OD_KEY_CORNER, OD_CORNER_X1, 0},
    {"x_max", OD_KEY_CORNER, OD_CORNER_X2, 0},
    {"x_min", OD_KEY_CORNER, OD_CORNER_X1, 0},
    {"x_right", OD_KEY_CORNER, OD_CORNER_X2, 0},
    {"x_start", OD_KEY_CORNER, OD_CORNER_X1, 0},
    {"x_tl", OD_KEY_CORNER, OD_CORNER_X1, 0},
    {"xbr", OD_KEY_CORNER, OD_CORNER_X2, 0},
    {"xc", OD_KEY_CORNER, OD_CORNER_CX, 0},
    {"xcenter", OD_KEY_CORNER, OD_CORNER_CX, 0},
    {"xmax", OD_KEY_CORNER, OD_CORNER_X2, 0},
    {"xmin", OD_KEY_CORNER, OD_CORNER_X1, 0},
    {"xtl", OD_KEY_CORNER, OD_CORNER_X1, 0},
    {"xywh", OD_KEY_BOX, 37, XYWH},
    {"xyxy", OD_KEY_BOX, 21, XYXY},
    {"y", OD_KEY_CORNER, OD_CORNER_Y, 0},
    {"y0", OD_KEY_CORNER, OD_CORNER_Y0, 0},
    {"y1", OD_KEY_CORNER, OD_CORNER_Y1, 0},
    {"y2", OD_KEY_CORNER, OD_CORNER_Y2, 0},
    {"y_1", OD_KEY_CORNER, OD_CORNER_Y1, 0},
    {"y_2", OD_KEY_CORNER, OD_CORNER_Y2, 0},
    {"y_bottom", OD_KEY_CORNER, OD_CORNER_Y2, 0},
    {"y_br", OD_KEY_CORNER, OD_CORNER_Y2, 0},
    {"y_center", OD_KEY_CORNER, OD_CORNER_CY, 0},
    {"y_end", OD_KEY_CORNER, OD_CORNER_Y2, 0},
    {"y_max", OD_KEY_CORNER, OD_CORNER_Y2, 0},
    {"y_min", OD_KEY_CORNER, OD_CORNER_Y1, 0},
    {"y_start", OD_KEY_CORNER, OD_CORNER_Y1, 0},
    {"y_tl", OD_KEY_CORNER, OD_CORNER_Y1, 0},
    {"y_top", OD_KEY_CORNER, OD_CORNER_Y1, 0},
    {"ybr", OD_KEY_CORNER, OD_CORNER_Y2, 0},
    {"yc", OD_KEY_CORNER, OD_CORNER_CY, 0},
    {"ycenter", OD_KEY_CORNER, OD_CORNER_CY, 0},
    {"ymax", OD_KEY_CORNER, OD_CORNER_Y2, 0},
    {"ymin", OD_KEY_CORNER, OD_CORNER_Y1, 0},
    {"ytl", OD_KEY_CORNER, OD_CORNER_Y1, 0},
    {"yxyx", OD_KEY_BOX, 55, YXYX},
    {"\xe4\xbd\x8d\xe7\xbd\xae", OD_KEY_BOX, 48, 0},              /* position */
    {"\xe5\x90\x8d\xe7\xa7\xb0", OD_KEY_LABEL, 55, 0},            /* name */
    {"\xe5\x9d\x90\xe6\xa0\x87", OD_KEY_BOX, 45, 0},              /* coordinates */
    {"\xe6\xa0\x87\xe7\xad\xbe", OD_KEY_LABEL, 53, SURE},         /* label */
    {"\xe6\xa3\x80\xe6\xb5\x8b\xe6\xa1\x86", OD_KEY_BOX, 47, 0},  /* detection box */
    {"\xe7\x89\xa9\xe4\xbd\x93", OD_KEY_LABEL, 56, 0},            /* object */
    {"\xe7\x9b\xae\xe6\xa0\x87", OD_KEY_LABEL, 57, 0},            /* target */
    {"\xe7\xb1\xbb\xe5\x88\xab", OD_KEY_LABEL, 54, SURE},         /* class */
    {"\xe7\xbd\xae\xe4\xbf\xa1\xe5\xba\xa6", OD_KEY_SCORE, 0, 0}, /* confidence */
    {"\xe8\xbe\xb9\xe7\x95\x8c\xe6\xa1\x86", OD_KEY_BOX, 46, 0},  /* bounding box */
};

/* The name as the tables spell it; its length, or 0 when no table can have it. What "bbox [x1, y1, x2, y2]"
 * says in brackets, and backslashes ("bbox\_2d"), are no part of it. */
static size_t plain_name(od_str name, char plain[KEY_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];

        if (c == '[' || c == '(' || c == ':')
            break;
        if (c == '\\')
            continue;
        if (n == KEY_MAX)
            return 0;
        plain[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c == '-' || c == ' ' ? '_' : c;
    }
    while (n && plain[n - 1] == '_')
        n--;
    return n;
}

static const key_row *find(const char *name, size_t n)
{
    size_t low = 0, high = sizeof rows / sizeof *rows;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = (unsigned char)rows[middle].name[0] - (unsigned char)name[0];

        if (order == 0)
            order = strncmp(rows[middle].name, name, n);
        if (order == 0 && strlen(rows[middle].name) == n) /* a NUL in the name ends strncmp, too */
            return &rows[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static bool starts_with(const char *name, size_t n, const char *word)
{
    return n >= strlen(word) && memcmp(name, word, strlen(word)) == 0;
}

/* What a name that is in no table is like: "bbox_1" and "label_2" are numbered ones of theirs, "bbbox_2d" is
 * a box, and what the image has ("image_bbox") is no item's. "object_1" stays a label of its own. */
static const key_row *find_alike(const char *name, size_t n)
{
    static const key_row box = {NULL, OD_KEY_BOX, UINT8_MAX, 0}, image = {NULL, OD_KEY_SKIP, 0, 0};
    size_t bare = n;
    const key_row *row;

    while (bare && (name[bare - 1] == '_' || (name[bare - 1] >= '0' && name[bare - 1] <= '9')))
        bare--;
    row = bare && bare < n ? find(name, bare) : NULL;
    if (row && (row->role == OD_KEY_BOX || strcmp(row->name, "label") == 0))
        return row;
    if (starts_with(name, n, "image_") || starts_with(name, n, "img_"))
        return &image;
    for (size_t i = 0; i < n; i++)
        if (starts_with(name + i, n - i, "bbox"))
            return &box;
    return NULL;
}

/* Task names like "<OD>", and numbers, number or head items and are no labels. */
static bool heads_items(od_str name)
{
    size_t digits = 0;

    while (digits < name.n && name.p[digits] >= '0' && name.p[digits] <= '9')
        digits++;
    return name.n == 0 || name.p[0] == '<' || digits == name.n;
}

od_key od_key_of(od_str name)
{
    char plain[KEY_MAX];
    od_str trimmed = od_trimmed(name);
    size_t n = plain_name(trimmed, plain);
    bool is_corner;
    const key_row *row = n ? find(plain, n) : NULL;

    if (!row && n)
        row = find_alike(plain, n);
    if (!row)
        return (od_key){.role = heads_items(trimmed) ? OD_KEY_GROUP : OD_KEY_OTHER};
    is_corner = row->role == OD_KEY_CORNER || row->role == OD_KEY_PLACE;
    return (od_key){
        .role = row->role,
        .rank = is_corner ? 0 : row->rank,
        .corner = is_corner ? (od_corner)row->rank : OD_CORNER_X1,
        .usual = (row->traits & USUAL) && n == name.n && memcmp(plain, name.p, n) == 0,
        .plural = (row->traits & PLURAL) != 0,
        .sure = (row->traits & SURE) != 0,
        .has_order = (row->traits & ORDERED) != 0,
        .order = (od_order)(row->traits >> 4),
    };
}
