#ifndef ODEVAL_ODEVAL_H
#define ODEVAL_ODEVAL_H

#define ODEVAL_VERSION "0.1.0"

#endif
