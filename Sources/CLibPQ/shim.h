#ifndef GEARBOX_CLIBPQ_SHIM_H
#define GEARBOX_CLIBPQ_SHIM_H

#include <libpq-fe.h>

/* The PG_DIAG_* macros are character literals, which Swift does not import. */
static inline const char *shim_pq_sqlstate(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_SQLSTATE);
}

static inline const char *shim_pq_message(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
}

static inline const char *shim_pq_hint(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
}

static inline const char *shim_pq_position(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
}

static inline const char *shim_pq_context(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_CONTEXT);
}

static inline const char *shim_pq_constraint(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
}

/* libpq prints notices on stderr unless it is given somebody else to tell them to. */
static inline void shim_pq_drop_notice(void *nobody, const PGresult *notice) {
  (void)nobody;
  (void)notice;
}

static inline void shim_pq_silence_notices(PGconn *connection) {
  PQsetNoticeReceiver(connection, shim_pq_drop_notice, NULL);
}

#endif
