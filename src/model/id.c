/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Identifiers with a check character. */
#include "model/id.h"

#include "base/hash.h"

#include <string.h>

/* NOID's betanumeric digits: no vowels, no l. Their number, 29, is a prime, which the check rests on. */
static const char alphabet[] = "0123456789bcdfghjkmnpqrstvwxz";
enum { BASE = sizeof(alphabet) - 1 };

static int value_of(char c)
{
        const char *p = c ? strchr(alphabet, c) : NULL;

        return p ? (int)(p - alphabet) : -1;
}

/* Sum of each digit's value times its place (from 1), modulo 29. */
static char check_character(const char *digits)
{
        int sum = 0;

        for (int i = 0; i < ID_RANDOM_LEN; i++)
                sum += value_of(digits[i]) * (i + 1);
        return alphabet[sum % BASE];
}

int id_mint(char ret_id[ID_SIZE], struct error *err)
{
        char id[ID_SIZE] = "";
        int n = 0;

        while (n < ID_RANDOM_LEN) {
                unsigned char byte;
                int r = hash_random(&byte, 1, err);

                if (r < 0)
                        return error_while(err, r, "making an identifier");
                /* What lies beyond the last whole multiple would make some digits likelier. */
                if (byte < 256 / BASE * BASE)
                        id[n++] = alphabet[byte % BASE];
        }
        id[ID_RANDOM_LEN] = check_character(id);
        memcpy(ret_id, id, ID_SIZE);
        return 0;
}

bool id_is_valid(const char *text)
{
        if (strlen(text) != ID_LEN)
                return false;
        for (int i = 0; i < ID_LEN; i++) {
                if (value_of(text[i]) < 0)
                        return false;
        }
        return text[ID_RANDOM_LEN] == check_character(text);
}
