/* version.h: the version of odeval, as records and the command print it. */
#ifndef OD_CORE_VERSION_H
#define OD_CORE_VERSION_H

#define OD_VERSION "0.1.0"

#endif
