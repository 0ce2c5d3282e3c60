/* decision_fixture.h: small run records written by hand, and runs with states made of scored jobs. Include
 * after cmocka.h. */
#ifndef OD_TESTS_DECISION_FIXTURE_H
#define OD_TESTS_DECISION_FIXTURE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decision/gate.h"
#include "score_help.h"

enum { HAND_PARAMS = 5, HAND_SUBSETS = 2 };

/* A record of the subsets "color" and "negation", with what a test wants to change in reach. */
typedef struct hand_record {
    od_record record;
    od_named_text params[HAND_PARAMS];
    od_named_value overall[3], color[2], negation[2], images[HAND_SUBSETS][2];
    od_record_input truth[HAND_SUBSETS];
    od_record_subset subsets[HAND_SUBSETS];
    od_named_value statuses[2], lengths[2];
    od_record_entry ledger[1];
    od_record_warning warnings[2];
} hand_record;

static inline void hand_subset(hand_record *h, unsigned i, const char *name, od_named_value *scores)
{
    h->images[i][0] = (od_named_value){"images", 12};
    h->images[i][1] = (od_named_value){"gt", 60};
    h->truth[i] = (od_record_input){.role = "ground_truth", .name = i ? "negation.json" : "color.json"};
    memset(h->truth[i].sha256, i ? 'b' : 'a', 64);
    h->subsets[i] = (od_record_subset){.name = name,
                                       .scores = {scores, 2},
                                       .counts = {h->images[i], 2},
                                       .inputs = &h->truth[i],
                                       .n_inputs = 1};
}

/* Lists point into h, which must stay where it is. */
static inline void hand_make(hand_record *h)
{
    *h = (hand_record){
        .params = {{"iou", "0.5:0.95:0.05"},
                   {"metrics", "nms_AP:iou=0.5:tie=last,AP"},
                   {"label_match", "exact"},
                   {"unknown", "error"},
                   {"frame", "qwen3-vl"}},
        .overall = {{"nms_AP", .5}, {"AP", .6}, {"greedy_f1", NAN}},
        .color = {{"nms_AP", .4}, {"AP", .5}},
        .negation = {{"nms_AP", .6}, {"AP", .7}},
        .statuses = {{"parsed", 95}, {"failed", 5}},
        .lengths = {{"second_answers", 10}, {"seconds", 25}},
        .ledger = {{.code = "answer_unparsable", .count = 3}},
        .warnings = {{.code = "a", .text = "a"}, {.code = "b", .text = "b", .notice = true}},
    };
    hand_subset(h, 0, "color", h->color);
    hand_subset(h, 1, "negation", h->negation);
    h->record = (od_record){
        .odeval = "0.1.0",
        .bench = "mini",
        .definition_sha256 = "d1",
        .run = {.known = true, .prompt_sha256 = "cafe"},
        .rules = "reference",
        .mode = "all",
        .primary = "nms_AP",
        .params = h->params,
        .n_params = HAND_PARAMS,
        .overall = {h->overall, 3},
        .answers = {.n = 100, .statuses = {h->statuses, 2}, .lengths = {h->lengths, 2}},
        .subsets = h->subsets,
        .n_subsets = HAND_SUBSETS,
        .ledger = h->ledger,
        .n_ledger = 1,
        .warnings = h->warnings,
        .n_warnings = 2,
    };
}

static inline od_run_file hand_file(hand_record *h, const char *path)
{
    return (od_run_file){.path = path, .record = &h->record};
}

/* A scored job's record and states, as they would be read back. */
static inline od_run_file run_of(scored *s)
{
    od_run_file file = {.path = "run.json"};
    od_record_options options = {0};
    od_buffer states = {0};
    od_error err = {0};

    must(od_record_make(&file.record, s->job, &options, &err), &err);
    must(od_record_json(file.record, &file.bytes, &err), &err);
    must(od_states_bytes(&states, s->job, &file.bytes, &err), &err);
    must(od_states_parse(&file.states, "run.states", states.bytes, states.n, &file.bytes, &err), &err);
    od_buffer_free(&states);
    close_job(s);
    return file;
}

#endif
