/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Runs a fuzzer's inputs once: each file given, or every file of a folder given. So the corpus of a fuzzer
 * is a unit test wherever libFuzzer is not. Says how many ran; none is a failure.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 16 << 20 };

/* The bytes lie in a block of just their size, so that a sanitizer sees any step beyond them. */
static int run_file(const char *path)
{
        static uint8_t room[INPUT_MAX];
        FILE *f = fopen(path, "rb");
        uint8_t *bytes;
        size_t n;

        if (!f) {
                perror(path);
                return -1;
        }
        n = fread(room, 1, sizeof(room), f);
        fclose(f);
        bytes = malloc(n ? n : 1);
        if (!bytes)
                return -1;
        memcpy(bytes, room, n);
        fprintf(stderr, "%s\n", path); /* the last one named is the one that fails */
        LLVMFuzzerTestOneInput(bytes, n);
        free(bytes);
        return 1;
}

static int run_folder(const char *dir)
{
        struct dirent **names = NULL;
        int n = scandir(dir, &names, NULL, alphasort);
        int done = 0;

        for (int i = 0; i < n; i++) {
                char path[4096];
                int r = 0;

                snprintf(path, sizeof(path), "%s/%s", dir, names[i]->d_name);
                if (names[i]->d_name[0] != '.')
                        r = run_file(path);
                done = r < 0 || done < 0 ? -1 : done + r;
                free(names[i]);
        }
        free(names);
        return n < 0 ? -1 : done;
}

int main(int argc, char **argv)
{
        int total = 0;

        for (int i = 1; i < argc; i++) {
                struct stat st;
                int n = stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode) ? run_folder(argv[i])
                                                                       : run_file(argv[i]);

                if (n < 0)
                        return 1;
                total += n;
        }
        printf("%d inputs ran\n", total);
        return total > 0 ? 0 : 1;
}
