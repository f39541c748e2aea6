/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* MARC's relators (codes of the Library of Congress), as far as they matter for a paper. */
#include "meta/relators.h"

#include "base/cleanup.h"

#include <string.h>
#include <strings.h>

static const struct relator relators[] = {
        {"aut", RELATOR_CREATOR, NULL},
        {"cre", RELATOR_CREATOR, NULL},
        {"art", RELATOR_CREATOR, NULL},
        {"cmp", RELATOR_CREATOR, NULL},
        {"pht", RELATOR_CREATOR, NULL},
        {"prg", RELATOR_CREATOR, NULL},
        {"dis", RELATOR_CREATOR, NULL},
        {"ive", RELATOR_CREATOR, NULL},
        {"spk", RELATOR_CREATOR, NULL},
        {"edt", RELATOR_CONTRIBUTOR, "Editor"},
        {"edc", RELATOR_CONTRIBUTOR, "Editor"},
        {"red", RELATOR_CONTRIBUTOR, "Editor"},
        {"pbd", RELATOR_CONTRIBUTOR, "Editor"},
        {"com", RELATOR_CONTRIBUTOR, "Editor"},
        {"trl", RELATOR_CONTRIBUTOR, "Translator"},
        {"ths", RELATOR_CONTRIBUTOR, "Supervisor"},
        {"dgs", RELATOR_CONTRIBUTOR, "Supervisor"},
        {"res", RELATOR_CONTRIBUTOR, "Researcher"},
        {"rth", RELATOR_CONTRIBUTOR, "ProjectLeader"},
        {"pdr", RELATOR_CONTRIBUTOR, "ProjectManager"},
        {"rtm", RELATOR_CONTRIBUTOR, "ProjectMember"},
        {"dtc", RELATOR_CONTRIBUTOR, "DataCollector"},
        {"dtm", RELATOR_CONTRIBUTOR, "DataManager"},
        {"cur", RELATOR_CONTRIBUTOR, "DataCurator"},
        {"his", RELATOR_CONTRIBUTOR, "HostingInstitution"},
        {"dst", RELATOR_CONTRIBUTOR, "Distributor"},
        {"pro", RELATOR_CONTRIBUTOR, "Producer"},
        {"cph", RELATOR_CONTRIBUTOR, "RightsHolder"},
        {"spn", RELATOR_CONTRIBUTOR, "Sponsor"},
        {"pbl", RELATOR_PUBLISHER, NULL},
        {"fnd", RELATOR_FUNDER, NULL},
        {"ctb", RELATOR_CONTRIBUTOR, "Other"},
        {"ill", RELATOR_CONTRIBUTOR, "Other"},
        {"ivr", RELATOR_CONTRIBUTOR, "Other"},
        {"aui", RELATOR_CONTRIBUTOR, "Other"},
        {"wpr", RELATOR_CONTRIBUTOR, "Other"},
        {"aft", RELATOR_CONTRIBUTOR, "Other"},
        {"rev", RELATOR_CONTRIBUTOR, "Other"},
        {"ant", RELATOR_LEFT_OUT, NULL},
        {"dte", RELATOR_LEFT_OUT, NULL},
        {"fmo", RELATOR_LEFT_OUT, NULL},
        {"prt", RELATOR_LEFT_OUT, NULL},
        {"own", RELATOR_LEFT_OUT, NULL},
        {"bnd", RELATOR_LEFT_OUT, NULL},
        {"dgg", RELATOR_LEFT_OUT, NULL}, /* the university of a thesis: its publisher says it */
        {"uvp", RELATOR_LEFT_OUT, NULL},
};

/* How a word begins, in the languages of the catalogues we meet. */
static const struct {
        const char *start, *code;
} words[] = {
        {"author", "aut"},
        {"aut", "aut"},
        {"creator", "cre"},
        {"verfasser", "aut"},
        {"auteur", "aut"},
        {"autor", "aut"},
        {"forfatter", "aut"},
        {"författare", "aut"},
        {"artist", "art"},
        {"composer", "cmp"},
        {"photographer", "pht"},
        {"programmer", "prg"},
        {"interviewee", "ive"},
        {"speaker", "spk"},
        {"editor", "edt"},
        {"ed.", "edt"},
        {"eds", "edt"},
        {"ed", "edt"},
        {"hrsg", "edt"},
        {"herausgeber", "edt"},
        {"hg.", "edt"},
        {"éditeur scientifique", "edt"},
        {"directeur de publication", "pbd"},
        {"editor literario", "edt"},
        {"compiler", "com"},
        {"comp.", "com"},
        {"coord", "edt"},
        {"org.", "edt"},
        {"redakt", "red"},
        {"translat", "trl"},
        {"tr.", "trl"},
        {"trans", "trl"},
        {"trad", "trl"},
        {"übersetz", "trl"},
        {"thesis advisor", "ths"},
        {"degree supervisor", "dgs"},
        {"supervisor", "ths"},
        {"advisor", "ths"},
        {"directeur de thèse", "ths"},
        {"contributor", "ctb"},
        {"mitwirkend", "ctb"},
        {"illustrat", "ill"},
        {"interviewer", "ivr"},
        {"publisher", "pbl"},
        {"verlag", "pbl"},
        {"funder", "fnd"},
        {"sponsor", "spn"},
        {"distributor", "dst"},
        {"producer", "pro"},
        {"researcher", "res"},
        {"host institution", "his"},
        {"degree grantor", "dgg"},
        {"degree granting", "dgg"},
        {"copyright holder", "cph"},
        {"writer of", "wpr"},
        {"former owner", "fmo"},
        {"dedicatee", "dte"},
        {"printer", "prt"},
        {"reviewer", "rev"},
};

static const struct relator *find_code(const char *code, size_t n)
{
        for (size_t i = 0; i < ARRAY_LEN(relators); i++)
                if (n == 3 && !strncasecmp(relators[i].code, code, 3))
                        return &relators[i];
        return NULL;
}

const struct relator *relator_find(const char *text)
{
        const char *slash = text && strstr(text, "id.loc.gov") ? strrchr(text, '/') : NULL;
        const struct relator *found;

        if (!text)
                return NULL;
        if (slash)
                text = slash + 1;
        text += strspn(text, " \t\r\n[(");
        found = find_code(text, strcspn(text, " .,;)]"));
        for (size_t i = 0; !found && i < ARRAY_LEN(words); i++)
                if (!strncasecmp(words[i].start, text, strlen(words[i].start)))
                        found = find_code(words[i].code, 3);
        return found;
}

const char *relator_code(const char *role)
{
        for (size_t i = 0; role && i < ARRAY_LEN(relators); i++)
                if (relators[i].role && !strcmp(relators[i].role, role))
                        return relators[i].code;
        return NULL;
}
