#include "cli/interrupt.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

/* A handler is given nothing but the signal's number. Free of locks wherever odeval is built, so it may be used in
 * one; read by any thread. */
static atomic_int interrupts;

static void give_up(int signal_number)
{
    (void)signal_number;
    _exit(OD_INTERRUPTED);
}

static void count(int signal_number)
{
    (void)signal_number;
    if (atomic_fetch_add(&interrupts, 1) == 1)
        alarm(1);
}

static void set(int signal_number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};

    sigemptyset(&action.sa_mask);
    sigaction(signal_number, &action, NULL);
}

void od_interrupt_begin(void)
{
    set(SIGALRM, give_up);
    set(SIGINT, count);
    set(SIGTERM, count);
}

int od_interrupts(void)
{
    return atomic_load(&interrupts);
}

void od_interrupt_end(void)
{
    alarm(0);
    set(SIGINT, SIG_DFL);
    set(SIGTERM, SIG_DFL);
    set(SIGALRM, SIG_DFL);
}
