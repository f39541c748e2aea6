/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Goals and targets as people write them: "SDG 8", "ODS 8.3", "Goal 8: Decent work …", IRIs. */
#include "vocab/private.h"

#include "base/str.h"
#include "text/normal.h"

#include <pthread.h>
#include <string.h>

/* What stands before the number. strong: no other thing is called so, whatever words follow. */
static const struct {
        const char *word;
        bool strong;
} prefixes[] = {
        {"un sdg", true},
        {"sdg", true},
        {"sdgs", true},
        {"odd", true},
        {"ods", true},
        {"цур", true},
        {"可持续发展目标", true},
        {"지속가능발전목표", true},
        {"هدف التنمية المستدامة", true},
        {"sustainable development goal", true},
        {"objectif de developpement durable", true},
        {"objetivo de desarrollo sostenible", true},
        {"objetivo de desenvolvimento sustentavel", true},
        {"goal", false},
        {"target", false},
        {"sdg target", true},
        {"sdg goal", true},
        {"cible", false},
        {"objectif", false},
        {"objetivo", false},
        {"meta", false},
        {"цель", false},
        {"задача", false},
        {"目标", false},
        {"目標", false},
        {"목표", false},
        {"الهدف", false},
        {"الغاية", false},
};

/* Where IRIs of goals and targets are met, in lower case and without scheme. */
static const char *const iri_prefixes[] = {
        "metadata.un.org/sdg/",
        "sdgs.un.org/goals/goal",
        "www.un.org/sustainabledevelopment/goal-",
        "unstats.un.org/sdgs/",
};

bool vocab_sdg_is_goal(const struct concept *c)
{
        return c && c->scheme == VOCAB_SDG && c->broader_iris.n == 0;
}

bool vocab_sdg_is_target(const struct concept *c)
{
        return c && c->scheme == VOCAB_SDG && c->broader.n > 0 &&
               vocab_sdg_is_goal(c->broader.items[0]);
}

static const struct concept *goal_or_target(const struct concept *c)
{
        return vocab_sdg_is_goal(c) || vocab_sdg_is_target(c) ? c : NULL;
}

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

/* "8", "08", "8.3", "1.a", "1.A" at the start of text: notation into ret; returns its length or 0. */
static size_t read_number(const char *text, char ret[8])
{
        size_t n = 0, out = 0;

        if (text[0] == '0' && is_digit(text[1]))
                n++;
        while (is_digit(text[n]) && out < 2)
                ret[out++] = text[n++];
        if (out == 0)
                return 0;
        if (text[n] == '.' && is_digit(text[n + 1])) {
                ret[out++] = text[n++];
                while (is_digit(text[n]) && out < 6)
                        ret[out++] = text[n++];
        } else if (text[n] == '.' && ((text[n + 1] | 32) >= 'a' && (text[n + 1] | 32) <= 'd') &&
                   !((text[n + 2] | 32) >= 'a' && (text[n + 2] | 32) <= 'z')) {
                ret[out++] = '.';
                ret[out++] = (char)(text[n + 1] | 32);
                n += 2;
        }
        ret[out] = '\0';
        return n;
}

/* Words behind the number: nothing, the concept's own label, or, behind a strong prefix, any without digits. */
static bool rest_fits(const char *rest, const struct concept *c, bool strong)
{
        CLEANUP(str_done) struct str key = STR_INIT;

        if (*rest && strong && rest[0] == '.' && is_digit(rest[1]))
                return false; /* an indicator */
        if (is_digit(rest[0]) || text_key(rest, &key, NULL) != 0)
                return false;
        if (key.len == 0 || vocab_find_key(VOCAB_SDG, str_text(&key)) == c)
                return true;
        return strong && strcspn(rest, "0123456789") == strlen(rest);
}

static const struct concept *match_number(const char *text, bool strong)
{
        const struct concept *c;
        char notation[8];
        size_t n = read_number(text, notation);

        c = n ? goal_or_target(vocab_find(VOCAB_SDG, notation)) : NULL;
        if (!c || (text[n] == '.' && is_digit(text[n + 1])))
                return NULL;
        return rest_fits(text + n, c, strong) ? c : NULL;
}

static const struct concept *match_iri(const char *text)
{
        const char *rest = strstr(text, "://");
        char notation[8];
        size_t n;

        rest = rest ? rest + 3 : text;
        for (size_t i = 0; i < ARRAY_LEN(iri_prefixes); i++) {
                if (strncasecmp(rest, iri_prefixes[i], strlen(iri_prefixes[i])))
                        continue;
                rest += strlen(iri_prefixes[i]);
                n = read_number(rest, notation);
                if (n == 0 || (rest[n] && !strchr("/#?", rest[n])))
                        return NULL;
                return goal_or_target(vocab_find(VOCAB_SDG, notation));
        }
        return NULL;
}

/* The prefixes folded by the same rules as what is compared with them, so that the table may be written as
 * people read it. A prefix that could not be folded (no memory) matches nothing. */
static char *folded[ARRAY_LEN(prefixes)];
static pthread_once_t folded_once = PTHREAD_ONCE_INIT;

static void fold_prefixes(void)
{
        for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
                CLEANUP(str_done) struct str word = STR_INIT;

                if (text_key(prefixes[i].word, &word, NULL) == 0)
                        folded[i] = str_steal(&word);
        }
}

/* The words before the first digit name a goal or target? */
static const struct concept *match_prefixed(const char *text)
{
        CLEANUP(str_done) struct str before = STR_INIT;
        CLEANUP(str_done) struct str key = STR_INIT;
        size_t n = strcspn(text, "0123456789");

        if (n > 100 || !text[n])
                return NULL;
        if (n == 0)
                return match_number(text, false);
        str_add_bytes(&before, text, n);
        if (text_key(str_text(&before), &key, NULL) != 0)
                return NULL;
        pthread_once(&folded_once, fold_prefixes);
        for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
                if (str_equal(folded[i], str_text(&key)))
                        return match_number(text + n, prefixes[i].strong);
        return NULL;
}

const struct concept *vocab_match_sdg(const char *text)
{
        CLEANUP(str_done) struct str trimmed = STR_INIT;
        const struct concept *c;

        str_add(&trimmed, text);
        str_trim(&trimmed);
        if (trimmed.len == 0 || trimmed.len > 1000)
                return NULL;
        c = match_iri(str_text(&trimmed));
        if (!c)
                c = match_prefixed(str_text(&trimmed));
        if (!c)
                c = goal_or_target(vocab_match(VOCAB_SDG, str_text(&trimmed)));
        return c;
}
