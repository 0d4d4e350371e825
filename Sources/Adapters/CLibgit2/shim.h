#pragma once
#include <git2.h>
#include <git2/sys/repository.h>
#include <git2/sys/commit.h>
#include <git2/sys/transport.h>
#include <git2/sys/mempack.h>
