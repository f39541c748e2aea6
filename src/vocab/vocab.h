/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The vocabularies (SKOS, schemas/vocab/): goals and targets, themes, places, document types, licences,
 * languages. They are built into the program and read once; afterwards they are read only, so any thread
 * may ask. All texts belong to the vocabularies and stay valid for the life of the process.
 */
#ifndef SSEHUB_VOCAB_VOCAB_H
#define SSEHUB_VOCAB_VOCAB_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum vocab_scheme {
        VOCAB_SDG,      /* "8" goals, "8.3" targets, "8.3.1" indicators */
        VOCAB_THEME,    /* slugs */
        VOCAB_PLACE,    /* "KE" countries (ISO 3166-1), "202" M49 regions */
        VOCAB_TYPE,     /* "working-paper" */
        VOCAB_LICENCE,  /* SPDX identifiers */
        VOCAB_LANGUAGE, /* BCP 47 primary tags */
        VOCAB_SCHEMES
};

struct concept;

/* Reads the built-in vocabularies; later calls return at once. Thread-safe. */
int vocab_init(struct error *err);

/* By exact notation, else NULL. */
const struct concept *vocab_find(enum vocab_scheme scheme, const char *notation);
const struct concept *vocab_find_iri(const char *iri);

/*
 * By what people write: notation, IRI, preferred or alternative label of any language, without regard
 * to case, accents, punctuation and white space. NULL when none or when it is ambiguous.
 */
const struct concept *vocab_match(enum vocab_scheme scheme, const char *text);

/* All concepts of a scheme in the order of the file: for (i = 0; (c = vocab_at(scheme, i)); i++). */
const struct concept *vocab_at(enum vocab_scheme scheme, size_t i);

const char *concept_notation(const struct concept *c);
const char *concept_iri(const struct concept *c);
const struct concept *concept_broader(const struct concept *c); /* NULL for a top concept */
/* The label in this language, else in English, else any; never NULL. language may be NULL. */
const char *concept_label(const struct concept *c, const char *language);
const char *concept_short_label(const struct concept *c,
                                const char *language); /* hub:short, else label */
const char *concept_definition(const struct concept *c, const char *language); /* may be NULL */
/* Label i, preferred and alternative, of all languages; NULL past the end. */
const char *concept_any_label(const struct concept *c, size_t i, const char **ret_language,
                              bool *ret_preferred);
/* A hub: property, such as "colour", "m49", "alpha3", "group", "direction", "derivatives"; may be NULL. */
const char *concept_property(const struct concept *c, const char *name);
/* Child i of c; NULL past the end. */
const struct concept *concept_narrower(const struct concept *c, size_t i);

/* "8", "8.3", "SDG 8", "ODS 8.3", "Goal 8", an IRI … -> goal or target; NULL for anything else. */
const struct concept *vocab_match_sdg(const char *text);
bool vocab_sdg_is_goal(const struct concept *c);
bool vocab_sdg_is_target(const struct concept *c);

/* What readers declare of a licence: SPDX id, name, URL with or without www, http, /legalcode, port. */
const struct concept *vocab_match_licence(const char *text);

/* "pt-BR", "por", "Portuguese", "português" -> a BCP 47 tag into ret ("pt-BR", "pt"); false if unknown. */
bool vocab_match_language(const char *text, char ret[36]);
bool vocab_language_is_rtl(const char *tag);

/* Is `place` the country or region `within`, or inside it? (KE is in 014, 202, 002 and 001.) */
bool vocab_place_is_within(const struct concept *place, const struct concept *within);

#endif
