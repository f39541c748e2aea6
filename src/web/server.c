/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * libmicrohttpd between the network and request_answer(): a thread for each core, each with its own reader
 * of the index. What a stranger can enlarge or stretch (target, body, time, connections, requests a second)
 * is bounded here.
 */
#include "web/web.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/num.h"
#include "vocab/vocab.h"
#include "web/connection.h"
#include "web/limit.h"
#include "web/listen.h"
#include "web/pages.h"
#include "web/request.h"
#include "web/route.h"

#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>

enum {
        CONNECTION_MEMORY = 64 << 10,     /* for a request's head: more than WEB_TARGET_MAX */
        BODY_GIVE_UP = 16 * WEB_BODY_MAX, /* read so much to be able to answer, then hang up */
        THREADS_MAX = 64,
};

struct web {
        char *hub_dir;
        bool is_quiet;
        struct pages *pages;
        struct limit *limit;
        struct connections *connections;
        struct MHD_Daemon *daemon;
        pthread_key_t reader; /* of each thread: struct search */
        bool has_reader_key;
};

/* One request as the server sees it, from its first line to the end of its reply. */
struct exchange {
        struct request request;
        struct reply reply;
        struct connection *connection;
        char *target;
        bool has_begun;
        bool has_body; /* or says so: what follows it on the connection is not to be trusted */
        uint64_t body_len;
        int64_t started_ms;
};

static void exchange_free(struct exchange *x)
{
        if (!x)
                return;
        reply_done(&x->reply);
        arena_done(&x->request.arena);
        free(x->target);
        free(x);
}

static struct connection *connection_of(struct MHD_Connection *mhd)
{
        const union MHD_ConnectionInfo *info =
                MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

        return info ? info->socket_context : NULL;
}

/* --- the index, a reader a thread ---------------------------------------------------------------- */

static void close_reader(void *reader)
{
        search_close(reader);
}

/* This thread's reader; NULL while the hub has no index. Negative when it cannot be opened. */
static int reader_get(struct web *w, struct search **ret, struct error *err)
{
        struct search *s = pthread_getspecific(w->reader);
        int r;

        *ret = s;
        if (s)
                return 0;
        r = search_open(w->hub_dir, &s, err);
        if (r < 0)
                return r;
        if (r == SEARCH_NO_INDEX)
                return 0;
        r = pthread_setspecific(w->reader, s);
        if (r) {
                search_close(s);
                return error_errno(err, r, "keeping the index open");
        }
        *ret = s;
        return 0;
}

/* --- a request ----------------------------------------------------------------------------------- */

/* "/path?a=b" comes before libmicrohttpd takes it apart. It would keep each parameter in the connection's
 * memory, which ten thousand of them exceed: we read them ourselves and end its string at the '?'. */
static void *on_target(void *user, const char *uri, struct MHD_Connection *mhd)
{
        struct exchange *x = calloc(1, sizeof(*x));
        char *question;

        (void)user;
        if (!x || !connection_of(mhd)) {
                free(x);
                return NULL;
        }
        connection_reading(connection_of(mhd));
        reply_init(&x->reply);
        x->started_ms = clock_monotonic_ms();
        x->target = strdup(uri);
        if (!x->target) {
                free(x);
                return NULL;
        }
        question = (char *)(uintptr_t)strchr(uri, '?');
        if (question && question[1])
                question[1] = '\0';
        return x;
}

/* Escapes are target.c's to undo. */
static size_t keep_escapes(void *user, struct MHD_Connection *mhd, char *text)
{
        (void)user;
        (void)mhd;
        return strlen(text);
}

static enum method method_of(const char *name)
{
        static const struct {
                const char *name;
                enum method method;
        } methods[] = {{"GET", METHOD_GET}, {"HEAD", METHOD_HEAD}, {"OPTIONS", METHOD_OPTIONS}};

        for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
                if (!strcmp(methods[i].name, name))
                        return methods[i].method;
        }
        return METHOD_OTHER;
}

static const char *header_of(struct MHD_Connection *mhd, const char *name)
{
        return MHD_lookup_connection_value(mhd, MHD_HEADER_KIND, name);
}

static void fill_request(struct web *w, struct exchange *x, struct MHD_Connection *mhd,
                         const char *method)
{
        struct request *q = &x->request;

        q->method = method_of(method);
        if (q->method == METHOD_OPTIONS && !strcmp(x->target, "*"))
                q->target_answer = target_read("/", &q->arena, &q->target);
        else
                q->target_answer = target_read(x->target, &q->arena, &q->target);
        q->hub_dir = w->hub_dir;
        q->pages = w->pages;
        q->accept_encoding = header_of(mhd, "Accept-Encoding");
        q->if_none_match = header_of(mhd, "If-None-Match");
        q->if_range = header_of(mhd, "If-Range");
        q->range = header_of(mhd, "Range");
}

/* A proxy on this machine speaks for others: the last address it names is the one it saw itself. */
static struct limit_address asking_address(struct exchange *x, struct MHD_Connection *mhd)
{
        struct limit_address address = *connection_address(x->connection), named;
        const char *forwarded = header_of(mhd, "X-Forwarded-For");
        const char *last = forwarded ? strrchr(forwarded, ',') : NULL;

        if (!forwarded || !limit_address_is_loopback(&address))
                return address;
        last = last ? last + 1 : forwarded;
        last += strspn(last, " \t");
        if (limit_address_read(last, strcspn(last, " \t"), &named))
                return named;
        return address;
}

/* Seconds to wait, 0 when the request may be answered now. */
static int must_wait(struct web *w, struct exchange *x, struct MHD_Connection *mhd)
{
        const char *variables[ROUTE_VARIABLES_MAX];
        const struct target *t = &x->request.target;
        struct limit_address address = asking_address(x, mhd);
        const struct route *route;

        route = x->request.target_answer ? NULL : route_find(t->segments, t->n_segments, variables);
        if (route && (route->needs & IS_UNLIMITED))
                return 0;
        return limit_take(w->limit, &address, clock_monotonic_ms());
}

static void make_reply(struct web *w, struct exchange *x, struct MHD_Connection *mhd)
{
        struct request *q = &x->request;
        struct error err = {0};
        int wait, r;

        if (x->body_len > WEB_BODY_MAX) {
                reply_error(q, &x->reply, 413, NULL);
                reply_finish(q, &x->reply);
                return;
        }
        wait = must_wait(w, x, mhd);
        if (wait) {
                reply_error(q, &x->reply, 429, NULL);
                reply_header(&x->reply, &q->arena, "Retry-After",
                             arena_printf(&q->arena, "%d", wait));
                reply_finish(q, &x->reply);
                return;
        }
        r = reader_get(w, &q->search, &err);
        if (r < 0) {
                log_line(LOG_LEVEL_ERROR, "opening the index: %s", err.message);
                reply_error(q, &x->reply, 500, NULL);
                reply_finish(q, &x->reply);
                return;
        }
        request_answer(q, &x->reply);
}

/* --- its reply ----------------------------------------------------------------------------------- */

static struct MHD_Response *response_of(struct reply *r)
{
        struct MHD_Response *response;

        if (r->fd >= 0) {
                response = MHD_create_response_from_fd_at_offset64((uint64_t)r->fd_len, r->fd,
                                                                   (uint64_t)r->fd_start);
                if (response)
                        r->fd = -1; /* the response closes it */
                return response;
        }
        /* The exchange, and the body with it, lives until the reply is sent. */
        return MHD_create_response_from_buffer(r->body.len, (void *)(uintptr_t)str_text(&r->body),
                                               MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result send_reply(struct web *w, struct exchange *x, struct MHD_Connection *mhd)
{
        struct reply *r = &x->reply;
        struct MHD_Response *response = response_of(r);
        enum MHD_Result result;

        if (!response)
                return MHD_NO;
        for (size_t i = 0; i < r->n_headers; i++)
                MHD_add_response_header(response, r->headers[i].name, r->headers[i].value);
        if (connections_draining(w->connections) || x->has_body)
                MHD_add_response_header(response, "Connection", "close");
        result = MHD_queue_response(mhd, (unsigned int)r->status, response);
        MHD_destroy_response(response);
        return result;
}

/* A line a request: without the query (what people look for is theirs) and without their address. */
static void log_request(const struct web *w, const struct exchange *x, const char *method)
{
        if (w->is_quiet)
                return;
        log_line(LOG_LEVEL_INFO, "%.16s %.300s %d %lld ms", method,
                 x->request.target.raw_path ? x->request.target.raw_path : "-", x->reply.status,
                 (long long)(clock_monotonic_ms() - x->started_ms));
}

static bool declares_too_much(struct MHD_Connection *mhd)
{
        const char *length = header_of(mhd, MHD_HTTP_HEADER_CONTENT_LENGTH);
        int64_t n;

        return length && (!num_read(length, 0, INT64_MAX, &n) || n > WEB_BODY_MAX);
}

/* First call: the head is here. Then once for each piece of the body, then once more: answer. */
static enum MHD_Result on_request(void *user, struct MHD_Connection *mhd, const char *url,
                                  const char *method, const char *version, const char *body,
                                  size_t *body_len, void **state)
{
        struct web *w = user;
        struct exchange *x = *state;

        (void)url;
        (void)version;
        (void)body;
        if (!x)
                return MHD_NO;
        if (!x->has_begun) {
                x->has_begun = true;
                x->connection = connection_of(mhd);
                if (!x->connection)
                        return MHD_NO;
                x->has_body = header_of(mhd, MHD_HTTP_HEADER_CONTENT_LENGTH) ||
                              header_of(mhd, MHD_HTTP_HEADER_TRANSFER_ENCODING);
                if (!declares_too_much(mhd))
                        return MHD_YES;
                x->body_len = WEB_BODY_MAX + 1; /* answered before it is sent */
        }
        if (*body_len) {
                x->body_len += *body_len;
                *body_len = 0;
                return x->body_len > BODY_GIVE_UP ? MHD_NO : MHD_YES;
        }
        connection_answering(x->connection);
        fill_request(w, x, mhd, method);
        make_reply(w, x, mhd);
        log_request(w, x, method);
        return send_reply(w, x, mhd);
}

static void on_end(void *user, struct MHD_Connection *mhd, void **state,
                   enum MHD_RequestTerminationCode why)
{
        struct connection *c = connection_of(mhd);

        (void)user;
        (void)why;
        exchange_free(*state);
        *state = NULL;
        if (c)
                connection_resting(c);
}

/* --- connections --------------------------------------------------------------------------------- */

static enum MHD_Result on_arrival(void *user, const struct sockaddr *sa, socklen_t len)
{
        struct web *w = user;
        struct limit_address address;

        (void)len;
        return limit_address_of(sa, &address) && connections_admit(w->connections, &address)
                       ? MHD_YES
                       : MHD_NO;
}

static void on_connection(void *user, struct MHD_Connection *mhd, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
        struct web *w = user;
        const union MHD_ConnectionInfo *fd, *peer;
        struct limit_address address;

        if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
                connection_close(*context);
                *context = NULL;
                return;
        }
        fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
        peer = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
        if (fd && peer && limit_address_of(peer->client_addr, &address))
                *context = connection_open(w->connections, fd->connect_fd, &address);
}

/* --- start and stop ------------------------------------------------------------------------------ */

static int count_threads(int wanted)
{
        cpu_set_t cores;
        int n = wanted;

        if (n <= 0)
                n = sched_getaffinity(0, sizeof(cores), &cores) == 0 ? CPU_COUNT(&cores) : 1;
        return n < THREADS_MAX ? n : THREADS_MAX;
}

/* Owns listen_fd from here on, whatever comes of it. */
static int start_daemon(struct web *w, const struct web_options *o, int listen_fd,
                        struct error *err)
{
        int threads = count_threads(o->threads);
        int connections = o->connections_max ? o->connections_max : WEB_CONNECTIONS_MAX;
        struct MHD_OptionItem pool[] = {
                /* A pool of one is no pool: libmicrohttpd wants it left out. */
                {threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, threads, NULL},
                {MHD_OPTION_END, 0, NULL},
        };

        if (connections < threads)
                connections = threads;
        w->daemon = MHD_start_daemon(
                MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, 0, on_arrival, w, on_request, w,
                MHD_OPTION_LISTEN_SOCKET, listen_fd, MHD_OPTION_CONNECTION_LIMIT,
                (unsigned int)connections, MHD_OPTION_CONNECTION_TIMEOUT,
                (unsigned int)WEB_IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                (size_t)CONNECTION_MEMORY, MHD_OPTION_URI_LOG_CALLBACK, on_target, w,
                MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, w, MHD_OPTION_NOTIFY_COMPLETED, on_end,
                w, MHD_OPTION_NOTIFY_CONNECTION, on_connection, w, MHD_OPTION_STRICT_FOR_CLIENT, 1,
                MHD_OPTION_ARRAY, pool, MHD_OPTION_END);
        if (w->daemon)
                return 0;
        close(listen_fd);
        return error_set(err, -EIO, "starting the HTTP server failed");
}

/* All but the listening itself; stops where something fails and leaves the rest to web_free. */
static int prepare(struct web *w, const struct web_options *o, struct error *err)
{
        int r;

        w->is_quiet = o->quiet;
        w->hub_dir = strdup(o->hub_dir);
        if (!w->hub_dir)
                return error_no_memory(err);
        r = vocab_init(err);
        if (r < 0)
                return r;
        r = pages_new(&w->pages, err);
        if (r < 0)
                return r;
        r = limit_new(o->requests_per_second, &w->limit, err);
        if (r < 0)
                return r;
        r = pthread_key_create(&w->reader, close_reader);
        if (r)
                return error_errno(err, r, "keeping readers of the index");
        w->has_reader_key = true;
        return connections_new(o->request_seconds ? o->request_seconds : WEB_REQUEST_SECONDS,
                               &w->connections, err);
}

static void web_free(struct web *w)
{
        if (!w)
                return;
        connections_free(w->connections);
        if (w->has_reader_key)
                pthread_key_delete(w->reader);
        limit_free(w->limit);
        pages_free(w->pages);
        free(w->hub_dir);
        free(w);
}

static void web_freep(struct web **w)
{
        web_free(*w);
        *w = NULL;
}

static int start(struct web *w, const struct web_options *o, struct error *err)
{
        CLEANUP(closep) int fd = -1;
        char address[LISTEN_ADDRESS_SIZE];
        int port, r;

        r = prepare(w, o, err);
        if (r < 0)
                return r;
        r = listen_open(o->address, o->port, &fd, address, &port, err);
        if (r < 0)
                return r;
        r = start_daemon(w, o, fd, err);
        fd = -1;
        if (r == 0 && o->listening)
                o->listening(o->user, address, port);
        return r;
}

int web_start(const struct web_options *options, struct web **ret, struct error *err)
{
        CLEANUP(web_freep) struct web *w = calloc(1, sizeof(*w));
        sigset_t all, before;
        int r;

        if (!w)
                return error_no_memory(err);
        /* Signals are for the program's own thread: ours inherit a mask that blocks them. */
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &before);
        r = start(w, options, err);
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        if (r < 0)
                return error_while(err, r, "serving %s", options->hub_dir);
        *ret = STEAL(w);
        return 0;
}

void web_stop(struct web *w, int seconds)
{
        int fd;

        if (!w)
                return;
        fd = MHD_quiesce_daemon(w->daemon);
        connections_drain(w->connections, seconds);
        MHD_stop_daemon(w->daemon); /* joins its threads: each closes its reader */
        closep(&fd);
        web_free(w);
}
