/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Controlled words of DataCite 4.6 (appendix 1), however their letters are cased. */
#include "meta/private.h"

#include <string.h>
#include <strings.h>

static const char *const date_types[] = {"Accepted",  "Available", "Collected", "Copyrighted",
                                         "Coverage",  "Created",   "Issued",    "Other",
                                         "Submitted", "Updated",   "Valid",     "Withdrawn"};

static const char *const roles[] = {"ContactPerson",
                                    "DataCollector",
                                    "DataCurator",
                                    "DataManager",
                                    "Distributor",
                                    "Editor",
                                    "HostingInstitution",
                                    "Other",
                                    "Producer",
                                    "ProjectLeader",
                                    "ProjectManager",
                                    "ProjectMember",
                                    "RegistrationAgency",
                                    "RegistrationAuthority",
                                    "RelatedPerson",
                                    "ResearchGroup",
                                    "RightsHolder",
                                    "Researcher",
                                    "Sponsor",
                                    "Supervisor",
                                    "Translator",
                                    "WorkPackageLeader"};

static const char *const relation_types[] = {
        "IsCitedBy",      "Cites",           "IsSupplementTo",   "IsSupplementedBy",
        "IsContinuedBy",  "Continues",       "IsNewVersionOf",   "IsPreviousVersionOf",
        "IsPartOf",       "HasPart",         "IsPublishedIn",    "IsReferencedBy",
        "References",     "IsDocumentedBy",  "Documents",        "IsCompiledBy",
        "Compiles",       "IsVariantFormOf", "IsOriginalFormOf", "IsIdenticalTo",
        "HasMetadata",    "IsMetadataFor",   "Reviews",          "IsReviewedBy",
        "IsDerivedFrom",  "IsSourceOf",      "Describes",        "IsDescribedBy",
        "HasVersion",     "IsVersionOf",     "Requires",         "IsRequiredBy",
        "Obsoletes",      "IsObsoletedBy",   "Collects",         "IsCollectedBy",
        "HasTranslation", "IsTranslationOf"};

static const struct {
        const char *const *words;
        size_t n;
        const char *other; /* for what is not in the list */
} lists[] = {
        [WORD_DATE] = {date_types, ARRAY_LEN(date_types), "Other"},
        [WORD_ROLE] = {roles, ARRAY_LEN(roles), "Other"},
        [WORD_RELATION] = {relation_types, ARRAY_LEN(relation_types), "References"},
};

const char *meta_word(enum word_list list, const char *text)
{
        for (size_t i = 0; text && i < lists[list].n; i++)
                if (!strcasecmp(lists[list].words[i], text))
                        return lists[list].words[i];
        return NULL;
}

void meta_word_for_xml(enum word_list list, const char *text, char ret[WORD_SIZE])
{
        const char *word = meta_word(list, text);

        snprintf(ret, WORD_SIZE, "%s", word ? word : lists[list].other);
        ret[0] = (char)(ret[0] | 32);
}
