#include <string.h>

#include "cli/topics.h"

static const char name[] = "definition",
                  title[] = "what the file of your own benchmark holds, with an example";

static const char help[] =
    "One JSON object. A key that it does not know is refused, so that a misspelt one is not passed over.\n"
    "\n"
    "Always:\n"
    "  schema      \"odeval.bench/1\"\n"
    "  name        of the benchmark; its data are looked for in ./data/NAME\n"
    "  title       one line on what it is\n"
    "  layout      {\"annotations\": PATH, \"images\": PATH}: files below the data root; {subset} in it "
    "stands "
    "for a subset's name; images is \"images\" when it is missing\n"
    "  metrics     a list, with options as in --metrics: [\"AP\", \"greedy:iou=0.75\"]\n"
    "  primary     the score that ranks models, one that the metrics give: \"AP\"\n"
    "\n"
    "With several sets:\n"
    "  subsets     a list of {\"name\": NAME}, each with labels, annotations and images if they differ from "
    "the "
    "benchmark's, and \"optional\": true if it takes part only when its file is there\n"
    "  groups      a list of {\"name\": NAME, \"subsets\": [NAME, ...]}: rows with the mean of some subsets\n"
    "  averages    a list of the same, over \"subsets\" or over \"groups\"; title says in words what it is, "
    "and \"optional\": true leaves it out when a member is missing\n"
    "  headline    the name of the average that stands for the whole\n"
    "\n"
    "If wanted:\n"
    "  labels      \"categories\": the model was asked for all (the default), or \"asked\": for those that "
    "an "
    "image has under text and neg_text\n"
    "  filter      {\"name\": FILTER, \"boxes\": N}, of odeval list filters\n"
    "  mode        \"all\" (the default), \"positive\" or \"1bbox\", as --mode\n"
    "  protocol    {\"iou\": TEXT, \"area\": TEXT, \"max_dets\": TEXT}, as the options have them\n"
    "  about       more about it; also source, where it comes from, and prompt, what models are asked, in "
    "which {labels} stands for the labels\n"
    "  aliases     a list of other names\n"
    "  published   results that others report, as a list of {\"model\": NAME, \"scores\": {\"AP\": 0.5}, "
    "\"subsets\": {NAME: {\"AP\": 0.4}}}\n";

static const char example[] =
    "{\"schema\": \"odeval.bench/1\",\n"
    " \"name\": \"streets\",\n"
    " \"title\": \"our streets by day and by night\",\n"
    " \"layout\": {\"annotations\": \"{subset}.json\", \"images\": \"images/{subset}\"},\n"
    " \"subsets\": [{\"name\": \"day\"}, {\"name\": \"night\"}],\n"
    " \"averages\": [{\"name\": \"both\", \"title\": \"mean of day and night\", \"subsets\": [\"day\", "
    "\"night\"]}],\n"
    " \"headline\": \"both\",\n"
    " \"metrics\": [\"AP\", \"greedy\"],\n"
    " \"primary\": \"AP\"}\n";

static od_status collect(od_listing *listing, od_error *err)
{
    return od_listing_add(listing, name, title, err);
}

static od_status describe(od_page *page, const char *asked, bool *known, od_error *err)
{
    (void)err;
    *known = strcmp(asked, name) == 0;
    if (!*known)
        return OD_OK;
    od_page_title(page, name, title);
    od_page_text(page, help);
    od_page_printf(page, "\nExample:\n\n%s", example);
    return OD_OK;
}

const od_topic od_topic_definition = {
    .list = "benches",
    .heading = "Your own (--bench FILE.json)",
    .note = "odeval help definition explains the file.",
    .collect = collect,
    .describe = describe,
};
