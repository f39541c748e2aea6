/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * LaTeX to Unicode in one pass over the bytes, whatever they are: an accent waits for the next letter, braces
 * only say where it is, mathematics loses its dollar signs. TeX's programming is left alone.
 */
#include "meta/latex.h"

#include "base/utf8.h"

#include <ctype.h>
#include <string.h>

enum { MARKS_MAX = 4, COMMAND_MAX = 24, SCRIPT_MAX = 16 };

struct latex {
        const char *p, *end;
        struct str *out;
        unsigned int marks[MARKS_MAX]; /* accents that wait for their letter, outermost first */
        char shown[MARKS_MAX];         /* each as a character of its own, should there be none */
        size_t n_marks;
        size_t depth;         /* of braces */
        size_t verbatim_from; /* the depth at which \url{ started; 0: none */
        bool verbatim, math;
        const char *math_end;     /* the '$' that closes it; NULL: "\\)" does */
        bool no_dollar, no_group; /* from here on no '$' closes one, no brace a group */
};

/* --- tables --------------------------------------------------------------------------------------- */

static const struct {
        char command;
        char shown;
        unsigned int mark;
} accents[] = {
        {'\'', '\'', 0x301}, {'`', '`', 0x300}, {'^', '^', 0x302},  {'"', '"', 0x308},
        {'~', '~', 0x303},   {'=', 0, 0x304},   {'.', '.', 0x307},  {'c', 0, 0x327},
        {'v', 0, 0x30C},     {'u', 0, 0x306},   {'H', '"', 0x30B},  {'k', 0, 0x328},
        {'d', 0, 0x323},     {'b', 0, 0x331},   {'r', 0, 0x30A},    {'t', 0, 0x361},
        {'h', 0, 0x309},     {'G', '`', 0x30F}, {'U', '\'', 0x30D},
};

/* What a command's name stands for; "" for those that only say how their argument looks. In order of strcmp. */
static const struct symbol {
        const char *name, *text;
} symbols[] = {
        {"AA", "Å"},
        {"AE", "Æ"},
        {"BibTeX", "BibTeX"},
        {"DH", "Ð"},
        {"DJ", "Đ"},
        {"Delta", "Δ"},
        {"Gamma", "Γ"},
        {"IJ", "Ĳ"},
        {"L", "Ł"},
        {"LaTeX", "LaTeX"},
        {"Lambda", "Λ"},
        {"NG", "Ŋ"},
        {"O", "Ø"},
        {"OE", "Œ"},
        {"Omega", "Ω"},
        {"P", "¶"},
        {"Phi", "Φ"},
        {"Pi", "Π"},
        {"Psi", "Ψ"},
        {"S", "§"},
        {"SS", "SS"},
        {"Sigma", "Σ"},
        {"TH", "Þ"},
        {"TeX", "TeX"},
        {"Theta", "Θ"},
        {"aa", "å"},
        {"ae", "æ"},
        {"alpha", "α"},
        {"approx", "≈"},
        {"ast", "*"},
        {"backslash", "\\"},
        {"beta", "β"},
        {"bf", ""},
        {"bfseries", ""},
        {"bullet", "•"},
        {"cdot", "·"},
        {"cdots", "⋯"},
        {"chi", "χ"},
        {"circ", "°"},
        {"copyright", "©"},
        {"dag", "†"},
        {"ddag", "‡"},
        {"degree", "°"},
        {"delta", "δ"},
        {"dh", "ð"},
        {"dj", "đ"},
        {"dots", "…"},
        {"em", ""},
        {"emph", ""},
        {"enquote", ""},
        {"ensuremath", ""},
        {"epsilon", "ε"},
        {"eta", "η"},
        {"euro", "€"},
        {"foreignlanguage", ""},
        {"gamma", "γ"},
        {"ge", "≥"},
        {"geq", "≥"},
        {"guillemotleft", "«"},
        {"guillemotright", "»"},
        {"guilsinglleft", "‹"},
        {"guilsinglright", "›"},
        {"i", "ı"},
        {"ij", "ĳ"},
        {"in", "∈"},
        {"infty", "∞"},
        {"iota", "ι"},
        {"it", ""},
        {"itshape", ""},
        {"j", "ȷ"},
        {"kappa", "κ"},
        {"l", "ł"},
        {"lambda", "λ"},
        {"lbrace", "{"},
        {"ldots", "…"},
        {"le", "≤"},
        {"leftarrow", "←"},
        {"leq", "≤"},
        {"lq", "‘"},
        {"mathbb", ""},
        {"mathbf", ""},
        {"mathcal", ""},
        {"mathit", ""},
        {"mathrm", ""},
        {"mathsf", ""},
        {"mbox", ""},
        {"mkbibemph", ""},
        {"mkbibquote", ""},
        {"mu", "μ"},
        {"ne", "≠"},
        {"neq", "≠"},
        {"ng", "ŋ"},
        {"nobreakspace", " "},
        {"nocase", ""},
        {"noopsort", ""},
        {"normalfont", ""},
        {"nu", "ν"},
        {"o", "ø"},
        {"oe", "œ"},
        {"omega", "ω"},
        {"phi", "φ"},
        {"pi", "π"},
        {"pm", "±"},
        {"pounds", "£"},
        {"prime", "′"},
        {"psi", "ψ"},
        {"qquad", " "},
        {"quad", " "},
        {"quotedblbase", "„"},
        {"quotesinglbase", "‚"},
        {"rbrace", "}"},
        {"relax", ""},
        {"rho", "ρ"},
        {"rightarrow", "→"},
        {"rm", ""},
        {"rq", "’"},
        {"sc", ""},
        {"scshape", ""},
        {"sigma", "σ"},
        {"sim", "∼"},
        {"slash", "/"},
        {"sqrt", "√"},
        {"ss", "ß"},
        {"tau", "τ"},
        {"text", ""},
        {"textasciicircum", "^"},
        {"textasciigrave", "`"},
        {"textasciitilde", "~"},
        {"textasteriskcentered", "*"},
        {"textbackslash", "\\"},
        {"textbar", "|"},
        {"textbf", ""},
        {"textbraceleft", "{"},
        {"textbraceright", "}"},
        {"textbullet", "•"},
        {"textcent", "¢"},
        {"textcopyright", "©"},
        {"textdegree", "°"},
        {"textdollar", "$"},
        {"textellipsis", "…"},
        {"textemdash", "—"},
        {"textendash", "–"},
        {"texteuro", "€"},
        {"textexclamdown", "¡"},
        {"textgreater", ">"},
        {"textit", ""},
        {"textless", "<"},
        {"textmd", ""},
        {"textmu", "µ"},
        {"textnormal", ""},
        {"textnumero", "№"},
        {"textordfeminine", "ª"},
        {"textordmasculine", "º"},
        {"textparagraph", "¶"},
        {"textperiodcentered", "·"},
        {"textquestiondown", "¿"},
        {"textquotedbl", "\""},
        {"textquotedblleft", "“"},
        {"textquotedblright", "”"},
        {"textquoteleft", "‘"},
        {"textquoteright", "’"},
        {"textquotesingle", "'"},
        {"textregistered", "®"},
        {"textrm", ""},
        {"textsc", ""},
        {"textsection", "§"},
        {"textsf", ""},
        {"textsl", ""},
        {"textsterling", "£"},
        {"textsubscript", ""},
        {"textsuperscript", ""},
        {"texttrademark", "™"},
        {"texttt", ""},
        {"textunderscore", "_"},
        {"textup", ""},
        {"textyen", "¥"},
        {"th", "þ"},
        {"theta", "θ"},
        {"thinspace", " "},
        {"times", "×"},
        {"tt", ""},
        {"underline", ""},
        {"uppercase", ""},
        {"url", ""},
        {"varepsilon", "ε"},
        {"varphi", "φ"},
        {"vartheta", "ϑ"},
        {"xi", "ξ"},
        {"zeta", "ζ"},
};

static const struct {
        char plain;
        const char *raised, *lowered;
} scripts[] = {
        {'0', "⁰", "₀"}, {'1', "¹", "₁"}, {'2', "²", "₂"}, {'3', "³", "₃"},  {'4', "⁴", "₄"},
        {'5', "⁵", "₅"}, {'6', "⁶", "₆"}, {'7', "⁷", "₇"}, {'8', "⁸", "₈"},  {'9', "⁹", "₉"},
        {'+', "⁺", "₊"}, {'-', "⁻", "₋"}, {'=', "⁼", "₌"}, {'n', "ⁿ", NULL}, {'i', "ⁱ", NULL},
};

static const struct symbol *find_symbol(const char *name, size_t n)
{
        size_t from = 0, to = ARRAY_LEN(symbols);

        while (from < to) {
                size_t middle = from + (to - from) / 2;
                int order = strncmp(name, symbols[middle].name, n);

                if (order == 0 && symbols[middle].name[n])
                        order = -1;
                if (order == 0)
                        return &symbols[middle];
                if (order < 0)
                        to = middle;
                else
                        from = middle + 1;
        }
        return NULL;
}

/* --- putting out ---------------------------------------------------------------------------------- */

/* Accents that found no letter show as what they look like. */
static void drop_marks(struct latex *l)
{
        for (size_t i = 0; i < l->n_marks; i++)
                if (l->shown[i])
                        str_add_char(l->out, l->shown[i]);
        l->n_marks = 0;
}

static void put(struct latex *l, const char *bytes, size_t n)
{
        if (l->n_marks && n == 1 && !isalnum((unsigned char)*bytes))
                drop_marks(l);
        str_add_bytes(l->out, bytes, n);
        while (l->n_marks) /* the one that stood nearest to the letter comes first */
                str_add_code_point(l->out, l->marks[--l->n_marks]);
}

static void put_text(struct latex *l, const char *text)
{
        /* A dotless letter is there to carry an accent, which takes its dot away anyhow. */
        if (l->n_marks && !strcmp(text, "ı"))
                text = "i";
        else if (l->n_marks && !strcmp(text, "ȷ"))
                text = "j";
        put(l, text, strlen(text));
}

static bool add_mark(struct latex *l, char command)
{
        for (size_t i = 0; i < ARRAY_LEN(accents); i++) {
                if (accents[i].command != command)
                        continue;
                if (l->n_marks == MARKS_MAX)
                        drop_marks(l);
                l->marks[l->n_marks] = accents[i].mark;
                l->shown[l->n_marks++] = accents[i].shown;
                return true;
        }
        return false;
}

static char at(const struct latex *l, size_t i)
{
        return (size_t)(l->end - l->p) > i ? l->p[i] : '\0';
}

/* --- raised and lowered --------------------------------------------------------------------------- */

static const char *script_of(char c, bool raised)
{
        for (size_t i = 0; i < ARRAY_LEN(scripts); i++)
                if (scripts[i].plain == c)
                        return raised ? scripts[i].raised : scripts[i].lowered;
        return NULL;
}

/* "2" or "{10}" at p, all of it characters that Unicode has raised or lowered; false: nothing was taken. */
static bool take_script(struct latex *l, bool raised)
{
        size_t from = at(l, 0) == '{', n = 1;

        if (from) {
                for (n = 0; n <= SCRIPT_MAX && at(l, 1 + n) != '}'; n++)
                        ;
                if (n > SCRIPT_MAX)
                        return false;
        }
        for (size_t i = 0; i < n; i++)
                if (!script_of(at(l, from + i), raised))
                        return false;
        for (size_t i = 0; i < n; i++)
                put_text(l, script_of(at(l, from + i), raised));
        l->p += n + 2 * from;
        return true;
}

/* --- mathematics ---------------------------------------------------------------------------------- */

/* The '$' that closes the one at p, or NULL. Not behind a space and not before a digit: "$5 and $7". */
static const char *closing_dollar(struct latex *l)
{
        if (l->no_dollar || isspace((unsigned char)at(l, 1)))
                return NULL;
        for (const char *q = l->p + 1; q < l->end; q++) {
                if (*q == '\\')
                        q++;
                else if (*q == '$' && !isspace((unsigned char)q[-1]) &&
                         (q + 1 == l->end || !isdigit((unsigned char)q[1])))
                        return q;
        }
        l->no_dollar = true;
        return NULL;
}

static void take_dollar(struct latex *l)
{
        if (l->math) {
                l->math = l->math_end && l->p < l->math_end;
        } else {
                l->math_end = l->verbatim ? NULL : closing_dollar(l);
                l->math = l->math_end != NULL;
                if (!l->math)
                        put(l, "$", 1);
        }
        l->p++;
}

/* --- commands ------------------------------------------------------------------------------------- */

static void skip_space(struct latex *l)
{
        while (l->p < l->end && isspace((unsigned char)*l->p))
                l->p++;
}

/* Past a balanced group, where one starts here. One that does not end is not skipped. */
static void skip_group(struct latex *l)
{
        size_t depth = 0;

        if (at(l, 0) != '{' || l->no_group)
                return;
        for (const char *q = l->p; q < l->end; q++) {
                depth += *q == '{';
                depth -= *q == '}';
                if (!depth) {
                        l->p = q + 1;
                        return;
                }
        }
        l->no_group = true;
}

/* "\u00e9", as JSON escapes a character. */
static bool take_json_escape(struct latex *l)
{
        unsigned int c = 0;

        for (size_t i = 1; i <= 4; i++) {
                char digit = at(l, i);

                if (!isxdigit((unsigned char)digit))
                        return false;
                c = c * 16 + (unsigned int)(isdigit((unsigned char)digit)
                                                    ? digit - '0'
                                                    : (digit | 32) - 'a' + 10);
        }
        str_add_code_point(l->out, c);
        l->p += 5;
        return true;
}

/* A command that nobody knows stays, but for its backslash where it has an argument or is mathematics. */
static void put_unknown(struct latex *l, const char *name, size_t n)
{
        if (at(l, 0) == '{')
                return;
        if (!l->math)
                put(l, "\\", 1);
        str_add_bytes(l->out, name, n);
}

/* p is at the letters of a control word. */
static void take_word(struct latex *l)
{
        const char *name = l->p;
        const struct symbol *found;
        size_t n = 0;

        while (isalpha((unsigned char)at(l, n)))
                n++;
        if (*name == 'u' && take_json_escape(l))
                return;
        l->p += n;
        if (n == 1 && add_mark(l, *name)) {
                skip_space(l);
                return;
        }
        if (n == 4 && !memcmp(name, "href", 4)) {
                skip_space(l);
                skip_group(l);
                return;
        }
        found = n <= COMMAND_MAX ? find_symbol(name, n) : NULL;
        if (!found) {
                put_unknown(l, name, n);
                return;
        }
        if (!l->math) /* where spaces are not, people still write them to be seen */
                skip_space(l);
        if (!strcmp(found->name, "url") && at(l, 0) == '{' && !l->verbatim) {
                l->verbatim = true;
                l->verbatim_from = l->depth + 1;
        } else if (!strcmp(found->name, "textsuperscript")) {
                take_script(l, true);
        } else if (!strcmp(found->name, "textsubscript")) {
                take_script(l, false);
        } else if (!strcmp(found->name, "foreignlanguage") || !strcmp(found->name, "noopsort")) {
                skip_group(l); /* its first argument is not for readers */
        } else if (*found->text) {
                put_text(l, found->text);
        }
}

static void take_command(struct latex *l)
{
        char c;

        l->p++;
        if (l->p == l->end) {
                put(l, "\\", 1);
                return;
        }
        c = *l->p;
        if (isalpha((unsigned char)c)) {
                take_word(l);
                return;
        }
        if ((unsigned char)c >= 0x80) { /* no command: the backslash was meant */
                put(l, "\\", 1);
                return;
        }
        l->p++;
        if (strchr("-/!@", c))
                return;
        if (strchr("()", c)) {
                l->math = c == '(';
                l->math_end = NULL;
        } else if (strchr(" ,;:\\\n\r\t", c))
                put(l, " ", 1);
        else if (!add_mark(l, c))
                put(l, &c, 1);
}

/* --- the rest ------------------------------------------------------------------------------------- */

static const struct {
        const char *from, *to;
} ligatures[] = {
        {"---", "—"}, {"--", "–"}, {"``", "“"}, {"''", "”"},
        {"`", "‘"},   {"?`", "¿"}, {"!`", "¡"}, {"~", " "},
};

static bool take_ligature(struct latex *l)
{
        if (!strchr("-`'?!~", *l->p))
                return false;
        for (size_t i = 0; i < ARRAY_LEN(ligatures); i++) {
                size_t n = strlen(ligatures[i].from);

                if ((size_t)(l->end - l->p) >= n && !memcmp(l->p, ligatures[i].from, n)) {
                        put_text(l, ligatures[i].to);
                        l->p += n;
                        return true;
                }
        }
        return false;
}

static void take_brace(struct latex *l)
{
        if (*l->p++ == '{') {
                l->depth++;
                return;
        }
        drop_marks(l);
        if (l->verbatim_from && l->depth == l->verbatim_from) {
                l->verbatim = false;
                l->verbatim_from = 0;
        }
        l->depth -= l->depth > 0;
}

static void take_character(struct latex *l)
{
        unsigned int c;
        size_t n = utf8_decode(l->p, (size_t)(l->end - l->p), &c);

        if (l->n_marks && isspace((unsigned char)*l->p)) {
                l->p++; /* "\' e" is an e with its accent */
                return;
        }
        put(l, l->p, n ? n : 1);
        l->p += n ? n : 1;
}

static void step(struct latex *l)
{
        if (*l->p == '\\') {
                take_command(l);
        } else if (*l->p == '{' || *l->p == '}') {
                take_brace(l);
        } else if (*l->p == '$') {
                take_dollar(l);
        } else if (l->math && (*l->p == '^' || *l->p == '_')) {
                bool raised = *l->p++ == '^';

                if (l->p == l->end || !take_script(l, raised))
                        put(l, raised ? "^" : "_", 1);
        } else if (l->verbatim || l->math || !take_ligature(l)) {
                take_character(l);
        }
}

void latex_to_text(const char *tex, size_t n, enum latex_as as, struct str *out)
{
        struct latex l = {.p = tex, .end = tex + n, .out = out, .verbatim = as == LATEX_VERBATIM};

        while (l.p < l.end)
                step(&l);
        drop_marks(&l);
}

/* --- the other way -------------------------------------------------------------------------------- */

static const struct {
        char plain;
        const char *tex;
} escapes[] = {
        {'&', "\\&"},
        {'%', "\\%"},
        {'$', "\\$"},
        {'#', "\\#"},
        {'_', "\\_"},
        {'~', "\\textasciitilde{}"},
        {'^', "\\textasciicircum{}"},
        {'\\', "\\textbackslash{}"},
        /* By name: BibTeX counts braces whether or not a backslash stands before them. */
        {'{', "\\textbraceleft{}"},
        {'}', "\\textbraceright{}"},
        {'`', "\\textasciigrave{}"},
};

static const char *escape_of(char c)
{
        for (size_t i = 0; i < ARRAY_LEN(escapes); i++)
                if (escapes[i].plain == c)
                        return escapes[i].tex;
        return NULL;
}

void latex_escape(struct str *out, const char *text)
{
        for (; text && *text; text++) {
                const char *tex = escape_of(*text);
                bool pair = (*text == '-' || *text == '\'') && text[1] == *text;

                if (tex)
                        str_add(out, tex);
                else
                        str_add_char(out, *text);
                if (pair) /* LaTeX would join the two into one sign */
                        str_add(out, "{}");
        }
}
