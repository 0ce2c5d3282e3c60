/* backend_opencv.cc: networks in ONNX files, run by OpenCV's DNN. A plug-in like anybody's, so that odeval
 * itself does not load OpenCV; in C++ because OpenCV is. No exception leaves a function of the table.
 */
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include "backend/opencv/fit.h"
#include "backend/opencv/heads.h"

namespace
{

constexpr long largest_side = 8192;
constexpr int bar_grey = 114; /* what YOLO networks are trained with */

/* What stops the backend, in words for the user. */
struct Unusable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Network {
    cv::dnn::Net net;
    std::vector<cv::String> outputs;
    std::vector<std::string> labels;
    const od_head *head;
    uint32_t width, height; /* of the input */
    bool letterbox, clip, swap;
    double scale, nms;
    float threshold;
    size_t top;
    std::vector<od_seen> room; /* for od_best */
};

/* The private block. */
struct Block {
    const char *model, *head, *labels, *size, *fit;
    double threshold, nms, scale;
    int64_t top;
    int bgr;
    const odeval_host *host;
    Network *network;
};

/* Without the source file that OpenCV puts before its words. */
const char *words_of(const std::exception &e)
{
    const auto *cv_error = dynamic_cast<const cv::Exception *>(&e);

    return cv_error ? cv_error->err.c_str() : e.what();
}

// ---- options

std::vector<std::string> read_labels(const std::string &path)
{
    std::ifstream file(path);
    std::vector<std::string> labels;

    if (path == "coco80")
        return {od_coco_labels, od_coco_labels + OD_COCO_LABELS};
    if (!file)
        throw Unusable("the labels cannot be read from " + path + " (" + std::strerror(errno) +
                       "): labels is a file with one class per line, or coco80");
    for (std::string line; std::getline(file, line);) {
        line.erase(line.find_last_not_of(" \t\r") + 1);
        labels.push_back(line);
    }
    while (!labels.empty() && labels.back().empty())
        labels.pop_back();
    for (size_t i = 0; i < labels.size(); i++)
        if (labels[i].empty())
            throw Unusable("line " + std::to_string(i + 1) + " of " + path +
                           " is empty: the classes after it would be taken for others");
    if (labels.empty())
        throw Unusable(path + " holds no labels");
    return labels;
}

/* "640" or "640x480". */
void read_size(Network &n, const char *text)
{
    char *end;
    long width, height;

    if (!text) {
        n.width = n.height = n.head->size;
        return;
    }
    width = height = std::strtol(text, &end, 10);
    if (*end == 'x')
        height = std::strtol(end + 1, &end, 10);
    if (*end != '\0' || width < 1 || height < 1 || width > largest_side || height > largest_side)
        throw Unusable(std::string("the size \"") + text +
                       "\" is no width and height in pixels: 640, or 640x480");
    n.width = static_cast<uint32_t>(width);
    n.height = static_cast<uint32_t>(height);
}

const od_head *find_head(const char *name)
{
    const od_head *head = od_head_find(name);
    std::string all;

    for (const od_head *const *h = od_heads; *h; h++)
        all += (all.empty() ? "" : ", ") + std::string((*h)->name);
    if (!head)
        throw Unusable(std::string("there is no head \"") + name + "\": there are " + all);
    return head;
}

bool read_fit(const Network &n, const char *text)
{
    if (!text)
        return n.head->letterbox;
    if (std::strcmp(text, "letterbox") != 0 && std::strcmp(text, "stretch") != 0)
        throw Unusable(std::string("the fit \"") + text + "\" is not known: letterbox, or stretch");
    return text[0] == 'l';
}

void read_options(Network &n, const Block &block)
{
    n.head = find_head(block.head);
    n.labels = read_labels(block.labels);
    read_size(n, block.size);
    n.letterbox = read_fit(n, block.fit);
    n.clip = n.head->clip;
    n.swap = block.bgr != 0;
    n.scale = block.scale > 0 ? block.scale : n.head->scale;
    n.nms = block.nms > 0 ? block.nms : n.head->nms;
    n.threshold = static_cast<float>(block.threshold);
    n.top = static_cast<size_t>(block.top);
    n.room.resize(n.nms < 1 ? std::max(n.top, n.head->most) : n.top);
}

// ---- the network

cv::Mat resized(const Network &n, const cv::Mat &picture, const od_fit &fit)
{
    const cv::Size size(static_cast<int>(fit.width), static_cast<int>(fit.height));
    cv::Mat inner;

    if (n.head->affine) {
        const cv::Matx23d stretch(fit.width / static_cast<double>(picture.cols), 0, 0, 0,
                                  fit.height / static_cast<double>(picture.rows), 0);

        cv::warpAffine(picture, inner, stretch, size, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    } else {
        cv::resize(picture, inner, size, 0, 0, cv::INTER_LINEAR);
    }
    return inner;
}

/* The picture as the network wants it: 1 x 3 x height x width. */
cv::Mat input_of(const Network &n, const cv::Mat &picture, const od_fit &fit)
{
    cv::Mat inner = resized(n, picture, fit);
    int right = static_cast<int>(n.width - fit.left - fit.width);
    int below = static_cast<int>(n.height - fit.top - fit.height);

    cv::copyMakeBorder(inner, inner, static_cast<int>(fit.top), below, static_cast<int>(fit.left), right,
                       cv::BORDER_CONSTANT, cv::Scalar::all(bar_grey));
    return cv::dnn::blobFromImage(inner, n.scale, cv::Size(), cv::Scalar(), n.swap);
}

/* The outputs as numbers, one after the other. */
std::vector<cv::Mat> run(Network &n, const cv::Mat &input)
{
    std::vector<cv::Mat> outputs;

    n.net.setInput(input);
    n.net.forward(outputs, n.outputs);
    for (cv::Mat &m : outputs) {
        cv::Mat floats;

        m.convertTo(floats, CV_32F);
        m = floats.isContinuous() ? floats : floats.clone();
    }
    return outputs;
}

od_tensor tensor_of(const cv::Mat &m)
{
    od_tensor t = {};

    if (m.dims < 2 || m.dims > OD_TENSOR_DIMS + 1 || m.size[0] != 1)
        return t; /* which no head accepts */
    t.values = m.ptr<float>();
    t.n_dims = static_cast<size_t>(m.dims - 1);
    for (size_t i = 0; i < t.n_dims; i++)
        t.dims[i] = static_cast<size_t>(m.size[static_cast<int>(i) + 1]);
    return t;
}

std::vector<od_tensor> tensors_of(const std::vector<cv::Mat> &outputs)
{
    std::vector<od_tensor> tensors;

    for (const cv::Mat &m : outputs)
        tensors.push_back(tensor_of(m));
    return tensors;
}

od_outputs outputs_of(const Network &n, const std::vector<od_tensor> &tensors)
{
    return {tensors.data(), tensors.size(), n.labels.size(), n.width, n.height};
}

std::string shapes_of(const std::vector<cv::Mat> &outputs)
{
    std::string text;

    for (const cv::Mat &m : outputs) {
        text += text.empty() ? "" : ", ";
        for (int i = 0; i < m.dims; i++)
            text += (i > 0 ? " x " : "") + std::to_string(m.size[i]);
    }
    return text;
}

void load(Network &n, const char *path)
{
    if (!std::ifstream(path))
        throw Unusable(std::string("the model ") + path + " cannot be opened (" + std::strerror(errno) + ")");
    try {
        n.net = cv::dnn::readNetFromONNX(path);
    } catch (const cv::Exception &e) {
        throw Unusable(std::string(path) +
                       " is no ONNX model that OpenCV " CV_VERSION " can read: " + words_of(e));
    }
    n.net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    n.net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    n.outputs = n.net.getUnconnectedOutLayersNames();
}

/* Looks at a grey picture: a wrong size, head, or number of labels shows now and not at the first image. */
void try_out(Network &n, const char *path)
{
    cv::Mat grey(static_cast<int>(n.height), static_cast<int>(n.width), CV_8UC3, cv::Scalar::all(bar_grey));
    std::vector<cv::Mat> outputs;

    try {
        outputs = run(n, input_of(n, grey, od_fit_make(n.width, n.height, n.width, n.height, false)));
    } catch (const cv::Exception &e) {
        throw Unusable(std::string(path) + " does not take an input of " + std::to_string(n.width) + " x " +
                       std::to_string(n.height) + " (give its own as size=): " + words_of(e));
    }
    const std::vector<od_tensor> tensors = tensors_of(outputs);
    const od_outputs got = outputs_of(n, tensors);
    if (!n.head->accepts(&got))
        throw Unusable(std::string(path) + " gives " + shapes_of(outputs) + ", and head " + n.head->name +
                       " reads " + n.head->form + " with C = " + std::to_string(n.labels.size()) +
                       " labels: check head and labels");
}

// ---- one image

std::vector<odeval_box> look(Network &n, const odeval_request &request)
{
    /* OpenCV has no Mat of constant bytes; nothing writes here. */
    const cv::Mat picture(static_cast<int>(request.height), static_cast<int>(request.width), CV_8UC3,
                          const_cast<unsigned char *>(request.rgb));
    const od_fit fit = od_fit_make(request.width, request.height, n.width, n.height, n.letterbox);
    const std::vector<cv::Mat> outputs = run(n, input_of(n, picture, fit));
    const std::vector<od_tensor> tensors = tensors_of(outputs);
    const od_outputs got = outputs_of(n, tensors);
    std::vector<odeval_box> boxes;
    od_best best = {};

    if (!n.head->accepts(&got))
        throw Unusable("the network gave " + shapes_of(outputs) + ", other shapes than at the start");
    best.items = n.room.data();
    best.capacity = n.room.size();
    best.threshold = n.threshold;
    n.head->decode(&got, &best);
    if (best.n_nan > 0)
        throw Unusable("the network gave " + std::to_string(best.n_nan) + " scores that are no numbers");
    od_best_sort(&best);
    od_best_suppress(&best, n.nms, n.top);
    for (size_t i = 0; i < best.n; i++) {
        boxes.push_back(od_fit_back(&fit, &best.items[i], n.clip));
        boxes.back().label = n.labels[best.items[i].label].c_str();
    }
    return boxes;
}

odeval_result result_for(const odeval_request &request)
{
    odeval_result result = {};

    result.struct_size = sizeof result;
    result.number = request.number;
    result.score = NAN;
    return result;
}

void answer(Network &n, const odeval_request &request, const odeval_sink *sink)
{
    using clock = std::chrono::steady_clock;
    const clock::time_point start = clock::now();
    odeval_result result = result_for(request);
    std::vector<odeval_box> boxes;
    std::string failure;

    try {
        boxes = look(n, request);
        result.boxes = boxes.data();
        result.n_boxes = boxes.size();
    } catch (const std::bad_alloc &) {
        result.failure = "out of memory";
    } catch (const std::exception &e) {
        failure = words_of(e);
        result.failure = failure.c_str();
        result.permanent = 1; /* the same pixels give the same again */
    }
    result.input_width = n.width;
    result.input_height = n.height;
    result.seconds = std::chrono::duration<double>(clock::now() - start).count();
    sink->put(sink->context, &result);
}

// ---- the table

odeval_backend_status opencv_open(void *private_block, const odeval_host *host) noexcept
{
    auto *block = static_cast<Block *>(private_block);

    block->host = host;
    try {
        auto network = std::make_unique<Network>();

        /* OpenCV would write to the standard error what its exceptions say anyway. */
        cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
        read_options(*network, *block);
        load(*network, block->model);
        try_out(*network, block->model);
        block->network = network.release();
        return ODEVAL_BACKEND_OK;
    } catch (const std::exception &e) {
        host->fail(host->context, words_of(e));
    } catch (...) {
        host->fail(host->context, "OpenCV failed without a reason");
    }
    return ODEVAL_BACKEND_FAILED;
}

odeval_backend_status opencv_detect(void *private_block, const odeval_request *requests, size_t n,
                                    const odeval_sink *sink) noexcept
{
    auto *block = static_cast<Block *>(private_block);

    try {
        for (size_t i = 0; i < n; i++) {
            if (block->host->cancelled(block->host->context))
                return ODEVAL_BACKEND_CANCELLED;
            answer(*block->network, requests[i], sink);
        }
        return ODEVAL_BACKEND_OK;
    } catch (...) {
        block->host->fail(block->host->context, "OpenCV failed without a reason");
    }
    return ODEVAL_BACKEND_FAILED;
}

void opencv_close(void *private_block) noexcept
{
    delete static_cast<Block *>(private_block)->network;
}

const odeval_backend_option options[] = {
    {"model", "the ONNX file", nullptr, ODEVAL_OPTION_TEXT, 1, offsetof(Block, model), 0, 0},
    {"head", "what its outputs mean: centernet, or yolo (v5, v8 and alike)", nullptr, ODEVAL_OPTION_TEXT, 1,
     offsetof(Block, head), 0, 0},
    {"labels", "file with the model's classes, one a line; or coco80", "coco80", ODEVAL_OPTION_TEXT, 0,
     offsetof(Block, labels), 0, 0},
    {"size", "of the model's input, pixels: 640, or 640x480; without: centernet 512, yolo 640", nullptr,
     ODEVAL_OPTION_TEXT, 0, offsetof(Block, size), 0, 0},
    {"fit", "stretch, or letterbox with grey bars; without: centernet stretch, yolo letterbox", nullptr,
     ODEVAL_OPTION_TEXT, 0, offsetof(Block, fit), 0, 0},
    {"threshold", "least score of a box", "0.05", ODEVAL_OPTION_NUMBER, 0, offsetof(Block, threshold), 0, 1},
    {"top", "most boxes of an image, the highest scores first", "100", ODEVAL_OPTION_INTEGER, 0,
     offsetof(Block, top), 1, 100000},
    {"nms", "IoU above which the lower of two boxes of a class goes; 1: never; 0: centernet 1, yolo 0.7", "0",
     ODEVAL_OPTION_NUMBER, 0, offsetof(Block, nms), 0, 1},
    {"scale", "what pixel values 0 to 255 are multiplied by; 0: centernet 1, yolo 1/255", "0",
     ODEVAL_OPTION_NUMBER, 0, offsetof(Block, scale), 0, 1e6},
    {"bgr", "the model wants blue, green, red", "0", ODEVAL_OPTION_FLAG, 0, offsetof(Block, bgr), 0, 0},
    {},
};

const odeval_backend table = {
    .abi_version = ODEVAL_BACKEND_ABI,
    .struct_size = sizeof(odeval_backend),
    .name = "opencv",
    .version = "1, OpenCV " CV_VERSION,
    .title = "detection networks in ONNX files, run by OpenCV's DNN on the processor",
    .help = "Finds the model's own classes, whatever labels the benchmark asks for. Boxes of centernet are "
            "as the "
            "model gives them; those of yolo end at the image's border, as in the programs that train such "
            "models.\n"
            "A model that another file replaces under the same name is not noticed when a run is resumed.\n",
    .flags = 0,
    .wants = ODEVAL_WANTS_RGB,
    .gives = ODEVAL_GIVES_BOXES,
    .max_batch = 1,
    .options = options,
    .private_size = sizeof(Block),
    .open = opencv_open,
    .detect = opencv_detect,
    .close = opencv_close,
    .request_size = sizeof(odeval_request),
};

} // namespace

extern "C" ODEVAL_BACKEND_EXPORT const odeval_backend *odeval_backend_entry(void);

const odeval_backend *odeval_backend_entry(void)
{
    return &table;
}
