// simdjson_read.cpp FILE: reads every record of a COCO results file with simdjson's On-Demand interface, on
// one thread, and adds up what it read: the yardstick for reading predictions. It scores nothing.
#include <cstdint>
#include <cstdio>
#include <simdjson.h>

using namespace simdjson;

struct Sums {
    uint64_t records = 0;
    int64_t ids = 0;
    double boxes = 0, scores = 0;
};

static Sums read(ondemand::document &document)
{
    Sums sums;

    for (ondemand::object record : document.get_array()) {
        sums.ids += int64_t(record["image_id"]);
        sums.ids += int64_t(record["category_id"]);
        for (double side : record["bbox"].get_array())
            sums.boxes += side;
        sums.scores += double(record["score"]);
        sums.records++;
    }
    return sums;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::fputs("usage: simdjson_read FILE\n", stderr);
        return 2;
    }
    try {
        padded_string text = padded_string::load(argv[1]);
        ondemand::parser parser;
        ondemand::document document = parser.iterate(text);
        Sums sums = read(document);
        std::printf("%llu records, ids %lld, boxes %.17g, scores %.17g\n", (unsigned long long)sums.records,
                    (long long)sums.ids, sums.boxes, sums.scores);
    } catch (const simdjson_error &error) {
        std::fprintf(stderr, "simdjson_read: %s: %s\n", argv[1], error.what());
        return 1;
    }
    return 0;
}
