#ifndef GEARBOX_CLIBCURL_SHIM_H
#define GEARBOX_CLIBCURL_SHIM_H

// The type-checking macros would turn curl_easy_setopt into a macro that Swift cannot see through.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

// Swift calls no variadic C function: one function per kind of argument. The parentheses keep a
// macro of the same name, if the header defines one, from expanding.

static inline CURLcode gearbox_curl_set_long(CURL *handle, CURLoption option, long value) {
  return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode gearbox_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode gearbox_curl_set_string(CURL *handle, CURLoption option, const char *value) {
  return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode gearbox_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode gearbox_curl_set_headers(CURL *handle, struct curl_slist *value) {
  return (curl_easy_setopt)(handle, CURLOPT_HTTPHEADER, value);
}

// Write, header and read callbacks have the same shape.
static inline CURLcode gearbox_curl_set_callback(
    CURL *handle, CURLoption option, size_t (*callback)(char *, size_t, size_t, void *)) {
  return (curl_easy_setopt)(handle, option, callback);
}

static inline CURLcode gearbox_curl_set_seek_callback(CURL *handle, curl_seek_callback callback) {
  return (curl_easy_setopt)(handle, CURLOPT_SEEKFUNCTION, callback);
}

static inline CURLcode gearbox_curl_set_open_socket_callback(
    CURL *handle, curl_opensocket_callback callback) {
  return (curl_easy_setopt)(handle, CURLOPT_OPENSOCKETFUNCTION, callback);
}

// CURLOPT_PROTOCOLS became deprecated in the version that brought CURLOPT_PROTOCOLS_STR.
static inline CURLcode gearbox_curl_allow_http_only(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075500
  return (curl_easy_setopt)(handle, CURLOPT_PROTOCOLS_STR, "http,https");
#else
  return (curl_easy_setopt)(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

// CURLOPT_QUICK_EXIT came with 7.87.0; an older libcurl has nothing that does the same.
static inline CURLcode gearbox_curl_leave_lookup_behind(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075700
  return (curl_easy_setopt)(handle, CURLOPT_QUICK_EXIT, 1L);
#else
  (void)handle;
  return CURLE_UNKNOWN_OPTION;
#endif
}

static inline CURLcode gearbox_curl_get_long(CURL *handle, CURLINFO info, long *value) {
  return (curl_easy_getinfo)(handle, info, value);
}

static inline CURLcode gearbox_curl_get_size(CURL *handle, CURLINFO info, curl_off_t *value) {
  return (curl_easy_getinfo)(handle, info, value);
}

static inline CURLMcode gearbox_curl_multi_set_long(CURLM *handle, CURLMoption option, long value) {
  return (curl_multi_setopt)(handle, option, value);
}

// CURLMsg holds its result in a union, which Swift imports awkwardly.
static inline CURLcode gearbox_curl_message_result(const CURLMsg *message) {
  return message->data.result;
}

#endif
