/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/hash.h"

#include <errno.h>
#include <openssl/evp.h>
#include <sys/random.h>

static void hash_free(EVP_MD_CTX **ctx)
{
        EVP_MD_CTX_free(*ctx);
}

static int hash_finish(EVP_MD_CTX *ctx, char hex[HASH_HEX_LEN], struct error *err)
{
        static const char digits[] = "0123456789abcdef";
        unsigned char sum[EVP_MAX_MD_SIZE];
        unsigned int n = 0;

        if (!EVP_DigestFinal_ex(ctx, sum, &n) || n != 32)
                return error_set(err, -EIO, "SHA-256 failed");
        for (unsigned int i = 0; i < n; i++) {
                hex[2 * i] = digits[sum[i] >> 4];
                hex[2 * i + 1] = digits[sum[i] & 15];
        }
        hex[64] = '\0';
        return 0;
}

int hash_bytes(const void *bytes, size_t len, char hex[HASH_HEX_LEN], struct error *err)
{
        CLEANUP(hash_free) EVP_MD_CTX *ctx = EVP_MD_CTX_new();

        if (!ctx || !EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) ||
            !EVP_DigestUpdate(ctx, bytes, len))
                return error_set(err, -EIO, "SHA-256 failed");
        return hash_finish(ctx, hex, err);
}

int hash_fd(int fd, char hex[HASH_HEX_LEN], int64_t *ret_len, struct error *err)
{
        CLEANUP(hash_free) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
        char chunk[65536];
        int64_t len = 0;

        if (!ctx || !EVP_DigestInit_ex(ctx, EVP_sha256(), NULL))
                return error_set(err, -EIO, "SHA-256 failed");
        for (;;) {
                ssize_t n = read(fd, chunk, sizeof(chunk));

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return error_errno(err, errno, "reading");
                if (n == 0)
                        break;
                if (!EVP_DigestUpdate(ctx, chunk, (size_t)n))
                        return error_set(err, -EIO, "SHA-256 failed");
                len += n;
        }
        if (ret_len)
                *ret_len = len;
        return hash_finish(ctx, hex, err);
}

int hash_random(void *bytes, size_t len, struct error *err)
{
        char *at = bytes;

        while (len) {
                ssize_t n = getrandom(at, len, 0);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return error_errno(err, errno, "asking the kernel for random bytes");
                at += n;
                len -= (size_t)n;
        }
        return 0;
}
