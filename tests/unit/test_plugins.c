#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "backend/backend.h"
#include "backend/plugins.h"
#include "scratch.h"

static void the_first_folder_that_holds_the_file_is_taken(void **state)
{
    const char *file = scratch_file(state, "odeval-opencv.so", "x", 1);
    const scratch *s = *state;
    const char *folders[] = {NULL, "/nowhere", s->folder, "/nowhere/either"};
    od_error err = {.code = OD_OK};
    char *path;

    assert_int_equal(od_plugin_locate_in(&path, od_plugin_find("opencv"), folders, 4, &err), OD_OK);

    assert_string_equal(path, file);
    free(path);
}

static void a_missing_file_is_an_error_that_says_where_and_how_to_build_it(void **state)
{
    const char *folders[] = {"/nowhere", NULL, "/nowhere/either"};
    od_error err = {.code = OD_OK};
    char *path;

    (void)state;
    assert_int_equal(od_plugin_locate_in(&path, od_plugin_find("opencv"), folders, 3, &err), OD_BACKEND);

    assert_null(path);
    assert_string_equal(err.what,
                        "this odeval was built without backend \"opencv\": odeval-opencv.so is not in "
                        "/nowhere, /nowhere/either");
    assert_non_null(strstr(err.remedy, "libopencv-dev"));
}

static void a_plug_ins_name_is_not_a_built_in_ones(void **state)
{
    (void)state;
    for (const od_plugin *p = od_plugins; p->name; p++) {
        assert_null(od_backend_find(p->name));
        assert_ptr_equal(od_plugin_find(p->name), p);
        assert_true(p->title[0] && p->build[0]);
    }
    assert_null(od_plugin_find("open"));
}

static void a_name_like_a_plug_ins_suggests_it(void **state)
{
    od_error err = {.code = OD_OK};
    od_backend *b;

    (void)state;
    assert_int_equal(od_backend_open(&b, "opencw:model=x", NULL, &err), OD_USAGE);

    assert_non_null(strstr(err.remedy, "did you mean opencv?"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_first_folder_that_holds_the_file_is_taken, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test(a_missing_file_is_an_error_that_says_where_and_how_to_build_it),
        cmocka_unit_test(a_plug_ins_name_is_not_a_built_in_ones),
        cmocka_unit_test(a_name_like_a_plug_ins_suggests_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
