/* interrupt.h: Ctrl-C, for commands that have something to bring home first.
 *
 * The first one (or a SIGTERM) asks to begin nothing new, the second to end at once: who is asked then has a
 * second, after which the process ends with OD_INTERRUPTED.
 */
#ifndef OD_CLI_INTERRUPT_H
#define OD_CLI_INTERRUPT_H

enum { OD_INTERRUPTED = 130 }; /* the exit code, as shells have it */

void od_interrupt_begin(void); /* from here on signals are counted */
int od_interrupts(void);       /* so far; any thread */
void od_interrupt_end(void);   /* signals end the process again */

#endif
